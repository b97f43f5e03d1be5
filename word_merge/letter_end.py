# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where in its last paragraph a letter ends, for a bookmark that LibreOffice keeps."""

from .names import W

# What LibreOffice reads as a field.
FIELDS = (W + "fldChar", W + "hyperlink")
SHOWN = {W + name for name in ("r", "hyperlink", "sdt", "smartTag", "ins")}


def find_end(paragraph):
    """Return the place for a bookmark at the end of a letter.

    LibreOffice (7.4) loses an empty bookmark at the end of a document whose last
    paragraph has a field in it. There it goes before the last thing that is sure to be
    shown.

    :param paragraph: the last paragraph, with marks in it
    :rtype: int
    """
    if next(paragraph.iter(*FIELDS), None) is None:
        return len(paragraph)
    marks = [child.text for child in paragraph if _is_mark(child)]
    # the others are no branches, but places for text
    choices = {text.removeprefix("end") for text in marks if text.startswith("end")}
    place = 1 if paragraph.find(W + "pPr") is not None else 0
    depth = 0
    for index, child in enumerate(paragraph):
        if _is_mark(child):
            depth += (child.text in choices) - child.text.startswith("end")
            continue
        if not depth and child.tag in SHOWN and not _may_be_empty(child):
            place = index
        depth += _count_begun(child)
    return place


def _is_mark(node):
    return not isinstance(node.tag, str)


def _may_be_empty(element):
    """Whether a slot may leave nothing of an element."""
    return any(map(_is_mark, element.iter()))


def _count_begun(element):
    """Return how many fields begin in a run, less those that end in it."""
    kinds = [mark.get(W + "fldCharType") for mark in element.iterfind(W + "fldChar")]
    return kinds.count("begin") - kinds.count("end")
