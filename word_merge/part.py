# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A part of the document that differs from letter to letter."""

import re

from lxml import etree

from .names import W_URI
from .package import serialise
from .program import compile_text, fill
from .zip_writer import Member

CLOSING = "</Relationships>"
# Whether an element has the prefix w and another meaning, or the other way round.
WITH_OTHER_PREFIX = etree.XPath(
    f"boolean(//*[starts-with(name(), 'w:') != (namespace-uri() = '{W_URI}')])"
)
# Packing takes most of the time of a letter; packing harder saves 50 of 76,000 bytes.
LEVEL = 1


class Part:
    """A part as a program, with its relations."""

    def __init__(self, name, root, slots, relations, identities):
        self.name = name
        # document, hdr, footnotes …
        self.kind = etree.QName(root).localname
        # those of the whole document
        self.identities = identities
        self.slots = slots
        self.relations = relations
        # with its marks; needed until combined documents were prepared
        self.root = root
        self.xml = serialise(root)
        self.items = compile_text(self.xml, slots)
        # headers and footers are often those of the letter before
        self._last = None, None
        self.relations_xml = serialise_relations(relations.root)
        self.relations_items = compile_text(self.relations_xml, slots)
        self.names = [
            name
            for text in (self.xml, self.relations_xml)
            for name in slots.names_in(text)
        ]
        # also without a name in it: a condition on nothing but texts
        self.is_dynamic = bool(slots.slots)
        self.has_fixed_relations = len(self.relations_items) < 2
        self._packed_relations = (
            [Member(relations.name, self.relations_xml.encode())]
            if relations.items and self.has_fixed_relations
            else []
        )

    def take_root(self):
        """Return the tree with its marks, to be changed, and forget it and its text.

        A template is kept for long, and they are larger than its programs.
        """
        root, self.root, self.xml = self.root, None, ""
        return root

    def renew(self):
        """Return the part as its tree is now."""
        root = self.take_root()
        return Part(self.name, root, self.slots, self.relations, self.identities)

    def pack(self, scope, letter):
        """Return the members of the zip for a letter."""
        text = fill(self.items, scope, letter)
        last = self._last
        if last[0] != text:
            last = self._last = text, Member(self.name, text.encode(), LEVEL)
        return [
            last[1],
            *self.pack_relations(scope, letter, self.relations.name),
        ]

    def pack_relations(self, scope, letter, name):
        """Return the member with the relations, or none where there are none."""
        if not letter.relations and self.has_fixed_relations:
            if name == self.relations.name:
                return self._packed_relations
            if not self.relations.items:
                return []
        text = fill(self.relations_items, scope, letter)
        return [Member(name, close_relations(text, letter.relations).encode())]


def serialise_relations(root):
    """Return relations as text with the closing tag at its end."""
    # written by Relations, without prefixes
    xml = serialise(root)
    return xml if xml.endswith(CLOSING) else re.sub(r"/>\s*$", f">{CLOSING}", xml)


def close_relations(text, relations):
    """Return the text of relations with further ones in it."""
    return text.removesuffix(CLOSING) + "".join(relations) + CLOSING


def bind_prefix(root):
    """Return a root element in which the prefix w means WordprocessingML, and no other
    prefix does: what is merged is written so.
    """
    if root.nsmap.get("w") == W_URI:
        declared = etree.iterwalk(root, events=("start-ns",))
        if all((prefix == "w") == (uri == W_URI) for _event, (prefix, uri) in declared):
            return root
        if not WITH_OTHER_PREFIX(root):
            return root
    renewed = etree.Element(root.tag, root.attrib, {"w": W_URI, **_get_kept(root)})
    renewed.text = root.text
    stack = [(root, renewed)]
    while stack:
        old, new = stack.pop()
        around = new.nsmap
        for child in old:
            kept = _get_kept(child).items()
            declared = {
                prefix: uri for prefix, uri in kept if around.get(prefix) != uri
            }
            copy = etree.SubElement(new, child.tag, child.attrib, declared)
            copy.text, copy.tail = child.text, child.tail
            stack.append((child, copy))
    return renewed


def _get_kept(element):
    """Return the namespaces that an element knows under names of their own."""
    return {
        prefix: uri
        for prefix, uri in element.nsmap.items()
        if prefix not in (None, "w") and uri != W_URI
    }
