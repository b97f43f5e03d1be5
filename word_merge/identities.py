# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What must be unique in a document: numbers and names of bookmarks, notes, drawings.

A combined document repeats them for every letter, each time with others.
"""

import re

from .escaping import escape
from .names import W14, WP, W

# An argument of an instruction, in quotation marks or without.
ARGUMENT = re.compile(r'"([^"]*)"|([^\s"]+)')
WORD = re.compile(r"\w+")


class NumberSlot:
    """A number, higher in every letter."""

    def __init__(self, number, step):
        self.number = number
        self.step = step

    def fill(self, scope, letter):
        """Return the number in this letter."""
        return str(self.number + self.step * letter.index)


class NameSlot:
    """A name, with the number of the letter behind it."""

    def __init__(self, name):
        self.name = escape(name)
        # names of bookmarks have at most 40 characters
        self.stem = escape(name[:30])

    def fill(self, scope, letter):
        """Return the name in this letter."""
        return f"{self.stem}_{letter.index + 1}" if letter.index else self.name


def mark_identities(body, slots):
    """Mark everything in a body that must be unique."""
    _mark_bookmarks(body, slots)
    _mark_numbers(body, [WP + "docPr"], "id", slots)
    for element in body.iter():
        for name in (W14 + "paraId", W14 + "textId"):
            if isinstance(element.tag, str) and element.get(name) is not None:
                del element.attrib[name]
    for properties in body.iter(W + "sdtPr"):
        for number in properties.findall(W + "id"):
            properties.remove(number)


def _mark_bookmarks(body, slots):
    starts = list(body.iter(W + "bookmarkStart"))
    names = {start.get(W + "name") for start in starts} - {None, ""}
    _mark_numbers(body, [W + "bookmarkStart", W + "bookmarkEnd"], W + "id", slots)
    if not names:
        return
    marks = {name: slots.mark_text(NameSlot(_spare(name))) for name in names}
    for start in starts:
        start.set(W + "name", marks.get(start.get(W + "name"), ""))
    for link in body.iter(W + "hyperlink"):
        anchor = link.get(W + "anchor")
        if anchor in marks:
            link.set(W + "anchor", marks[anchor])
    for instruction in body.iter(W + "instrText"):
        if instruction.text and not len(instruction):
            instruction.text = _mark_names(instruction.text, marks)


def _mark_names(text, marks):
    """Return an instruction with other names of bookmarks.

    Every word of it is looked up, so that many bookmarks take no longer than one.
    """

    def replace(found):
        quoted, word = found.groups()
        name = word if quoted is None else quoted
        if name in marks:
            return found.group().replace(name, marks[name])
        # in formulas there are names between other signs
        return WORD.sub(
            lambda part: marks.get(part.group(), part.group()), found.group()
        )

    return ARGUMENT.sub(replace, text)


def _spare(name):
    """Return another name for a bookmark named like those of the letters."""
    return f"own_{name}" if re.fullmatch(r"letter_\d+", name) else name


def _mark_numbers(body, tags, attribute, slots):
    """Number elements anew, and further in every letter."""
    elements = [element for element in body.iter(*tags) if element.get(attribute)]
    numbers = {}
    for element in elements:
        # a slot fills the numbers of drawings that show a picture of the contact
        if not element.get(attribute).startswith("\uf8f0"):
            numbers.setdefault(element.get(attribute), len(numbers) + 1)
    marks = {
        value: slots.mark_text(NumberSlot(number, len(numbers) + 1))
        for value, number in numbers.items()
    }
    for element in elements:
        value = element.get(attribute)
        element.set(attribute, marks.get(value, value))
