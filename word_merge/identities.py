# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What must be unique in a document: numbers and names of bookmarks and drawings.

The parts of a document are numbered as one. A combined document repeats them for every
letter, each time with other numbers.
"""

from .bookmarks import END, ID, START, BookmarkNames, pair_bookmarks
from .names import W14, WP, W
from .references import References

DRAWING = WP + "docPr"
# Word gives them anew; nothing that is left in a letter refers to them.
PARAGRAPH_IDS = (W14 + "paraId", W14 + "textId")


class Identities:
    """The numbers and names of all the parts of a document."""

    def __init__(self):
        self.bookmarks = 0
        self.drawings = 0
        # by their lower case, in which Word compares them
        self.names = {}

    def renew(self, root):
        """Number the bookmarks and drawings of a part after those of other parts."""
        for pair in pair_bookmarks(root, self.names):
            self.bookmarks += 1
            for mark in pair:
                mark.set(ID, str(self.bookmarks))
        # once, because it takes time to look at a long part several times
        for element in root.iter(DRAWING, W + "p", W + "tr", W + "sdtPr"):
            if element.tag == DRAWING:
                self.drawings += 1
                element.set("id", str(self.drawings))
            elif element.tag == W + "sdtPr":
                for number in element.findall(W + "id"):
                    element.remove(number)
            else:
                for name in PARAGRAPH_IDS:
                    element.attrib.pop(name, None)


class NumberSlot:
    """A number, higher in every letter."""

    def __init__(self, number, step):
        self.number = number
        self.step = step

    def fill(self, scope, letter):
        """Return the number in this letter."""
        return str(self.number + self.step * letter.index)


class Repeated:
    """Marks what must be unique in the parts that are there for every letter."""

    def __init__(self, identities):
        self.names = BookmarkNames(identities.names)
        # the number 0 is that of the bookmark where the letter begins, and the number
        # after those of the document that of the one where it ends
        self.end = identities.bookmarks + 1
        self.bookmarks = self.end + 1
        self.drawings = identities.drawings + 1

    def make_references(self, slots):
        """Return what marks the names of bookmarks in a part."""
        return References(self.names, slots)

    def mark_numbers(self, root, slots):
        """Mark the numbers in an element; return whether there were any."""
        count = 0
        for element in root.iter(START, END, DRAWING):
            is_drawing = element.tag == DRAWING
            attribute = "id" if is_drawing else ID
            value = element.get(attribute) or ""
            # a slot fills those of drawings in rows and of the contact's pictures
            if value.isdecimal():
                step = self.drawings if is_drawing else self.bookmarks
                element.set(attribute, slots.mark_text(NumberSlot(int(value), step)))
                count += 1
        return bool(count)
