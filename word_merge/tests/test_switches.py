# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The switches of merge fields: case, text before and after, dates and numbers."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from word_merge import LANGUAGE, FormattedText, compile_template

from .documents import build
from .markup import (
    complex_field,
    if_field,
    merge_field,
    paragraph,
    run,
    simple_field,
)
from .merging import merge_field_text

DAY = date(2026, 3, 5)
MOMENT = datetime(2026, 3, 5, 15, 4, 9)


@pytest.mark.parametrize(
    ("switches", "value", "expected"),
    [
        ("\\* Upper", "anna Maria", "ANNA MARIA"),
        ("\\* UPPER \\* MERGEFORMAT", "anna", "ANNA"),
        ("\\*Upper", "anna", "ANNA"),
        ("\\*Upper\\b(", "anna", "(ANNA"),
        ("\\* Lower", "Anna MARIA", "anna maria"),
        ("\\* FirstCap", "anna maria", "Anna maria"),
        ("\\* Caps", "anna maria", "Anna Maria"),
        ("\\* MERGEFORMAT \\* Caps", "anna", "Anna"),
        ("\\* Upper", "straße é", "STRASSE É"),
        ("\\* Upper", "", ""),
        ('\\b "Mr "', "Bell", "Mr Bell"),
        ('\\b "Mr "', "", ""),
        ('\\f ", "', "Bell", "Bell, "),
        ('\\f ", "', "", ""),
        ('\\b "(" \\f ")"', "Bell", "(Bell)"),
        ("\\f !", "Bell", "Bell!"),
        ('\\b "Mr " \\* Upper', "Bell", "Mr BELL"),
        ("\\m", "Bell", "Bell"),
        ("\\v", "Bell", "Bell"),
    ],
)
def test_text(switches, value, expected):
    field = merge_field("Name", switches)
    assert merge_field_text(field, Name=value) == expected
    assert merge_field_text(merge_field("Name", switches, 6), Name=value) == expected
    assert (
        merge_field_text(simple_field(f"MERGEFIELD Name {switches}"), Name=value)
        == expected
    )


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        ("MERGEFIELD Name\\*Upper", "ANN"),
        ("MERGEFIELD Name\\* Upper \\b(", "(ANN"),
        ('MERGEFIELD "Name"\\* Upper', "ANN"),
        ("MERGEFIELD Name\\* MERGEFORMAT", "Ann"),
    ],
)
def test_switches_glued_to_the_name(instruction, expected):
    assert merge_field_text(simple_field(instruction), Name="Ann") == expected
    for pieces in (1, 4):
        field = complex_field(instruction, run("old"), pieces)
        assert merge_field_text(field, Name="Ann") == expected
    template = compile_template(build(paragraph(simple_field(instruction))))
    assert template.field_names == ["Name"]


@pytest.mark.parametrize(
    ("switch", "expected"),
    [
        ("d MMMM yyyy", "5 March 2026"),
        ("dd.MM.yy", "05.03.26"),
        ("dddd, MMM d", "Thursday, Mar 5"),
        ("ddd M/d/yyyy", "Thu 3/5/2026"),
        ("yyyy-MM-dd", "2026-03-05"),
        ("d 'de' MMMM", "5 de March"),
        ("HH:mm:ss", "15:04:09"),
        ("h:mm AM/PM", "3:04 PM"),
        ("H:m:s", "15:4:9"),
    ],
)
def test_dates(switch, expected):
    field = merge_field("Day", f'\\@ "{switch}"')
    assert merge_field_text(field, Day=MOMENT) == expected
    assert merge_field_text(field, Day=FormattedText("shown", MOMENT)) == expected
    if "m" not in switch:
        assert merge_field_text(field, Day=DAY) == expected


@pytest.mark.parametrize(
    ("switch", "expected"),
    [
        ("DD/MM/YYYY", "05/03/2026"),
        ("DDDD D MMMM YYYY", "Thursday 5 March 2026"),
        ("Dd.MM.Yy", "05.03.26"),
        ("DDD d/M/yYyY", "Thu 5/3/2026"),
        ("HH:mm:SS", "15:04:09"),
        ("h:mm Am/pM", "3:04 PM"),
        ("h:mm am/pm", "3:04 pm"),
        # only these two are told apart by their case
        ("MM mm", "03 04"),
        ("HH hh", "15 03"),
        # only a token outside of quotation marks makes twelve hours of a day
        ("H 'am/pm'", "15 am/pm"),
    ],
)
def test_case_in_dates(switch, expected):
    field = merge_field("Day", f'\\@ "{switch}"')
    assert merge_field_text(field, Day=MOMENT) == expected


