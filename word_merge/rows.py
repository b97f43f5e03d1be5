# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Table rows with fields in them: each may be repeated over a list."""

from collections import Counter

from .names import W
from .program import Row


def mark_rows(root, slots):
    """Mark the innermost rows that contain fields."""
    rows = list(root.iter(W + "tr"))
    counts = Counter(row.getparent() for row in rows)
    for row in rows:
        names = _get_own_names(row, slots)
        if not names:
            continue
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


def _get_own_names(row, slots):
    """Return the names of the fields in a row, without those of rows inside it."""
    names = []
    for mark in row.iter():
        if isinstance(mark.tag, str) or next(mark.iterancestors(W + "tr")) is not row:
            continue
        slot = slots.slots.get(mark.text)
        node = getattr(slot, "field", None) or getattr(slot, "node", None)
        if node is not None:
            names += node.names
    return list(dict.fromkeys(names))
