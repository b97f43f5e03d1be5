# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
r"""Numeric pictures (the switch ``\#``): Word's examples, separators, masks, signs."""

import random
import time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext

import pytest
from babel.localedata import locale_identifiers
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

from word_merge.number_picture import check_picture, format_number

from .markup import merge_field, paragraph
from .merging import merge

LATIN = "latn"
# What cannot come first: a space follows a currency, an apostrophe opens a text.
NEVER_FIRST = "\u00a0\u202f'"


def check(picture, value, expected):
    assert format_number(Decimal(value), picture) == expected


def test_pictures_that_begin_with_the_separator_in_a_letter():
    switches = (r"\# ,0.00", r"\# $,0.00", r"\# ,0", r'\# "#,0.00"', r'\# "0,0.00"')
    body = [paragraph(merge_field("n", switch)) for switch in switches]
    text = merge(*body, n="1.234,50")
    assert text.split("\n") == [
        "1,234.50",
        "$1,234.50",
        "1,235",
        "1,234.50",
        "1,234.50",
    ]


@pytest.mark.parametrize(
    ("picture", "value", "in_word", "expected"),
    [
        ("00.00", 9, "09.00", "09.00"),
        ("$###", 15, "$ 15", "$15"),
        ("x##", 111053 + 111439, "492", "492"),
        ("0.00x", "0.125", "0.125", "0.125"),
        (".x", "0.75", ".8", ".8"),
        ("$###.00", "495.47", "$495.47", "$495.47"),
        ("$###.00", "95.4", "$ 95.40", "$95.40"),
        ("$#,###,###", 2456800, "$2,456,800", "$2,456,800"),
        ("-##", -80, "-80", "-80"),
        ("-##", 10, " 10", "10"),
        ("+##", 10, "+10", "+10"),
        ("+##", -10, "-10", "-10"),
        ("##%", 33, "33%", "33%"),
        ("$#,##0.00;-$#,##0.00", "1245.65", "$1,245.65", "$1,245.65"),
        ("$#,##0.00;-$#,##0.00", "-345.56", "-$345.56", "-$345.56"),
        ("$#,##0.00;-$#,##0.00;$0", 0, "$0", "$0"),
        ("$##0.00 'is the sales tax'", "3.89", None, "$3.89 is the sales tax"),
        ("$#,##0.00", "4455.7", "$4,455.70", "$4,455.70"),
        ("#####'-'####", 123456789, "12345-6789", "12345-6789"),
    ],
)
def test_the_examples_of_word(picture, value, in_word, expected):
    """Word's examples, of which a letter leaves out the blanks only."""
    check(picture, value, expected)
    assert in_word is None or in_word.replace(" ", "") == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        # thousands and decimals, by the picture and not by the language
        (",0.00", "1,234.50"),
        (",#.00", "1,234.50"),
        (",##0.00", "1,234.50"),
        (".0,00", "1.234,50"),
        (".##0,00", "1.234,50"),
        ("#.##0,00", "1.234,50"),
        ("#,#.00", "1,234.50"),
        ("0,0.00", "1,234.50"),
        ("# ##0,00", "1 234,50"),
        ("#\u00a0##0,00", "1\u00a0234,50"),
        ("#\u202f##0,00", "1\u202f234,50"),
        ("#\u2009##0,00", "1\u2009234,50"),
        ("#'##0.00", "1'234.50"),
        ("#’##0.00", "1’234.50"),
        # thousands only
        (",0", "1,235"),
        (",#", "1,235"),
        (",##0", "1,235"),
        (",000", "1,235"),
        (".##0", "1.235"),
        ("#,##0", "1,235"),
        ("#.###", "1.235"),
        ("###,###", "1,235"),
        ("#,###,###", "1,235"),
        ("# ##0", "1 235"),
        ("#'##0", "1'235"),
        ("#'###'##0", "1'235"),
        (",#,###", "1,235"),
        ("#,#,#.00", "1,234.50"),
        # decimals only
        (".00", "1234.50"),
        (",00", "1234,50"),
        (".0", "1234.5"),
        (".x", "1234.5"),
        (".##", "1234.5"),
        (".###", "1234.5"),
        ("0,###", "1234,5"),
        ("#٫###", "1234٫5"),
        ("0.000", "1234.500"),
        ("0,000", "1234,500"),
        ("#.000", "1234.500"),
        ("0.0", "1234.5"),
        # one separator for both is a slip: an amount all the same
        ("#,##0,00", "1,234,50"),
        ("#.##0.00", "1.234.50"),
        (",0,00", "1,234,50"),
        ("#.##0.0", "1.234.5"),
        # a currency of letters, symbols and points
        ("$,0.00", "$1,234.50"),
        ("$,#.00", "$1,234.50"),
        ("€ #.##0,00", "€ 1.234,50"),
        ("€\u00a00,00", "€\u00a01234,50"),
        ("Fr.#'##0.00", "Fr.1'234.50"),
        ("Rs.0.00", "Rs.1234.50"),
        ("#'##0.00 'CHF'", "1'234.50 CHF"),
        ("#'##0' CHF'", "1'235 CHF"),
        ("#,##0.00 kr", "1,234.50 kr"),
        ("€ 0,-", "€ 1235,-"),
        ("EUR,0.00", "EUR1,234.50"),
    ],
)
def test_separators(picture, expected):
    check(picture, "1234.5", expected)
    assert check_picture(picture) == ""


