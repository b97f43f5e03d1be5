# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a template asks of a contact's values: fields and conditions."""

import fnmatch
import re

from .errors import TemplateError
from .formatting import Formatting
from .instruction import Block
from .sentences import Sentence as _lt
from .values import LANGUAGE, normalise, to_date, to_number, to_text

OPERATORS = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}
# Word itself compares with no more than 128.
MAX_PATTERN = 255


class ValueNode:
    """Something with a value, which switches say how to show.

    :param Formatting formatting: the switches
    :ivar names: the names of the fields in it
    """

    names = ()
    is_text = True
    has_blocks = False

    def __init__(self, formatting):
        self.formatting = formatting

    def value(self, scope):
        """Return the value in a letter, or None."""
        raise NotImplementedError

    def operand(self, scope):
        """Return what formulas and comparisons work with."""
        return self.value(scope) if self.formatting.is_plain else self.text(scope)

    def get_language(self, scope):
        """Return the language of the letter, or else of the document."""
        return scope.get(LANGUAGE) or self.formatting.language

    def text(self, scope):
        """Return the text of the field."""
        return self.formatting.apply(self.value(scope), scope.get(LANGUAGE))

    def pieces(self, scope):
        """Yield the text with the properties of its runs (None: those around it)."""
        yield self.text(scope), None


class Field(ValueNode):
    """A value by its name."""

    def __init__(self, name, formatting=None):
        super().__init__(formatting or Formatting())
        self.name = name
        self.key = normalise(name)
        self.names = [name]

    def value(self, scope):
        """Return the value as it was given, or None."""
        return scope.get(self.key)


class Picture:
    """Something that has no text: a symbol, a drawing, a field of Word's own."""

    names = ()
    is_text = False

    def operand(self, scope):
        """Return the text, which there is none of."""
        return ""

    def pieces(self, scope):
        """Yield the text, which there is none of."""
        return iter(())


class Phrase:
    """Text with nodes in it: an operand or a branch of a condition.

    :param list parts: (text or node, properties of the run)
    :param list atoms: what it was made of
    :ivar bool is_text: whether a text says all of it
    :ivar bool has_blocks: whether there is a table in it
    """

    def __init__(self, parts, atoms=()):
        self.parts = parts
        self.atoms = atoms
        self.has_blocks = any(isinstance(atom, Block) for atom in atoms)
        self.is_text = all(
            isinstance(part, str) or getattr(part, "is_text", True)
            for part, _properties in parts
        )

    @property
    def names(self):
        """The names of the fields in this phrase, in their order."""
        return [
            name
            for part, _properties in self.parts
            if not isinstance(part, str)
            for name in part.names
        ]

    def value(self, scope):
        """Return the raw value of a phrase that is one field, else its text."""
        node = self.parts[0][0] if len(self.parts) == 1 else ""
        value = self.text(scope) if isinstance(node, str) else node.operand(scope)
        return "" if value is None or value is False else value

    def operand(self, scope):
        """Return what formulas work with."""
        return self.value(scope)

    def text(self, scope):
        """Return the text of the phrase."""
        return "".join(text for text, _properties in self.pieces(scope))

    def pieces(self, scope):
        """Yield the texts of the phrase with the properties of their runs."""
        for part, properties in self.parts:
            if isinstance(part, str):
                yield part, properties
            else:
                for text, own in part.pieces(scope):
                    yield text, properties if own is None else own


class Condition:
    """Word's IF: a comparison that chooses one of two phrases."""

    def __init__(self, left, operator, right, then, otherwise, formatting):
        self.left, self.operator, self.right = left, operator, right
        self.then, self.otherwise = then, otherwise
        self.formatting = formatting
        self.is_text = then.is_text and otherwise.is_text
        self.has_blocks = then.has_blocks or otherwise.has_blocks
        self.pattern = self._get_pattern()

    def _get_pattern(self):
        """Compile the wildcards of a right side that is known."""
        right = "".join(part for part, _ in self.right.parts if isinstance(part, str))
        if self.right.names or self.operator not in ("=", "<>"):
            return None
        if "*" not in right and "?" not in right:
            return None
        if len(right) > MAX_PATTERN:
            raise TemplateError(
                _lt(
                    "The field { IF } of the document compares with more than "
                    "%(limit)s characters that have * or ? among them; shorten "
                    "them.",
                    limit=MAX_PATTERN,
                )
            )
        # as for file names, which takes no long time for any pattern
        return re.compile(fnmatch.translate(right.replace("[", "[[]")))

    @property
    def names(self):
        """The names of the fields in this condition, in their order."""
        phrases = (self.left, self.right, self.then, self.otherwise)
        return [name for phrase in phrases for name in phrase.names]

    def is_met(self, scope):
        """Whether the comparison holds for some values."""
        if self.pattern:
            matches = bool(self.pattern.fullmatch(self.left.text(scope)))
            return matches == (self.operator == "=")
        left, right = self.left.value(scope), self.right.value(scope)
        for convert in (lambda value: to_number(value, whole=True), _to_moment):
            pair = convert(left), convert(right)
            if None not in pair:
                return OPERATORS[self.operator](*pair)
        # not the phrases again: fields in fields would double the work at every level
        return OPERATORS[self.operator](to_text(left), to_text(right))

    def operand(self, scope):
        """Return what formulas and comparisons work with."""
        return self.text(scope)

    def text(self, scope):
        """Return the text of the branch that is chosen."""
        return "".join(text for text, _properties in self.pieces(scope))

    def pieces(self, scope):
        """Yield the texts of the branch that is chosen."""
        branch = self.then if self.is_met(scope) else self.otherwise
        if self.formatting.is_plain:
            yield from branch.pieces(scope)
            return
        pieces = list(branch.pieces(scope))
        if pieces:
            text = "".join(text for text, _properties in pieces)
            yield self.formatting.apply(text, scope.get(LANGUAGE)), pieces[0][1]


def make_quote(phrase, formatting):
    """Return a node that shows a phrase: a condition that always holds.

    :param Phrase phrase: what is shown
    :param Formatting formatting: the switches of the field
    """
    same = Phrase([("1", None)])
    return Condition(same, "=", same, phrase, Phrase([]), formatting)


def _to_moment(value):
    """Return a date or datetime in a form that compares with every other."""
    moment = to_date(value)
    return moment and moment.isoformat()
