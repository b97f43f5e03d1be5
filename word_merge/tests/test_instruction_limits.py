# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How much an instruction may be: so many arguments, levels, characters, not one more.

And which of its runs says how the result looks.
"""

import re

import pytest

from word_merge import LANGUAGE, compile_template, fields

from .checking import check_document
from .documents import build
from .markup import (
    complex_field,
    if_field,
    instruction_runs,
    merge_field,
    paragraph,
    quoted,
    run,
    simple_field,
)
from .merging import merge_field_text, render
from .reading import get_markup, get_text
from .test_computed import bookmark, field, get_warnings
from .test_field_ends import BEGIN, END, INSTRUCTION, RESULT, SEPARATE, refuse

X = merge_field("X")
SYMBOL = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'


# arguments


@pytest.mark.parametrize(
    "instruction",
    [" IF ", " IF 1 ", " IF 1 = ", " IF = 1 ", ' IF 1 1 = "a" ', " IF 1 = 1 a b c "],
)
def test_conditions_with_too_few_or_too_many_arguments(instruction):
    words = 'is not understood; write it as IF field = "value" "text" "other text"'
    refuse(words, paragraph(field(instruction)))


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        (" IF 1 = 1 ", ""),
        (" IF 1 = 2 ", ""),
        (' IF 1 = 1 "yes" ', "yes"),
        (' IF 1 = 2 "yes" ', ""),
        (' IF 1 < 2 "yes" "no" ', "yes"),
        (' IF 2 < 1 "yes" "no" ', "no"),
        (" COMPARE 1 < 2 ", "1"),
        (" COMPARE 2 < 1 ", "0"),
        (" QUOTE a ", "a"),
    ],
)
def test_arguments_that_are_enough(instruction, expected):
    assert merge_field_text(field(instruction)) == expected


@pytest.mark.parametrize("instruction", [" COMPARE 1 = ", " COMPARE 1 = 1 1 "])
def test_comparisons_have_two_sides(instruction):
    refuse('write it as COMPARE field = "value"', paragraph(field(instruction)))


@pytest.mark.parametrize("name", ["", '""', '" "', "\\* Upper", '"" X'])
def test_merge_fields_without_a_name_are_refused(name):
    markup = field(f" MERGEFIELD {name} ")
    refuse("A merge field of the document has no name; insert it", paragraph(markup))


def test_the_name_is_the_first_argument():
    assert merge_field_text(field(" MERGEFIELD X Y "), X="x", Y="y") == "x"
    named = field(' SET a "1" '), field(' SET b "2" ')
    assert merge_field_text("".join([*named, field(" REF a b ")])) == "1"
    asked = field(' ASK a "b" \\d "you" ')
    assert merge_field_text(asked + field(" REF a ")) == "you"
    refuse('write it as SET name "text"', paragraph(field(' SET " " "x" ')))
    refuse('write it as ASK name "question"', paragraph(field(' ASK \\d "x" ')))


@pytest.mark.parametrize("content", [SYMBOL, field(" PAGE ")])
def test_what_is_named_is_text(content):
    markup = field(' SET a "', content, '" ')
    refuse("names a picture or a field of Word's own; use text", paragraph(markup))


def test_several_arguments_have_blanks_between_them():
    assert merge_field_text(field(" QUOTE ", X, " b ", X), X="a") == "a b a"
    shown = render(build(paragraph(field(" QUOTE a ", SYMBOL, " b "))), {})
    assert get_text(shown) == "a  b" and "F0FE" in get_markup(shown)
    shown = render(build(paragraph(field(" QUOTE ", SYMBOL, " ", X))), {"X": "x"})
    assert get_text(shown) == " x"


def test_names_in_quotation_marks_or_beside_fields_are_texts():
    name = field(' SET a "1" ')
    for side, expected in (("a", "y"), ('"a"', "n")):
        assert merge_field_text(name + field(f" IF {side} = 1 y n ")) == expected
    glued = field(" IF a", X, " = a1 y n ")
    assert merge_field_text(name + glued, X="1") == "y"
    # what is shown is what was written
    assert merge_field_text(name + field(" IF 1 = 1 a b ")) == "a"


# order


def test_what_was_named_last_counts_and_before_all_of_them_the_first():
    pieces = [field(" REF a ")]
    for value in "12":
        pieces += [field(f' SET a "{value}" '), field(" REF a ")]
    assert merge_field_text("".join(pieces)) == "112"
    asked = [piece.replace("SET a", "ASK a q \\d") for piece in pieces]
    assert merge_field_text("".join(asked)) == "112"


def test_what_repeats_a_text_that_differs_is_told():
    told = "{ REF Who } is only worked out when the letter is opened in Word"
    markup = bookmark("who", "{}") + field(" REF Who ")
    for content in (X, "<w:r><w:t>{{X}}</w:t></w:r>", if_field(X, "=", "1", "a", "b")):
        [sentence] = get_warnings(markup.replace("{}", content))
        assert told in sentence
    assert get_warnings(markup.replace("{}", run("we")) + X) == []
    assert get_warnings(X + markup.replace("{}", run("we"))) == []
    assert get_warnings(field(" REF who ") + bookmark("other", X)) == []


# bar codes


def test_bar_codes_of_the_author_stay_and_those_of_contacts_do_not():
    own = field(' DISPLAYBARCODE "12" QR ')
    assert get_warnings(own) == []
    assert merge_field_text(own) == "OLD"
    [sentence] = get_warnings(field(' DISPLAYBARCODE "', X, '" QR '))
    assert "is left out, because only Word can draw it" in sentence
    assert merge_field_text(field(" MERGEBARCODE X QR "), X="1") == ""


# levels and characters


def nest(levels):
    """Return conditions in so many levels."""
    return "".join(
        [BEGIN + instruction_runs(' IF 1 = 1 "')] * (levels - 1)
        + [BEGIN, INSTRUCTION, RESULT, END]
        + [instruction_runs('" "no"') + SEPARATE + END] * (levels - 1)
    )


def test_twenty_levels():
    assert merge_field_text(nest(20), Name="Anna") == "Anna"
    refuse("has fields in more than 20 levels; use fewer", paragraph(nest(21)))


def test_characters_of_all_instructions(monkeypatch):
    pieces = [merge_field("X"), " and ", merge_field("Y")]
    length = 2 * len(" MERGEFIELD X ")
    monkeypatch.setattr(fields, "MAX_CHARACTERS", length)
    compile_template(build(paragraph(*pieces)))
    # each part for itself
    compile_template(build(paragraph(*pieces), "text " * 10))
    monkeypatch.setattr(fields, "MAX_CHARACTERS", length - 1)
    refuse("have more than 27 characters; use fewer fields", paragraph(*pieces))
    monkeypatch.setattr(fields, "MAX_CHARACTERS", 1000)
    refuse("more than 1,000 characters", paragraph(merge_field("x" * 1000)))


def test_sixty_characters_are_shown():
    beginning = "WHATEVER " + "x" * 51
    for rest in ("", "y", "yz"):
        old = run("a" * 30 + "  ") + "<w:r><w:t/></w:r>" + run(" " + "b" * 29 + rest)
        markup = complex_field(f"  {beginning}{rest} ", old)
        [sentence] = get_warnings(markup)
        assert f"The field {{ {beginning} }} shows" in sentence
        assert f"“{'a' * 30} {'b' * 29}”" in sentence


def test_symbols_are_shown_as_stars():
    markup = field(" IF ", SYMBOL, " ", X, " ")
    refuse(re.escape("{ IF * { MERGEFIELD X } }"), paragraph(markup))


# ends


def test_fields_that_are_not_closed():
    end = "of the document is not closed; delete it"
    outer, inner = instruction_runs(" IF 1 "), instruction_runs(" PAGE ")
    markup = BEGIN + outer + BEGIN + inner
    refuse(rf"The field \{{ IF 1 \}} {end}", paragraph(markup))
    for rest in (END, SEPARATE):
        refuse("has no beginning; insert it again", paragraph("x", rest))


def test_an_instruction_that_is_written_as_text():
    markup = BEGIN + run(" MERGEFIELD X ") + RESULT + END
    assert merge_field_text(markup, X="x") == "x"


def test_breaks_are_compared_as_lines():
    for markup in ("<w:br/>", "<w:cr/>"):
        text = instruction_runs("a") + f"<w:r>{markup}</w:r>" + instruction_runs("b")
        markup = if_field(X, "=", quoted(text), "yes", "no")
        assert merge_field_text(markup, X="a\nb") == "yes"
    text = instruction_runs("a") + "<w:r><w:tab/></w:r>" + instruction_runs("b")
    assert merge_field_text(if_field(X, "=", quoted(text), "y", "n"), X="a\tb") == "y"


def test_paragraphs_of_a_branch_in_a_branch():
    nested = BEGIN + INSTRUCTION + RESULT + END
    inner = BEGIN + instruction_runs(' IF 1 = 1 "one'), nested
    close = instruction_runs('" "no"') + SEPARATE + END
    link = BEGIN + instruction_runs(" HYPERLINK x ") + SEPARATE
    for begin, end in (
        (BEGIN + instruction_runs(' IF 1 = 1 "'), close),
        (link, END),
    ):
        body = paragraph(begin, inner[0]), paragraph(inner[1], close, end)
        assert get_text(render(build(*body), {"Name": "Anna"})) == "one\nAnna"


def test_a_nested_field_over_paragraphs_is_on_one_line():
    begin = BEGIN + instruction_runs(' IF 1 = 1 "') + BEGIN + INSTRUCTION + RESULT
    end = END + instruction_runs('b" "no"') + SEPARATE + END
    body = paragraph(begin), paragraph(end)
    assert get_text(render(build(*body), {"Name": "Anna"})) == "Annab"


# how the result looks


def get_looks(markup, **values):
    """Return the text of the runs of a letter, with what is bold and what italic."""
    (found,) = check_document(render(build(paragraph(markup)), values)).paragraphs
    return [(one.text, one.bold, one.italic) for one in found.runs if one.text]


def test_the_first_text_of_the_result_says_how_it_looks():
    result = "<w:r><w:tab/></w:r>" + run("a", "<w:b/>") + run("b", "<w:i/>") + run("c")
    assert get_looks(complex_field(" MERGEFIELD X ", result), X="x") == [
        ("x", True, None)
    ]


@pytest.mark.parametrize("switch", [" \\* CharFormat ", ""])
def test_the_first_character_of_the_instruction_says_how_it_looks(switch):
    instruction = instruction_runs(" MERGE", properties="<w:b/>")
    instruction += instruction_runs(f"FIELD X{switch}", properties="<w:i/>")
    # without a text in the result there is nothing else
    result = run("a") if switch else ""
    markup = BEGIN + instruction + SEPARATE + result + END
    assert get_looks(markup, X="x") == [("x", True, None)]


def test_a_field_without_an_instruction_is_words_own():
    markup = '<w:r><w:rPr><w:b/></w:rPr><w:fldChar w:fldCharType="begin"/></w:r>' + END
    assert get_looks(markup + X, X="x") == [("x", None, None)]
    assert merge_field_text(simple_field("")) == "«simple»"


def test_the_language_of_the_document_counts_where_none_is_marked():
    values = {"X": 1234.5, LANGUAGE: ""}
    markup = merge_field("X", '\\@ "MMMM" ')
    assert merge_field_text(markup, X="2026-03-05") == "March"
    number = merge_field("X", "\\* CardText", properties='<w:lang w:val="nl-NL"/>')
    assert merge_field_text(number, **{**values, "X": 3}) == "drie"
