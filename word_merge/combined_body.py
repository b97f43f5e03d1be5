# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The body of one letter, as it stands in a document with many."""

import copy

from lxml import etree

from .errors import TemplateError
from .escaping import escape
from .identities import mark_identities
from .names import W_URI, R, W, enclosing
from .package import serialise
from .part import serialise_relations
from .program import compile_text, cut
from .sections import end_with_section, prepare_sections

# Bookmarks of letters are numbered apart from those of the document.
FIRST_LETTER = 10_000_000


class RelationSlot:
    """A relation that every letter has for itself."""

    def __init__(self, rel_id):
        self.rel_id = rel_id
        self.shared = escape(rel_id)

    def fill(self, scope, letter):
        """Return the relation of this letter."""
        return letter.rel_ids.get(self.rel_id, self.shared)


class LetterSlot:
    """The number of the letter."""

    def __init__(self, first=1):
        self.first = first

    def fill(self, scope, letter):
        """Return the number of this letter."""
        return str(self.first + letter.index)


class CombinedBody:
    """Programs for the text of a letter: one that others follow, and the last one."""

    def __init__(self, main, margins, notes, numbering, links, prefix):
        self.main = main
        self.slots = main.slots
        root = parse_marked(main.xml)
        body = root.find(W + "body")
        if body is None:
            raise TemplateError("The document has no text; save it again in Word.")
        own = {
            rel_id
            for rel_id in main.relations.items
            if main.relations.target(rel_id) in margins
        } | links
        self.marks = {
            rel_id: self.slots.mark_text(RelationSlot(rel_id)) for rel_id in sorted(own)
        }
        has_notes = any(note.tag == "footnote" and note.numbers for note in notes)
        self.blanks = prepare_sections(body, self._mark_relation, has_notes, prefix)
        for link in body.iter(W + "hyperlink"):
            if link.get(R + "id") in links:
                link.set(R + "id", self._mark_relation(link.get(R + "id")))
        for note in notes:
            note.mark(body, self.slots)
        if numbering:
            numbering.mark(body, self.slots)
            self.numbering_items = numbering.compile(self.slots)
        mark_identities(body, self.slots)
        self._mark_beginning(body)
        self._compile(root)
        self._compile_relations(links)

    def _mark_relation(self, rel_id):
        return self.marks.get(rel_id, rel_id)

    def _mark_beginning(self, body):
        """Put a bookmark where the letter begins, to find its first page again."""
        paragraphs = (
            paragraph
            for paragraph in body.iter(W + "p")
            if enclosing(paragraph, W + "txbxContent") is None
        )
        paragraph = next(paragraphs, None)
        if paragraph is None:
            paragraph = etree.Element(W + "p")
            body.insert(0, paragraph)
        start, end = (
            etree.Element(W + "bookmarkStart"),
            etree.Element(W + "bookmarkEnd"),
        )
        number = self.slots.mark_text(LetterSlot(FIRST_LETTER))
        start.set(W + "id", number)
        end.set(W + "id", number)
        start.set(W + "name", f"letter_{self.slots.mark_text(LetterSlot())}")
        place = 1 if paragraph.find(W + "pPr") is not None else 0
        paragraph.insert(place, end)
        paragraph.insert(place, start)

    def _compile(self, root):
        last = copy.deepcopy(root)
        end_with_section(root.find(W + "body"))
        self.before, text, _after = _split(root)
        self.items = compile_text(text, self.slots)
        _before, text, self.after = _split(last)
        self.last_items = compile_text(text, self.slots)

    def _compile_relations(self, links):
        """Keep the shared relations as text; those of links become programs."""
        relations = self.main.relations
        root = copy.deepcopy(relations.root)
        self.link_items = {}
        for element in list(root):
            rel_id = element.get("Id")
            if rel_id in links:
                self.link_items[rel_id] = compile_text(
                    element.get("Target"), self.slots
                )
            if rel_id in self.marks:
                root.remove(element)
        self.relations_xml = serialise_relations(root)

    def make_blank(self, tag):
        """Return a header or footer with nothing in it."""
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            f'<w:{tag} xmlns:w="{W_URI}"><w:p/></w:{tag}>'
        )


def parse_marked(xml):
    """Return the tree of a part with its marks."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(xml.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise TemplateError(
            "The document is damaged; open it in Word and save it again."
        ) from error


def _split(root):
    """Return the text of a document before, in and after its body."""
    body = root.find(W + "body")
    body.insert(0, etree.ProcessingInstruction("begin", "body"))
    body.append(etree.ProcessingInstruction("end", "body"))
    return cut(serialise(root), "body")
