# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Bookmarks: each has a beginning, an end, and a name that no other has."""

import re

from .escaping import escape
from .names import MC, W

START, END = W + "bookmarkStart", W + "bookmarkEnd"
ID, NAME = W + "id", W + "name"
# Where Word was when the document was closed; it writes it anew.
LAST_PLACE = "_goback"
# Word knows no longer names.
MAX_NAME = 40
# What is left of a name for the number of the letter behind it.
MAX_STEM = 30
LETTER = re.compile(r"letter_(end_)?\d+")
NUMBERED = re.compile(r"(.+)_\d+", re.DOTALL)


def get_lone_marks(element):
    """Return the marks in an element whose other ends are outside of it."""
    marks = list(element.iter(START, END))
    starts = {mark.get(ID) for mark in marks if mark.tag == START}
    ends = {mark.get(ID) for mark in marks if mark.tag == END}
    both = starts & ends
    return [mark for mark in marks if mark.get(ID) not in both]


def rescue_marks(element):
    """Put the marks of bookmarks that go on outside an element before it."""
    for mark in get_lone_marks(element):
        element.addprevious(mark)


def pair_bookmarks(root, names):
    """Leave only bookmarks that have two ends, and a name that is still free.

    :param root: a part
    :param dict names: the names of other parts by their lower case, to which those of
        this part are added
    :return: the bookmarks, each the list of its two ends
    :rtype: list[list]
    """
    if next(root.iter(START, END), None) is None:
        # as most parts; it takes time to look at a long one several times
        return []
    for fallback in root.iter(MC + "Fallback"):
        # the same as in the branch that Word shows
        for mark in list(fallback.iter(START, END)):
            mark.getparent().remove(mark)
    for mark in list(root.iter(START, END)):
        # nothing may be in one
        del mark[:]
    opened, pairs, lone = {}, [], []
    for mark in root.iter(START, END):
        waiting = opened.setdefault(mark.get(ID), [])
        if mark.getparent().tag == W + "r":
            # where it may not be, and goes with a field
            lone.append(mark)
        elif mark.tag == START:
            waiting.append(mark)
        elif waiting:
            pairs.append([waiting.pop(), mark])
        else:
            lone.append(mark)
    kept = []
    for pair in pairs:
        name = pair[0].get(NAME) or ""
        if name and name.lower() not in names and name.lower() != LAST_PLACE:
            names[name.lower()] = name
            kept.append(pair)
        else:
            lone += pair
    lone += [mark for waiting in opened.values() for mark in waiting]
    for mark in lone:
        mark.getparent().remove(mark)
    return kept


class BookmarkNames:
    """The names of the bookmarks of a document in each of many letters.

    The first letter keeps its names. Those of the others are a stem and the number of
    the letter; no two bookmarks have the same stem, and no name that is kept looks like
    a stem with a number, so that no two names are ever the same.

    :param names: the names by their lower case
    """

    def __init__(self, names):
        self.first = {}
        taken = {"letter", "letter_end"}
        for key, name in names.items():
            self.first[key] = self._spare(name, names)
            # a name that was numbered already takes the stem that would lead to it
            taken.update(NUMBERED.findall(self.first[key].lower()))
        self.stems = {}
        for key, name in self.first.items():
            self.stems[key] = stem = _find_free(name[:MAX_STEM], MAX_STEM, taken)
            taken.add(stem.lower())

    @staticmethod
    def _spare(name, names):
        """Return another name for a bookmark named like those of the letters."""
        if not LETTER.fullmatch(name.lower()):
            return name
        return _find_free(f"own_{name}"[:MAX_NAME], MAX_NAME, names)

    def get(self, key, index):
        """Return the name of a bookmark in a letter."""
        return f"{self.stems[key]}_{index + 1}" if index else self.first[key]


def _find_free(name, length, taken):
    """Return a name, or one that is like it and not taken."""
    number, found = 1, name
    while found.lower() in taken:
        end = f"_{number}x"
        found = name[: length - len(end)] + end
        number += 1
    return found


class NameSlot:
    """The name of a bookmark in each letter."""

    def __init__(self, names, key):
        self.names = names
        self.key = key

    def fill(self, scope, letter):
        """Return the name in this letter."""
        return escape(self.names.get(self.key, letter.index))
