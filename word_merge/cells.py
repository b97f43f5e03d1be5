# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The cells of a table that a formula reads, as they are in a letter.

Rows that are repeated count as often as they are there. A cell is what its text is once
merged, so formulas read the results of others.
"""

import html
import re

from lxml import etree

from .formula import FormulaError
from .limits import MAX_DEPTH
from .names import W, enclosing
from .program import Row, compile_text, fill
from .values import to_number

CELL_END = "</w:tc>"
TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
MAX_FILLED = 20_000
BUDGET = "\\cells"
CIRCULAR = "!Circular"


class Budget:
    """How much formulas may read of a table: they may read each other in a circle.

    :ivar scope: the values of the letter, or of a row, that it is for
    :ivar dict results: those of formulas with these values, by formula
    """

    def __init__(self, scope):
        self.scope = scope
        self.results = {}
        self.rest = MAX_FILLED
        self.depth = 0

    def take(self):
        """Take one column of cells from it.

        :raise FormulaError: it is used up
        """
        self.rest -= 1
        if self.rest < 0:
            raise FormulaError(CIRCULAR)

    def __enter__(self):
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.depth -= 1
            raise FormulaError(CIRCULAR)

    def __exit__(self, *_error):
        self.depth -= 1


def get_budget(scope):
    """Return the budget of all formulas of a letter, or of one of its repeated rows."""
    if BUDGET not in scope:
        scope[BUDGET] = Budget(scope)
    return scope[BUDGET]


class NoLetter:
    """Where the pictures of cells go that are only read."""

    index = 0

    def add_picture(self, data, name):
        """Keep nothing."""
        return None

    @property
    def media(self):
        """Nothing is numbered."""
        return self

    def number(self):
        """Return a number that nobody sees."""
        return 0


class TableCells:
    """The table around a formula.

    :param cell: the cell that the formula is in
    :param Slots slots: those of the part
    :param list ranges: the ``CellRange`` that it reads
    """

    def __init__(self, cell, slots, ranges):
        self.slots = slots
        self.cell = cell
        row = enclosing(cell, W + "tr")
        table = enclosing(row, W + "tbl")
        rows = _get_children(table, W + "tr", W + "tbl")
        place = rows.index(row)
        self.own = _get_children(row, W + "tc", W + "tr")
        self.column = self.own.index(cell)
        self.before, self.after = rows[:place], rows[place + 1 :]
        width = max(len(_get_children(each, W + "tc", W + "tr")) for each in rows)
        self.programs = {
            column: self._compile_column(column)
            for cells in ranges
            for column in self._get_columns(cells, width)
        }

    def _get_columns(self, cells, width):
        """Return the places of the columns that are read, from 0."""
        if cells.direction in ("ABOVE", "BELOW"):
            return [self.column]
        if cells.direction == "LEFT":
            return range(self.column)
        if cells.direction == "RIGHT":
            return range(self.column + 1, len(self.own))
        return range((cells.left or 1) - 1, min(cells.right or width, width))

    def _compile_column(self, column):
        """Return programs for the cells of a column above, beside and below."""
        own = self.own[column] if column < len(self.own) else None
        return (
            self._compile_rows(self.before, column),
            # a formula does not read itself
            self._compile(None if own is self.cell else own),
            self._compile_rows(self.after, column),
        )

    def _compile_rows(self, rows, column):
        text = ""
        for row in rows:
            cells = _get_children(row, W + "tc", W + "tr")
            cell = _serialise(cells[column] if column < len(cells) else None)
            mark = row.getprevious()
            key = getattr(mark, "text", None) if _is_mark(mark) else None
            if isinstance(self.slots.slots.get(key), Row):
                cell = f"<?m {key}?>{cell}<?m end{key}?>"
            text += cell
        return compile_text(text, self.slots)

    def _compile(self, cell):
        return compile_text(_serialise(cell), self.slots)

    def get_numbers(self, cells, scope):
        """Return the numbers in some cells of a letter.

        Beside the formula they end at the first cell without a number, as Word has it.

        :param CellRange cells: which
        :param dict scope: the values of the letter
        :rtype: list[Decimal]
        """
        with get_budget(scope):
            return self._get_numbers(cells, scope)

    def _get_numbers(self, cells, scope):
        direction = cells.direction
        if direction == "ABOVE":
            return _until_blank(reversed(self._fill(self.column, 0, scope)))
        if direction == "BELOW":
            return _until_blank(self._fill(self.column, 2, scope))
        if direction == "LEFT":
            columns = reversed(range(self.column))
        elif direction == "RIGHT":
            columns = range(self.column + 1, len(self.own))
        else:
            return self._read_range(cells, scope)
        return _until_blank(self._fill(column, 1, scope)[0] for column in columns)

    def _read_range(self, cells, scope):
        numbers = []
        for column in self._get_columns(cells, max(self.programs, default=-1) + 1):
            texts = [
                text for part in range(3) for text in self._fill(column, part, scope)
            ]
            chosen = texts[(cells.top or 1) - 1 : cells.bottom]
            numbers += [to_number(text) for text in chosen]
        return [number for number in numbers if number is not None]

    def _fill(self, column, part, scope):
        """Return the texts of the cells of a column, above, beside or below."""
        get_budget(scope).take()
        xml = fill(self.programs[column][part], scope, NoLetter())
        return [
            html.unescape("".join(TEXT.findall(cell)))
            for cell in xml.split(CELL_END)[:-1]
        ]


def _get_children(element, tag, barrier):
    """Return the rows of a table, or the cells of a row, without those inside them."""
    return [one for one in element.iter(tag) if enclosing(one, barrier) is element]


def _is_mark(element):
    return element is not None and element.tag is etree.ProcessingInstruction


def _serialise(cell):
    if cell is None:
        return "<w:tc>" + CELL_END
    text = etree.tostring(cell, encoding="unicode", with_tail=False)
    # tables inside it are part of its text
    inner, _end, _rest = text.rpartition(CELL_END)
    return inner.replace(CELL_END, "") + CELL_END


def _until_blank(texts):
    numbers = []
    for text in texts:
        number = to_number(text)
        if number is None:
            break
        numbers.append(number)
    return numbers
