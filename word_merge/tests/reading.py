# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a reader sees in a merged document."""

import posixpath
from collections import namedtuple

from lxml import etree

from .documents import unpack
from .markup import R, W

KINDS = ("default", "first", "even")
BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t"}

Letter = namedtuple("Letter", "number text sections")
Section = namedtuple("Section", "properties margins")


def get_text(data, part="word/document.xml"):
    """Return the text of a part as it is shown, a line for each paragraph."""
    return get_shown_text(etree.fromstring(unpack(data)[part]))


def get_markup(data, part="word/document.xml"):
    """Return the XML of a part."""
    return unpack(data)[part].decode()


def get_all_text(data):
    """Return the text of all parts of the folder word."""
    return "\n".join(
        get_shown_text(etree.fromstring(content))
        for name, content in sorted(unpack(data).items())
        if name.startswith("word/") and name.endswith(".xml")
    )


def get_shown_text(element):
    """Return the text of an element without the instructions of fields."""
    lines = []
    for node in element.iter(f"{W}p"):
        lines.append("".join(_get_pieces(node, node)))
    return "\n".join(lines)


def _get_pieces(node, top):
    for child in node:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in BREAKS and child.getparent().tag == f"{W}r":
            yield BREAKS[child.tag]
        # a paragraph in a text box is a line of its own
        elif child.tag != f"{W}p":
            yield from _get_pieces(child, top)


def get_relations(parts, name):
    """Return (target, kind, external) by id of the relations of a part."""
    folder, base = posixpath.split(name)
    content = parts.get(posixpath.join(folder, "_rels", f"{base}.rels"))
    relations = {}
    root = etree.fromstring(content) if content else etree.Element("none")
    for node in root.iterchildren(etree.Element):
        external = node.get("TargetMode") == "External"
        target = node.get("Target")
        if not external:
            target = posixpath.normpath(posixpath.join(f"/{folder}", target)).strip("/")
        kind = node.get("Type").rpartition("/")[2]
        relations[node.get("Id")] = (target, kind, external)
    return relations


def get_letters(data):
    """Return the letters of a combined document, with what Word shows around them.

    A section without a header of some kind shows that of the section before it, which
    may belong to another letter.
    """
    parts = unpack(data)
    relations = get_relations(parts, "word/document.xml")
    body = etree.fromstring(parts["word/document.xml"])[0]
    letters, inherited = [], {}
    for node in body:
        for mark in node.iter(f"{W}bookmarkStart"):
            if mark.get(f"{W}name").startswith("letter_"):
                number = int(mark.get(f"{W}name").removeprefix("letter_"))
                letters.append(Letter(number, [], []))
        if letters:
            letters[-1].text.append(get_shown_text(_wrap(node)))
        for properties in node.iter(f"{W}sectPr"):
            inherited = {**inherited, **_get_margins(properties, relations)}
            shown = {
                key: get_shown_text(etree.fromstring(parts[name]))
                for key, name in inherited.items()
                if _is_shown(properties, key[1])
            }
            letters[-1].sections.append(Section(properties, shown))
    return [letter._replace(text="\n".join(letter.text)) for letter in letters]


def _wrap(node):
    """Return the node inside a body, so that a paragraph is found below it."""
    wrapper = etree.Element(f"{W}body")
    wrapper.append(etree.fromstring(etree.tostring(node)))
    return wrapper


def _get_margins(properties, relations):
    """Return the names of the headers and footers that a section names."""
    return {
        (word, node.get(f"{W}type")): relations[node.get(f"{R}id")][0]
        for word in ("header", "footer")
        for node in properties.findall(f"{W}{word}Reference")
    }


def _is_shown(properties, kind):
    return kind != "first" or properties.find(f"{W}titlePg") is not None
