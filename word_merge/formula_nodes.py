# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The parts of a formula that was read; each is worked out to a decimal number."""

from decimal import Decimal, InvalidOperation, Overflow

from .formula_functions import FormulaError
from .formula_tokens import CellRange
from .values import to_number


class Number:
    def __init__(self, value):
        self.value = value

    def evaluate(self, _resolve):
        return self.value


class Operand:
    """Something that has a value in each letter."""

    def __init__(self, item):
        self.item = item

    @property
    def is_several(self):
        """Whether this is more than one cell, which only lists take."""
        return isinstance(self.item, CellRange) and not self.item.is_cell

    def evaluate(self, resolve):
        return sum(self.list_values(resolve), Decimal(0))

    def list_values(self, resolve):
        """Return the numbers; empty cells are none, anything else empty is 0."""
        value = resolve(self.item)
        values = value if isinstance(value, (list, tuple)) else [value]
        numbers = [to_number(each) for each in values]
        if isinstance(value, (list, tuple)) or isinstance(self.item, CellRange):
            return [number for number in numbers if number is not None]
        return [number or Decimal(0) for number in numbers]


class Chain:
    """Operations of the same level, from left to right."""

    def __init__(self, first, rest):
        self.first = first
        self.rest = rest

    def evaluate(self, resolve):
        result = self.first.evaluate(resolve)
        for operation, node in self.rest:
            # a comparison is 1 or 0
            result = Decimal(operation(result, node.evaluate(resolve)))
        return result


class Negative:
    def __init__(self, node):
        self.node = node

    def evaluate(self, resolve):
        return -self.node.evaluate(resolve)


class Percent:
    def __init__(self, node, times):
        self.node = node
        self.times = times

    def evaluate(self, resolve):
        return self.node.evaluate(resolve).scaleb(-2 * self.times)


class List:
    """A function of as many numbers as there are."""

    def __init__(self, function, arguments):
        self.function = function
        self.arguments = arguments

    def evaluate(self, resolve):
        numbers = []
        for node in self.arguments:
            if isinstance(node, Operand):
                numbers += node.list_values(resolve)
            else:
                numbers.append(node.evaluate(resolve))
        return self.function(numbers)


class Single:
    """A function of a fixed count of numbers."""

    def __init__(self, function, arguments):
        self.function = function
        self.arguments = arguments

    def evaluate(self, resolve):
        numbers = [node.evaluate(resolve) for node in self.arguments]
        return Decimal(self.function(*numbers))


class Choice:
    """AND, DEFINED, IF and OR, which need not work out all their arguments."""

    def __init__(self, name, arguments, operands):
        self.name = name
        self.arguments = arguments
        self.operands = operands

    def evaluate(self, resolve):
        if self.name == "DEFINED":
            return Decimal(self._is_defined(resolve))
        values = (node.evaluate(resolve) for node in self.arguments)
        if self.name == "IF":
            # the other branch may have no result: IF(n; 100/n; 0)
            chosen = 1 if next(values) else 2
            return self.arguments[chosen].evaluate(resolve)
        return Decimal(all(values) if self.name == "AND" else any(values))

    def _is_defined(self, resolve):
        """Whether the argument has a result and nothing in it is empty."""
        try:
            self.arguments[0].evaluate(resolve)
            return all(resolve(operand) is not None for operand in self.operands)
        except (FormulaError, InvalidOperation, Overflow):
            return False
