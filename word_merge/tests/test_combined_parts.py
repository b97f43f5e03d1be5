# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a document with many letters holds besides text: types, places, numbers."""

import pytest
from lxml import etree

from word_merge import TemplateError, compile_template

from .checking import check_document
from .documents import CONTENT_TYPES, OFFICE, WORD, Document, build, root, unpack
from .letters import make_letter, make_letter_of_two_sections
from .markup import (
    W,
    complex_field,
    hyperlink,
    instruction_runs,
    merge_field,
    paragraph,
    quoted,
    run,
    table,
)
from .reading import get_markup
from .test_branches import CHECKED
from .test_field_ends import BEGIN, CELLS, CENTRED, REST, begin_if

NAMES = ({"Name": "Anna"}, {"Name": "Bea"}, {"Name": "Carl"})
TYPES = "[Content_Types].xml"


def combine(document, contacts=NAMES):
    """Return letters in one document, which is checked."""
    data = document.build() if isinstance(document, Document) else document
    combined = compile_template(data).render_combined(contacts)
    check_document(combined)
    return combined


def get_body(data):
    """Return the body of a document."""
    return etree.fromstring(unpack(data)["word/document.xml"])[0]


def get_beginnings(data):
    """Return the marks where letters begin."""
    return [
        mark
        for mark in get_body(data).iter(f"{W}bookmarkStart")
        if mark.get(f"{W}name").startswith("letter_")
    ]


# types


@pytest.mark.parametrize("make", [make_letter, make_letter_of_two_sections])
def test_every_header_has_its_type(make):
    parts = unpack(combine(make()))
    types = etree.fromstring(parts[TYPES])
    assert types.tag == f"{{{CONTENT_TYPES}}}Types"
    assert not "".join(types.itertext()).strip()
    found = {node.get("PartName"): node.get("ContentType") for node in types}
    words = {"header": 0, "footer": 0}
    for name in parts:
        for word in words:
            if name.startswith(f"word/{word}"):
                assert found[f"/{name}"] == f"{WORD}{word}+xml"
                words[word] += 1
    assert all(words.values())
    # and nothing has one that is not there
    assert {name.lstrip("/") for name in filter(None, found)} <= set(parts)


def test_relations_of_letters_are_not_there_for_all_of_them():
    document = Document(paragraph(hyperlink(run("x"), "rIdA"), merge_field("Name")))
    address = "https://example.com/%7B%7BName%7D%7D"
    document.add_relation("rIdA", f"{OFFICE}hyperlink", address, True)
    document.add_header(paragraph(merge_field("Name")))
    relations = unpack(combine(document))["word/_rels/document.xml.rels"].decode()
    for kind in ("hyperlink", "header"):
        assert relations.count(f'Type="{OFFICE}{kind}"') == len(NAMES)
    assert "\uf8f0" not in relations and "Name" not in relations


# where letters begin


@pytest.mark.parametrize("properties", ["", CENTRED])
def test_letters_begin_before_their_first_word(properties):
    data = combine(build(paragraph(merge_field("Name"), properties=properties), "x"))
    for mark in get_beginnings(data):
        before = mark.getprevious()
        assert (before is not None) == bool(properties)
        assert before is None or before.tag == f"{W}pPr"


def check_beginnings(data, contacts):
    """Check that each letter begins once, and return their marks."""
    marks = get_beginnings(data)
    numbers = range(1, len(contacts) + 1)
    assert [mark.get(f"{W}name") for mark in marks] == [f"letter_{n}" for n in numbers]
    assert all(mark.get(f"{W}id").isdecimal() for mark in marks)
    for node in get_body(data).iter(f"{W}p", f"{W}body"):
        # no text outside a run
        assert not (node.text or "").strip()
        assert not any((child.tail or "").strip() for child in node)
    return marks


def test_letters_of_rows_that_may_not_be_there():
    rows = [{"Item": "a"}, {"Item": "b"}]
    contacts = [{"Orders": rows}, {"Orders": []}, {"Orders": rows}, {}]
    body = table([run("{{Orders.Item}}")], [run("{{Orders.Item}}")])
    marks = check_beginnings(combine(build(body), contacts), contacts)
    in_rows = [next(mark.iterancestors(f"{W}tr"), None) is not None for mark in marks]
    assert in_rows in ([True, True, True, True], [True, False, True, True])


def test_letters_of_branches_that_may_not_be_chosen():
    contacts = [{"X": value} for value in ("yes", "no", "yes", "no")]
    first = paragraph(begin_if("Dear")) + CELLS + paragraph(REST)
    data = combine(build(first, first, "rest"), contacts)
    marks = check_beginnings(data, contacts)
    texts = ["".join(mark.getparent().itertext(f"{W}t")) for mark in marks]
    assert texts == ["Dear", "none", "Dear", "none"]


def test_pieces_of_a_branch_are_where_no_letter_begins_twice():
    field = BEGIN + instruction_runs(" IF ") + merge_field("X")
    field += instruction_runs(' = "yes" ') + quoted(CHECKED) + REST.replace('" ', " ")
    contacts = [{"X": "yes"}, {"X": "no"}]
    check_beginnings(combine(build(paragraph(field)), contacts), contacts)


def test_letters_end_in_their_last_paragraph():
    pages = complex_field(" NUMPAGES ", run("1"))
    body = build(paragraph(pages), paragraph(merge_field("Name")), paragraph("last"))
    marks = get_body(combine(body)).iter(f"{W}bookmarkStart")
    ends = [mark for mark in marks if mark.get(f"{W}name").startswith("letter_end_")]
    texts = ["".join(mark.getparent().itertext(f"{W}t")) for mark in ends]
    assert texts == ["last"] * len(NAMES)


# sections and notes


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_only_footnotes_are_numbered_anew_in_each_section(kind):
    note = f'<w:r><w:{kind}Reference w:id="1"/></w:r>'
    document = Document(paragraph(merge_field("Name"), note))
    document.add_notes(run("note"), kind=kind)
    markup = get_markup(combine(document))
    assert ("numRestart" in markup) == (kind == "footnote")


def test_documents_without_a_text():
    document = Document()
    document.parts["word/document.xml"] = root("document", "")
    with pytest.raises(TemplateError, match="has no text; save it again in Word"):
        compile_template(document.build())
    with pytest.raises(TemplateError, match="There are no letters to combine"):
        compile_template(build("x")).render_combined([])