def get_separators():
    """Return the separators of thousands and of decimals of all of Babel's locales."""
    return sorted(
        {
            (
                get_group_symbol(name, numbering_system=LATIN),
                get_decimal_symbol(name, numbering_system=LATIN),
            )
            for name in locale_identifiers()
        }
    )


def test_separators_of_all_locales():
    """The usual pictures give what Babel does with the same separators."""
    separators = get_separators()
    assert len(separators) > 5
    chosen = random.Random(7)
    for group, point in separators:
        for picture, pattern in (
            (f"#{group}##0{point}00", "#,##0.00"),
            (f"{group}0{point}00", "#,##0.00"),
            (f"{group}0", "#,##0"),
            (f"0{point}00", "0.00"),
            (f"#{group}##0", "#,##0"),
        ):
            # alone ".0" is what Word's ".x" is: one decimal
            if picture[0] in NEVER_FIRST or picture == ".0":
                continue
            for _time in range(100):
                value = make_number(chosen)
                theirs = format_by_babel(value, pattern)
                # not in the locale: Babel takes the apostrophe of de_CH for a quote
                theirs = theirs.translate({ord(","): group, ord("."): point})
                assert format_number(value, picture) == theirs, (picture, value)


def make_number(chosen):
    """Return a number of up to 19 digits, often one that is to be rounded up."""
    digits = chosen.randrange(10 ** chosen.randint(0, 18)) * 10
    digits += chosen.choice((0, 5, chosen.randrange(10)))
    return Decimal(chosen.choice((-1, 1)) * digits).scaleb(-chosen.randint(0, 5))


def format_by_babel(value, pattern):
    """Return a number as Babel writes it in English, but for a negative nought."""
    with localcontext() as context:
        context.rounding = ROUND_HALF_UP
        text = format_decimal(value, pattern, "en")
    return text if text.strip("-0.,") else text.lstrip("-")


def test_lakhs_are_grouped_as_in_india():
    chosen = random.Random(8)
    for _time in range(200):
        value = make_number(chosen)
        theirs = format_by_babel(value, "#,##,##0.00")
        check("#,##,##0.00", value, theirs)
        theirs = format_by_babel(value, "#,##,##0")
        check("#,##,##0", value, theirs)
    check("##,##,##,##0", 1234567, "12,34,567")
    check(",#,###", 1234567, "1,234,567")
    check("#,##0,000", 1234567, "1,234,567")


@pytest.mark.parametrize(
    ("picture", "value", "expected"),
    [
        ("(###) ###-####", 5551234567, "(555) 123-4567"),
        ("(###) ###-####", 5551234, "555-1234"),
        ("(###) ###-####", 15551234567, "(1555) 123-4567"),
        ("(000)'-'000'-'0000", 9999999999, "(999)-999-9999"),
        ("(000) 000-0000", 5551234, "(000) 555-1234"),
        ("## ## ## ##", 12345678, "12 34 56 78"),
        ("## ## ## ##", 123456, "12 34 56"),
        ("00 00 00 00", 123456, "00 12 34 56"),
        ("00 00 00 00", 1123456789, "1123 45 67 89"),
        ("0000-0000", 12345678, "1234-5678"),
        ("0000 0000", 12345678, "1234 5678"),
        ("0000.0000", 12345678, "12345678.0000"),
        ("000.0000.0000.00", 7561234567897, "756.1234.5678.97"),
        ("000.000.000-00", 12345678901, "123.456.789-01"),
        ("0000.000.000", 123456789, "0123.456.789"),
        ("00.00.00", 123456, "12.34.56"),
        ("###.###.####", 5551234567, "555.123.4567"),
        ("00/00/0000", 5032026, "05/03/2026"),
        ("00'h'00", 1230, "12h30"),
        ("00:00", 930, "09:30"),
        ("'NL'000'B'00", 12301, "NL123B01"),
        ("+00 000 000", 12345678, "+12 345 678"),
        ("(###) ###.####", 5551234567, "(555) 123.4567"),
        ("0 000.000.000", 1234567890, "1 234.567.890"),
        ("0.0000.000", 12345678, "1.2345.678"),
        ("000-000", 1234567, "1234-567"),
        ("INV-0000", 42, "INV-0042"),
        ("0-pack", 6, "6-pack"),
        ("0+", 65, "65+"),
        ("0'000'", 12, "12000"),
        ("2026-000", 42, "2026-042"),
        ("0000-0000", "1234567.6", "0123-4568"),
        ("0000-0000", -12345678, "-1234-5678"),
    ],
)
def test_numbers_of_telephones_and_accounts(picture, value, expected):
    check(picture, value, expected)


