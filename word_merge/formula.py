# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Word's formulas, ``{ = … }``: read once, worked out for every letter.

The grammar is that of ECMA-376, part 1, 17.16.3 "Formulas and expressions": a sign
binds most, then ^, then * and /, then + and -, then comparisons; what binds the same
goes from left to right. So -2^2 is 4 and 2^3^2 is 64. Where the standard leaves it
open, a percent sign belongs to the value right before it.
"""

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation, Overflow, localcontext

from .errors import TemplateError
from .formula_functions import (
    CHOICES,
    CONSTANTS,
    CONTEXT,
    FUNCTIONS,
    LISTS,
    NO_RESULT,
    OPERATIONS,
    SINGLES,
    TOO_LARGE,
    FormulaError,
    round_places,
)
from .formula_nodes import (
    Chain,
    Choice,
    List,
    Negative,
    Number,
    Operand,
    Percent,
    Single,
)
from .formula_tokens import (
    CELLS,
    CLOSE,
    DIRECTIONS,
    END,
    NUMBER,
    OPEN,
    OPERAND,
    OPERATOR,
    SEPARATOR,
    WORD,
    CellRange,
    NotUnderstood,
    read_cell,
    show_items,
    split_formula,
)
from .limits import MAX_DEPTH
from .sentences import Sentence as _lt

__all__ = [
    "CellRange",
    "Formula",
    "FormulaError",
    "Name",
    "parse_formula",
    "round_shown",
]
MAX_ITEMS = 5_000
# From the operators that bind least to those that bind most.
LEVELS = [("=", "<>", "<", "<=", ">", ">="), ("+", "-"), ("*", "/"), ("^",)]


@dataclass(frozen=True)
class Name:
    """A name in a formula: a bookmark of the document."""

    text: str


class Formula:
    """A formula that was understood.

    :param operands: what its values are asked of, in their order: ``Name``,
        ``CellRange``, and the items that are no characters; one that occurs twice
        twice
    """

    def __init__(self, root, operands):
        self._root = root
        self.operands = operands

    def evaluate(self, resolve):
        """Return the result as a Decimal without superfluous zeros.

        :param resolve: a function that is called with an operand, where its value is
            needed, and returns a number, a text with a number in it, a list of these,
            or None for what is empty or not there, which counts as 0
        :raise FormulaError: there is no result; the text is what Word shows instead
        """
        with localcontext(CONTEXT):
            try:
                return _tidy(+Decimal(self._root.evaluate(resolve)))
            except Overflow:
                raise FormulaError(TOO_LARGE) from None
            except InvalidOperation:
                raise FormulaError(NO_RESULT) from None


def round_shown(number):
    """Return a result as Word shows it without a picture: two decimals at most."""
    with localcontext(CONTEXT):
        return _tidy(round_places(number, Decimal(2)))


def _tidy(number):
    """Return a number without zeros after its decimals, and without -0."""
    number = number.normalize() if number else Decimal(0)
    if 0 < number.as_tuple().exponent and number.adjusted() < CONTEXT.prec:
        return number.quantize(Decimal(1))
    return number


def parse_formula(items, list_separator=None):
    """Return a formula that can be worked out.

    :param items: characters (``Char`` or str), and any other objects, which are
        operands; an equals sign before them and switches after them are left out
    :param str list_separator: that of the document's settings (``w:listSeparator``),
        where it is known: whether a comma between digits separates two values
    :raise TemplateError: it is not understood
    """
    items = _strip(list(items))
    text = show_items(items)
    shown = " ".join(text[:200].split())[:60]
    if len(items) > MAX_ITEMS:
        raise TemplateError(
            _lt(
                "The formula { = %(formula)s } of the document has more than "
                "%(limit)s characters; divide it into several.",
                formula=shown,
                limit=MAX_ITEMS,
            )
        )
    try:
        return _Parser(split_formula(items, list_separator)).parse()
    except NotUnderstood as error:
        raise TemplateError(
            _lt(
                "The formula { = %(formula)s } of the document is not understood: "
                "%(reason)s.",
                formula=shown,
                reason=str(error),
            )
        ) from None


def _strip(items):
    """Return items without the equals sign before them and the switches after them."""
    texts = [show_items([item]) for item in items]
    if "\\" in texts:
        end = texts.index("\\")
        items, texts = items[:end], texts[:end]
    start = next((i for i, text in enumerate(texts) if not text.isspace()), 0)
    return items[start + 1 :] if texts[start : start + 1] == ["="] else items


class _Parser:
    """Reads tokens by recursive descent, one method a rule of the grammar."""

    def __init__(self, tokens):
        self.tokens = tokens
        self.place = 0
        self.depth = 0
        self.operands = []

    def parse(self):
        root = self._read_single()
        if self._kind == CLOSE:
            raise NotUnderstood(
                _lt("a parenthesis is closed that was not opened; remove )")
            )
        self._check_kind(END)
        return Formula(root, self.operands)

    @property
    def _token(self):
        return self.tokens[self.place]

    @property
    def _kind(self):
        return self._token.kind

    def _take(self):
        token = self._token
        self.place += 1
        return token

    def _check_kind(self, wanted):
        """Check that a value is followed by what has to follow."""
        if self._kind == wanted:
            return
        if self._kind == SEPARATOR:
            raise NotUnderstood(
                _lt(
                    "“%(text)s” stands outside the parentheses of a function; "
                    "remove it",
                    text=self._token.text,
                )
            )
        if self._kind == END:
            raise NotUnderstood(_lt("a parenthesis is not closed; add )"))
        shown = "{…}" if self._kind == OPERAND else self._token.text
        raise NotUnderstood(
            _lt(
                "an operator is missing before “%(formula)s”; add one, for example +",
                formula=shown,
            )
        )

    def _read_single(self):
        """Read an expression that is one number."""
        return self._check_single(self._read_level(0))

    @staticmethod
    def _check_single(node):
        if isinstance(node, Operand) and node.is_several:
            raise NotUnderstood(
                _lt(
                    "%(cells)s stands for several cells; put it between the "
                    "parentheses of SUM or AVERAGE",
                    cells=node.item.text,
                )
            )
        return node

    def _read_level(self, level):
        if level == len(LEVELS):
            return self._read_percent()
        first, rest = self._read_level(level + 1), []
        while self._kind == OPERATOR and self._token.value in LEVELS[level]:
            operation = OPERATIONS[self._take().value]
            rest.append((operation, self._read_level(level + 1)))
        if not rest:
            return first
        for node in (first, *(node for _operation, node in rest)):
            self._check_single(node)
        return Chain(first, rest)

    def _read_percent(self):
        node, times = self._read_sign(), 0
        while self._kind == OPERATOR and self._token.value == "%":
            self._take()
            times += 1
        return Percent(self._check_single(node), times) if times else node

    def _read_sign(self):
        signs = ""
        while self._kind == OPERATOR and self._token.value in ("+", "-"):
            signs += self._take().value
        node = self._read_value()
        if signs:
            self._check_single(node)
        return Negative(node) if signs.count("-") % 2 else node

    def _read_value(self):
        if self._kind == NUMBER:
            return Number(self._take().value)
        if self._kind in (OPERAND, CELLS):
            return self._add_operand(self._take().value)
        if self._kind == WORD:
            return self._read_word(self._take().text)
        if self._kind == OPEN:
            self._take()
            return self._read_inside(self._read_single)
        if self._kind == END:
            raise NotUnderstood(_lt("a value is missing at the end; add it"))
        raise NotUnderstood(
            _lt("a value is missing before “%(text)s”; add it", text=self._token.text)
        )

    def _read_inside(self, read, *arguments):
        """Read what stands between parentheses, the first of which was read."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise NotUnderstood(
                _lt(
                    "it has more than %(limit)s parentheses in one another; use fewer",
                    limit=MAX_DEPTH,
                )
            )
        node = read(*arguments)
        self._check_kind(CLOSE)
        self._take()
        self.depth -= 1
        return node

    def _add_operand(self, item):
        self.operands.append(item)
        return Operand(item)

    def _read_word(self, word):
        name = word.upper()
        if self._kind == OPEN:
            if name not in FUNCTIONS:
                raise NotUnderstood(
                    _lt(
                        "%(word)s is no function; use one of %(functions)s",
                        word=word,
                        functions=", ".join(sorted(FUNCTIONS)),
                    )
                )
            self._take()
            return self._read_inside(self._read_function, name)
        if name in CONSTANTS:
            return Number(CONSTANTS[name])
        if name in DIRECTIONS:
            return self._add_operand(CellRange(word, direction=name))
        if cells := self._read_cells_of_table():
            return self._add_operand(replace(cells, table=word))
        return self._add_operand(read_cell(word) or Name(word))

    def _read_cells_of_table(self):
        """Return the cells that follow the bookmark of a table, or None."""
        if self._kind == CELLS:
            return self._take().value
        cell = read_cell(self._token.text) if self._kind == WORD else None
        if cell:
            self._take()
        return cell

    def _read_function(self, name):
        if name in CONSTANTS:
            # TRUE(), as in a spreadsheet
            return Number(CONSTANTS[name])
        first = len(self.operands)
        arguments = [self._read_argument(name)]
        while self._kind == SEPARATOR:
            self._take()
            arguments.append(self._read_argument(name))
        wanted = SINGLES[name][0] if name in SINGLES else CHOICES.get(name)
        if self._kind == CLOSE and wanted not in (None, len(arguments)):
            raise NotUnderstood(
                _lt(
                    "%(name)s takes %(count)s values, not %(given)s; separate values "
                    "with ; and use no separators of thousands",
                    name=name,
                    count=wanted,
                    given=len(arguments),
                )
                if wanted > 1
                else _lt(
                    "%(name)s takes one value, not %(given)s; separate values with ; "
                    "and use no separators of thousands",
                    name=name,
                    given=len(arguments),
                )
            )
        if name in LISTS:
            return List(LISTS[name], arguments)
        if name in SINGLES:
            return Single(SINGLES[name][1], arguments)
        return Choice(name, arguments, self.operands[first:])

    def _read_argument(self, name):
        return self._read_level(0) if name in LISTS else self._read_single()
