# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The relations between the parts of a document, and those that lead out of it."""

import posixpath
import re

from lxml import etree

from .errors import TemplateError
from .names import RELATION, RELATIONS_URI
from .package import parse_xml

# Word's link from a main document to the data source of the Mailings tab.
DATA_SOURCE_TYPES = ("mailMergeSource", "mailMergeHeaderSource", "recipientData")
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
        # whether the part has what is no relation that can be used
        self.has_others = False
        if self.name in parts:
            self._read(parse_xml(parts[self.name], self.name))

    def _read(self, root):
        """Write the relations anew: without prefixes, each with an id of its own."""
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
        """Drop the data source of a mail merge and refuse other ways out.

        :return: whether something was dropped
        :raise TemplateError: the document links a file or picture outside it
        """
        dropped = self.has_others
        for rel_id, element in list(self.items.items()):
            kind = self.kind(rel_id)
            if kind in DATA_SOURCE_TYPES:
                self.drop(rel_id)
                dropped = True
            elif self.is_external(rel_id) and kind != "hyperlink":
                raise TemplateError(
                    self._get_refusal(kind) % {"target": element.get("Target")}
                )
        return dropped

    @staticmethod
    def _get_refusal(kind):
        if kind == "attachedTemplate":
            return (
                "The document is attached to the template %(target)s; detach it in "
                "Word (Developer, Document Template) so that it stands on its own."
            )
        return (
            "The document links to %(target)s outside it; insert the picture or file "
            "itself instead of a link to it."
        )
