# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The functions and operators of Word's formulas, on decimal numbers.

What they do is said in ECMA-376, part 1, 17.16.3.3 "Operators" and 17.16.3.4
"Functions".
"""

import operator
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

# The digits of IEEE 754's largest decimal, more than Word's fifteen. The bounds of the
# exponent make 9^9^9^9 an error at once, instead of work for years.
LARGEST = 999
CONTEXT = Context(
    prec=34,
    rounding=ROUND_HALF_UP,
    Emin=-LARGEST,
    Emax=LARGEST,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
# What Word shows in the place of the result.
ZERO_DIVIDE = "!Zero Divide"
# Word's words for these are not documented.
TOO_LARGE = "!Number Too Large"
NO_RESULT = "!No Result"


class FormulaError(ArithmeticError):
    """A formula has no result; the text is what Word shows instead of one."""


def divide(left, right):
    if not right:
        raise FormulaError(ZERO_DIVIDE)
    return left / right


def remainder(left, right):
    """Return what is left of a division, with the sign of what was divided."""
    if not right:
        raise FormulaError(ZERO_DIVIDE)
    return left % right


def power(base, exponent):
    if not base and exponent < 0:
        raise FormulaError(ZERO_DIVIDE)
    if not exponent:
        # Decimal has no 0^0
        return Decimal(1)
    return base**exponent


OPERATIONS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": divide,
    "^": power,
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def round_places(number, places):
    """Return a number rounded to some decimals; to tens and hundreds below zero."""
    places = int(max(-LARGEST, min(LARGEST, places)))
    if -number.as_tuple().exponent <= places:
        return number
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def sign(number):
    return Decimal((number > 0) - (number < 0))


def average(numbers):
    return divide(sum(numbers), Decimal(len(numbers)))


def product(numbers):
    result = Decimal(1)
    for number in numbers:
        result *= number
    return result if numbers else Decimal(0)


# Functions of one list of numbers, which may be cells.
LISTS = {
    "AVERAGE": average,
    "COUNT": lambda numbers: Decimal(len(numbers)),
    "MAX": lambda numbers: max(numbers, default=Decimal(0)),
    "MIN": lambda numbers: min(numbers, default=Decimal(0)),
    "PRODUCT": product,
    "SUM": lambda numbers: sum(numbers, Decimal(0)),
}
# Functions of a fixed count of numbers.
SINGLES = {
    "ABS": (1, abs),
    "INT": (1, lambda number: number.to_integral_value(ROUND_DOWN)),
    "MOD": (2, remainder),
    "NOT": (1, lambda number: not number),
    "ROUND": (2, round_places),
    "SIGN": (1, sign),
}
CONSTANTS = {"TRUE": Decimal(1), "FALSE": Decimal(0)}
# Those that do not look at all their arguments.
CHOICES = {"AND": None, "DEFINED": 1, "IF": 3, "OR": None}
FUNCTIONS = {*LISTS, *SINGLES, *CONSTANTS, *CHOICES}
