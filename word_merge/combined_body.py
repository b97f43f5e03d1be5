# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The body of one letter, as it stands in a document with many."""

import copy

from lxml import etree

from .errors import TemplateError
from .identities import NumberSlot
from .letter_end import find_end
from .links import OwnLinks, RelationSlot
from .names import W_URI, W, enclosing
from .package import serialise
from .part import serialise_relations
from .program import compile_text, cut
from .sections import end_with_section, prepare_sections
from .sentences import Sentence as _lt


class BeginningSlot:
    """The bookmark where a letter begins: at the first of its places that is there."""

    def __init__(self, step):
        self.step = step

    def fill(self, scope, letter):
        """Return the bookmark of this letter, or nothing if it has it already."""
        if letter.begun == letter.index:
            return ""
        letter.begun = letter.index
        return write_bookmark(letter.index * self.step, f"letter_{letter.index + 1}")


class EndSlot:
    """The bookmark where a letter ends, whose page is its number of pages.

    :param NumberSlot slot: the number of the bookmark
    """

    def __init__(self, slot):
        self.slot = slot

    def fill(self, scope, letter):
        """Return the bookmark of this letter."""
        return write_bookmark(self.slot.fill(scope, letter), letter.end)


class CombinedBody:
    """Programs for the text of a letter: one that others follow, and the last one."""

    def __init__(
        self, main, margins, notes, numbering, repeated, prefix, counts_pages, are_known
    ):
        self.main = main
        self.slots = main.slots
        root = main.take_root()
        body = root.find(W + "body")
        if body is None:
            raise TemplateError(_lt("The document has no text; save it again in Word."))
        own = [
            rel_id
            for rel_id in main.relations.items
            if main.relations.target(rel_id) in margins
        ]
        self.marks = {
            rel_id: self.slots.mark_text(RelationSlot(rel_id)) for rel_id in own
        }
        has_notes = any(note.tag == "footnote" and note.numbers for note in notes)
        self.blanks = prepare_sections(body, self._mark_relation, has_notes, prefix)
        for note in notes:
            note.mark(body, self.slots, are_known)
        if numbering:
            numbering.mark(body, self.slots)
            self.numbering_items = numbering.compile(self.slots)
        references = repeated.make_references(self.slots)
        references.mark(body)
        repeated.mark_numbers(body, self.slots)
        self.links = OwnLinks(main, references, prefix)
        self.links.mark(body)
        self._mark_beginning(body, repeated)
        if counts_pages:
            self._mark_end(body, repeated)
        self._compile(root)
        self._compile_relations()

    def _mark_relation(self, rel_id):
        return self.marks.get(rel_id, rel_id)

    def _mark_beginning(self, body, repeated):
        """Put a bookmark where the letter begins, to find its first page again.

        Rows of a list may be there often, or not at all, and a branch of a condition
        may not be chosen; then it is what follows.
        """
        slot = BeginningSlot(repeated.bookmarks)
        for paragraph, is_certain in self._find_beginnings(body):
            place = 1 if paragraph.find(W + "pPr") is not None else 0
            paragraph.insert(place, self.slots.mark(slot))
            if is_certain:
                return
        paragraph = etree.Element(W + "p")
        paragraph.append(self.slots.mark(slot))
        body.insert(len(body) - 1, paragraph)

    def _find_beginnings(self, body):
        """Return the paragraphs up to the first in every letter, and whether it is."""
        places = []
        for paragraph, is_certain in self.slots.iter_with_certainty(body, W + "p"):
            if enclosing(paragraph, W + "txbxContent") is None:
                places.append((paragraph, is_certain))
                if is_certain:
                    break
        return places

    def _mark_end(self, body, repeated):
        """Put a bookmark where the letter ends."""
        paragraphs = body.findall(W + "p")
        if paragraphs:
            slot = EndSlot(NumberSlot(repeated.end, repeated.bookmarks))
            place = find_end(paragraphs[-1])
            paragraphs[-1].insert(place, self.slots.mark(slot))

    def _compile(self, root):
        """Compile what all letters have in common once, and both of their ends."""
        body = root.find(W + "body")
        blocks = list(body.iterchildren(etree.Element))
        # the last block and the properties of the last section
        end = blocks[-2:]
        end[0].addprevious(etree.ProcessingInstruction("end", "common"))
        other = etree.Element(root.tag, nsmap=root.nsmap)
        other_body = etree.SubElement(other, body.tag, nsmap=body.nsmap)
        other_body.extend(copy.deepcopy(block) for block in end)
        end_with_section(other_body)
        self.before, text, self.after = _split(root)
        common, _mark, last = text.partition("<?end common?>")
        self.items = compile_text(common, self.slots)
        self.last_items = self.items + compile_text(last, self.slots)
        _before, text, _after = _split(other)
        self.items = self.items + compile_text(text, self.slots)

    def _compile_relations(self):
        """Keep the shared relations as text."""
        root = copy.deepcopy(self.main.relations.root)
        self.links.drop_from(root)
        for element in list(root):
            if element.get("Id") in self.marks:
                root.remove(element)
        self.relations_xml = serialise_relations(root)

    def make_blank(self, tag):
        """Return a header or footer with nothing in it."""
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            f'<w:{tag} xmlns:w="{W_URI}"><w:p/></w:{tag}>'
        )


def write_bookmark(number, name):
    """Return an empty bookmark."""
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
        f'<w:bookmarkEnd w:id="{number}"/>'
    )


def _split(root):
    """Return the text of a document before, in and after its body."""
    body = root.find(W + "body")
    body.insert(0, etree.ProcessingInstruction("begin", "body"))
    body.append(etree.ProcessingInstruction("end", "body"))
    return cut(serialise(root), "body")
