# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Word's formulas: what is understood, and what comes out."""

import time
from decimal import Decimal

import pytest

from word_merge import FormattedText, TemplateError
from word_merge.formula import (
    CellRange,
    FormulaError,
    Name,
    parse_formula,
    round_shown,
)
from word_merge.instruction import Char


class Nested:
    """A field inside a formula."""

    def __init__(self, value):
        self.value = value


def work_out(*parts, list_separator=None, **values):
    """Return the result of a formula of texts and fields; names have values."""
    items = []
    for part in parts:
        items += map(Char, part) if isinstance(part, str) else [part]

    def resolve(operand):
        if isinstance(operand, Nested):
            return operand.value
        return values.get(operand.text)

    return parse_formula(items, list_separator).evaluate(resolve)


def refuse(*parts):
    """Return what a user is told of a formula that is not understood."""
    with pytest.raises(TemplateError) as raised:
        work_out(*parts)
    sentence = str(raised.value)
    assert sentence.startswith("The formula { =")
    assert sentence.endswith(".")
    return sentence


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("1", "1"),
        ("=1", "1"),
        (" = 1 ", "1"),
        ("1+2*3", "7"),
        ("(1+2)*3", "9"),
        ("5-2-1", "2"),
        ("8/4/2", "1"),
        ("2*-3", "-6"),
        ("--3", "3"),
        ("-+-3", "3"),
        ("2^-1", "0.5"),
        # a sign binds most, and powers go from left to right
        ("-2^2", "4"),
        ("0-2^2", "-4"),
        ("2^3^2", "64"),
        ("9^(1/2)", "3"),
        ("10%", "0.1"),
        ("50%*10", "5"),
        ("1/10%", "10"),
        ("2^100%", "2"),
        ("-5%", "-0.05"),
        ("500%%", "0.05"),
        ("1=1", "1"),
        ("1+2=3", "1"),
        ("1<>1", "0"),
        ("2>1", "1"),
        ("2>=2", "1"),
        ("2 > = 2", "1"),
        ("2< >2", "0"),
        ("1<=0", "0"),
        ("3>2>1", "0"),
        ("1.0=1", "1"),
        ("0.1+0.2", "0.3"),
        ("1.50*2", "3"),
        ("1-1", "0"),
        ("-0", "0"),
        ("100*100", "10000"),
        ("0^0", "1"),
        ("1/3*3", "1"),
        # the examples of the standard
        ("((-1 + X^2) * 3 - Y)/2", "21.5"),
        ("MOD(21,5)", "1"),
        ("MOD(21,-5)", "1"),
        ("MOD(-21,5)", "-1"),
        ("MOD(-21,-5)", "-1"),
        ("9.20 + 5.35", "14.55"),
    ],
)
def test_operators(formula, expected):
    result = work_out(formula, X=Decimal(4), Y=Decimal(2))
    if formula == "1/3*3":
        result = round_shown(result)
    assert str(result) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("ABS(-5)", "5"),
        ("abs ( 5 )", "5"),
        ("AND(1;2)", "1"),
        ("AND(1;0)", "0"),
        ("And(1=1;2>1;3)", "1"),
        ("OR(0;0)", "0"),
        ("OR(0;0.1)", "1"),
        ("NOT(0)", "1"),
        ("NOT(3)", "0"),
        ("TRUE", "1"),
        ("true + TRUE()", "2"),
        ("FALSE", "0"),
        ("IF(1>2;3;4)", "4"),
        ("IF(2>1;3;4)", "3"),
        ("IF(0;1/0;7)", "7"),
        ("IF(-1;7;1/0)", "7"),
        ("INT(5.67)", "5"),
        ("INT(-5.67)", "-5"),
        ("SIGN(-11)", "-1"),
        ("SIGN(0)", "0"),
        ("SIGN(0.2)", "1"),
        ("ROUND(123.456; 2)", "123.46"),
        ("ROUND(123.456, 1)", "123.5"),
        ("ROUND(123.456, 0)", "123"),
        ("ROUND(123.456, -1)", "120"),
        ("ROUND(2.5;0)", "3"),
        ("ROUND(-2.5;0)", "-3"),
        ("ROUND(1.005;2)", "1.01"),
        ("ROUND(1.5;10^30)", "1.5"),
        ("ROUND(1.5;0-10^30)", "0"),
        ("MOD(5.5;2)", "1.5"),
        ("MIN(3;1;2)", "1"),
        ("MAX(3;1;2)", "3"),
        ("SUM(3;1;2)", "6"),
        ("PRODUCT(3;1;2)", "6"),
        ("AVERAGE(3;1;2)", "2"),
        ("COUNT(3;1;2)", "3"),
        ("SUM(MAX(1,2),MIN(3,4))", "5"),
        ("DEFINED(1+1)", "1"),
        ("DEFINED(1/0)", "0"),
        ("DEFINED(10^(10^10))", "0"),
        ("DEFINED(there)", "1"),
        ("DEFINED(missing)", "0"),
        ("DEFINED(there+missing)", "0"),
        ("missing + 1", "1"),
    ],
)
def test_functions(formula, expected):
    assert str(work_out(formula, there=Decimal(0))) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        # no function is around it
        ("1,5+1", "2.5"),
        ("1.5+1", "2.5"),
        ("(1,5)*2", "3"),
        ("1,234.50", "1234.5"),
        ("1.234,50", "1234.5"),
        ("1'234.50", "1234.5"),
        ("1’234", "1234"),
        ("1\u00a0234,5", "1234.5"),
        ("1,234", "1234"),
        ("0,125", "0.125"),
        (",125*8", "1"),
        (".5+,5", "1"),
        ("1,234,567", "1234567"),
        # a function without a semicolon anywhere: commas separate
        ("SUM(1,5)", "6"),
        ("SUM(1,234.5)", "235.5"),
        ("SUM((1,5)*2,1)", None),
        ("SUM(.5,.5)", "1"),
        ("1,5+SUM(1,5)", "7.5"),
        ("SUM(1,2)*1,5", "4.5"),
        # with a semicolon a comma between digits is of the number
        ("SUM(1,5;2,5)", "4"),
        ("ROUND(1,2345;2)", "1.23"),
        ("ROUND(1,234;2)", "1.23"),
        ("ROUND(1.234,567;1)", "1234.6"),
        ("ROUND(1.5;0)", "2"),
        ("1,234+SUM(1;2)", "4.234"),
        ("SUM(,5;1)", "1.5"),
        # but no other comma
        ("SUM(1, 5;2)", "8"),
        ("SUM(1 ,5;2)", "8"),
        ("SUM(x,5;2)", "17"),
        ("SUM((1),5;2)", "8"),
    ],
)
def test_separators(formula, expected):
    if expected is None:
        refuse(formula)
    else:
        assert str(work_out(formula, x=Decimal(10))) == expected


