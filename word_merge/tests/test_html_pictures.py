# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pictures of a Word document in an e-mail: which, how large, and their text."""

import pytest

from word_merge import to_html

from .documents import OFFICE, Document
from .html_reading import parse
from .markup import complex_field, drawing, instruction_runs, paragraph, run
from .test_pictures import JPEG, PNG, make_picture

GIF = make_picture("GIF")
PIXEL = 9525


def blip(relation="rIdPicture"):
    fill = f'<pic:blipFill><a:blip r:embed="{relation}"/></pic:blipFill>'
    return f"<pic:pic>{fill}</pic:pic>"


def shape(style, more="", relation="rIdPicture"):
    """Return a picture of old versions of Word."""
    return (
        f'<w:r><w:pict><v:shape style="{style}" {more}><v:imagedata '
        f'r:id="{relation}"/></v:shape></w:pict></w:r>'
    )


def show(*content, picture=PNG):
    """Return the paragraphs of an e-mail with a picture, and what was kept of it."""
    document = Document(paragraph(*content))
    document.add_picture("logo.png", picture)
    kept = []

    def keep(content, content_type):
        kept.append((content, content_type))
        return f"/{len(kept)}"

    return parse(document.build(), keep), kept


def get_sizes(found):
    return [(image.get("width"), image.get("height")) for image in found.iter("img")]


@pytest.mark.parametrize(
    ("picture", "content_type"),
    [
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (GIF, "image/gif"),
        (b"GIF87a" + GIF[6:], "image/gif"),
        (make_picture("BMP"), None),
        (make_picture("TIFF"), None),
        (b"", None),
        (b" " + PNG, None),
    ],
)
def test_what_mail_clients_show(picture, content_type):
    for content in (f"<w:r>{drawing(blip(), 1)}</w:r>", shape("")):
        found, kept = show(content, picture=picture)
        assert kept == ([(picture, content_type)] if content_type else [])
        assert len(list(found.iter("img"))) == len(kept)


def test_how_an_image_is_written():
    document = Document(paragraph(f"<w:r>{drawing(blip(), 1, 'Our  logo')}</w:r>"))
    document.add_picture("logo.png", PNG)
    assert to_html(document.build(), lambda *_given: '/1?a&b"') == (
        '<p style="margin:0 0 0 0"><img src="/1?a&amp;b&quot;" alt="Our logo" '
        'width="210" height="52" style="border:0;max-width:100%"/></p>'
    )
    assert to_html(document.build()) == ""
    assert to_html(document.build(), lambda *_given: "") == ""


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        (100 * PIXEL, 50 * PIXEL, ("100", "50")),
        (PIXEL, PIXEL, ("1", "1")),
        (2000 * PIXEL, PIXEL, ("2000", "1")),
        (1.4 * PIXEL, 1.6 * PIXEL, ("1", "2")),
        # larger than any screen, or nothing
        (2001 * PIXEL, PIXEL, (None, None)),
        (PIXEL, 10**12, (None, None)),
        (0, PIXEL, (None, None)),
        (PIXEL, -PIXEL, (None, None)),
        ("x", PIXEL, (None, None)),
    ],
)
def test_sizes_of_drawings(width, height, size):
    found, _kept = show(f"<w:r>{drawing(blip(), 1, '', width, height)}</w:r>")
    assert get_sizes(found) == [size]


@pytest.mark.parametrize(
    ("style", "size"),
    [
        ("width:100px;height:50px", ("100", "50")),
        ("width:75pt;height:37.5pt", ("100", "50")),
        ("width:1in;height:0.5in", ("96", "48")),
        ("width:1cm;height:10mm", ("38", "38")),
        ("position:absolute; width : 3px ; height : 4px", ("3", "4")),
        ("height:4px;width:3px", ("3", "4")),
        ("max-width:3px;height:4px", (None, None)),
        ("width:3px", (None, None)),
        ("height:3px", (None, None)),
        ("width:3em;height:4px", (None, None)),
        ("width:3000px;height:4px", (None, None)),
        ("", (None, None)),
    ],
)
def test_sizes_of_old_pictures(style, size):
    found, _kept = show(shape(style))
    assert get_sizes(found) == [size]


