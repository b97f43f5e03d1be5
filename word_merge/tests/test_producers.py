# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Letters of different programs: what is merged is valid, alone, combined and again."""

import io

import pytest
from lxml import etree

from word_merge import compile_template

from .checking import check_document
from .checking_schema import find_errors
from .documents import unpack
from .letters import make_contacts
from .producers import PRODUCERS
from .reading import get_all_text, get_letters
from .test_pictures import PNG

CONTACTS = [{**contact, "Logo": PNG} for contact in make_contacts(3)]
each_producer = pytest.mark.parametrize("name", PRODUCERS)


def make_all(data):
    """Return a letter, letters in one document, and those of a letter."""
    template = compile_template(data)
    single = template.render(CONTACTS[2])
    combined = template.render_combined(CONTACTS)
    again = [compile_template(done).render_combined([{}] * 2) for done in (single,)]
    again.append(compile_template(combined).render({}))
    return [template.render({}), single, combined, *again]


@each_producer
def test_letters_are_valid(name):
    for data in make_all(PRODUCERS[name]()):
        check_document(data)


@each_producer
def test_letters_follow_the_schema(name):
    for data in make_all(PRODUCERS[name]()):
        assert not find_errors(data)


@each_producer
def test_letters_are_read_by_docx4j(name):
    docx4j = pytest.importorskip("docx4j_py")
    for data in make_all(PRODUCERS[name]()):
        package = docx4j.load(io.BytesIO(data))
        assert package.body.text


@each_producer
def test_letters_say_what_they_must(name):
    template = compile_template(PRODUCERS[name]())
    letters = get_letters(template.render_combined(CONTACTS))
    assert [letter.number for letter in letters] == [1, 2, 3]
    for contact in CONTACTS:
        text = get_all_text(template.render(contact))
        assert contact["Name"] in text and "{{" not in text and "«" not in text


@each_producer
def test_relations_have_no_prefix(name):
    """LibreOffice does not find them otherwise."""
    for data in make_all(PRODUCERS[name]()):
        for part, content in unpack(data).items():
            if part.endswith(".rels") or part == "[Content_Types].xml":
                assert etree.fromstring(content).prefix is None, part
