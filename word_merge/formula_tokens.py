# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The words, numbers, operators and cells of a formula, read from its items."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from .instruction import Char
from .limits import MAX_COLUMNS
from .sentences import Sentence as _lt
from .values import to_number

NUMBER = "number"
WORD = "word"
CELLS = "cells"
OPERAND = "operand"
OPERATOR = "operator"
SEPARATOR = "separator"
OPEN = "("
CLOSE = ")"
END = "end"
# What may stand before an operator: a value ends there.
VALUES = {NUMBER, WORD, CELLS, OPERAND, CLOSE}

SPACES = re.compile(r"\s+")
OPERATORS = re.compile(r"<\s*[=>]|>\s*=|[-+*/%^=<>]")
WORDS = re.compile(r"[^\W\d]\w*")
DIGITS = r"[0-9]+(?:[{}][0-9]+)*"
WITH_COMMA = re.compile(DIGITS.format(r".,'’\u00a0\u202f") + r"|[.,][0-9]+")
WITHOUT_COMMA = re.compile(DIGITS.format(r".'’\u00a0\u202f") + r"|\.[0-9]+")
THOUSANDS = re.compile(r"[.'\u00a0\u202f]")
COLUMN, ROW = "[A-Za-z]{1,2}", "[0-9]{1,5}"
CELL = re.compile(f"(?P<column>{COLUMN})(?P<row>{ROW})|[Rr]({ROW})[Cc]({ROW})")
SEVERAL = re.compile(
    rf"({COLUMN}{ROW}|[Rr]{ROW}[Cc]{ROW})\s*:\s*({COLUMN}{ROW}|[Rr]{ROW}[Cc]{ROW})\b"
    rf"|({COLUMN})\s*:\s*({COLUMN})\b|({ROW})\s*:\s*({ROW})\b"
)
DIRECTIONS = {"ABOVE", "BELOW", "LEFT", "RIGHT"}


@dataclass(frozen=True)
class CellRange:
    """Cells of a table: beside the formula, or between two rows and two columns.

    :param str text: as it was written, without the table
    :param str direction: ABOVE, BELOW, LEFT or RIGHT of the formula; else empty
    :param top, left, bottom, right: rows and columns, counted from 1, the last ones
        included; None where whole rows or whole columns are meant
    :param str table: the bookmark of another table; empty for the formula's own
    """

    text: str
    direction: str = ""
    top: int | None = None
    left: int | None = None
    bottom: int | None = None
    right: int | None = None
    table: str = ""

    @property
    def is_cell(self):
        """Whether this is one cell; its text may be the name of a bookmark as well."""
        return self.top is not None and (self.top, self.left) == (
            self.bottom,
            self.right,
        )


class Token(NamedTuple):
    """A part of a formula."""

    kind: str
    value: object
    text: str


class NotUnderstood(ValueError):
    """What is wrong with a formula, and the cure."""


def show_items(items):
    """Return a formula as text; a nested field is shown as {…}."""
    return "".join(_get_text(item) or "{…}" for item in items)


def _get_text(item):
    """Return the text of an item, or None for an operand."""
    if isinstance(item, Char):
        return item.text
    return item if isinstance(item, str) else None


def split_formula(items, list_separator=None):
    """Return the tokens of a formula; the last one is its end.

    A semicolon separates the arguments of a function. A comma may separate them too, or
    belong to a number. It belongs to one if it stands between two digits, and

    * the list separator of the document is the semicolon; or
    * that is not known, and the formula has a semicolon, or no function is around it.

    :param list items: characters and operands
    :param str list_separator: that of the document's settings, if they have one
    :raise NotUnderstood: there is a character that no formula has
    """
    texts = [_get_text(item) for item in items]
    # an operand is one character of the text, which no formula has
    text = "".join(
        "\0" if each is None else each.replace("\0", "\ufffd") for each in texts
    )
    operands = [item for item, each in zip(items, texts, strict=True) if each is None]
    has_semicolons = ";" in text if list_separator is None else list_separator == ";"
    return _Scanner(text, iter(operands), has_semicolons).scan()