@pytest.mark.parametrize(
    ("formula", "separator", "expected"),
    [
        ("SUM(1,5)", ";", "1.5"),
        ("SUM(1,5)", ",", "6"),
        ("SUM(1,5;2)", ",", "8"),
        ("SUM(1, 5)", ";", "6"),
        ("1,234*1", ";", "1.234"),
        ("1,234*1", ",", "1234"),
        ("ABS(-1,5)", ";", "1.5"),
    ],
)
def test_list_separator_of_the_document(formula, separator, expected):
    assert str(work_out(formula, list_separator=separator)) == expected


def test_switches_are_left_out():
    assert work_out('= 1 + 1 \\# "0.00" \\* MERGEFORMAT') == 2


def test_items_may_be_characters():
    assert parse_formula("1+1").evaluate(None) == 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("2.5"), "5"),
        (2, "4"),
        (2.5, "5"),
        ("1.234,50", "2469"),
        ("€ 1,234.50 a year", "2469"),
        (FormattedText("two", Decimal(2)), "4"),
        ("no number", "0"),
        ("", "0"),
        (None, "0"),
        (Decimal("NaN"), "0"),
        ([Decimal(1), "2", None, "x"], "6"),
    ],
)
def test_values_of_fields(value, expected):
    assert str(work_out(Nested(value), " * 2")) == expected
    assert str(work_out("2*", Nested(value))) == expected


def test_lists():
    cells = [Decimal(4), "6,50", None, "", "x", 0]
    values = {"ABOVE": cells, "A1": None}
    assert str(work_out("SUM(ABOVE)", **values)) == "10.5"
    assert str(work_out("COUNT(ABOVE)", **values)) == "3"
    assert str(work_out("AVERAGE(ABOVE)", **values)) == "3.5"
    assert str(work_out("MIN(ABOVE;5)", **values)) == "0"
    assert str(work_out("MAX(ABOVE)", **values)) == "6.5"
    assert str(work_out("PRODUCT(ABOVE, A1, 2)", **values)) == "0"
    assert str(work_out("SUM(ABOVE, ABOVE, 1)", **values)) == "22"


@pytest.mark.parametrize("function", ["SUM", "COUNT", "MIN", "MAX", "PRODUCT"])
def test_lists_without_a_number(function):
    assert work_out(f"{function}(ABOVE)", ABOVE=[]) == 0
    assert work_out(f"{function}(ABOVE)", ABOVE=None) == 0


def test_average_of_nothing():
    with pytest.raises(FormulaError, match="!Zero Divide"):
        work_out("AVERAGE(ABOVE)", ABOVE=[])


