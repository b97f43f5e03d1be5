# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sections of a combined document: each letter starts anew and inherits nothing."""

from lxml import etree

from .names import R, W

# The order that a section's properties must have.
ORDER = [
    W + name
    for name in (
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc "
        "pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg "
        "textDirection bidi rtlGutter docGrid printerSettings sectPrChange"
    ).split()
]
REFERENCES = (W + "headerReference", W + "footerReference")
BLANK = {W + "headerReference": "BlankHeader", W + "footerReference": "BlankFooter"}


def prepare_sections(body, mark_relation, has_notes, prefix):
    """Make the sections of a letter fit to follow those of another letter.

    :param body: the body, whose last child becomes the properties of its last section
    :param mark_relation: returns the mark for a header or footer of this letter only
    :param bool has_notes: number the footnotes of every letter from 1
    :param str prefix: what the relations to blank headers and footers begin with
    :return: which of these are needed, values of ``BLANK``
    :rtype: set[str]
    """
    last = body.find(W + "sectPr")
    if last is None:
        last = etree.SubElement(body, W + "sectPr")
    sections = get_sections(body)
    blanks = _complete_references(sections, prefix)
    _start_pages(sections[0])
    for section in sections:
        for reference in list(section.iterchildren(*REFERENCES)):
            if reference.get(R + "id"):
                reference.set(R + "id", mark_relation(reference.get(R + "id")))
            else:
                section.remove(reference)
        if has_notes:
            _restart_notes(section)
    return blanks


def get_sections(body):
    """Return the properties of the sections of a letter, as far as it has them."""
    # three times as fast as a path on a long body
    found = list(body.iter(W + "sectPr"))
    inner = [section for section in found if section.getparent().tag == W + "pPr"]
    return inner + [section for section in found if section.getparent() is body]


def end_with_section(body):
    """Move the properties of the last section into the last paragraph.

    In the midst of a document a section ends with a paragraph that has its properties;
    only the last one ends with the body.
    """
    section = body.find(W + "sectPr")
    body.remove(section)
    blocks = [child for child in body if isinstance(child.tag, str)]
    last = blocks[-1] if blocks else None
    is_paragraph = last is not None and last.tag == W + "p"
    if not is_paragraph or last.find(f"{W}pPr/{W}sectPr") is not None:
        last = _append_tiny_paragraph(body)
    properties = last.find(W + "pPr")
    if properties is None:
        properties = etree.Element(W + "pPr")
        last.insert(0, properties)
    change = properties.find(W + "pPrChange")
    properties.insert(
        len(properties) if change is None else properties.index(change), section
    )


def _append_tiny_paragraph(body):
    """Append a paragraph that takes no room, so that no page is added."""
    paragraph = etree.SubElement(body, W + "p")
    properties = etree.SubElement(paragraph, W + "pPr")
    spacing = etree.SubElement(properties, W + "spacing")
    for name, value in (
        ("before", "0"),
        ("after", "0"),
        ("line", "20"),
        ("lineRule", "exact"),
    ):
        spacing.set(W + name, value)
    size = etree.SubElement(etree.SubElement(properties, W + "rPr"), W + "sz")
    size.set(W + "val", "2")
    return paragraph


def _complete_references(sections, prefix):
    """Give the first section a reference for everything that a section refers to.

    A section without one inherits it, here from the letter before.
    """
    kinds = {
        (reference.tag, reference.get(W + "type") or "default")
        for section in sections
        for reference in section.iterchildren(*REFERENCES)
    }
    first = sections[0]
    own = {
        (reference.tag, reference.get(W + "type") or "default")
        for reference in first.iterchildren(*REFERENCES)
    }
    missing = sorted(kinds - own)
    for tag, kind in missing:
        reference = etree.Element(tag)
        reference.set(W + "type", kind)
        reference.set(R + "id", prefix + BLANK[tag])
        first.insert(0, reference)
    return {BLANK[tag] for tag, _kind in missing}


def _start_pages(section):
    """Begin a page, and number it 1."""
    kind = section.find(W + "type")
    if kind is not None and kind.get(W + "val") not in ("oddPage", "evenPage"):
        section.remove(kind)
    numbers = section.find(W + "pgNumType")
    if numbers is None:
        numbers = etree.Element(W + "pgNumType")
        insert_in_order(section, numbers)
    if not numbers.get(W + "start"):
        numbers.set(W + "start", "1")


def _restart_notes(section):
    notes = section.find(W + "footnotePr")
    if notes is None:
        notes = etree.Element(W + "footnotePr")
        insert_in_order(section, notes)
    if notes.find(W + "numRestart") is None:
        restart = etree.SubElement(notes, W + "numRestart")
        restart.set(W + "val", "eachSect")


def insert_in_order(section, element):
    """Insert a property where the order of properties wants it."""
    rank = ORDER.index(element.tag)
    place = 0
    for place_after, child in enumerate(section, start=1):
        if child.tag in ORDER and ORDER.index(child.tag) <= rank:
            place = place_after
    section.insert(place, element)
