# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fields that are worked out here, and what is said of those that are not."""

import time
from datetime import date, datetime
from decimal import Decimal

import pytest

from word_merge import LANGUAGE, LETTER_NUMBER, NOW, TemplateError, compile_template

from .checking import check_document
from .documents import Document, build
from .markup import (
    complex_field,
    if_field,
    instruction_runs,
    merge_field,
    paragraph,
    quoted,
    run,
    simple_field,
    table,
)
from .merging import merge, merge_field_text, render
from .reading import get_letters, get_text

OLD = run("OLD")
NAME = merge_field("name", shown=OLD)
MOMENT = datetime(2026, 4, 5, 15, 4)


def field(*pieces):
    """Return a field whose instruction is made of texts and fields."""
    pieces = [
        piece if piece.startswith("<w:") else instruction_runs(piece)
        for piece in pieces
    ]
    return complex_field("".join(pieces), OLD)


def bookmark(name, content):
    """Return content with a bookmark around it."""
    start = f'<w:bookmarkStart w:id="31" w:name="{name}"/>'
    return f'{start}{content}<w:bookmarkEnd w:id="31"/>'


def get_warnings(*markup):
    """Return what is said of a paragraph."""
    return compile_template(build(paragraph(*markup))).warnings


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (field(' QUOTE "', NAME, '" '), "Ann"),
        (field(' QUOTE "Dear ', NAME, '," \\* Upper'), "DEAR ANN,"),
        (field(" QUOTE one two "), "one two"),
        (field(" QUOTE "), ""),
        (field(" COMPARE ", NAME, ' = "Ann" '), "1"),
        (field(" COMPARE ", NAME, ' = "A*" '), "1"),
        (field(" COMPARE ", NAME, ' <> "Ann" '), "0"),
        (if_field(field(" COMPARE ", NAME, ' = "Ann" '), "=", "1", "yes", "no"), "yes"),
        (field(" MERGEREC "), "1"),
        (field(" MERGESEQ \\* Roman "), "I"),
        (field(' SET x "', NAME, '" ') + field(" REF x \\* Lower "), "ann"),
        (field(' SET x "', NAME, '" ') + field(" X \\* MERGEFORMAT "), "Ann"),
        (
            field(' SET x "a" ') + field(" x ") + field(' SET x "b" ') + field(" x "),
            "ab",
        ),
        (field(" REF x ") + field(' SET x "', NAME, '" '), "Ann"),
        (field(' SET x "1" ') + if_field(field(" x "), "=", "1", "y", "n"), "y"),
        (field(' SET x "7" ') + field(' IF x > 5 "more" "less" '), "more"),
        (field(' SET x "7" ') + field(' IF "x" > 5 "more" "x" '), "more"),
        (field(' ASK x "Who?" \\d "you" ') + field(" REF x "), "you"),
        (field(' FILLIN "Who?" \\d "', NAME, '" '), "Ann"),
        (field(' FILLIN "Who?" '), ""),
        (field(" MERGEBARCODE name QR "), ""),
        (field(' DISPLAYBARCODE "', NAME, '" QR '), ""),
        (field(" = 4 + 5 \\# 00.00 "), "09.00"),
        (field(" = 2 * ", merge_field("n"), ' \\# "#,##0.00" '), "2,469.00"),
        (field(" =ROUND(", merge_field("n"), "/7;0) "), "176"),
        (field(" = 1/3 "), "0.33"),
        (field(" = 1/0 "), "!Zero Divide"),
        (field(" = ", merge_field("n"), " > 1000 "), "1"),
        (field(' SET rate "0.21" ') + field(" = 100 * rate "), "21"),
        (
            if_field(
                field(" = ", merge_field("n"), " * 2 "), ">", "2468", "big", "small"
            ),
            "big",
        ),
        (field(" = 3 \\* CardText "), "three"),
        (field(" = ", field(' QUOTE "5"'), " + 1 "), "6"),
        (field(" = ", if_field(NAME, "=", "Ann", "2", "3"), " * 4 "), "8"),
        (field(" = ", merge_field("missing"), " + 1 "), "1"),
    ],
)
def test_fields_are_worked_out(markup, expected):
    values = {"name": "Ann", "n": Decimal("1234.5")}
    assert merge_field_text(markup, **values) == expected


