# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Merge fields wherever Word allows them."""

import pytest
from docx import Document as new_document

from .documents import OFFICE, Document, unpack
from .markup import (
    content_control,
    hyperlink,
    insertion,
    merge_field,
    paragraph,
    run,
    simple_field,
    split_runs,
    table,
    text_box,
)
from .merging import merge, merge_field_text, render
from .reading import get_all_text, get_markup, get_text

FIELDS = [
    merge_field("Name"),
    merge_field("Name", pieces=4, noise=True),
    simple_field(" MERGEFIELD Name "),
    run("{{Name}}"),
    split_runs("«Name»", 3),
]
NOTE = '<w:r><w:{kind}Reference w:id="1"/></w:r>'


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("wrap", [insertion, content_control])
def test_inside_a_paragraph(wrap, field):
    assert merge_field_text(wrap(field), Name="Anna") == "Anna"


@pytest.mark.parametrize("field", FIELDS)
def test_table_and_table_in_a_table(field):
    inner = table([field, "x"])
    # a cell ends with a paragraph
    cell = f"<w:tc><w:tcPr/>{inner}{paragraph('end')}</w:tc>"
    outer = (
        '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="1"/></w:tblGrid>'
        f"<w:tr>{cell}</w:tr></w:tbl>"
    )
    assert merge(table([field, "x"]), paragraph("end"), Name="A") == "A\nx\nend"
    assert merge(outer, paragraph("end"), Name="A") == "A\nx\nend\nend"


@pytest.mark.parametrize("field", FIELDS)
def test_block_content_control(field):
    for content in (paragraph(field), table([field])):
        text = merge(content_control(content), paragraph("end"), Name="Anna")
        assert text == "Anna\nend"


@pytest.mark.parametrize("field", FIELDS)
def test_text_box_in_both_branches(field):
    if "bookmarkStart" in field:  # which must not be there twice
        field = merge_field("Name", pieces=4)
    markup = get_markup(
        render(Document(paragraph(text_box(field))).build(), {"Name": "Anna"})
    )
    choice, fallback = markup.split("<mc:Fallback>")
    assert choice.count(">Anna<") == fallback.count(">Anna<") == 1
    assert "Name" not in markup.replace("w:name", "").replace("name=", "")


@pytest.mark.parametrize("field", FIELDS)
def test_headers_and_footers_of_every_kind(field):
    document = Document(paragraph("body"))
    for number, kind in enumerate(("default", "first", "even")):
        # what is between the runs has names that must not be there twice
        header, footer = (
            field.replace("noise", word + kind).replace('"7', f'"{number}{place}7')
            for place, word in enumerate("hf")
        )
        document.add_header(paragraph(kind, " header ", header), kind=kind)
        document.add_footer(paragraph(kind, " footer ", footer), kind=kind)
    text = get_all_text(render(document.build(), {"Name": "Anna"}))
    for kind in ("default", "first", "even"):
        assert f"{kind} header Anna" in text
        assert f"{kind} footer Anna" in text


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes(kind, field):
    document = Document(paragraph("text", NOTE.format(kind=kind)))
    document.add_notes(field, kind=kind)
    result = render(document.build(), {"Name": "Anna"})
    assert get_text(result, f"word/{kind}s.xml").strip() == "Anna"


@pytest.mark.parametrize("field", FIELDS)
def test_text_of_a_hyperlink(field):
    document = Document(paragraph("see ", hyperlink(field)))
    document.add_relation(
        "rIdLink", f"{OFFICE}hyperlink", "https://example.com/a?b=1&amp;c=2", True
    )
    result = render(document.build(), {"Name": "Anna"})
    assert get_text(result) == "see Anna"
    relations = unpack(result)["word/_rels/document.xml.rels"].decode()
    assert "https://example.com/a?b=1&amp;c=2" in relations


def test_every_place_at_once_in_a_document_of_python_docx(tmp_path):
    document = new_document()
    document.add_heading("Dear {{Name}}")
    document.add_paragraph("{{Name}} again", style="List Bullet")
    document.add_table(rows=1, cols=2).cell(0, 1).text = "«Name»"
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = "{{Name}} header"
    section.first_page_header.paragraphs[0].text = "{{Name}} first header"
    section.footer.paragraphs[0].text = "{{Name}} footer"
    path = tmp_path / "letter.docx"
    document.save(path)
    text = get_all_text(render(path.read_bytes(), {"Name": "Anna"}))
    assert text.count("Anna") == 6
    assert "Name" not in text
