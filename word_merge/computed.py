# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fields that are worked out for each letter: the day, its number, formulas."""

from datetime import datetime

from babel.dates import format_date, format_time
from babel.numbers import get_decimal_symbol

from .cells import CIRCULAR, TableCells, get_budget
from .date_picture import get_locale
from .formula import CellRange, FormulaError, round_shown
from .names import W, enclosing
from .nodes import ValueNode
from .values import LETTER_NUMBER, NOW, FormattedText, to_date, to_number

NOT_IN_TABLE = "!The Formula Not In Table"


class Moment(ValueNode):
    """DATE and TIME: when the letter is made, which it then shows for ever."""

    def __init__(self, name, formatting):
        super().__init__(formatting)
        self.format = format_date if name == "DATE" else format_time

    def value(self, scope):
        """Return the moment; without a picture, as its language shortens it."""
        now = to_date(scope.get(NOW)) or datetime.now()
        locale = get_locale(self.get_language(scope))
        return FormattedText(self.format(now, "short", locale=locale), now)


class LetterNumber(ValueNode):
    """MERGEREC and MERGESEQ: which letter it is, from 1."""

    def value(self, scope):
        """Return the number."""
        return scope.get(LETTER_NUMBER) or 1


class FormulaNode(ValueNode):
    """A formula, worked out with the values of a letter.

    :param Formula formula: what was written
    :param dict operands: by operand a node, or the ``CellRange`` itself
    :param Frame frame: where it stands
    """

    def __init__(self, formula, operands, formatting, frame):
        super().__init__(formatting)
        self.formula = formula
        self.operands = operands
        self.ranges = [one for one in operands.values() if isinstance(one, CellRange)]
        # where in its table
        self.cell = enclosing(frame.runs[0], W + "tc")
        self.table = None
        self.names = [
            name
            for node in operands.values()
            if not isinstance(node, CellRange)
            for name in node.names
        ]

    def bind(self, slots):
        """Read the cells of the table, once all fields in it are marked."""
        self.table = TableCells(self.cell, slots, self.ranges)

    def value(self, scope):
        """Return the result, or the text that Word shows when there is none."""
        if not self.ranges:
            return self._evaluate(scope)
        # cells are read by many formulas, which may read each other
        budget = get_budget(scope)
        if budget.scope is not scope:
            return self._evaluate(scope)
        if self not in budget.results:
            budget.results[self] = CIRCULAR
            budget.results[self] = self._evaluate(scope)
        return budget.results[self]

    def _evaluate(self, scope):
        try:
            number = self.formula.evaluate(lambda operand: self._ask(operand, scope))
        except FormulaError as error:
            return str(error)
        shown = f"{round_shown(number):f}"
        point = get_decimal_symbol(get_locale(self.get_language(scope)))
        return FormattedText(shown.replace(".", point), number)

    def _ask(self, operand, scope):
        """Return the value of an operand; None where there is none."""
        node = self.operands[operand]
        if isinstance(node, CellRange):
            if self.table is None:
                raise FormulaError(NOT_IN_TABLE)
            return self.table.get_numbers(node, scope)
        value = node.operand(scope)
        return None if value in (None, "", False) else to_number(value)
