# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
r"""Numbers in the pictures of Word's switch ``\#``, for example "#,##0.00".

The items are those of ECMA-376, part 1, 17.16.4.2. A letter differs from Word in one
thing: where a number has no digit for a ``#`` and no sign for a ``-`` or ``+``, Word
prints a blank to align columns, and a letter nothing, as "$ 15" in a sentence looks
like a slip.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from .number_places import LEADING, Places
from .sentences import Sentence as _lt

# What is read as one piece, in this order. An apostrophe between digits separates
# thousands where three places follow and it opens no text: "#'##0.00", "#'##0' CHF'".
# An x in a word and digits that are written out are no places.
PIECE = re.compile(
    r"""
    (?P<separator>(?<=[0\#])'(?=[0\#]{3}(?:'[0\#]{3}){0,9}
        (?:'[^0\#x';][^';]*'|[^0\#']|$)))
    |'(?P<quoted>[^']*)'
    |‘(?P<curly>[^‘’']*)[’']
    |(?P<item>`[^`]*`)
    |(?P<place>[0\#]|(?<![^\W\d_x])x(?![^\W\d_x]))
    |(?P<sign>[-+\u2212])
    |(?P<end>;)
    |(?P<text>[1-9]\d*|.)
    """,
    re.VERBOSE | re.DOTALL,
)
MAX_SECTIONS = 3


class Piece(NamedTuple):
    """A piece of a picture: what it is, and its text."""

    kind: str
    text: str


def format_number(value, picture):
    """Return a number in a picture.

    The picture is that of positive numbers, or up to three: positive, negative and
    zero. A number that is rounded to nought is nought: there is no "-0.00".

    :param Decimal value: the number
    :param str picture: the picture, for example ``#,##0.00;(#,##0.00)``
    :rtype: str
    :raise InvalidOperation: the number is too long to show
    """
    sections = _read_picture(picture)
    place = 1 if value < 0 and len(sections) > 1 else 0
    if not sections[place].is_zero(value):
        return sections[place].format(value, len(sections))
    if len(sections) > 2:
        return sections[2].format(Decimal(0), len(sections))
    return sections[0].format(value, len(sections))


def check_picture(picture):
    """Return what is wrong with a picture, in one sentence, or nothing.

    :param str picture: the picture of a field, without its quotation marks
    :rtype: str
    """
    pieces = _read_pieces(picture)
    texts = [piece.text for piece in pieces if piece.kind == "text"]
    if "'" in texts or "‘" in texts:
        return _lt(
            'The number picture "%(picture)s" has an apostrophe without a '
            "second one: put one before and one after the text, as in 0.00 "
            "'euro'.",
            picture=picture,
        )
    if "`" in texts or any(piece.kind == "item" for piece in pieces):
        return _lt(
            'The number picture "%(picture)s" asks for the number of a caption '
            "(between ` and `), which is not known in a letter: write that "
            "number as text.",
            picture=picture,
        )
    ends = sum(piece.kind == "end" for piece in pieces)
    if ends >= MAX_SECTIONS:
        return _lt(
            'The number picture "%(picture)s" has more than three parts: keep '
            "those for positive numbers, negative numbers and zero.",
            picture=picture,
        )
    # several parts may be words: 'profit';'loss';'none'
    has_places = any(piece.kind == "place" for piece in pieces)
    if picture and not has_places and ends in (0, len(pieces)):
        return _lt(
            'The number picture "%(picture)s" has no place for a digit: write '
            "0 or # where the digits come, as in #,##0.00.",
            picture=picture,
        )
    return ""


class Section:
    """One of the pictures: places for digits, and text before and after them.

    :param list[Piece] pieces: the pieces of the picture
    :param bool first: it is for positive numbers, if not for all
    """

    def __init__(self, pieces, first):
        start, end, self.places = _find_places(pieces)
        self.before, self.after = pieces[:start], pieces[end:]
        self.first = first
        # The place of the sign: before the digits, or right after them.
        self.sign = _find_sign_before(self.before) if self.places else None
        self.signed_after = self.sign is None and _starts_with_sign(self.after)

    def is_zero(self, value):
        """Tell whether a number is shown as nought."""
        if not self.places:
            return value == 0
        return not "".join(self.places.take_digits(value.copy_abs())).strip("0")

    def format(self, value, count):
        """Return a number in this one of so many sections."""
        if not self.places:
            return _join(self.before)
        digits = self.places.format(value.copy_abs())
        before, after = self._make_signs(value, count)
        marks = "".join(self.places.marks)
        # a number without the digits in brackets is shown without brackets
        if before.endswith("(") and ")" in marks and ")" not in digits + after:
            before = before[:-1]
        return before + digits + after

    def _make_signs(self, value, count):
        """Return what stands before and after the digits."""
        before, after = _join(self.before), _join(self.after)
        if not self.first:
            return before, after
        zero = self.is_zero(value)
        negative = value < 0 and not zero
        if self.sign is not None:
            sign = self._make_sign(self.before[self.sign].text, negative, zero, count)
            pieces = self.before
            before = _join(pieces[: self.sign]) + sign + _join(pieces[self.sign + 1 :])
        elif self.signed_after and count == 1:
            after = after if negative else after[1:]
        elif negative:
            before = "-" + before
        return before, after

    @staticmethod
    def _make_sign(sign, negative, zero, count):
        if sign == "+":
            return "-" if negative else "" if zero else "+"
        # with a section for negative numbers a minus is meant as it stands
        return sign if negative or count > 1 else ""


@lru_cache(maxsize=256)
def _read_picture(picture):
    """Return the sections of a picture; those after the third are never used."""
    sections = [[]]
    for piece in _read_pieces(picture):
        if piece.kind == "end":
            sections.append([])
        else:
            sections[-1].append(piece)
    return [Section(pieces, not number) for number, pieces in enumerate(sections)]


def _read_pieces(picture):
    pieces = []
    for found in PIECE.finditer(picture):
        kind = found.lastgroup
        pieces.append(Piece("quoted" if kind == "curly" else kind, found.group(kind)))
    return pieces


def _join(pieces):
    return "".join(piece.text for piece in pieces)


def _find_places(pieces):
    """Return where the number begins and ends in a picture, and its places.

    What follows is text as soon as there is more between two places than signs, blanks
    and quoted text: in "0.00 per 100" the noughts of 100 are no places.
    """
    start = next((i for i, piece in enumerate(pieces) if piece.kind == "place"), None)
    if start is None:
        return len(pieces), len(pieces), None
    runs, marks, mark = [""], [], ""
    if _begins_with_separator(pieces[:start]):
        start -= 1
        mark = pieces[start].text
    end = start
    for place in range(start + bool(mark), len(pieces)):
        piece = pieces[place]
        if piece.kind == "place":
            if mark:
                runs.append("")
                marks.append(mark)
                mark = ""
            runs[-1] += piece.text
            end = place + 1
        elif _may_be_between(piece):
            mark += piece.text
        else:
            break
    return start, end, Places(runs, marks)


def _begins_with_separator(before):
    """Tell whether a separator is the last thing before the first digit.

    The point after a letter is that of an abbreviation, as in "Fr.0.00". A space is
    never meant: it stands after a currency, as in "€ 0,00".
    """
    if not before or before[-1].kind != "text" or before[-1].text not in LEADING:
        return False
    return before[-1].text != "." or not _join(before[:-1])[-1:].isalpha()


def _may_be_between(piece):
    if piece.kind in ("quoted", "sign", "separator"):
        return True
    category = unicodedata.category(piece.text[0])
    return category[0] in "PZ" and piece.text not in "%‰`" and piece.kind == "text"


def _find_sign_before(pieces):
    """Return which piece before the digits is their sign, or None.

    The hyphen of "INV-0000" and the dash of "Total - 0" belong to the text.
    """
    for place in range(len(pieces) - 1, -1, -1):
        if pieces[place].kind != "sign":
            continue
        before = pieces[place - 1].text[-1:] if place else ""
        after = _join(pieces[place + 1 : place + 2])[:1]
        dash = place > 1 and before.isspace() and after.isspace()
        if not before.isalnum() and not dash:
            return place
    return None


def _starts_with_sign(pieces):
    """Tell whether a minus stands right after the digits, and not before a word."""
    if not pieces or pieces[0].kind != "sign" or pieces[0].text == "+":
        return False
    return not _join(pieces[1:2])[:1].isalnum()