def test_old_pictures_without_a_style():
    found, _kept = show(shape("").replace('style=""', ""))
    assert get_sizes(found) == [(None, None)]


def test_texts_for_those_who_do_not_see_the_picture():
    long = "x" * 2000
    for content, text in (
        (f"<w:r>{drawing(blip(), 1, 'Logo')}</w:r>", "Logo"),
        (f"<w:r>{drawing(blip(), 1, long)}</w:r>", long[:1000]),
        (f"<w:r>{drawing(blip(), 1)}</w:r>", ""),
        (shape("", 'alt="Logo"'), "Logo"),
        (shape("", f'alt="{long}"'), long[:1000]),
        (shape(""), ""),
    ):
        found, _kept = show(content)
        assert [image.get("alt") for image in found.iter("img")] == [text]
    bare = drawing(blip(), 1, "Logo").replace("wp:docPr", "wp:other")
    found, _kept = show(f"<w:r>{bare}</w:r>")
    assert [image.get("alt") for image in found.iter("img")] == [""]


def test_a_group_of_pictures():
    """Each has a size that is not the group's; the file is kept once."""
    found, kept = show(f"<w:r>{drawing(blip() * 2, 1, 'Group')}</w:r>", "x")
    assert get_sizes(found) == [(None, None)] * 2
    assert [image.get("alt") for image in found.iter("img")] == ["Group"] * 2
    assert kept == [(PNG, "image/png")]
    assert [image.get("src") for image in found.iter("img")] == ["/1"] * 2


def test_two_drawings_have_their_own_sizes():
    one, two = (
        drawing(blip(), number, f"Logo {number}", number * PIXEL, PIXEL)
        for number in (1, 2)
    )
    found, kept = show(f"<w:r>{one}{two}</w:r>")
    assert get_sizes(found) == [("1", "1"), ("2", "1")]
    assert [image.get("alt") for image in found.iter("img")] == ["Logo 1", "Logo 2"]
    assert len(kept) == 1


def test_a_drawing_without_a_size():
    bare = drawing(blip(), 1).replace("wp:extent", "wp:other")
    found, _kept = show(f"<w:r>{bare}</w:r>")
    assert get_sizes(found) == [(None, None)]


def test_objects_show_their_picture():
    content = shape("width:3px;height:4px").replace("w:pict", "w:object")
    found, _kept = show(content)
    assert get_sizes(found) == [("3", "4")]


def test_pictures_that_are_elsewhere():
    document = Document(
        paragraph(f"<w:r>{drawing(blip(), 1)}{drawing(blip('rIdGone'), 2)}</w:r>")
    )
    document.add_relation("rIdPicture", f"{OFFICE}image", "https://e.com/1.png", True)
    assert to_html(document.build(), lambda *_given: "/1") == ""


def test_the_format_of_a_run_is_not_that_of_its_picture():
    logo = f"<w:r><w:rPr><w:b/><w:u/></w:rPr>{drawing(blip(), 1)}</w:r>"
    found, _kept = show(run("a"), logo)
    assert [child.tag for child in found[0]] == ["img"]


def test_pictures_that_are_not_shown():
    logo = f"<w:r>{drawing(blip(), 1)}</w:r>"
    field = complex_field(instruction_runs("X") + logo, run("x"))
    found, _kept = show(field)
    assert not list(found.iter("img"))
    hidden = logo.replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    found, _kept = show(hidden)
    assert not list(found.iter("img"))


def test_a_picture_that_links():
    logo = f"<w:r>{drawing(blip(), 1)}</w:r>"
    field = complex_field(instruction_runs('HYPERLINK "https://e.com"'), logo)
    found, _kept = show(field)
    (link,) = found.iter("a")
    assert link.get("href") == "https://e.com" and link[0].tag == "img"
