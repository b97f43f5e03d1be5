# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Table rows with fields in them: each may be repeated over a list."""

from collections import Counter

from lxml import etree

from .names import W, enclosing
from .program import Row


def mark_rows(root, slots):
    """Mark the innermost rows that contain fields."""
    counts = Counter(row.getparent() for row in root.iter(W + "tr"))
    for row, names in _get_names_by_row(root, slots).items():
        is_alone = counts[row.getparent()] == 1
        _drop_bookmarks(row)
        begin = slots.mark(Row(names, is_alone))
        end = slots.mark(None)
        end.text = "end" + end.text
        row.addprevious(begin)
        row.addnext(end)


def _drop_bookmarks(row):
    """Remove the bookmarks of a row, which would be there several times."""
    starts = {mark.get(W + "id"): mark for mark in row.iter(W + "bookmarkStart")}
    for end in list(row.iter(W + "bookmarkEnd")):
        start = starts.pop(end.get(W + "id"), None)
        if start is not None:
            for mark in (start, end):
                mark.getparent().remove(mark)


def _get_names_by_row(root, slots):
    """Return the names of the fields in every row, without those of rows inside it."""
    names = {}
    for mark in root.iter(etree.ProcessingInstruction):
        row = enclosing(mark, W + "tr")
        slot = slots.slots.get(mark.text)
        node = getattr(slot, "field", None) or getattr(slot, "node", None)
        if row is not None and node is not None and node.names:
            names.setdefault(row, {}).update(dict.fromkeys(node.names))
    return {row: list(found) for row, found in names.items()}