@pytest.mark.parametrize(
    ("language", "alone", "beside"),
    [
        ("pl_PL", "kwiecień 2026", "5 kwietnia 2026"),
        ("ru_RU", "апрель 2026", "5 апреля 2026"),
        ("cs_CZ", "duben 2026", "5 dubna 2026"),
        ("el_GR", "Απρίλιος 2026", "5 Απριλίου 2026"),
        ("uk_UA", "квітень 2026", "5 квітня 2026"),
        ("hr_HR", "travanj 2026", "5 travnja 2026"),
        ("fi_FI", "huhtikuu 2026", "5 huhtikuuta 2026"),
        ("lt_LT", "balandis 2026", "5 balandžio 2026"),
        ("nl_NL", "april 2026", "5 april 2026"),
        # as Odoo and other systems name it
        ("sr@latin", "april 2026", "5 april 2026"),
        ("sr@Cyrl", "април 2026", "5 април 2026"),
        ("xx_XX", "April 2026", "5 April 2026"),
    ],
)
def test_months(language, alone, beside):
    values = {"Day": date(2026, 4, 5), LANGUAGE: language}
    for picture, expected in (
        ("MMMM yyyy", alone),
        ("dddd' 'MMMM yyyy", None),
        ("d MMMM yyyy", beside),
        ("D MMMM yyyy", beside),
    ):
        text = merge_field_text(merge_field("Day", f'\\@ "{picture}"'), **values)
        # the day of the week is no day of the month
        assert text == expected or (expected is None and text.endswith(alone))


def test_the_letter_and_not_the_document_has_a_language():
    field = merge_field("Day", '\\@ "MMMM"', properties='<w:lang w:val="nl-NL"/>')
    assert merge_field_text(field, Day=date(2026, 3, 5)) == "maart"
    for language, expected in (("de_DE", "März"), ("fr_FR", "mars"), ("", "maart")):
        values = {"Day": date(2026, 3, 5), LANGUAGE: language}
        assert merge_field_text(field, **values) == expected
    condition = if_field(field, "=", "März", "yes", "no")
    values = {"Day": date(2026, 3, 5), LANGUAGE: "de_DE"}
    assert merge_field_text(condition, **values) == "yes"


@pytest.mark.parametrize(
    ("switch", "value", "expected"),
    [
        ("0", 1234.5, "1235"),
        ("0.00", 1234.5, "1234.50"),
        ("#,##0.00", 1234567.891, "1,234,567.89"),
        ("#,##0", 12, "12"),
        ("000", 7, "007"),
        ("$#,##0.00", Decimal("1234.50"), "$1,234.50"),
        ("0.00 'EUR'", 3, "3.00 EUR"),
        ("0.0", -1.25, "-1.3"),
        ("0.00;(0.00)", -1.5, "(1.50)"),
        ("0.00;(0.00);none", 0, "none"),
        ("0%", 12, "12%"),
        ("0.00", "12.5", "12.50"),
    ],
)
def test_numbers(switch, value, expected):
    field = merge_field("Number", f'\\# "{switch}"')
    assert merge_field_text(field, Number=value) == expected
    raw = FormattedText("shown", value)
    assert merge_field_text(field, Number=raw) == expected


def test_formatted_text_is_shown_as_it_is():
    value = FormattedText("5 mars 2026", DAY)
    assert value == "5 mars 2026"
    assert merge_field_text(merge_field("Day"), Day=value) == "5 mars 2026"
    assert merge_field_text(run("{{Day}}"), Day=value) == "5 mars 2026"
    assert merge_field_text(merge_field("Day", "\\* Upper"), Day=value) == "5 MARS 2026"


def test_switches_that_do_not_suit_the_value():
    for switches in ('\\@ "d MMMM yyyy"', '\\# "0.00"'):
        field = merge_field("Name", switches)
        assert merge_field_text(field, Name="Anna") == "Anna"
        assert merge_field_text(field, Name="") == ""
        assert merge_field_text(field) == ""


@pytest.mark.parametrize(
    "switches",
    ["\\", "\\*", "\\@", "\\#", "\\b", '\\b "', "\\q x", '\\@ "', "\\# ;;;;", '\\# ""'],
)
def test_broken_switches_show_the_value(switches):
    text = merge_field_text(merge_field("Name", switches), Name="Anna")
    assert "Anna" in text


def test_values_that_are_no_text():
    for value, expected in [(7, "7"), (Decimal("1.50"), "1.50"), (True, "True")]:
        assert merge_field_text(merge_field("Name"), Name=value) == expected
    assert merge_field_text(merge_field("Name"), Name=float("nan")) == "nan"
    for value in (float("inf"), 1e300, -0.0, Decimal("1E+400"), Decimal("NaN")):
        field = merge_field("Name", '\\# "#,##0.00"')
        assert merge_field_text(field, Name=value)