@pytest.mark.parametrize(
    ("switches", "value", "expected"),
    [
        ("\\* CardText", "1.234,50", "one thousand two hundred thirty-four"),
        (
            "\\* DollarText",
            Decimal("1234.5"),
            "one thousand two hundred thirty-four and 50/100",
        ),
        ("\\* Ordinal", 3, "3rd"),
        ("\\* OrdText \\* FirstCap", 3, "Third"),
        ("\\* Roman", 3, "III"),
        ("\\* roman", 3, "iii"),
        ("\\* alphabetic", 3, "c"),
        ("\\* Hex", 30, "1E"),
        ("\\* Arabic", 3, "3"),
        ("\\* CardText", "no number", "no number"),
        ("\\* Roman", 0, "0"),
        ("\\* CardText", "", ""),
    ],
)
def test_formats_of_numbers(switches, value, expected):
    assert merge_field_text(merge_field("n", switches), n=value) == expected


def test_numbers_are_said_in_the_language_of_the_letter():
    markup = merge_field("n", "\\* CardText")
    for language, expected in (("nl_NL", "eenentwintig"), ("fr_FR", "vingt et un")):
        assert merge_field_text(markup, n=21, **{LANGUAGE: language}) == expected
    formula = field(" = 5 / 2 ")
    assert merge_field_text(formula, **{LANGUAGE: "de_DE"}) == "2,5"


@pytest.mark.parametrize(
    ("markup", "language", "expected"),
    [
        (field(' DATE \\@ "d MMMM yyyy" '), "nl_NL", "5 april 2026"),
        (field(' TIME \\@ "H:mm" '), "nl_NL", "15:04"),
        (simple_field("DATE"), "de_DE", "05.04.26"),
        (field(" TIME "), "de_DE", "15:04"),
        (if_field(field(' DATE \\@ "yyyy" '), "=", "2026", "now", "then"), "", "now"),
        (field(' QUOTE "', field(' DATE \\@ "MMMM" '), '"'), "pl_PL", "kwiecień"),
        (field(" = ", field(' DATE \\@ "yyyy" '), " + 1 "), "", "2027"),
    ],
)
def test_the_day_of_the_letter(markup, language, expected):
    values = {NOW: MOMENT, LANGUAGE: language}
    assert merge_field_text(markup, **values) == expected
    template = compile_template(build(paragraph(markup)))
    assert template.value_names == [NOW]
    assert template.field_names == []


def test_without_a_moment_it_is_now():
    today = date.today()
    shown = merge_field_text(field(' DATE \\@ "yyyy-MM-dd" '))
    assert shown in (today.isoformat(), date.today().isoformat())


def test_letters_are_numbered():
    template = compile_template(build(paragraph("No. ", field(" MERGEREC "))))
    assert template.value_names == [LETTER_NUMBER]
    combined = template.render_combined([{}, {LETTER_NUMBER: 7}, {}])
    check_document(combined)
    texts = [
        letter["body"] if isinstance(letter, dict) else str(letter)
        for letter in get_letters(combined)
    ]
    assert ["No. 1" in texts[0], "No. 7" in texts[1], "No. 3" in texts[2]] == [True] * 3


def test_what_set_names_is_known_in_headers():
    document = Document(paragraph(field(' SET who "', NAME, '" ')))
    document.add_header(paragraph(field(" REF who ")))
    result = render(document.build(), {"name": "Ann"})
    assert get_text(result, "word/header1.xml").strip() == "Ann"


def test_total_of_repeated_rows():
    price = merge_field("Orders.Price", '\\# "0.00"')
    amount = field(" =PRODUCT(LEFT) ")
    total = field(' =SUM(ABOVE) \\# "#,##0.00" ')
    body = table(
        [run("Name"), run("Price"), run("Count"), run("Amount")],
        [merge_field("Orders.Name"), price, merge_field("Orders.Count"), amount],
        [run("Total"), run(""), field(" =SUM(ABOVE) "), total],
        [run("With VAT"), run(""), run(""), field(' = D4 * 1.21 \\# "0.00" ')],
    )
    rows = [
        {"Name": "Oak", "Price": Decimal("2.5"), "Count": 4},
        {"Name": "Ash", "Price": Decimal("1000"), "Count": 3},
    ]
    lines = merge(body, Orders=rows).replace("\t", "|").split("\n")
    assert lines[0].startswith("Name")
    cells = "|".join(lines).split("|")
    assert cells[4:] == [
        *("Oak", "2.50", "4", "10"),
        *("Ash", "1000.00", "3", "3000"),
        *("Total", "", "7", "3,010.00"),
        *("With VAT", "", "", "3642.10"),
    ]
    # without rows there is nothing to add
    assert "Total" in merge(body, Orders=[])


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(ABOVE)", "2"),
        ("SUM(BELOW)", "8"),
        ("SUM(LEFT)", "4"),
        ("SUM(RIGHT)", "6"),
        ("A1+C3", "10"),
        ("SUM(A1:B2)", "7"),
        ("SUM(1:1)", "6"),
        ("SUM(C:C)", "18"),
        ("AVERAGE(A1:C1)", "2"),
        ("COUNT(A1:C3)", "8"),
        ("MAX(A1:C3)", "9"),
        ("A9", "0"),
    ],
)
def test_cells(formula, expected):
    body = table(
        [run("1"), run("2 €"), run("3")],
        [run("4"), field(f" ={formula} "), run("6")],
        [run("x7"), run("8"), run("9")],
    )
    # the cells around it are what Word would add up, text with a number too
    text = merge(body).replace("\t", "\n").split("\n")
    assert text[4] == expected


