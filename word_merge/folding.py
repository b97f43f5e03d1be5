# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Putting one thing in the place of all the runs of a field."""

import copy

from lxml import etree

from .bookmarks import END, START, get_lone_marks
from .errors import TemplateError
from .names import W, enclosing, story_children
from .sentences import Sentence as _lt


def fold(runs, replacement):
    """Replace runs, which may reach over several paragraphs, by one element.

    :param list runs: the runs of a field, from its beginning to its end
    :param replacement: the element, or the elements, in the place of the first run
    """
    runs = [run for run in runs if run.getparent() is not None]
    first, last = enclosing(runs[0], W + "p"), enclosing(runs[-1], W + "p")
    if first is None or last is None:
        raise TemplateError(
            _lt(
                "A field of the document is outside a paragraph; insert it again "
                "in Word."
            )
        )
    if first is not last:
        _join_paragraphs(first, last)
    elements = replacement if isinstance(replacement, list) else [replacement]
    place = etree.Element(W + "r")
    runs[0].addprevious(place)
    for element in elements:
        place.addprevious(element)
    place.getparent().remove(place)
    # fields of Word's own in a branch stay what they are
    kept = set(elements)
    for run in runs:
        if run.getparent() is not None and run not in kept:
            remove_with_control(run)


def remove_with_control(element):
    """Remove an element, and the content controls that nothing is left in."""
    parent = element.getparent()
    parent.remove(element)
    if parent.tag == W + "sdtContent" and not len(parent):
        control = parent.getparent()
        if control is not None and control.getparent() is not None:
            remove_with_control(control)


def fold_blocks(runs, blocks):
    """Replace runs that reach over tables by paragraphs and tables.

    What stands before the field in its first paragraph stays a paragraph, and what
    follows it in its last.

    :param list runs: the runs of a field, from its beginning to its end
    :param list blocks: the elements in their place
    """
    runs = [run for run in runs if run.getparent() is not None]
    first, last = enclosing(runs[0], W + "p"), enclosing(runs[-1], W + "p")
    between = _get_between(first, last)
    for block in blocks:
        last.addprevious(block)
    for run in runs:
        if run.getparent() is not None:
            remove_with_control(run)
    # also what the author saw last: the result of the field has tables too
    kept = {last, *blocks}
    for element in between:
        if element.tag in (W + "p", W + "tbl") and element not in kept:
            element.getparent().remove(element)
    if all(child.tag == W + "pPr" for child in first):
        first.getparent().remove(first)


def make_paragraph(like, runs):
    """Return a paragraph with the properties of another."""
    paragraph = etree.Element(W + "p")
    properties = like.find(W + "pPr")
    if properties is not None:
        paragraph.append(copy.deepcopy(properties))
    paragraph.extend(runs)
    return paragraph


def take_table(table):
    """Return a table of a branch as one of the document.

    Word writes the text in it as part of the instruction; fields in a cell have
    instructions of their own.
    """
    for cell in table.iter(W + "tc"):
        depth = 0
        for run in story_children(cell):
            mark = run.find(W + "fldChar") if run.tag == W + "r" else None
            kind = mark.get(W + "fldCharType") if mark is not None else ""
            depth += (kind == "begin") - (kind == "end")
            for text in run.findall(W + "instrText") if not depth else ():
                text.tag = W + "t"
    return table


def _get_between(first, last):
    """Return the elements after the first paragraph of a field, to the last."""
    if last.getparent() is not first.getparent():
        raise TemplateError(
            _lt(
                "A field of the document reaches out of its table cell or text "
                "box; insert it again in Word."
            )
        )
    between = []
    for element in first.itersiblings():
        between.append(element)
        if element is last:
            break
    around = [first, *between]
    if any(element.find(f"{W}pPr/{W}sectPr") is not None for element in around):
        raise TemplateError(
            _lt(
                "A field of the document contains a section break; move the break "
                "out of the field."
            )
        )
    return between


def _join_paragraphs(first, last):
    """Make one paragraph of those that a field reaches over."""
    between = _get_between(first, last)
    tags = (W + "p", W + "bookmarkStart", W + "bookmarkEnd")
    if any(element.tag not in tags for element in between):
        raise TemplateError(
            _lt(
                "A field of the document contains a table; put it into a branch of "
                "an IF, or take it out of the field."
            )
        )
    for element in between:
        if element.tag in (START, END):
            first.append(element)
            continue
        if element is not last:
            first.extend(get_lone_marks(element))
        element.getparent().remove(element)
    # what follows the field in its last paragraph stays
    for child in list(last):
        if child.tag != W + "pPr":
            first.append(child)
