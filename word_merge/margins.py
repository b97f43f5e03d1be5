# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Headers and footers of a combined document: letters have their own that differ."""

import posixpath

from .package import serialise
from .program import compile_text, fill


class Margin:
    """A header or footer, and the program of the copies that letters have.

    :ivar bool is_own: whether letters have one each; else all of them show one
    :ivar bool has_names: bookmarks, or fields that show them: those of the letter
    :ivar bool has_numbers: drawings, which have other numbers in every copy

    :param bool counts_pages: whether it shows the number of pages of the letter
    """

    def __init__(self, part, repeated, counts_pages):
        self.part = part
        self.name = part.name
        root = part.take_root()
        references = repeated.make_references(part.slots)
        references.mark(root)
        self.has_names = references.is_used
        self.is_own = part.is_dynamic or self.has_names or counts_pages
        self.has_numbers = repeated.mark_numbers(root, part.slots)
        self.items = part.items
        if self.has_names or self.has_numbers or counts_pages:
            self.items = compile_text(serialise(root), part.slots)

    def fill(self, scope, letter):
        """Return the text for a letter, and what tells it from those of others."""
        text = fill(self.items, scope, letter)
        relations = self.part.pack_relations(scope, letter, "")
        return text, (self.name, text, relations[0].body if relations else b"")

    def get_name(self, end):
        """Return the name of a copy."""
        stem, extension = posixpath.splitext(self.name)
        return f"{stem}_{end}{extension}"
