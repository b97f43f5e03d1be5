# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One document with all letters: nobody's data is in another's letter."""

import re

import pytest
from lxml import etree

from word_merge import TemplateError, compile_template

from .checking import check_document
from .documents import Document, build, unpack
from .letters import make_contacts, make_letter, make_letter_of_two_sections
from .markup import W, complex_field, merge_field, paragraph, run
from .reading import get_letters, get_markup

COUNTS = pytest.mark.parametrize("count", [1, 2, 50])


def combine(document, count):
    """Return the letters to some contacts as one document, and the contacts."""
    contacts = make_contacts(count)
    data = compile_template(document.build()).render_combined(contacts)
    check_document(data)
    return data, contacts


def get_contacts(text):
    """Return the names of contacts in a text."""
    return set(re.findall(r"Contact\d+x", text))


@COUNTS
def test_letter_has_only_its_contact_everywhere(count):
    data, contacts = combine(make_letter(), count)
    letters = get_letters(data)
    assert [letter.number for letter in letters] == list(range(1, count + 1))
    for letter, contact in zip(letters, contacts, strict=True):
        name = contact["Name"]
        assert get_contacts(letter.text) == {name}
        assert letter.text.count(name) == (5 if contact["City"] else 4)
        items = re.findall(r"Item\d+x\d", letter.text)
        assert items == [order["Item"] for order in contact["Orders"]]
        (section,) = letter.sections
        assert section.margins["header", "default"] == f"header of {name}"
        assert section.margins["footer", "default"] == f"footer of {name} page-1-"


@COUNTS
@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes_are_those_of_the_letter(count, kind):
    data, contacts = combine(make_letter(), count)
    parts = unpack(data)
    notes = {
        node.get(f"{W}id"): "".join(node.itertext(f"{W}t"))
        for node in etree.fromstring(parts[f"word/{kind}s.xml"])
    }
    marks = etree.fromstring(parts["word/document.xml"]).iter(f"{W}{kind}Reference")
    found = [notes[mark.get(f"{W}id")] for mark in marks]
    assert found == [f"{kind} of {contact['Name']}" for contact in contacts]


@COUNTS
def test_pages_are_numbered_from_1(count):
    data, _contacts = combine(make_letter(), count)
    for letter in get_letters(data):
        number = letter.sections[0].properties.find(f"{W}pgNumType")
        assert number.get(f"{W}start") == "1"


def test_only_the_first_section_of_a_letter_starts_at_page_1():
    data, _contacts = combine(make_letter_of_two_sections(), 3)
    for letter in get_letters(data):
        first, second = (section.properties for section in letter.sections)
        assert first.find(f"{W}pgNumType").get(f"{W}start") == "1"
        number = second.find(f"{W}pgNumType")
        assert number is None or number.get(f"{W}start") is None


@COUNTS
def test_letters_start_on_a_new_page(count):
    data, _contacts = combine(make_letter(), count)
    for letter in get_letters(data):
        kind = letter.sections[0].properties.find(f"{W}type")
        assert kind is None or kind.get(f"{W}val") == "nextPage"


def test_continuous_section_does_not_join_two_letters():
    document = make_letter()
    document.section_properties = (
        f'<w:sectPr>{document.references}<w:type w:val="continuous"/></w:sectPr>'
    )
    data, _contacts = combine(document, 3)
    for letter in get_letters(data):
        kind = letter.sections[0].properties.find(f"{W}type")
        assert kind is None or kind.get(f"{W}val") == "nextPage"


@pytest.mark.parametrize("count", [2, 5])
def test_headers_of_the_letter_before_are_not_inherited(count):
    """The first section has a title page, but no header for it."""
    data, contacts = combine(make_letter_of_two_sections(), count)
    for letter, contact in zip(get_letters(data), contacts, strict=True):
        name = contact["Name"]
        assert get_contacts(letter.text) == {name}
        first, second = letter.sections
        assert first.margins["header", "default"] == f"one default of {name}"
        for key in (("header", "first"), ("header", "even"), ("footer", "default")):
            assert first.margins.get(key, "") == "", key
        # Word's second section shows what it names itself
        assert second.margins["header", "even"] == f"two even of {name}"
        assert second.margins["footer", "default"] == f"two default below {name}"


