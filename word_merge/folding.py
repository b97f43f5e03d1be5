# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Putting one thing in the place of all the runs of a field."""

from .errors import TemplateError
from .names import W, enclosing


def fold(runs, replacement):
    """Replace runs, which may reach over several paragraphs, by one element.

    :param list runs: the runs of a field, from its beginning to its end
    :param replacement: the element that takes the place of the first run
    """
    runs = [run for run in runs if run.getparent() is not None]
    first, last = enclosing(runs[0], W + "p"), enclosing(runs[-1], W + "p")
    if first is None or last is None:
        raise TemplateError(
            "A field of the document is outside a paragraph; insert it again in Word."
        )
    if first is not last:
        _join_paragraphs(first, last)
    runs[0].addprevious(replacement)
    for run in runs:
        if run.getparent() is not None:
            run.getparent().remove(run)


def _join_paragraphs(first, last):
    """Make one paragraph of those that a field reaches over."""
    parent = first.getparent()
    if last.getparent() is not parent:
        raise TemplateError(
            "A field of the document reaches out of its table cell or text box; insert "
            "it again in Word."
        )
    between = []
    for element in first.itersiblings():
        between.append(element)
        if element is last:
            break
    for element in between:
        if element.tag not in (W + "p", W + "bookmarkStart", W + "bookmarkEnd"):
            raise TemplateError(
                "A field of the document contains a table; use text only."
            )
        if element.find(f"{W}pPr/{W}sectPr") is not None:
            raise TemplateError(
                "A field of the document contains a section break; move the break out "
                "of the field."
            )
    for element in between:
        parent.remove(element)
    # what follows the field in its last paragraph stays
    for child in list(last):
        if child.tag != W + "pPr":
            first.append(child)
