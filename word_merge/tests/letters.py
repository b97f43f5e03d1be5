# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A letter with everything that must not be shared by two letters, and contacts."""

from .documents import OFFICE, Document
from .markup import (
    complex_field,
    hyperlink,
    if_field,
    merge_field,
    paragraph,
    quoted,
    root,
    run,
    table,
    text_box,
)

NAME = merge_field("Name")
NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
BULLETED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>'
ENDNOTE = '<w:r><w:endnoteReference w:id="1"/></w:r>'
PAGE_BREAK = '<w:r><w:br w:type="page"/></w:r>'
LEVELS = (("decimal", "%1."), ("bullet", "-"))


def make_contacts(count):
    """Return the values of contacts that are told apart by their names."""
    return [
        {
            "Name": f"Contact{number}x",
            "City": "Bern" if number % 2 else "",
            "Orders": [{"Item": f"Item{number}x{item}"} for item in range(number % 3)],
        }
        for number in range(1, count + 1)
    ]


def make_letter(pages=1, endnote=True):
    """Return a letter of one section with fields in all its parts."""
    document = Document(
        '<w:bookmarkStart w:id="0" w:name="start"/>',
        paragraph("Dear ", NAME),
        '<w:bookmarkEnd w:id="0"/>',
        paragraph(if_field(merge_field("City"), "=", "", "no city", quoted(NAME))),
        paragraph("first step", properties=NUMBERED),
        paragraph("second step for ", NAME, properties=NUMBERED),
        paragraph("a bullet", properties=BULLETED),
        table([run("{{Orders.Item}}")]),
        paragraph(text_box(NAME)),
        paragraph("see note", '<w:r><w:footnoteReference w:id="1"/></w:r>'),
        paragraph("see end", ENDNOTE) if endnote else "",
        paragraph(hyperlink(run("start"), "rIdLink")),
        *(paragraph(PAGE_BREAK, f"page {n} of ", NAME) for n in range(2, pages + 1)),
    )
    page = complex_field(" PAGE ", run("1"))
    document.add_header(paragraph("header of ", NAME))
    document.add_footer(paragraph("footer of ", NAME, " page-", page, "-"))
    document.add_notes(run("footnote of ") + NAME, kind="footnote")
    document.add_notes(run("endnote of ") + NAME, kind="endnote")
    document.add_relation("rIdLink", f"{OFFICE}hyperlink", "https://example.com", True)
    add_numbering(document)
    return document


def add_numbering(document):
    """Add a numbered list, 1, and a bulleted one, 2."""
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType '
        f'w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
        for number, (kind, text) in enumerate(LEVELS)
    )
    numbers = "".join(
        f'<w:num w:numId="{number + 1}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number in range(len(LEVELS))
    )
    document.add_part("numbering.xml", root("numbering", lists + numbers), "numbering")


def make_letter_of_two_sections():
    """Return a letter whose first section lacks headers that its second one has."""
    document = Document(paragraph("Dear ", NAME))
    document.add_header(paragraph("one default of ", NAME))
    document.end_section(title_page=True)
    document.body += paragraph("second section for ", NAME)
    for kind in ("default", "first", "even"):
        document.add_header(paragraph(f"two {kind} of ", NAME), kind=kind)
        document.add_footer(paragraph(f"two {kind} below ", NAME), kind=kind)
    document.settings = "<w:evenAndOddHeaders/>"
    return document
