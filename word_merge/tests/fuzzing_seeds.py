# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sound documents with everything the package knows, from which damage begins."""

import base64
import io

import docx
from docx.enum.section import WD_SECTION

from .documents import OFFICE, Document, unpack
from .letters import (
    add_numbering,
    make_letter,
    make_letter_of_two_sections,
)
from .markup import (
    complex_field,
    content_control,
    hyperlink,
    if_field,
    insertion,
    instruction_runs,
    merge_field,
    paragraph,
    picture,
    quoted,
    run,
    simple_field,
    split_runs,
    table,
    text_box,
)

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
HTML = (
    "<p>Dear {{Name}},</p><p>«City» <b>{{Na</b>me}}</p>",
    "<html><head><title>{{Name}}</title></head><body><table><tr><td>{{Orders.Item}}"
    "</td><td><table><tr><td>{{Lines.Item}}</td></tr></table></td></tr></table>"
    "</body></html>",
    '<a href="https://example.com/{{Name}}?x=«City»">x</a><img src="{{Logo}}"/>'
    '<p style="color:{{Name}}" title="{{Name}}">{{Logo}}</p>',
    "",
)


def make_seeds():
    """Return the parts of the documents."""
    documents = [
        make_letter().build(),
        make_letter_of_two_sections().build(),
        _make_fields().build(),
        _make_tables().build(),
        _make_by_library(),
    ]
    return [unpack(data) for data in documents]


def _make_fields():
    """Return a document with fields of all kinds."""
    name = merge_field("Name", "\\* Upper", pieces=3, noise=True)
    nested = if_field(name, "<>", "x*", quoted(if_field(name, "=", "1", "a")), "c")
    page = complex_field(" PAGE ", run("1"))
    asking = instruction_runs(" IF ") + page + instruction_runs(' = 1 "a" "b" ')
    document = Document(
        paragraph("Dear ", split_runs("{{Name}} and «City»", 5, noise=True)),
        paragraph(nested, simple_field(' MERGEFIELD Day \\@ "d MMMM yyyy" ')),
        paragraph(merge_field("Amount", '\\# "#.##0,00" \\b "(" \\f ")"'), page),
        paragraph(complex_field(asking)),
        paragraph(
            complex_field(
                instruction_runs(' HYPERLINK "https://example.com/')
                + merge_field("Name")
                + instruction_runs('" '),
                run("link"),
            ),
            complex_field(instruction_runs("= ") + merge_field("Amount") + page),
        ),
        paragraph(insertion(run("{{Name}}")), content_control(run("«City»"))),
        paragraph(simple_field(" MERGEFIELD City ", insertion(simple_field("PAGE")))),
        paragraph(picture("rIdPicture", description="{{Logo}}"), "{{Company_Logo}}"),
        paragraph(hyperlink(run("link"), "rIdLink"), text_box("{{Name}}")),
        '<w:del w:id="1" w:author="A"><w:r><w:delText>x</w:delText></w:r></w:del>',
        paragraph(
            "x", '<w:commentRangeStart w:id="0"/><w:r><w:commentReference/></w:r>'
        ),
    )
    document.add_picture("logo.png", PNG)
    target = "https://example.com/%7B%7BName%7D%7D"
    document.add_relation("rIdLink", f"{OFFICE}hyperlink", target, True)
    document.add_part("comments.xml", "<w:comments xmlns:w='x'/>", "comments")
    document.settings = "<w:mailMerge><w:linkToQuery/></w:mailMerge>"
    return document


def _make_tables():
    """Return a document with repeated rows, lists and notes."""
    inner = table([run("{{Lines.Item}}"), merge_field("Lines.Amount")])
    cell = (
        f"<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>{inner}{paragraph('x')}</w:tc>"
    )
    document = Document(
        table([run("Item")], [run("{{Orders.Item}}")]),
        table(
            [merge_field("Orders.Item"), picture("rIdPicture", description="«Logo»")]
        ),
        f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cell}<w:tc>{paragraph('{{Name}}')}"
        "</w:tc></w:tr></w:tbl>",
        paragraph(
            "one",
            properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>',
        ),
        paragraph("note", '<w:r><w:footnoteReference w:id="1"/></w:r>'),
    )
    document.add_picture("logo.png", PNG)
    document.add_notes(merge_field("Name"), run("{{City}}"))
    document.add_header(table([run("{{Orders.Item}}")]), kind="first")
    add_numbering(document)
    return document


def _make_by_library():
    """Return a document as python-docx writes it."""
    document = docx.Document()
    document.add_heading("For {{Name}}", 1)
    document.add_paragraph("first «City»", style="List Number")
    document.add_paragraph("second", style="List Bullet")
    rows = document.add_table(2, 3)
    rows.cell(0, 0).text = "Item"
    rows.cell(1, 0).text = "{{Orders.Item}}"
    rows.cell(1, 1).merge(rows.cell(1, 2)).text = "{{Orders.Amount}}"
    document.add_picture(io.BytesIO(PNG))
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.header.is_linked_to_previous = False
    section.header.paragraphs[0].text = "header of {{Name}}"
    section.footer.paragraphs[0].text = "footer"
    document.add_paragraph("{{Name}}")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