def test_places_between_texts_show_all_digits_in_their_order():
    chosen = random.Random(9)
    for _time in range(500):
        sizes = [chosen.randint(1, 5) for _run in range(chosen.randint(2, 5))]
        marks = [chosen.choice(("-", "/", ") ", "'a'", " - ")) for _ in sizes[1:]]
        digits = str(chosen.randrange(10 ** (sum(sizes) - 1), 10 ** sum(sizes)))
        picture = shown = ""
        place = 0
        for size, mark in zip(sizes, ["", *marks], strict=True):
            picture += mark + chosen.choice("0#") * size
            shown += mark.strip("'") + digits[place : place + size]
            place += size
        check(picture, digits, shown)


@pytest.mark.parametrize(
    ("picture", "value", "expected"),
    [
        # what is left out where there is no digit
        ("#,##0", 12, "12"),
        ("0##", 5, "005"),
        ("#", 0, "0"),
        ("#,###", 0, "0"),
        ("##%", 0, "0%"),
        ("#.##", 0, "0"),
        ("#.00", "0.5", ".50"),
        ("0.##", "0.5", "0.5"),
        ("0.##", 5, "5"),
        ("0.0#", 5, "5.0"),
        # x: digits to the left are dropped, to the right it is as the place before it
        ("x##", 5, "5"),
        ("x##", 1005, "005"),
        ("xx", 2026, "26"),
        ("0.0xx", "0.5", "0.500"),
        (".000x", "0.75", ".7500"),
        (".###x", "0.75", ".75"),
        ("excl. 0.00", "12.5", "excl. 12.50"),
        ("0.00 exclusive", "12.5", "12.50 exclusive"),
        ("0.00 per 100", "12.5", "12.50 per 100"),
        ("0.0% - #0", "12.5", "12.5% - #0"),
        # half away from zero
        ("0.00", "0.005", "0.01"),
        ("0.00", "-0.005", "-0.01"),
        ("0", "0.5", "1"),
        ("0", "1.5", "2"),
        ("0", "2.5", "3"),
        ("0", "-2.5", "-3"),
        ("0.0", "9.95", "10.0"),
        ("#,##0", "999.5", "1,000"),
        ("000", 1234, "1234"),
    ],
)
def test_digits(picture, value, expected):
    check(picture, value, expected)


@pytest.mark.parametrize(
    ("picture", "positive", "negative", "zero"),
    [
        ("0.0", "1.5", "-1.5", "0.0"),
        ("-0.0", "1.5", "-1.5", "0.0"),
        ("+0.0", "+1.5", "-1.5", "0.0"),
        ("\u22120.0", "1.5", "\u22121.5", "0.0"),
        ("0.0-", "1.5", "1.5-", "0.0"),
        ("(0.0)", "(1.5)", "-(1.5)", "(0.0)"),
        ("(0.0", "(1.5", "-(1.5", "(0.0"),
        (" - 0.0", "  1.5", " - 1.5", "  0.0"),
        ("0.0-;0.0", "1.5-", "1.5", "0.0-"),
        ("$0.0", "$1.5", "-$1.5", "$0.0"),
        ("-$0.0", "$1.5", "-$1.5", "$0.0"),
        ("$-0.0", "$1.5", "$-1.5", "$0.0"),
        ("EUR -0.0", "EUR 1.5", "EUR -1.5", "EUR 0.0"),
        ("Total - 0.0", "Total - 1.5", "-Total - 1.5", "Total - 0.0"),
        ("'-'0.0", "-1.5", "--1.5", "-0.0"),
        ("0.0%", "1.5%", "-1.5%", "0.0%"),
        ("0.0;(0.0)", "1.5", "(1.5)", "0.0"),
        ("0.0;-0.0", "1.5", "-1.5", "0.0"),
        ("0.0;0.0 CR", "1.5", "1.5 CR", "0.0"),
        ("+0.0;-0.0", "+1.5", "-1.5", "0.0"),
        ("-0.0;0.0", "-1.5", "1.5", "-0.0"),
        ("0.0;-0.0;'none'", "1.5", "-1.5", "none"),
        ("0.0;-0.0;none", "1.5", "-1.5", "none"),
        ("0.0;;", "1.5", "", ""),
        ("0.0;-0.0;", "1.5", "-1.5", ""),
        (";-0.0;0", "", "-1.5", "0"),
        ("0.0;-0.0;0;0", "1.5", "-1.5", "0"),
        ("'a;b' 0.0;'c;d' 0.0", "a;b 1.5", "c;d 1.5", "a;b 0.0"),
        ("'profit';'loss';'none'", "profit", "loss", "none"),
        ("'0' 0.0 'x#'", "0 1.5 x#", "-0 1.5 x#", "0 0.0 x#"),
        ("‘about’ 0.0", "about 1.5", "-about 1.5", "about 0.0"),
    ],
)
def test_signs_and_sections(picture, positive, negative, zero):
    check(picture, "1.5", positive)
    check(picture, "-1.5", negative)
    check(picture, "0", zero)
    check(picture, "-0", zero)


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("0.00", "0.00"),
        ("-0.00", "0.00"),
        ("+0.00", "0.00"),
        ("0.00-", "0.00"),
        ("0", "0"),
        ("$#,##0.00", "$0.00"),
        ("0.00;(0.00)", "0.00"),
        ("0.00;-0.00;none", "none"),
        ("0.00;-0.00;0.000", "0.000"),
    ],
)
def test_what_is_rounded_to_nought_has_no_sign(picture, expected):
    for value in ("-0.004", "0.004", "-0.0", "-1E-50"):
        check(picture, value, expected)