def test_empty_fields_are_zero_in_lists_and_empty_cells_are_none():
    assert work_out("AVERAGE(4;", Nested(None), ")") == 2
    assert work_out("AVERAGE(4;A1)") == 4


@pytest.mark.parametrize("text", ["A1", "B2", "C3", "A10", "BK32767"])
def test_cells_may_stand_alone(text):
    assert work_out(f"{text}*2", **{text: Decimal(3)}) == 6
    assert work_out(f"SUM({text})", **{text: Decimal(3)}) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A1", CellRange("A1", "", 1, 1, 1, 1)),
        ("b12", CellRange("b12", "", 12, 2, 12, 2)),
        ("AA3", CellRange("AA3", "", 3, 27, 3, 27)),
        ("R2C3", CellRange("R2C3", "", 2, 3, 2, 3)),
        ("B2:C5", CellRange("B2:C5", "", 2, 2, 5, 3)),
        ("c5 : B2", CellRange("c5 : B2", "", 2, 2, 5, 3)),
        ("C2:B5", CellRange("C2:B5", "", 2, 2, 5, 3)),
        ("R1C1:R2C4", CellRange("R1C1:R2C4", "", 1, 1, 2, 4)),
        ("A:A", CellRange("A:A", left=1, right=1)),
        ("C:A", CellRange("C:A", left=1, right=3)),
        ("1:1", CellRange("1:1", top=1, bottom=1)),
        ("3:2", CellRange("3:2", top=2, bottom=3)),
        ("Table2 A1:C1", CellRange("A1:C1", "", 1, 1, 1, 3, "Table2")),
        ("Table2 B2", CellRange("B2", "", 2, 2, 2, 2, "Table2")),
        ("above", CellRange("above", "ABOVE")),
        ("LEFT", CellRange("LEFT", "LEFT")),
        ("Right", CellRange("Right", "RIGHT")),
        ("BELOW", CellRange("BELOW", "BELOW")),
        ("total", Name("total")),
        ("été_2", Name("été_2")),
        ("EU27", Name("EU27")),
        ("A0", Name("A0")),
        ("ABC1", Name("ABC1")),
        ("A1B", Name("A1B")),
        ("sum", Name("sum")),
    ],
)
def test_operands(text, expected):
    formula = parse_formula(f"SUM({text}, 1)")
    assert formula.operands == [expected]
    asked = []
    formula.evaluate(asked.append)
    assert asked == [expected]


def test_all_operands_in_their_order():
    one, two = Nested(1), Nested(2)
    items = [one, *"+SUM(ABOVE;", two, *";x)*x", "+", one]
    names = [one, CellRange("ABOVE", "ABOVE"), two, Name("x"), Name("x"), one]
    assert parse_formula(items).operands == names


@pytest.mark.parametrize("value", ["ABOVE", "A1:A2", "A:A", "1:2", "T A1:B2"])
@pytest.mark.parametrize(
    "formula", ["{}", "{}+1", "1*{}", "-{}", "{}%", "ABS({})", "SUM(1+{})", "({})"]
)
def test_several_cells_only_in_lists(formula, value):
    assert "SUM" in refuse(formula.format(value))


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("", "a value is missing at the end"),
        ("1+", "a value is missing at the end"),
        ("*2", "a value is missing before “*”"),
        ("1+*2", "a value is missing before “*”"),
        ("()", "a value is missing before “)”"),
        ("SUM()", "a value is missing before “)”"),
        ("SUM(1;;2)", "a value is missing before “;”"),
        ("(1", "a parenthesis is not closed"),
        ("SUM(1;2", "a parenthesis is not closed"),
        ("1)", "was not opened"),
        ("(1))", "was not opened"),
        ("1 2", "an operator is missing before “2”"),
        ("x y", "an operator is missing before “y”"),
        ("2(3)", "an operator is missing before “(”"),
        ("(2)(3)", "an operator is missing before “(”"),
        ("1;2", "“;” stands outside"),
        ("1 , 2", "“,” stands outside"),
        ("(1;2)", "“;” stands outside"),
        ("SUM((1;2);3)", "“;” stands outside"),
        ("SUMME(1)", "SUMME is no function; use one of ABS, AND, "),
        ("ABS(1;2)", "ABS takes one value, not 2"),
        ("ROUND(1)", "ROUND takes 2 values, not 1"),
        ("IF(1;2)", "IF takes 3 values, not 2"),
        ("TRUE(1)", "an operator is missing before “1”"),
        ("ROUND(1,234,2)", "ROUND takes 2 values, not 3"),
        ("1.2.3", "“1.2.3” is no number"),
        ("12,34,5", "“12,34,5” is no number"),
        ("SUM(1.2,5;1)", "“1.2,5” is no number"),
        ("$5", "“$” is no operator"),
        ("2 – 1", "“–” is no operator"),
        ('"a"', '“"” is no operator'),
        ("1:a", "“:” is no operator"),
        ("a\0b", "is no operator"),
        ("SUM(A0:B2)", "A0:B2 names cells that no table has"),
        ("SUM(0:2)", "0:2 names cells that no table has"),
        ("=1", None),
        ("==1", "a value is missing before “=”"),
    ],
)
def test_what_is_not_understood(formula, reason):
    if reason is None:
        assert work_out(formula) == 1
    else:
        assert reason in refuse(formula)


