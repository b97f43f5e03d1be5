# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The instruction of a field: its name, its arguments and its switches.

An instruction is read from atoms: characters with the formatting of their run, and
nested fields, which count as one character of an argument.
"""

from collections import deque
from typing import NamedTuple

QUOTES = {'"': '"', "“": "”", "”": "”", "„": "“"}
# Switches that are followed by an argument.
WITH_ARGUMENT = {"*", "#", "@", "b", "d", "f"}


class Char(NamedTuple):
    """A character of an instruction and the properties of its run."""

    text: str
    properties: object = None
    # whether a paragraph ended here
    is_end: bool = False


class Block(NamedTuple):
    """A table between the paragraphs of an instruction."""

    element: object


class Thing(NamedTuple):
    """What is no text in an instruction: a symbol, a picture, a drawing."""

    element: object
    properties: object = None


class Token:
    """A word or a quoted text of an instruction."""

    def __init__(self, quoted):
        self.quoted = quoted
        self.atoms = []

    @property
    def text(self):
        """The text of a token without nested fields."""
        return "".join(atom.text for atom in self.atoms if isinstance(atom, Char))

    @property
    def fields(self):
        """The nested fields and things in the token."""
        return [atom for atom in self.atoms if not isinstance(atom, Char)]


class Instruction:
    """The parsed instruction of a field."""

    def __init__(self, atoms):
        self.name = ""
        self.arguments = []
        self.switches = {}
        self._read(split_tokens(atoms))

    def _read(self, tokens):
        tokens = deque(tokens)
        if tokens and not tokens[0].fields:
            self.name = tokens.popleft().text.upper()
        while tokens:
            token = tokens.popleft()
            if token.quoted or not token.text.startswith("\\") or token.fields:
                self.arguments.append(token)
                continue
            flag = token.text[1:2].lower()
            # `\*Upper` and `\* Upper` are the same
            rest = token.text[2:]
            if flag in WITH_ARGUMENT and not rest and tokens:
                self.switches.setdefault(flag, []).append(tokens.popleft())
            elif rest:
                argument = Token(True)
                argument.atoms = token.atoms[2:]
                self.switches.setdefault(flag, []).append(argument)
            else:
                self.switches.setdefault(flag, [])


def split_tokens(atoms):
    """Return the tokens of an instruction.

    :param list atoms: ``Char`` and nested fields
    :rtype: list[Token]
    """
    tokens, token, closing, escaped = [], None, None, False
    for atom in atoms:
        char = atom.text if isinstance(atom, Char) else None
        if closing:
            if char == "\\" and not escaped:
                escaped = True
                continue
            if char in (closing, '"') and char is not None and not escaped:
                token = closing = None
                continue
            if escaped and char not in ("\\", '"', "”", "“"):
                token.atoms.append(Char("\\"))
            escaped = False
            token.atoms.append(atom)
        elif char is not None and char.isspace():
            token = None
        elif char in QUOTES:
            token, closing = Token(True), QUOTES[char]
            tokens.append(token)
        else:
            # a switch may follow without a space
            if token is None or (char == "\\" and not token.quoted):
                token = Token(False)
                tokens.append(token)
            token.atoms.append(atom)
    return tokens
