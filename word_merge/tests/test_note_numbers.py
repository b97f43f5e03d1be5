# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The numbers of footnotes in letters that share a document."""

import pytest
from lxml import etree

from word_merge import compile_template

from .checking import check_document
from .documents import Document, unpack
from .letters import make_contacts
from .markup import (
    W,
    complex_field,
    if_field,
    merge_field,
    paragraph,
    quoted,
    run,
    section,
    table,
)

NAME = merge_field("Name")
PAGE = complex_field(" PAGE ", run("1"))
ENDNOTE = '<w:r><w:endnoteReference w:id="1"/></w:r>'


def refer(number, more=""):
    """Return a run that refers to a footnote."""
    return f'<w:r><w:footnoteReference w:id="{number}"{more}/></w:r>'


def make_letter(*body, notes=2, **options):
    document = Document(*body, **options)
    document.add_notes(*(run(f"note {n} of ") + NAME for n in range(1, notes + 1)))
    document.add_notes(run("endnote"), kind="endnote")
    return document


def get_references(data):
    """Return the notes that references lead to, and the marks they have."""
    parts = unpack(data)
    notes = {
        note.get(f"{W}id"): "".join(note.itertext(f"{W}t"))
        for note in etree.fromstring(parts["word/footnotes.xml"])
    }
    found = []
    for node in etree.fromstring(parts["word/document.xml"]).iter(
        f"{W}footnoteReference"
    ):
        has_mark = node.get(f"{W}customMarkFollows") == "1"
        mark = node.getnext().text if has_mark else None
        found.append((notes[node.get(f"{W}id")], mark))
    return found


def test_marks_are_for_libreoffice():
    document = make_letter(paragraph("a", refer(2)), paragraph("b", refer(1)))
    template = compile_template(document.build())
    assert template.is_combinable
    contacts = make_contacts(3)
    expected = [
        (f"note {note} of {contact['Name']}", mark)
        for contact in contacts
        for note, mark in ((2, "1"), (1, "2"))
    ]
    data = template.render_combined(contacts, for_pdf=True)
    check_document(data)
    assert get_references(data) == expected
    data = template.render_combined(contacts)
    check_document(data)
    # Word numbers them itself
    assert get_references(data) == [(text, None) for text, _mark in expected]
    assert get_references(template.render(contacts[0])) == [
        ("note 2 of Contact1x", None),
        ("note 1 of Contact1x", None),
    ]


@pytest.mark.parametrize(
    ("body", "is_combinable"),
    [
        ([paragraph("a", refer(1)), table([refer(2)]), paragraph("end")], True),
        ([paragraph(if_field(NAME, "=", "x", "y"), refer(1))], True),
        ([paragraph(if_field(NAME, "=", "x", quoted(PAGE)), refer(1))], True),
        ([paragraph("a", refer(1), ENDNOTE)], False),
        ([paragraph(ENDNOTE)], False),
        ([paragraph("a", refer(1, ' w:customMarkFollows="1"'), "*")], False),
        ([paragraph("a", refer(1, ' w:customMarkFollows="0"'))], True),
        ([paragraph(if_field(NAME, "=", "x", quoted(refer(1))))], False),
        ([table([run("{{Orders.Item}}") + refer(1)]), paragraph("end")], False),
        ([paragraph(refer(1), complex_field(" NOTEREF mark ", run("1")))], False),
        ([paragraph(*(refer(1) for _note in range(9)))], True),
        ([paragraph(*(refer(1) for _note in range(10)))], False),
    ],
)
def test_numbers_must_be_the_same_in_every_letter(body, is_combinable):
    document = make_letter(*body)
    assert compile_template(document.build()).is_combinable is is_combinable


@pytest.mark.parametrize(
    ("properties", "is_combinable"),
    [
        ('<w:numFmt w:val="decimal"/><w:numStart w:val="1"/>', True),
        ('<w:pos w:val="beneathText"/>', True),
        ('<w:numFmt w:val="lowerRoman"/>', False),
        ('<w:numStart w:val="3"/>', False),
        ('<w:numRestart w:val="eachPage"/>', False),
    ],
)
def test_other_numbers_need_a_document_of_their_own(properties, is_combinable):
    settings = f"<w:footnotePr>{properties}</w:footnotePr>"
    of_section = make_letter(
        paragraph(refer(1)), section_properties=section(properties=settings)
    )
    of_document = make_letter(paragraph(refer(1)))
    of_document.settings = settings
    for document in (of_section, of_document):
        assert compile_template(document.build()).is_combinable is is_combinable


def test_number_of_pages_in_a_note():
    document = Document(paragraph("a", refer(1)))
    document.add_notes(run("of ") + complex_field(" NUMPAGES ", run("9")))
    template = compile_template(document.build())
    assert template.is_combinable and template.counts_pages
    data = template.render_combined([{}, {}, {}], for_pdf=True)
    notes = unpack(data)["word/footnotes.xml"].decode()
    for number in (1, 2, 3):
        assert notes.count(f"PAGEREF letter_end_{number} ") == 1
    check_document(data)
