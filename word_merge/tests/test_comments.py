# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the author said to his colleagues is not told to the contact."""

import pytest

from word_merge import compile_template

from .checking import check_document
from .documents import OFFICE, WORD, Document, unpack
from .markup import insertion, merge_field, paragraph, root, run, table
from .merging import render
from .reading import get_text

RELATION_KINDS = {
    "comments.xml": f"{OFFICE}comments",
    "commentsExtended.xml": "http://schemas.microsoft.com/office/2011/relationships/"
    "commentsExtended",
    "commentsIds.xml": "http://schemas.microsoft.com/office/2016/09/relationships/"
    "commentsIds",
    "commentsExtensible.xml": "http://schemas.microsoft.com/office/2018/08/"
    "relationships/commentsExtensible",
    "people.xml": "http://schemas.microsoft.com/office/2011/relationships/people",
}
SENTENCE = "Comments were left out."
START, END = '<w:commentRangeStart w:id="7"/>', '<w:commentRangeEnd w:id="7"/>'
REFERENCE = '<w:r><w:commentReference w:id="7"/></w:r>'
MARKS = {"start": START, "end": END, "reference": REFERENCE}
SECRET = root(
    "comments",
    '<w:comment w:id="7" w:author="Secretary" w:initials="S">'
    f"{paragraph('a secret remark')}</w:comment>",
)


def add_comments(document, names=tuple(RELATION_KINDS)):
    """Add the parts that Word writes for comments and those who wrote them."""
    for number, name in enumerate(names):
        document.parts[f"word/{name}"] = SECRET
        kind = name.removesuffix(".xml")
        document.types[f"word/{name}"] = f"{WORD}{kind}+xml"
        document.add_relation(f"rIdC{number}", RELATION_KINDS[name], name)


def check_nothing_told(document, warnings):
    """Merge a document and stop if something of a comment is left in it."""
    template = compile_template(document.build())
    assert template.warnings == warnings
    for data in (template.render({"Name": "A"}), template.render_combined([{}, {}])):
        check_document(data)
        parts = unpack(data)
        for name, content in parts.items():
            for word in ("omment", "people", "ecret"):
                assert word not in name and word.encode() not in content, name


@pytest.mark.parametrize("name", RELATION_KINDS)
def test_each_part_of_comments_is_left_out(name):
    document = Document(paragraph("Dear ", merge_field("Name")))
    add_comments(document, [name])
    check_nothing_told(document, [])


def test_all_parts_of_comments_are_left_out():
    document = Document(paragraph(START, "Dear ", merge_field("Name"), END, REFERENCE))
    add_comments(document)
    relations = document.get_parts()["word/_rels/document.xml.rels"]
    document.parts["word/_rels/comments.xml.rels"] = relations.replace(
        "comments", "people"
    )
    check_nothing_told(document, [SENTENCE])


@pytest.mark.parametrize("mark", MARKS)
def test_each_mark_of_a_comment_is_removed(mark):
    mark = MARKS[mark]
    check_nothing_told(Document(paragraph("a", mark, "b")), [SENTENCE])
    check_nothing_told(Document(paragraph("a"), table([run("x") + mark])), [SENTENCE])


@pytest.mark.parametrize("mark", MARKS)
def test_marks_outside_the_text_of_the_letter(mark):
    mark = MARKS[mark]
    document = Document(paragraph("a"))
    document.add_header(paragraph("x", mark))
    check_nothing_told(document, [SENTENCE])
    note = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    document = Document(paragraph("a", note))
    document.add_notes(run("n") + mark)
    check_nothing_told(document, [SENTENCE])


def test_text_that_is_commented_on_stays():
    document = Document(
        paragraph("a ", START, merge_field("Name"), " b", END, REFERENCE, " c")
    )
    add_comments(document)
    assert get_text(render(document.build(), {"Name": "Anna"})) == "a Anna b c"


def test_what_was_done_is_said():
    changed = paragraph(insertion(run("new")))
    deleted = '<w:p><w:del w:id="1" w:author="A"><w:r><w:t>x</w:t></w:r></w:del></w:p>'
    reformatted = paragraph(
        run("x", '<w:rPrChange w:id="1" w:author="A"><w:rPr/></w:rPrChange>')
    )
    row = table(["x"], ["y"], row_properties='<w:del w:id="1" w:author="A"/>')
    for body in (changed, deleted, reformatted, row):
        document = Document(paragraph("a"), body, paragraph("b"))
        template = compile_template(document.build())
        assert template.warnings == ["Tracked changes were accepted."], body
    assert compile_template(Document(paragraph("a")).build()).warnings == []
