# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tables, pictures and damaged documents as HTML for an e-mail."""

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from word_merge import TemplateError, compile_template, to_html
from word_merge.escaping import DROPPED

from .documents import Document, build, replace_part
from .html_reading import parse, save
from .letters import make_letter
from .markup import (
    paragraph,
    picture,
    run,
    table,
)
from .test_fuzzing import LETTER, PARTS
from .test_pictures import PNG


def test_tables():
    document = docx.Document()
    grid = document.add_table(3, 3, style="Table Grid")
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "wide"
    grid.cell(1, 2).merge(grid.cell(2, 2)).text = "high"
    grid.cell(1, 0).add_table(1, 1).cell(0, 0).text = "inner"
    shown = parse(save(document)).find("table")
    rows = shown.findall("tr")
    assert [len(row) for row in rows] == [2, 3, 2]
    assert rows[0][0].get("colspan") == "2" and rows[1][2].get("rowspan") == "2"
    assert rows[1][0].find("table").text_content() == "inner"
    assert "border:1px solid #000000" in rows[0][0].get("style")
    assert "width:67%" in rows[0][0].get("style")
    assert "width:100%" in shown.get("style")


def test_background_of_cells():
    cells = table(["a"]).replace(
        "<w:tcPr/>",
        '<w:tcPr><w:tcBorders><w:bottom w:val="dashed" w:sz="12" w:color="00FF00"/>'
        '</w:tcBorders><w:shd w:val="clear" w:fill="EEEEEE"/></w:tcPr>',
    )
    (cell,) = parse(build(cells)).iter("td")
    assert "background-color:#eeeeee" in cell.get("style")
    assert "border-bottom:2px dashed #00ff00" in cell.get("style")
    assert "border-top" not in cell.get("style")


def test_style_of_tables():
    document = docx.Document()
    document.add_table(2, 1, style="Light List Accent 1").cell(0, 0).text = "head"
    head, line = parse(save(document)).iter("td")
    assert "background-color:#4f81bd" in head.get("style")
    assert "background-color" not in line.get("style")
    assert "font-weight:bold" in head.find("p").get("style")


def test_pictures():
    kept = []

    def keep(content, content_type):
        kept.append((content, content_type))
        return "/web/image/1?a=1&b=2"

    document = Document(
        paragraph(picture("rIdPicture", description='Our "logo" <b>')),
        paragraph(picture("rIdPicture")),
        paragraph(picture("rIdMissing")),
    )
    document.add_picture("logo.png", PNG)
    images = list(parse(document.build(), keep).iter("img"))
    assert [image.get("src") for image in images] == ["/web/image/1?a=1&b=2"] * 2
    assert [image.get("alt") for image in images] == ['Our "logo" <b>', ""]
    assert (images[0].get("width"), images[0].get("height")) == ("94", "31")
    assert kept == [(PNG, "image/png")]
    assert "<img" not in to_html(document.build())


def test_pictures_that_mail_does_not_show():
    document = Document(paragraph("x", picture("rIdPicture")))
    document.add_picture("logo.png", b"<svg onload='alert(1)'/>")
    assert "<img" not in to_html(document.build(), lambda *_given: "/1")


def test_errors_of_the_caller_come_through():
    def keep(content, content_type):
        raise LookupError("full")

    document = Document(paragraph(picture("rIdPicture")))
    document.add_picture("logo.png", PNG)
    with pytest.raises(LookupError):
        to_html(document.build(), keep)


@pytest.mark.parametrize("data", [b"", b"x", b"PK\x03\x04", LETTER[:2000]])
def test_no_documents(data):
    with pytest.raises(TemplateError):
        to_html(data)


def nest(count):
    """Return a document with so many tables inside each other."""
    inner = paragraph("innermost")
    for _number in range(count):
        inner = table(["x"]).replace("<w:p w:", inner + "<w:p w:", 1)
    return build(inner)


def test_nested_deep():
    assert "innermost" in to_html(nest(70))
    with pytest.raises(TemplateError):
        to_html(nest(300))


@given(st.text(max_size=80))
def test_nothing_in_a_value_is_markup(value):
    template = compile_template(
        build(paragraph("[{{Name}}]"), table([run("{{Name}}")]), paragraph("end"))
    )
    result = parse(template.render({"Name": value}))
    tags = [element.tag for element in result.iter() if element.tag != "br"]
    assert tags == ["div", "p", "table", "tr", "td", "p", "p"]
    shown = "".join(DROPPED.sub("", value).split())
    assert "".join(result.text_content().split()) == f"[{shown}]{shown}end"


def change(content, start, length, piece):
    """Return a part with some bytes replaced."""
    start = start % (len(content) + 1)
    return content[:start] + piece + content[start + length :]


@given(
    st.sampled_from(sorted(PARTS)),
    st.integers(0, 100_000),
    st.integers(0, 60),
    st.sampled_from([b"", b"9", b'"', b"<w:p>", b"-1", b"x", b"\xff", b"w:"]),
)
def test_damaged_documents(name, start, length, piece):
    data = replace_part(
        LETTER, name, lambda content: change(content, start, length, piece)
    )
    try:
        result = to_html(data, lambda *_given: "/1")
    except TemplateError as error:
        assert str(error)
    else:
        lxml_html.fragment_fromstring(result, create_parent="div")


def test_letters_of_more_pages():
    html = to_html(make_letter(pages=3).build())
    assert "page 3 of" in html
