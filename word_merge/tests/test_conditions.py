# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""IF fields."""

from datetime import date

import pytest

from word_merge import FormattedText, compile_template

from .checking import check_document
from .documents import build
from .markup import (
    complex_field,
    if_field,
    merge_field,
    paragraph,
    quoted,
    run,
    simple_field,
)
from .merging import merge_field_text, render
from .reading import get_text

X = merge_field("X")


@pytest.mark.parametrize(
    ("left", "operator", "right", "expected"),
    [
        ("a", "=", "a", True),
        ("a", "=", "b", False),
        ("a", "<>", "a", False),
        ("a", "<>", "b", True),
        ("10", ">", "9", True),
        ("9", "<", "10", True),
        ("10", ">=", "10.0", True),
        ("10", "<=", "10.0", True),
        ("10", "=", "10.00", True),
        ("-1", "<", "0", True),
        ("9", ">=", "10", False),
        ("10", "<=", "9", False),
        ("10", "<", "10", False),
        ("10", ">", "10", False),
        ("apple", "<", "pear", True),
        ("pear", "<=", "apple", False),
        ("", "=", "", True),
        ("", "<>", "", False),
        ("a", "<>", "", True),
        ("Zurich", "=", "Z*", True),
        ("Zurich", "=", "Z?rich", True),
        ("Zurich", "=", "Z?", False),
        ("Zurich", "<>", "B*", True),
        ("Zurich", "<>", "*ch", False),
        ("a.c", "=", "a?c", True),
        ("abc", "=", "a.c", False),
        ("[x]", "=", "[?]", True),
        ("a\nb", "=", "a*b", True),
    ],
)
def test_operators(left, operator, right, expected):
    field = if_field(X, operator, right, "yes", "no")
    assert merge_field_text(field, X=left) == ("yes" if expected else "no")


def test_both_sides_may_be_fields_or_texts():
    field = if_field(X, "=", merge_field("Y"), "yes", "no")
    assert merge_field_text(field, X="a", Y="a") == "yes"
    assert merge_field_text(field, X="a", Y="b") == "no"
    assert merge_field_text(if_field("a", "=", X, "yes", "no"), X="a") == "yes"
    assert merge_field_text(if_field("1", "=", "1", "yes", "no")) == "yes"


def test_missing_value_is_a_blank():
    assert merge_field_text(if_field(X, "=", "", "none", "some")) == "none"


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        (' IF 1 = 1 "yes" "no" ', "yes"),
        (" IF 1 = 2 yes no ", "no"),
        (' IF 1 = 2 "yes" ', ""),
        ('if "a"="a" "yes" "no"', "yes"),
        (' IF "a b" = "a b" "y z" "n" \\* MERGEFORMAT ', "y z"),
        (' IF 1 = 1 "say \\"hi\\"" "no" ', 'say "hi"'),
        (' IF 1 = 1 "" "no" ', ""),
        (" IF 1 = 1 “yes” “no” ", "yes"),
    ],
)
def test_ways_to_write_it(instruction, expected):
    for pieces in (1, 3, 6):
        field = complex_field(instruction, run("old"), pieces, noise=pieces == 3)
        assert merge_field_text(field) == expected
    assert merge_field_text(simple_field(instruction)) == expected


@pytest.mark.parametrize(
    ("country", "expected"), [("CH", "Grüezi"), ("NL", "Hallo"), ("US", "Hello")]
)
def test_nested(country, expected):
    inner = if_field(X, "=", "NL", "Hallo", "Hello")
    field = if_field(X, "=", "CH", "Grüezi", quoted(inner))
    assert merge_field_text(field, X=country) == expected
    condition = if_field(if_field(X, "=", "CH", "1", "0"), "=", "1", "y", "n")
    assert merge_field_text(condition, X=country) == ("y" if country == "CH" else "n")


def test_deeply_nested():
    field = if_field(X, "=", "0", "found 0", "none")
    for number in range(1, 15):
        field = if_field(X, "=", str(number), f"found {number}", quoted(field))
    assert merge_field_text(field, X="3") == "found 3"
    assert merge_field_text(field, X="99") == "none"


@pytest.mark.parametrize("quote", [quoted, str])
def test_fields_in_the_branches(quote):
    yes = quote(merge_field("Name", "\\* Upper"))
    field = if_field(X, "=", "a", yes, quoted(run("Dear ") + merge_field("Company")))
    values = {"Name": "Anna", "Company": "ACME"}
    assert merge_field_text(field, X="a", **values) == "ANNA"


def test_text_and_fields_in_a_branch():
    branch = complex_field(
        ' IF "1" = "1" "Dear " ', run("old")
    )  # text between the quotation marks is instruction text
    assert merge_field_text(branch) == "Dear "
    field = if_field(
        X,
        "<>",
        "",
        '<w:r><w:instrText xml:space="preserve">"Dear </w:instrText></w:r>'
        + X
        + '<w:r><w:instrText>, hello"</w:instrText></w:r>',
        "Hello",
    )
    assert merge_field_text(field, X="Anna") == "Dear Anna, hello"
    assert merge_field_text(field, X="") == "Hello"


def test_branch_keeps_its_formatting():
    bold = '<w:r><w:rPr><w:b/></w:rPr><w:instrText>"yes"</w:instrText></w:r>'
    data = build(paragraph("a ", if_field(X, "=", "1", bold, "no")))
    runs = check_document(render(data, {"X": "1"})).paragraphs[0].runs
    assert [piece.bold for piece in runs if piece.text == "yes"] == [True]
    runs = check_document(render(data, {"X": "2"})).paragraphs[0].runs
    assert [piece.bold for piece in runs if piece.text == "no"] == [None]


@pytest.mark.parametrize(
    "value", ['"', '" "', 'a" = "a', "a\\", "{{Y}}", "«Y»", "*", '= "" "']
)
def test_values_are_no_part_of_the_instruction(value):
    field = if_field(X, "=", "secret", "open", "closed")
    assert merge_field_text(field, X=value) == "closed"
    field = if_field("1", "=", "1", quoted(X), "no")
    assert merge_field_text(field, X=value, Y="other") == value


def test_wildcard_in_a_value_matches_nothing_else():
    field = if_field(X, "=", "secret", "open", "closed")
    assert merge_field_text(field, X="*") == "closed"
    assert merge_field_text(field, X="s?cret") == "closed"


def test_raw_values_are_compared():
    field = if_field(X, ">", "1000", "much", "little")
    assert merge_field_text(field, X=FormattedText("1 234,50 €", 1234.5)) == "much"
    assert merge_field_text(field, X=FormattedText("2 €", 2)) == "little"
    assert merge_field_text(field, X=1000.5) == "much"
    later = if_field(X, ">", "2026-01-01", "later", "earlier")
    assert merge_field_text(later, X=date(2026, 3, 5)) == "later"


def test_names_in_conditions_and_branches_are_fields():
    field = if_field(X, "=", merge_field("Y"), quoted(merge_field("Z")), "no")
    template = compile_template(build(paragraph(field)))
    assert template.field_names == ["X", "Y", "Z"]


def test_branches_of_paragraphs():
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    rest = (
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>old</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    open_branch = (
        '<w:r><w:instrText xml:space="preserve"> IF 1 = 1 "one</w:instrText></w:r>'
    )
    close_branch = (
        '<w:r><w:instrText xml:space="preserve">two" "no" </w:instrText></w:r>'
    )
    data = build(
        paragraph("a ", begin, open_branch), paragraph(close_branch, rest, " b")
    )
    text = get_text(render(data, {}))
    assert "one" in text and "two" in text
    assert "old" not in text and "no" not in text
