# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Table rows with fields in them: each may be repeated over a list."""

from lxml import etree

from .bookmarks import END, START, get_lone_marks
from .identities import DRAWING
from .names import W, enclosing
from .program import DrawingSlot, Row


def mark_rows(root, slots):
    """Mark the innermost rows that contain fields."""
    names = _get_names_by_row(root, slots)
    tables = {}
    for row in names:
        tables.setdefault(row.getparent(), []).append(row)
    for table, rows in tables.items():
        count = sum(1 for _row in table.iterchildren(W + "tr"))
        # a table without rows is none: the first of them is left then
        others = [names[row] for row in rows[1:]] if len(rows) == count else None
        for row in rows:
            _mark_row(row, slots, Row(names[row], others))
            others = None


def _mark_row(row, slots, slot):
    _drop_bookmarks(row)
    for drawing in row.iter(DRAWING):
        drawing.set("id", slots.mark_text(DrawingSlot()))
    end = slots.mark(None)
    end.text = "end" + end.text
    row.addprevious(slots.mark(slot))
    row.addnext(end)


def _drop_bookmarks(row):
    """Remove the bookmarks of a row, which would be there several times.

    Those that reach out of it begin before it or end behind it.
    """
    for mark in get_lone_marks(row):
        if mark.tag == START:
            row.addprevious(mark)
        else:
            row.addnext(mark)
    for mark in list(row.iter(START, END)):
        mark.getparent().remove(mark)


def _get_names_by_row(root, slots):
    """Return the names of the fields in every row, without those of rows inside it."""
    names = {}
    for mark in root.iter(etree.ProcessingInstruction):
        row = enclosing(mark, W + "tr")
        if row is not None and row.getparent().tag == W + "body":
            # a row of no table
            continue
        slot = slots.slots.get(mark.text)
        node = getattr(slot, "field", None) or getattr(slot, "node", None)
        if row is not None and node is not None and node.names:
            names.setdefault(row, {}).update(dict.fromkeys(node.names))
    return {row: list(found) for row, found in names.items()}
