# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Footnotes and endnotes of a combined document: every letter has its own."""

import copy

from lxml import etree

from .identities import NumberSlot
from .links import OwnLinks
from .names import W, read_number
from .note_numbers import ReferenceSlot
from .package import serialise
from .part import close_relations, serialise_relations
from .program import compile_text, cut, fill
from .zip_writer import Member


class Notes:
    """The notes of one kind: those of every letter, between a beginning and an end."""

    def __init__(self, part, repeated, prefix):
        self.part = part
        self.tag = tag = part.kind.removesuffix("s")
        root = part.take_root()
        self.letter = None
        notes = [note for note in root if note.tag == W + tag]
        kept = [read_number(note.get(W + "id")) or 0 for note in notes if is_mark(note)]
        own = [note for note in notes if not is_mark(note)]
        self.first = max([0, *kept]) + 1
        self.numbers = {
            note.get(W + "id"): self.first + place for place, note in enumerate(own)
        }
        self._mark(own, repeated, prefix)
        if own:
            own[0].addprevious(etree.ProcessingInstruction("begin", "notes"))
            own[-1].addnext(etree.ProcessingInstruction("end", "notes"))
        self.before, text, self.after = cut(serialise(root), "notes")
        self.items = compile_text(text, part.slots)
        self.chunks = []

    def _mark(self, own, repeated, prefix):
        """Mark what every letter has for itself in its notes."""
        slots = self.part.slots
        references = repeated.make_references(slots)
        self.links = OwnLinks(self.part, references, prefix)
        for note in own:
            number = self.numbers[note.get(W + "id")]
            note.set(W + "id", slots.mark_text(NumberSlot(number, len(own))))
            references.mark(note)
            repeated.mark_numbers(note, slots)
            self.links.mark(note)
        relations = copy.deepcopy(self.part.relations.root)
        self.links.drop_from(relations)
        self.relations_xml = serialise_relations(relations)

    def mark(self, body, slots, are_known):
        """Mark the references to notes in a body.

        :param bool are_known: whether their numbers are the same in every letter
        """
        references = list(body.iter(W + self.tag + "Reference"))
        for place, reference in enumerate(references, start=1):
            number = self.numbers.get(reference.get(W + "id"))
            if number is None:
                continue
            slot = NumberSlot(number, len(self.numbers))
            if are_known and self.tag == "footnote":
                mark = slots.mark(ReferenceSlot(slot, place))
                reference.getparent().replace(reference, mark)
            else:
                reference.set(W + "id", slots.mark_text(slot))

    def begin(self, letter):
        """Begin a document; the pictures of all notes go to one letter."""
        self.letter = letter
        self.chunks = [self.before]

    def add(self, scope, letter):
        """Add the notes of a letter."""
        self.letter.index, self.letter.end = letter.index, letter.end
        self.letter.for_pdf = letter.for_pdf
        self.links.relate(scope, self.letter)
        self.chunks.append(fill(self.items, scope, self.letter))

    def end(self):
        """Return the text of the part."""
        return "".join([*self.chunks, self.after])

    def pack_relations(self):
        """Return the member with the relations, or none where there are none."""
        relations = self.part.relations
        if not relations.items and not self.letter.relations:
            return []
        text = close_relations(self.relations_xml, self.letter.relations)
        return [Member(relations.name, text.encode())]


def is_mark(note):
    """Whether a note is a line between text and notes, and none of the text."""
    return note.get(W + "type") not in (None, "normal")