@pytest.mark.parametrize("count", [2, 5])
def test_second_section_inherits_from_its_own_letter(count):
    document = Document(paragraph("Dear ", merge_field("Name")))
    document.add_header(paragraph("header of ", merge_field("Name")))
    document.end_section()
    document.body += paragraph("more")
    data, contacts = combine(document, count)
    for letter, contact in zip(get_letters(data), contacts, strict=True):
        assert len(letter.sections) == 2
        for section in letter.sections:
            assert (
                section.margins["header", "default"] == f"header of {contact['Name']}"
            )


@pytest.mark.parametrize("count", [2, 5])
def test_fields_in_headers_only(count):
    document = Document(paragraph("the same for all"))
    document.add_header(paragraph("header of ", merge_field("Name")))
    data, contacts = combine(document, count)
    for letter, contact in zip(get_letters(data), contacts, strict=True):
        header = letter.sections[0].margins["header", "default"]
        assert header == f"header of {contact['Name']}"


@pytest.mark.parametrize("count", [2, 50])
def test_numbered_lists_start_again(count):
    data, _contacts = combine(make_letter(), count)
    parts = unpack(data)
    numbering = etree.fromstring(parts["word/numbering.xml"])
    lists = {node.get(f"{W}numId"): node for node in numbering.iter(f"{W}num")}
    used = [
        node.get(f"{W}val")
        for node in etree.fromstring(parts["word/document.xml"]).iter(f"{W}numId")
    ]
    numbered = [
        number for number in used if _get_kind(numbering, lists[number]) == "decimal"
    ]
    assert len(numbered) == 2 * count
    assert len(set(numbered)) == count, "a list of its own for every letter"
    for number in set(numbered[2:]):
        start = lists[number].find(f"{W}lvlOverride/{W}startOverride")
        assert start.get(f"{W}val") == "1"


def _get_kind(numbering, node):
    abstract = node.find(f"{W}abstractNumId").get(f"{W}val")
    for found in numbering.iter(f"{W}abstractNum"):
        if found.get(f"{W}abstractNumId") == abstract:
            return found.find(f"{W}lvl/{W}numFmt").get(f"{W}val")
    raise AssertionError(f"no abstract list {abstract}")


@COUNTS
def test_links_and_pages_of_all_letters_are_kept(count):
    data, _contacts = combine(make_letter(pages=3), count)
    markup = get_markup(data)
    assert markup.count("<w:hyperlink ") == count
    assert markup.count('w:type="page"') == 2 * count


def test_combined_is_what_the_single_letters_are():
    template = compile_template(make_letter().build())
    contacts = make_contacts(7)
    letters = get_letters(template.render_combined(contacts))
    for letter, single in zip(letters, template.render_many(contacts), strict=True):
        (alone,) = get_letters(template.render_combined([contacts[letter.number - 1]]))
        assert letter.text == alone.text
        check_document(single)


def test_equal_headers_are_stored_once():
    document = Document(paragraph("Dear ", merge_field("Name")))
    document.add_header(paragraph("the same for all"))
    document.add_footer(paragraph("in ", merge_field("City")))
    data, _contacts = combine(document, 50)
    parts = unpack(data)
    assert sum(name.startswith("word/header") for name in parts) == 1
    assert sum(name.startswith("word/footer") for name in parts) <= 2


def test_rows_may_come_from_a_generator():
    template = compile_template(build("{{Name}}"))
    contacts = make_contacts(3)
    assert template.render_combined(iter(contacts)) == template.render_combined(
        contacts
    )


def test_no_letters():
    with pytest.raises(TemplateError):
        compile_template(build("{{Name}}")).render_combined([])


@pytest.mark.parametrize("pieces", [1, 3])
def test_letters_that_libreoffice_gets_wrong_are_not_combined(pieces):
    field = complex_field(r" NumPages \* roman ", run("1"), pieces=pieces)
    assert not compile_template(build(paragraph(field))).is_combinable
    assert compile_template(build(paragraph("NUMPAGES {{Name}}"))).is_combinable
    assert not compile_template(make_letter().build()).is_combinable