def test_field_beside_a_value():
    assert "an operator is missing before “{…}”" in refuse("1", Nested(2))
    assert "an operator is missing before “{…}”" in refuse(Nested(1), " ", Nested(2))
    assert "= 2*{…}{…} }" in refuse("2*", Nested(1), Nested(2))


def test_sentence_names_the_formula_up_to_sixty_characters():
    sentence = refuse(" 1 +\n\n 1 +" + "1 + " * 50)
    assert "{ = 1 + 1 +1 + 1 +" in sentence
    assert len(sentence) < 160


@pytest.mark.parametrize(
    "formula",
    ["1/0", "0/0", "1/(2-2)", "MOD(1;0)", "MOD(0;0)", "0^-1", "AVERAGE(A:A)"],
)
def test_zero_divide(formula):
    with pytest.raises(FormulaError, match="^!Zero Divide$"):
        work_out(formula)


@pytest.mark.parametrize(
    "formula",
    [
        "9^9^9^9^9",
        "9^(9^(9^9))",
        "10^1000",
        "10^500*10^500",
        "10^999999999",
        "1.0000001^(10^30)",
        "(0-2)^0.5",
        "(-8)^(1/3)",
        "MOD(10^900;7)",
        "2^(10^900)",
        "PRODUCT(" + ";".join(["9^99"] * 50) + ")",
        "1" * 1500,
        "-" + "1" * 1500,
        "x",
        "x*x",
        "x-1",
    ],
)
def test_results_that_are_too_large_or_not_there(formula):
    started = time.monotonic()
    with pytest.raises(FormulaError, match="^!N"):
        work_out(formula, x=Decimal("9E+999999"))
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    "formula",
    [
        "9^9^9^9",
        "0.5^(10^9)",
        "1.5^(10^-900)",
        "1.0000000000000000000000000000001^(10^30)",
        "10^-999" + "/10" * 500,
        "5" + "%" * 400,
        "2" + "^1" * 2400,
        "1" + "+1" * 2400,
        "-" * 4900 + "1",
        "SUM(" + ";".join("1" * 2400) + ")",
        "(" * 20 + "1" + ")" * 20,
        "ABS(" * 20 + "1" + ")" * 20,
        "x^0.001",
        "1" + "0" * 900,
    ],
)
def test_heavy_formulas_are_quick(formula):
    started = time.monotonic()
    result = work_out(formula, x=Decimal("7E+900"))
    assert result.is_finite()
    assert result.adjusted() < 1000
    assert time.monotonic() - started < 1


def test_bounds():
    assert "more than 20 parentheses" in refuse("(" * 21 + "1" + ")" * 21)
    assert "more than 20 parentheses" in refuse("ABS(" * 21 + "1" + ")" * 21)
    assert "more than 20 parentheses" in refuse("(" * 4000)
    assert "more than 5,000 characters" in refuse("1" + "+1" * 2500)


def test_parentheses_side_by_side_are_not_deep():
    assert work_out("+".join(["(1)"] * 100)) == 100


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("0.3333", "0.33"),
        ("0.125", "0.13"),
        ("-0.125", "-0.13"),
        ("3.00", "3"),
        ("1200", "1200"),
        ("0.001", "0"),
        ("-0.001", "0"),
        ("1E+30", "1" + "0" * 30),
    ],
)
def test_shown_with_two_decimals_at_most(number, shown):
    assert str(round_shown(Decimal(number))) == shown


def test_context_around_is_not_changed():
    asked = []

    def resolve(_operand):
        asked.append(1)
        return Decimal("1E+2000")

    with pytest.raises(FormulaError):
        parse_formula("x*1").evaluate(resolve)
    assert asked == [1]
    # beyond the bounds of a formula, not beyond those of a letter
    assert Decimal("1E+2000") * 1 == Decimal("1E+2000")


def test_branches_and_conditions_are_asked_only_where_they_are_needed():
    asked = []

    def resolve(operand):
        asked.append(operand.text)
        return Decimal(0)

    assert parse_formula("IF(x;y;z)+AND(x;y)+OR(TRUE;y)").evaluate(resolve) == 1
    assert asked == ["x", "z", "x"]
