# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Links of a combined document whose addresses every letter has for itself."""

from .escaping import escape
from .names import R
from .program import MARK, compile_text, fill


class RelationSlot:
    """A relation that every letter has for itself."""

    def __init__(self, rel_id):
        self.rel_id = rel_id
        self.shared = escape(rel_id)

    def fill(self, scope, letter):
        """Return the relation of this letter."""
        return letter.rel_ids.get(self.rel_id, self.shared)


class OwnLinks:
    """The links of one part with fields in their addresses, or to its bookmarks.

    :param part: the part
    :param references: marks the names of bookmarks in it
    :param str prefix: what the relations of letters begin with
    """

    def __init__(self, part, references, prefix):
        self.prefix = prefix
        self.slots = part.slots
        # the type, ready to be written, and the program of the target
        self.items = {}
        for rel_id, element in part.relations.items.items():
            if part.relations.kind(rel_id) == "hyperlink":
                target = references.mark_target(element.get("Target") or "")
                if MARK.search(target):
                    kind = escape(element.get("Type"))
                    self.items[rel_id] = kind, compile_text(target, part.slots)

    def mark(self, root):
        """Mark the links in an element: those of texts, pictures and shapes."""
        if not self.items:
            return
        marks = {
            rel_id: self.slots.mark_text(RelationSlot(rel_id)) for rel_id in self.items
        }
        for element in root.xpath(".//*[@r:id]", namespaces={"r": R[1:-1]}):
            rel_id = element.get(R + "id")
            element.set(R + "id", marks.get(rel_id, rel_id))

    def drop_from(self, root):
        """Remove the shared links from relations."""
        for element in list(root):
            if element.get("Id") in self.items:
                root.remove(element)

    def relate(self, scope, letter):
        """Relate a letter to its links."""
        for place, (rel_id, (kind, items)) in enumerate(self.items.items()):
            own = f"{self.prefix}Link{letter.index}x{place}"
            letter.relate(own, kind, fill(items, scope, letter), external=True)
            letter.rel_ids[rel_id] = own