def test_there_is_no_negative_nought():
    chosen = random.Random(10)
    for _time in range(2000):
        value = -Decimal(chosen.randrange(1000)).scaleb(-chosen.randint(0, 8))
        places = chosen.randint(0, 4)
        picture = chosen.choice(("", "-", "+", "$", "-$")) + "0."[: places + 1]
        text = format_number(value, picture + "0" * places)
        assert ("-" in text) == any(digit in "123456789" for digit in text)


def test_the_section_is_that_of_the_sign():
    check("0.0;(0.0);none", "0.4", "0.4")
    check("0.0;(0.0);none", "-0.4", "(0.4)")
    check("0;(0);none", "0.4", "none")
    check("0.0;(0)", "-0.4", "-0.4")


def test_long_numbers():
    check("#,##0.00", "1E+30", "1" + ",000" * 10 + ".00")
    check("0.00", Decimal("9" * 60 + ".999"), "1" + "0" * 60 + ".00")
    check("0.00", "1E-5000", "0.00")
    grouped = "123,456,789,012,345,678,901,234,567,890.13"
    check("#,##0.00", grouped.replace(",", "")[:-1] + "25", grouped)
    check("-0.00", "-" + "9" * 40, "-" + "9" * 40 + ".00")
    with pytest.raises(InvalidOperation):
        format_number(Decimal("1E+100000"), "0.00")


def test_long_pictures():
    start = time.perf_counter()
    for picture in (
        "#," * 20_000,
        "0" * 20_000,
        "'" * 20_001,
        "#'000" * 5000,
        "- " * 900,
    ):
        assert format_number(Decimal("-1234.5"), picture + "0") is not None
        check_picture(picture)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    ("picture", "expected", "words"),
    [
        ("0.00 'euro", "12.50 'euro", "apostrophe without a second one"),
        ("'euro 0.00", "'euro 12.50", "apostrophe without a second one"),
        ("0.00 ‘euro", "12.50 ‘euro", "apostrophe without a second one"),
        ("0 o'clock", "13 o'clock", "apostrophe without a second one"),
        ("0.00 `table`", "12.50 `table`", "number of a caption"),
        ("`x0` 0.00", "`x0` 12.50", "number of a caption"),
        ("0.00 `table", "12.50 `table", "number of a caption"),
        ("euro", "euro", "no place for a digit"),
        ("'0.00'", "0.00", "no place for a digit"),
        (";;", "", "no place for a digit"),
        ("0;0;0;0", "13", "more than three parts"),
    ],
)
def test_pictures_that_cannot_be_understood(picture, expected, words):
    check(picture, "12.5", expected)
    warning = check_picture(picture)
    assert words in warning
    assert f'"{picture}"' in warning
    assert warning.endswith(".") and warning.count("\n") == 0


@pytest.mark.parametrize(
    "picture",
    [
        "",
        "0",
        "$,0.00",
        "#'##0.00",
        "#’##0.00",
        "#'##0.00;-#'##0.00",
        "#'##0' CHF'",
        "0.00 'is ‘new’'",
        "‘about’ 0",
        "0.00;(0.00);none",
        "'profit';'loss'",
        "0.00;;",
        "(###) ###-####",
    ],
)
def test_pictures_that_are_understood(picture):
    assert check_picture(picture) == ""
