# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The numbers of footnotes, for a program that cannot count anew in every letter.

LibreOffice goes on counting from letter to letter, whatever a section says. But it
shows the mark that an author chose for a note, so it gets the numbers as such marks.
"""

import re

from .names import W
from .package import parse_xml
from .sections import get_sections

REFERENCE, CUSTOM = W + "footnoteReference", W + "customMarkFollows"
ENDNOTE = W + "endnoteReference"
# How footnotes are numbered unless something else is said.
USUAL = {"numFmt": "decimal", "numStart": "1", "numRestart": "continuous"}
# A field that shows the number of a note once more.
NOTEREF = re.compile(r"\bnoteref\b", re.IGNORECASE)
ON = ("1", "true", "on")
# LibreOffice (7.4) shows marks of two characters twice.
MAX_NOTES = 9


class ReferenceSlot:
    """A reference to a footnote.

    :param NumberSlot slot: the identifier of the note
    :param int number: its number in the letter
    """

    def __init__(self, slot, number):
        self.slot = slot
        self.number = number

    def fill(self, scope, letter):
        """Return the reference, with the number as its mark for LibreOffice."""
        note = self.slot.fill(scope, letter)
        if not letter.for_pdf:
            return f'<w:footnoteReference w:id="{note}"/>'
        return (
            f'<w:footnoteReference w:customMarkFollows="1" w:id="{note}"/>'
            f"<w:t>{self.number}</w:t>"
        )


def are_numbers_known(root, slots, settings):
    """Whether every letter has the same notes, numbered 1, 2, 3 … at its pages' ends.

    :param root: the main part, with marks in it
    :param Slots slots: what the marks stand for
    :param bytes settings: the part with the settings of the document, if it has one
    """
    if next(root.iter(ENDNOTE), None) is not None:
        return False
    count = len(list(root.iter(REFERENCE)))
    if not 0 < count <= MAX_NOTES:
        return not count
    places = [section for body in root for section in get_sections(body)]
    if settings:
        places.append(parse_xml(settings, "settings"))
    texts = (element.text or "" for element in root.iter(W + "instrText"))
    return (
        all(map(_is_usual, places))
        and not any(map(NOTEREF.search, texts))
        and _are_in_every_letter(root, slots)
    )


def _is_usual(place):
    """Whether a section, or the settings, number notes as usual."""
    properties = place.find(W + "footnotePr")
    return properties is None or all(
        child.get(W + "val") == value
        for name, value in USUAL.items()
        for child in properties.findall(W + name)
    )


def _are_in_every_letter(root, slots):
    """Whether no reference is in a branch or in a repeated row, or has its own mark."""
    return all(
        is_certain and element.get(CUSTOM) not in ON
        for element, is_certain in slots.iter_with_certainty(root, REFERENCE)
    )
