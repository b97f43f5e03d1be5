# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Values of every kind come out as they are, and are never read as fields."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from word_merge import TemplateError, compile_template
from word_merge.values import to_number

from .checking import check_document
from .documents import Document, build
from .markup import if_field, merge_field, paragraph, quoted, run, simple_field
from .merging import merge_field_text, render
from .reading import get_text

FIELDS = [merge_field("Name"), simple_field(" MERGEFIELD Name "), run("{{Name}}")]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    "value",
    [
        "A & B <x> \"q\" 'r'",
        "]]>",
        "<![CDATA[x]]>",
        "&amp; &lt; &#65; &undefined;",
        "<w:p/>",
        "</w:t></w:r></w:p>",
        "{{7*7}}",
        "{{Other}}",
        "«Other»",
        "{{Name}}",
        "{ MERGEFIELD Other }",
        "%s {} %(x)s {0} \\1 \\g<0> $x",
        "a\nb",
        "\n\na\n",
        "a\tb",
        "  two  blanks  ",
        "\u00a0\u2003\u200b",
        "שלום עולם",
        "مرحبا بالعالم",
        "\u202eabc\u202c",
        "👩‍👩‍👧‍👦 🇨🇭 e\u0301",
        "\U0001f600",
        "日本語",
        "\ue000\ue001\uf8ff",
        "\U000f0000\U0010fffd",
        "x" * 10_000,
        "&" * 10_000,
        "[]",
    ],
)
def test_value_comes_out_as_it_is(field, value):
    assert merge_field_text(field, Name=value, Other="WRONG") == value


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a\x07b\x00c\x1f", "abc"),
        ("a\ud800b\udfff", "ab"),
        ("a\ufffeb\uffffc", "abc"),
        ("a\r\nb", "a\nb"),
        ("a\rb", "a\nb"),
        ("\x07", ""),
    ],
)
def test_characters_that_xml_forbids_are_dropped(field, value, expected):
    shown = merge_field_text(field, Name=value).replace("\ufffd", "")
    assert shown == expected


def test_right_to_left_text_in_a_marked_run():
    field = merge_field("Name", properties="<w:rtl/>")
    assert merge_field_text(field, Name="שלום") == "שלום"


def test_line_breaks_and_tabs_are_those_of_word():
    data = build(paragraph(merge_field("Address", properties="<w:b/>")))
    (found,) = check_document(render(data, {"Address": "a\nb\tc"})).paragraphs
    assert found.text == "a\nb\tc"
    assert all(piece.bold for piece in found.runs if piece.text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0,125", "0.125"),
        ("-0,125", "-0.125"),
        ("+00,125", "0.125"),
        ("0,12", "0.12"),
        ("0,1250", "0.125"),
        ("0,000", "0"),
        ("0.125", "0.125"),
        ("1,125", "1125"),
        ("10,125", "10125"),
        ("01,125", "1125"),
        ("1.125", "1.125"),
        ("1,12", "1.12"),
        ("1,1250", "1.125"),
        ("1,125,000", "1125000"),
        ("1.125.000", "1125000"),
        ("1,125.5", "1125.5"),
        ("1.125,5", "1125.5"),
        ("0,125 %", "0.125"),
    ],
)
def test_commas_and_points_of_numbers(text, expected):
    assert to_number(text) == to_number(text, whole=True) == Decimal(expected)
    assert to_number(f"about {text}.") == Decimal(expected)
    field = merge_field("Name", '\\# "0.000"')
    shown = merge_field_text(field, Name=text)
    assert Decimal(shown) == Decimal(expected)


def make_letter():
    """Return a document with fields in all manners and places."""
    document = Document(
        paragraph(*FIELDS),
        paragraph(if_field(merge_field("Name"), "=", "x", quoted(FIELDS[0]), "no")),
        paragraph(if_field("1", "=", "1", quoted(FIELDS[0]), "no")),
        paragraph(merge_field("Name", '\\* Caps \\b "<" \\f ">"')),
        paragraph(merge_field("Name", '\\@ "d MMMM" ')),
        paragraph(merge_field("Name", '\\# "0.00" ')),
    )
    document.add_header(paragraph(*FIELDS))
    return document.build()


TEMPLATE = compile_template(make_letter())
SIMPLE = compile_template(build(paragraph("[", merge_field("Name"), "]")))
SHOWN = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
)


@given(st.text(st.characters(codec=None)))
@example("\ud800")
@example("\x00")
def test_any_text_gives_a_valid_document(value):
    check_document(TEMPLATE.render({"Name": value}))
    check_document(TEMPLATE.render_combined([{"Name": value}, {"Name": value[::-1]}]))


@given(SHOWN)
def test_any_text_that_xml_allows_is_shown_as_it_is(value):
    assert get_text(SIMPLE.render({"Name": value})) == f"[{value}]"


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.text(),
    st.binary(max_size=100),
    st.lists(st.dictionaries(st.sampled_from(["Name", "x"]), st.text()), max_size=3),
)


@given(VALUES)
def test_any_value_gives_a_valid_document(value):
    try:
        check_document(TEMPLATE.render({"Name": value}))
    except TemplateError as error:
        assert isinstance(value, bytes), error