def test_formulas_in_a_circle_end():
    cells = [[field(" =SUM(A1:F6) ") for _column in range(6)] for _row in range(6)]
    assert "!Circular" in merge(table(*cells))


def test_a_total_ends_at_the_first_cell_without_a_number():
    body = table(
        [run("9")], [run("")], [run("2")], [run("3")], [field(" =SUM(ABOVE) ")]
    )
    assert merge(body).split("\n")[-1] == "5"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (field(" = SUM(ABOVE) "), "stands in no table"),
        (field(' FILLIN "Who?" '), "its answer is blank"),
        (field(' ASK x "Who?" \\d "you" '), "its default answer is taken"),
        (field(" MERGEBARCODE name QR "), "is left out"),
        (field(" = unknown + 1 "), "shows what the author saw last"),
        (field(" = ", field(" PAGE "), " + 1 "), "shows what the author saw last"),
        (
            field(" = 1 + ", field(' QUOTE "', field(" NUMPAGES "), '"')),
            "shows what the author saw last",
        ),
        (
            if_field(field(" PAGE "), "=", "1", "a", "b"),
            "shows what the author saw last",
        ),
        (field(" AUTHOR "), "last: “OLD”; write the text itself"),
        (field(" DOCPROPERTY Company \\* MERGEFORMAT "), "{ DOCPROPERTY Company"),
        (field(" WHATEVER "), "last: “OLD”"),
        (
            bookmark("who", NAME) + field(" REF who \\h "),
            "shows what the author saw last",
        ),
        (merge_field("n", "\\* Frobnicate"), "Frobnicate is not known"),
        (merge_field("n", '\\# "0 \'pieces"'), "apostrophe"),
    ],
)
def test_warnings(markup, expected):
    [sentence] = get_warnings(markup)
    assert expected in sentence


def test_nothing_is_said_where_all_is_well():
    assert not get_warnings(
        field(' QUOTE "', NAME, '" '),
        field(" COMPARE ", NAME, ' = "Ann" '),
        field(" MERGEREC \\* MERGEFORMAT "),
        field(' DATE \\@ "d MMMM" '),
        field(" = 1 + ", NAME, ' \\# "0.00" '),
        field(" PAGE "),
        field(" REF _Ref123 \\h "),
        bookmark("who", run("we")) + field(" REF who \\h ") + NAME,
        complex_field(" AUTHOR "),
        merge_field("n", "\\* CardText \\* FirstCap"),
        if_field(NAME, "=", "a", quoted(field(" PAGE ")), "b"),
    )


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (field(" COMPARE ", NAME, ' "Ann" '), "COMPARE field = "),
        (field(" SET "), "SET name"),
        (field(" ASK "), "ASK name"),
        (field(" = 1 + "), "a value is missing"),
    ],
)
def test_what_is_not_understood(markup, expected):
    with pytest.raises(TemplateError, match=expected):
        compile_template(build(paragraph(markup)))


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", "6"),
        ('<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>', "1.5"),
        ('<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>', "6"),
    ],
)
def test_the_document_says_what_a_comma_is(settings, expected):
    document = Document(paragraph(field(" =SUM(1,5) ")))
    document.settings = settings
    assert get_text(render(document.build(), {})) == expected


def test_many_fields_are_read_in_a_moment():
    """Their beginning tells what most of them are."""
    markup = "".join(merge_field(f"Field_{number}") for number in range(3000))
    begin = time.monotonic()
    compile_template(build(paragraph(markup)))
    assert time.monotonic() - begin < 10
