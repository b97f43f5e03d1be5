# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The same documents and values through docx-mailmerge2, where that is right.

It is not right about control characters, the separators of Unicode (line breaks here),
text boxes with two branches, tabs, numbers that are negative or lie between two, so
those are left to the other tests.
"""

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mailmerge import MailMerge
from mailmerge.mergeoptions import MailMergeOptions

from word_merge import compile_template

from .checking import check_document
from .documents import Document, build
from .markup import (
    if_field,
    insertion,
    merge_field,
    paragraph,
    quoted,
    simple_field,
    table,
)
from .reading import get_all_text, get_text

NAMES = ["First", "Second", "Third"]
TEXTS = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufffe\uffff"
    )
)
VALUES = st.fixed_dictionaries({name: TEXTS for name in NAMES})


def make_document():
    """Return a document with fields that docx-mailmerge2 knows too."""
    first, second, third = (merge_field(name) for name in NAMES)
    document = Document(
        paragraph("Dear ", first, ", ", second, "."),
        paragraph(merge_field("Third", pieces=4), simple_field(" MERGEFIELD First ")),
        table([second, "x"], ["y", third]),
        paragraph(
            merge_field("Second", "\\* Upper"), merge_field("First", "\\* Lower")
        ),
        paragraph(merge_field("First", '\\b "before " \\f " after"')),
        paragraph(insertion(third)),
    )
    document.add_header(paragraph("header ", first))
    document.add_footer(paragraph(second, " footer"))
    return document.build()


DOCUMENT = make_document()
TEMPLATE = compile_template(DOCUMENT)


def merge_by_oracle(data, values, rows=None, **options):
    """Return what docx-mailmerge2 makes of a document."""
    buffer = io.BytesIO()
    with MailMerge(io.BytesIO(data), **options) as document:
        for anchor, found in (rows or {}).items():
            document.merge_rows(anchor, found)
        document.merge(**values)
        document.write(buffer)
    return buffer.getvalue()


@given(VALUES)
def test_texts(values):
    ours = TEMPLATE.render(values)
    assert get_all_text(ours) == get_all_text(merge_by_oracle(DOCUMENT, values))


def test_field_names():
    with MailMerge(io.BytesIO(DOCUMENT)) as document:
        assert set(TEMPLATE.field_names) == document.get_merge_fields()


def test_line_breaks():
    values = {"First": "a\nb", "Second": "x", "Third": "c\n\nd"}
    ours = get_text(TEMPLATE.render(values))
    assert ours == get_text(merge_by_oracle(DOCUMENT, values))


ROWS = st.lists(st.fixed_dictionaries({"Item": TEXTS, "Price": TEXTS}), min_size=1)


@given(ROWS)
def test_rows(rows):
    data = build(
        table(["Item", "Price"], [merge_field("Item"), merge_field("Price")]),
        paragraph("end"),
    )
    ours = compile_template(data).render({"Item": rows})
    assert get_text(ours) == get_text(merge_by_oracle(data, {}, {"Item": rows}))


@given(
    st.sampled_from(["=", "<>"]),
    st.sampled_from(["a", "b", "Anna", "10"]),
    st.sampled_from(["a", "b", "Anna", "10"]),
)
def test_conditions(operator, left, right):
    field = if_field(
        merge_field("First"), operator, right, quoted(merge_field("Second")), "no"
    )
    data = build(paragraph("[", field, "]"))
    values = {"First": left, "Second": "yes"}
    options = MailMergeOptions(merge_if_fields=True)
    theirs = merge_by_oracle(data, values, options=options)
    assert get_text(compile_template(data).render(values)) == get_text(theirs)


@pytest.mark.parametrize(
    "picture", ["d MMMM yyyy", "dd/MM/yyyy", "yyyy-MM-dd", "d/M/yy"]
)
def test_dates(picture):
    data = build(paragraph(merge_field("Day", f'\\@ "{picture}"')))
    values = {"Day": date(2026, 3, 5)}
    theirs = merge_by_oracle(data, values)
    assert get_text(compile_template(data).render(values)) == get_text(theirs)


@pytest.mark.parametrize("picture", ["0", "0.00", "#,##0.00", "000", "#,##0"])
@pytest.mark.parametrize("number", [0, 1, 12.25, 1234.75, 1234567])
def test_numbers(picture, number):
    data = build(paragraph(merge_field("Number", f'\\# "{picture}"')))
    values = {"Number": number}
    theirs = merge_by_oracle(data, values)
    assert get_text(compile_template(data).render(values)) == get_text(theirs)


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_combined(rows):
    ours = TEMPLATE.render_combined(rows)
    check_document(ours)
    buffer = io.BytesIO()
    with MailMerge(io.BytesIO(DOCUMENT)) as document:
        document.merge_templates(rows, separator="nextPage_section")
        document.write(buffer)
    theirs = get_text(buffer.getvalue())
    assert _get_lines(get_text(ours)) == _get_lines(theirs)


def _get_lines(text):
    """Return the lines of a text without the empty ones between letters."""
    return [line for line in text.split("\n") if line]