class _Scanner:
    def __init__(self, text, operands, has_semicolons):
        self.text = text
        self.operands = operands
        self.has_semicolons = has_semicolons
        self.place = 0
        self.tokens = []
        # of each open parenthesis: whether it is that of a function or inside one
        self.inside = [False]

    def scan(self):
        while self.place < len(self.text):
            self._read_token(self.text[self.place])
        self._add(END, None, "")
        return self.tokens

    @property
    def _last_kind(self):
        return self.tokens[-1].kind if self.tokens else END

    def _add(self, kind, value, text):
        self.tokens.append(Token(kind, value, text))
        self.place += len(text)

    def _match(self, pattern):
        return pattern.match(self.text, self.place)

    def _read_token(self, char):
        if found := self._match(SPACES):
            self.place = found.end()
        elif char == "\0":
            self._add(OPERAND, next(self.operands), char)
        elif char == "(":
            self.inside.append(self._last_kind == WORD or self.inside[-1])
            self._add(OPEN, None, char)
        elif char == ")":
            if len(self.inside) > 1:
                self.inside.pop()
            self._add(CLOSE, None, char)
        elif found := self._match(SEVERAL):
            self._add(CELLS, _read_range(found), found.group())
        elif found := self._match(WORDS):
            self._add(WORD, found.group(), found.group())
        elif found := self._match(OPERATORS):
            self._add(OPERATOR, SPACES.sub("", found.group()), found.group())
        else:
            self._read_number_or_separator(char)

    def _read_number_or_separator(self, char):
        comma = self.has_semicolons or not self.inside[-1]
        found = self._match(WITH_COMMA if comma else WITHOUT_COMMA)
        if found and not (char == "," and self._last_kind in VALUES):
            value = _read_number(found.group(), self.has_semicolons)
            if value is None:
                raise NotUnderstood(
                    _lt(
                        "“%(text)s” is no number; write it without separators of "
                        "thousands",
                        text=found.group(),
                    )
                )
            self._add(NUMBER, value, found.group())
        elif char in ",;":
            self._add(SEPARATOR, char, char)
        else:
            raise NotUnderstood(
                _lt(
                    "“%(char)s” is no operator; use + - * / %% ^ = <> < > <= or >=",
                    char=char,
                )
            )


def _read_number(text, comma_is_decimal):
    """Return a number as it is written in a formula, or None."""
    text = text.replace("’", "'")
    if text[0] not in ".," and to_number(text, whole=True) is None:
        return None
    whole, comma, decimals = text.rpartition(",")
    if comma and decimals.isdigit() and "," not in whole:
        # otherwise ",125" was read as thousands
        if comma_is_decimal or not whole:
            text = THOUSANDS.sub("", whole) + "." + decimals
    return to_number("0" + text if text[0] == "." else text, whole=True)


def read_cell(word):
    """Return the cell that a word names, as A1 or as R1C1, or None."""
    found = CELL.fullmatch(word)
    place = found and _read_place(found)
    return place and CellRange(word, "", *place, *place)


def _read_place(found):
    """Return the row and the column of a cell, or None where no table has it."""
    if found["row"]:
        row, column = int(found["row"]), _read_column(found["column"])
    else:
        row, column = int(found[3]), int(found[4])
    # EU27 is a name: no table has so many columns
    return (row, column) if row and 0 < column <= MAX_COLUMNS else None


def _read_column(letters):
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _read_range(found):
    """Return the cells between two cells, columns or rows."""
    first, last, left, right, top, bottom = found.groups()
    text = found.group()
    if left:
        left, right = sorted((_read_column(left), _read_column(right)))
        return CellRange(text, left=left, right=right)
    if top:
        top, bottom = sorted((int(top), int(bottom)))
        ends = [(top, None), (bottom, None)]
    else:
        cells = [read_cell(first), read_cell(last)]
        ends = [(cell.top, cell.left) if cell else (0, 0) for cell in cells]
        top, bottom = sorted(row for row, _column in ends)
        left, right = sorted(column for _row, column in ends)
    if not top:
        raise NotUnderstood(
            _lt(
                "%(text)s names cells that no table has; the first one is A1, or R1C1",
                text=text,
            )
        )
    return CellRange(text, "", top, left, bottom, right)
