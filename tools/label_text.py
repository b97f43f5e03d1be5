# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How large a text can be written on a label."""

import unicodedata
from functools import lru_cache

from reportlab.pdfbase.pdfmetrics import stringWidth

# In points, the largest that fits.
SIZES = (11, 10, 9, 8, 7, 6)
LINE_HEIGHT = 1.2
# Where there is no Arial and nothing like it, letters are wider.
MARGIN = 1.2
POINTS = 72 / 25.4


def fit(text, width, height):
    """Return the size of the letters, and the lines to write.

    Lines may wrap. Where not even the smallest letters fit, each line is shortened to
    one, and the middle lines go, because the town must stay.

    :param str text: with line breaks
    :param float width: the room in millimetres
    :param float height: the room in millimetres
    :rtype: tuple[int, list[str]]
    """
    lines = [line for line in (part.strip() for part in text.splitlines()) if line]
    for size in SIZES:
        room = int(height * POINTS / (size * LINE_HEIGHT))
        if sum(_count_wrapped(line, width * POINTS / size) for line in lines) <= room:
            return size, lines
    lines = [_shorten(line, width * POINTS / size) for line in lines]
    if len(lines) > room:
        lines = lines[:2] + lines[len(lines) - room + 2 :]
    return size, lines


def _count_wrapped(line, width):
    """Return how many lines a line becomes; the width is in units of its size."""
    space = _measure(" ")
    count, used = 1, 0.0
    for word in line.split(" "):
        length = _measure(word)
        if used and used + space + length > width:
            count, used = count + 1, 0.0
        if length > width:
            # broken within
            count += int(length / width)
            length %= width
        used += length + (space if used else 0)
    return count


def _shorten(line, width):
    """Return the beginning of a line that is too long."""
    if _measure(line) <= width:
        return line
    end, used = 0, _measure("…")
    while end < len(line) and used + _measure(line[end]) <= width:
        used += _measure(line[end])
        end += 1
    return f"{line[:end].rstrip()}…"


def _measure(text):
    return sum(map(_get_width, text))


@lru_cache(maxsize=4096)
def _get_width(char):
    """Return how wide a character is, in units of its size.

    Helvetica is as wide as Arial and what replaces it; for other scripts it is a guess
    on the safe side.
    """
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    if ord(char) < 256:
        return stringWidth(char, "Helvetica", 1) * MARGIN
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return 1.1
    return 0.7
