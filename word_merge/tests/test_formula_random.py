# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Random formulas against Python's own evaluation of the same expression.

Each is made as a tree, written twice: for Word with as few parentheses as its rules
allow, and for Python with all of them, so that no rule of precedence is shared.
"""

import functools
import operator
import random
from decimal import Decimal, DecimalException, localcontext

import pytest

from word_merge import TemplateError
from word_merge.formula import FormulaError, parse_formula
from word_merge.formula_functions import CONTEXT, FUNCTIONS

COMPARISONS = {"=": "==", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
BINDING = {**dict.fromkeys(COMPARISONS, 1), "+": 2, "-": 2, "*": 3, "/": 3, "^": 4}
VALUES = {"x": Decimal("2.5"), "total": Decimal(-3), "B2": Decimal(7), "n": Decimal(0)}
CELLS = {
    "ABOVE": [Decimal(3), Decimal("4.25"), Decimal(-1)],
    "A:A": [],
    "A1:B2": [Decimal(9)],
}
PYTHON = {
    "D": Decimal,
    "ABS": lambda x: x if x > 0 else -x,
    "AND": lambda *x: D(0 not in x),
    "OR": lambda *x: D(x.count(0) < len(x)),
    "NOT": lambda x: D(x == 0),
    "IF": lambda x, y, z: y if x != 0 else z,
    "INT": lambda x: D(int(x)),
    "SIGN": lambda x: D(0) if x == 0 else x / abs(x),
    "MOD": lambda x, y: x - y * D(int(x / y)),
    "ROUND": lambda x, y: D(int(x * 10**y + (D(".5") if x > 0 else -D(".5")))) / 10**y,
    "SUM": lambda *x: sum(x, D(0)),
    "COUNT": lambda *x: D(len(x)),
    "AVERAGE": lambda *x: sum(x, D(0)) / len(x),
    "MIN": min,
    "MAX": max,
    "PRODUCT": lambda *x: functools.reduce(operator.mul, x),
}
D = Decimal
COUNTS = {"ABS": 1, "NOT": 1, "INT": 1, "SIGN": 1, "MOD": 2, "ROUND": 2, "IF": 3}
LISTS = ("SUM", "COUNT", "AVERAGE", "MIN", "MAX", "PRODUCT")


class Writer:
    """Makes a random formula; each method returns it for Word, for Python, and how
    much it binds."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.separators = self.random.choice([[";", "; ", " ;"], [",", ", ", " ,"]])

    def make(self, depth):
        kinds = ["value", "operation", "operation", "function", "sign", "percent"]
        return getattr(self, self.random.choice(kinds) if depth else "value")(depth)

    def space(self):
        return self.random.choice(["", "", " ", "\n"])

    def within(self, part, binding):
        word, python, own = part
        if own < binding or self.random.random() < 0.1:
            word = f"({self.space()}{word})"
        return word, python

    def value(self, _depth):
        kind = self.random.random()
        if kind < 0.3:
            name = self.random.choice(list(VALUES))
            return name, f"D('{VALUES[name]}')", 9
        text = str(self.random.choice([0, 1, 2, 3, 10, 0.5, 12.25, 1000]))
        word = self.random.choice([text, text.lstrip("0") or "0"])
        return word, f"D('{text}')", 9

    def operation(self, depth):
        sign = self.random.choice(list(BINDING))
        binding = BINDING[sign]
        left, first = self.within(self.make(depth - 1), binding)
        # what follows has to bind more: the rule is from left to right
        right, second = self.within(self.make(depth - 1), binding + 1)
        word = self.space().join([left, sign, right])
        python = f"({first} {COMPARISONS.get(sign, sign.replace('^', '**'))} {second})"
        return word, f"D({python})" if binding == 1 else python, binding

    def sign(self, depth):
        word, python = self.within(self.make(depth - 1), 9)
        return f"-{word}", f"(-{python})", 6

    def percent(self, depth):
        word, python = self.within(self.make(depth - 1), 6)
        return f"{word}{self.space()}%", f"({python} / 100)", 5

    def function(self, depth):
        name = self.random.choice([*COUNTS, *LISTS, *LISTS, "AND", "OR"])
        count = COUNTS.get(name) or self.random.randint(1, 3)
        words, pythons = [], []
        for _each in range(count):
            if name in LISTS and self.random.random() < 0.4:
                cells = self.random.choice(list(CELLS))
                words.append(cells)
                pythons += [f"D('{number}')" for number in CELLS[cells]]
                continue
            word, python, _binding = self.make(depth - 1)
            words.append(word)
            pythons.append(python)
        if name == "ROUND":
            words[1] = pythons[1] = str(self.random.randint(0, 3))
        separator = self.random.choice(self.separators)
        name_written = self.random.choice([name, name.lower(), name.title()])
        word = f"{name_written}{self.space()}({separator.join(words)})"
        return word, f"{name}({', '.join(pythons)})", 9


def evaluate_in_python(expression):
    """Return the result, or None where there is none."""
    with localcontext(CONTEXT):
        try:
            # made by the writer above
            # pylint: disable-next=eval-used
            return eval(expression, dict(PYTHON))
        except (DecimalException, ZeroDivisionError, ValueError, TypeError):
            return None


def resolve(operand):
    return VALUES[operand.text] if operand.text in VALUES else CELLS[operand.text]


def is_same(result, expected):
    # Python's 10**y and x/abs(x) round in other places
    return abs(result - expected) <= abs(expected) * Decimal("1e-25")


@pytest.mark.parametrize("seed", range(20))
def test_same_as_python(seed):
    compared = 0
    for number in range(150):
        word, python, _binding = Writer(f"{seed} {number}").make(4)
        if len(word) > 2000:
            continue
        expected = evaluate_in_python(python)
        try:
            result = parse_formula(f"= {word}").evaluate(resolve)
        except FormulaError:
            result = None
        if expected is None or result is None:
            # Python has no MIN of nothing, no 0^0 and no remainder of large numbers,
            # and its IF works out both branches
            lenient = {"MIN", "MAX", "PRODUCT", "IF", "AND", "OR", "^", "MOD", "INT"}
            if not any(each in word.upper() for each in lenient):
                assert expected is result is None, word
            continue
        if "A:A" not in word:
            assert is_same(result, expected), (word, python, result, expected)
            compared += 1
    assert compared > 60


@pytest.mark.parametrize("seed", range(10))
def test_any_characters_are_understood_or_refused(seed):
    pick = random.Random(seed)
    pieces = [*"()+-*/%^=<>,;:.0123456789 \\\"'{}$", *FUNCTIONS, "A1", "B2:C3", "ABOVE"]
    pieces += [
        "x",
        "1:1",
        "A:A",
        "<>",
        ">=",
        "\u00a0",
        "é",
        "\0",
        "1,5",
        object(),
        None,
    ]
    for _each in range(1500):
        items = [pick.choice(pieces) for _ in range(pick.randint(0, 12))]
        try:
            formula = parse_formula(items)
        except TemplateError as error:
            assert len(str(error)) < 400
            continue
        try:
            assert formula.evaluate(lambda _operand: Decimal(3)).is_finite()
        except FormulaError as error:
            assert str(error).startswith("!")
