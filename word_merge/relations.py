# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The relations between the parts of a document, and those that lead out of it."""

import posixpath
import re

from lxml import etree

from .errors import TemplateError
from .names import RELATION, RELATIONS_URI
from .package import parse_xml
from .sentences import Sentence as _lt

# Where Word would look for what a letter does not need: the data source of the Mailings
# tab, the template it was made from, the transformation it is saved through. Word goes
# on without a word where there is none.
NEEDLESS = {
    "mailMergeSource",
    "mailMergeHeaderSource",
    "mailMergeRecipientData",
    "recipientData",
    "attachedTemplate",
    "transform",
}
OUTSIDE = re.compile(r"^(\w[\w+.-]*:|//|\\\\)")


def relations_name(part):
    """Return the name of the part with the relations of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def resolve(part, target):
    """Return the name of the part that a relation of a part leads to."""
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


class Relations:
    """The relations of one part."""

    def __init__(self, parts, part):
        self.part = part
        self.name = relations_name(part)
        self.root = etree.Element(
            RELATIONS_URI + "Relationships", nsmap={None: RELATIONS_URI[1:-1]}
        )
        self.items = {}
        # whether the part has what not everybody can use
        self.has_others = False
        # the parts that only relations led to which were dropped
        self.orphans = set()
        if self.name in parts:
            self._read(parse_xml(parts[self.name], self.name))

    def _read(self, root):
        """Write the relations anew: without prefixes, each with an id of its own.

        LibreOffice looks for names without a prefix and opens no document without.
        """
        self.has_others = root.prefix is not None
        for element in root.iterdescendants():
            rel_id = element.get("Id")
            if element.tag == RELATION and rel_id and rel_id not in self.items:
                self.items[rel_id] = etree.SubElement(
                    self.root, RELATION, element.attrib
                )
            else:
                self.has_others = True

    def drop(self, rel_id):
        """Forget a relation."""
        self.root.remove(self.items.pop(rel_id))

    def kind(self, rel_id):
        """Return the last word of the type of a relation."""
        return (self.items[rel_id].get("Type") or "").rsplit("/", 1)[-1]

    def target(self, rel_id):
        """Return the name of the part that a relation leads to."""
        return resolve(self.part, self.items[rel_id].get("Target") or "")

    def is_external(self, rel_id):
        """Whether a relation leads out of the document."""
        element = self.items[rel_id]
        mode = (element.get("TargetMode") or "").lower()
        return mode == "external" or bool(OUTSIDE.match(element.get("Target") or ""))

    def check(self):
        """Drop what a letter does not need and refuse other ways out.

        :return: whether something was dropped
        :raise TemplateError: the document links a file or picture outside it
        """
        dropped = self.has_others
        for rel_id, element in list(self.items.items()):
            if self.kind(rel_id) in NEEDLESS:
                if not self.is_external(rel_id):
                    self.orphans.add(self.target(rel_id))
                self.drop(rel_id)
                dropped = True
            elif self.is_external(rel_id) and self.kind(rel_id) != "hyperlink":
                raise TemplateError(
                    _lt(
                        "The document links to %(target)s outside it; insert the "
                        "picture or file itself instead of a link to it.",
                        target=element.get("Target"),
                    )
                )
        self.orphans -= set(map(self.target, self.items))
        return dropped
