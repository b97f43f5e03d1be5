# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pictures: the value of a merge field, or in the place of one in the document."""

import io

import pytest
from lxml import etree
from PIL import Image

from word_merge import TemplateError, compile_template

from .checking import check_document
from .documents import Document, build, unpack
from .markup import WP, A, R, merge_field, paragraph, picture, run, table
from .merging import render
from .reading import get_relations, get_text

BLIP, EXTENT = f"{A}blip", f"{WP}extent"


def make_picture(kind, size=(60, 20), color="red"):
    """Return a picture as a file."""
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, kind)
    return buffer.getvalue()


PNG, JPEG = make_picture("PNG"), make_picture("JPEG")


def get_pictures(data, part="word/document.xml"):
    """Return the files of the pictures in a part, in order."""
    parts = unpack(data)
    relations = get_relations(parts, part)
    tree = etree.fromstring(parts[part])
    return [parts[relations[node.get(f"{R}embed")][0]] for node in tree.iter(BLIP)]


@pytest.mark.parametrize("data", [PNG, JPEG])
@pytest.mark.parametrize("field", [merge_field("Logo"), run("{{Logo}}")])
def test_value_that_is_a_picture(field, data):
    result = render(build(paragraph("a", field, "b")), {"Logo": data})
    assert get_pictures(result) == [data]
    assert get_text(result) == "ab"
    (extent,) = etree.fromstring(unpack(result)["word/document.xml"]).iter(EXTENT)
    width, height = int(extent.get("cx")), int(extent.get("cy"))
    assert width > 0 and abs(width / height - 3) < 0.1


@pytest.mark.parametrize("data", [PNG, JPEG])
def test_picture_with_the_field_as_alternative_text(data):
    document = Document(
        paragraph(picture("rIdPicture", 60, "{{Logo}}")),
        paragraph(picture("rIdPicture", 61, "another")),
    )
    old = make_picture("PNG", color="blue")
    document.add_picture("old.png", old)
    template = compile_template(document.build())
    assert template.field_names == ["Logo"]
    result = render(document.build(), {"Logo": data})
    assert get_pictures(result) == [data, old]


def test_pictures_in_a_header():
    document = Document(paragraph("body"))
    document.add_header(paragraph(merge_field("Logo")))
    result = render(document.build(), {"Logo": PNG})
    assert get_pictures(result, "word/header1.xml") == [PNG]


def test_same_picture_in_two_places_and_two_pictures_in_one_letter():
    data = build(paragraph(*(merge_field(name) for name in ("A", "B", "A"))))
    result = render(data, {"A": PNG, "B": JPEG})
    assert get_pictures(result) == [PNG, JPEG, PNG]


def test_pictures_in_table_rows():
    cells = [run("{{Orders.Product}}"), merge_field("Orders.Picture")]
    rows = [{"Product": "a", "Picture": PNG}, {"Product": "b", "Picture": JPEG}]
    result = render(build(table(cells), paragraph("end")), {"Orders": rows})
    assert get_pictures(result) == [PNG, JPEG]


def test_pictures_of_combined_letters():
    other = make_picture("PNG", color="green")
    template = compile_template(build(paragraph("{{Name}}", merge_field("Logo"))))
    rows = [{"Logo": PNG}, {"Logo": other}, {"Logo": JPEG}, {}, {"Logo": PNG}]
    result = template.render_combined(rows)
    check_document(result)
    assert get_pictures(result) == [PNG, other, JPEG, PNG]
    media = [name for name in unpack(result) if "/media/" in name]
    assert len(media) == 3, "an equal picture is stored once"


def test_missing_picture_is_blank():
    assert get_pictures(render(build(paragraph(merge_field("Logo"))), {})) == []


@pytest.mark.parametrize(
    "value", [b"", b"no picture", PNG[:20], b"GIF89a", b"\x89PNG\r\n\x1a\n", JPEG[:4]]
)
def test_bytes_that_are_no_picture(value):
    """They are refused with a sentence, or left out; nothing else."""
    template = compile_template(build(paragraph("a", merge_field("Logo"))))
    try:
        check_document(template.render({"Logo": value}))
    except TemplateError as error:
        assert "picture" in str(error)
