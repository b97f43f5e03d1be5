# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Runs in a form that is easy to read: every part of a field in a run of its own."""

import copy
import re

from lxml import etree

from .errors import TemplateError
from .names import STORIES, XML_SPACE, W, story_children
from .package import MEGABYTE
from .sentences import Sentence as _lt

# Every part of a field gets a run of its own, with the formatting of the one it is in.
MAX_COPIED = 4 * MEGABYTE
FIELD_PARTS = {W + "fldChar", W + "instrText"}
RUN, FIELD_MARK = W + "r", W + "fldChar"
# How a part of a field changes the number of fields that are open.
STEPS = {"begin": 1, "end": -1}
# Where there are no runs, but much else.
PROPERTIES = {
    W + name for name in ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "sdtPr", "sectPr")
}
LEFT_OUT = STORIES | PROPERTIES


def prepare_runs(root):
    """Write simple fields as complex ones and split runs around parts of fields."""
    for simple in list(root.iter(W + "fldSimple")):
        _expand_simple(simple)
    copied = 0
    # most runs have no part of a field in them
    marked = dict.fromkeys(mark.getparent() for mark in root.iter(*FIELD_PARTS))
    for run in marked:
        if run.tag != RUN:
            continue
        content = [child for child in run if child.tag != W + "rPr"]
        if len(content) > 1:
            copied += _get_size(run.find(W + "rPr")) * len(content)
            if copied > MAX_COPIED:
                raise TemplateError(
                    _lt(
                        "The runs of text with fields of the document have more "
                        "than %(size)s MB of formatting; insert the fields again "
                        "in Word.",
                        size=MAX_COPIED // MEGABYTE,
                    )
                )
            _split(run, content)


def iter_runs(story):
    """Yield the runs of a story among which there are fields, in their order."""
    depth = 0
    for block in story:
        steps = [
            STEPS.get(mark.get(W + "fldCharType"), 0) for mark in block.iter(FIELD_MARK)
        ]
        if steps or depth > 0:
            for element in story_children([block], LEFT_OUT):
                if element.tag == RUN:
                    yield element
        depth += sum(steps)


def iter_stories(root):
    """Yield the stories of a part with fields: its body, notes, text boxes, cells."""
    found = {next(mark.iterancestors(*STORIES), None) for mark in root.iter(FIELD_MARK)}
    return (story for story in root.iter(*STORIES) if story in found)


def make_run(like, *children):
    """Return a run with the properties of another."""
    run = etree.Element(W + "r")
    properties = like.find(W + "rPr") if like is not None else None
    if properties is not None:
        run.append(copy.deepcopy(properties))
    run.extend(children)
    return run


def make_text(tag=W + "t", text=""):
    """Return a text element whose spaces count."""
    element = etree.Element(tag)
    element.set(XML_SPACE, "preserve")
    element.text = text
    return element


def make_texts(text):
    """Return the elements of a text: its lines and tabs are Word's own."""
    elements = []
    for piece in re.split(r"([\n\t])", text):
        if piece in ("\n", "\t"):
            elements.append(etree.Element(W + ("br" if piece == "\n" else "tab")))
        elif piece:
            elements.append(make_text(text=piece))
    return elements


def _split(run, content):
    for child in content:
        run.addprevious(make_run(run, child))
    run.getparent().remove(run)


def _get_size(properties):
    return 0 if properties is None else len(etree.tostring(properties))


def _expand_simple(simple):
    first = simple.find(W + "r")
    parts = [_make_mark(first, "begin")]
    instruction = make_text(W + "instrText", simple.get(W + "instr") or "")
    parts.append(make_run(first, instruction))
    parts.append(_make_mark(first, "separate"))
    parts += [child for child in simple if child.tag != W + "fldData"]
    parts.append(_make_mark(first, "end"))
    for part in parts:
        simple.addprevious(part)
    simple.getparent().remove(simple)


def _make_mark(like, kind):
    mark = etree.Element(W + "fldChar")
    mark.set(W + "fldCharType", kind)
    return make_run(like, mark)
