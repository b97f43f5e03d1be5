# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Numbered lists of a document: which list a paragraph is in, and its number there."""

import re

from ..limits import LEVELS
from ..names import W
from .formats import is_on, read_paragraph_properties, to_int, value_of

# Of what stands before a paragraph; as much as Word takes.
MAX_TEXT = 255
KINDS = {
    "decimal": "decimal",
    "decimalZero": "decimal",
    "ordinal": "decimal",
    "lowerLetter": "lower-alpha",
    "upperLetter": "upper-alpha",
    "lowerRoman": "lower-roman",
    "upperRoman": "upper-roman",
}
BULLETS = ("disc", "circle", "square")
# A number alone is what a list of HTML shows; anything more is written as text.
SIMPLE = re.compile(r"\s*\(?%[1-9][.)]?\s*")
ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def format_number(number, kind):
    """Return a number as a list shows it."""
    if kind in ("lowerLetter", "upperLetter") and 0 < number < 26 * 50:
        times, place = divmod(number - 1, 26)
        text = chr(ord("a") + place) * (times + 1)
    elif kind in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        text = ""
        for value, letters in ROMAN:
            count, number = divmod(number, value)
            text += letters * count
    else:
        return "" if kind == "none" else str(number)
    return text.upper() if kind.startswith("upper") else text


class Level:
    """One level of a list."""

    def __init__(self, element):
        self.kind = value_of(element, "numFmt") or "decimal"
        text = value_of(element, "lvlText")
        self.text = "" if text is None else text[:MAX_TEXT]
        self.start = to_int(value_of(element, "start"), 0)
        if self.start is None:
            self.start = 1
        legal = element.find(W + "isLgl")
        self.is_legal = legal is not None and is_on(legal)
        self.paragraph = read_paragraph_properties(element.find(W + "pPr"))

    @property
    def is_bullet(self):
        """Whether the level has no numbers."""
        return self.kind == "bullet"

    @property
    def is_plain(self):
        """Whether a list of HTML shows the level as Word does."""
        if self.is_bullet:
            return True
        return self.kind in KINDS and bool(SIMPLE.fullmatch(self.text))

    def get_css_kind(self, depth):
        """Return the name of the marks in CSS."""
        return BULLETS[depth % 3] if self.is_bullet else KINDS[self.kind]


class ListNumbers:
    """The lists of one document and how far they have counted.

    :param root: the ``w:numbering``, or None
    :param styles: the styles of the document
    """

    def __init__(self, root, styles):
        self.styles = styles
        self.abstracts, self.lists = {}, {}
        self.counts, self.begun = {}, set()
        if root is not None:
            for element in root.findall(W + "abstractNum"):
                self.abstracts[element.get(W + "abstractNumId")] = element
            for element in root.findall(W + "num"):
                self.lists[element.get(W + "numId")] = element
        self._levels, self._own_levels = {}, {}

    def get_level(self, number, depth):
        """Return a level of a list, or None.

        :param str number: the identifier of the list
        :param int depth: the level, from 0
        """
        if number not in self._levels:
            self._levels[number] = self._read_levels(number)
        return self._levels[number].get(depth)

    def _get_abstract(self, number):
        """Return the identifier of the definition of a list."""
        for _step in range(2):
            element = self.lists.get(number)
            name = value_of(element, "abstractNumId")
            link = value_of(self.abstracts.get(name), "numStyleLink")
            if not link:
                break
            number = self.styles.get_paragraph(link).get("list")
        return name

    def _read_levels(self, number):
        if number not in self.lists:
            return {}
        name = self._get_abstract(number)
        if name not in self._own_levels:
            abstract = self.abstracts.get(name)
            elements = [] if abstract is None else abstract.findall(W + "lvl")
            self._own_levels[name] = _read_levels(elements)
        changes = self.lists[number].findall(W + "lvlOverride")
        elements = [level for change in changes for level in change.findall(W + "lvl")]
        return {**self._own_levels[name], **_read_levels(elements)}

    def _get_restarts(self, number):
        """Return where a list begins anew, by level."""
        return {
            to_int(change.get(W + "ilvl"), 0, LEVELS - 1): start
            for change in self.lists[number].findall(W + "lvlOverride")
            if (start := to_int(value_of(change, "startOverride"), 0)) is not None
        }

    def count(self, number, depth):
        """Return the number of the next paragraph of a list."""
        counts = self.counts.setdefault(self._get_abstract(number), [None] * LEVELS)
        if number not in self.begun:
            self.begun.add(number)
            for level, start in self._get_restarts(number).items():
                if level is not None:
                    counts[level] = start - 1
        if counts[depth] is None:
            counts[depth] = self.get_level(number, depth).start
        else:
            counts[depth] += 1
        counts[depth + 1 :] = [None] * (LEVELS - depth - 1)
        return counts[depth]

    def get_label(self, number, depth):
        """Return what stands before the paragraph that was counted last."""
        counts = self.counts[self._get_abstract(number)]
        own = self.get_level(number, depth)

        def show(found):
            place = int(found.group(1)) - 1
            level = self.get_level(number, place)
            if level is None:
                return ""
            value = level.start if counts[place] is None else counts[place]
            legal = own.is_legal and place < depth
            return format_number(value, "decimal" if legal else level.kind)

        return re.sub("%([1-9])", show, own.text)


def _read_levels(elements):
    """Return levels by their depth."""
    depths = [to_int(level.get(W + "ilvl"), 0, LEVELS - 1) or 0 for level in elements]
    return {depth: Level(level) for depth, level in zip(depths, elements, strict=True)}
