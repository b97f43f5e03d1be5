# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Namespaces of WordprocessingML and how their elements are found."""

import re

W_URI = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = "{" + W_URI + "}"
R_URI = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
R = "{" + R_URI + "}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
RELATIONS_URI = "{http://schemas.openxmlformats.org/package/2006/relationships}"
RELATION = RELATIONS_URI + "Relationship"
CONTENT_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"

NUMBER = re.compile(r"[-+]?[0-9]+")
# Elements whose paragraphs form a text of their own: no field reaches out of one.
STORIES = {
    W + name
    for name in ("body", "hdr", "ftr", "footnote", "endnote", "txbxContent", "tc")
}
# The root elements of the parts with text.
ROOTS = {W + name for name in ("document", "hdr", "ftr", "footnotes", "endnotes")}
# As large as Word lets a number be.
MAX_NUMBER = 2**31 - 1


def read_number(text):
    """Return the whole number in an attribute, or None where there is none."""
    # int() knows more: other digits, underscores, numbers of any length
    if not text or len(text) > 11 or not NUMBER.fullmatch(text):
        return None
    number = int(text)
    return number if -MAX_NUMBER <= number <= MAX_NUMBER else None


def story_children(element, left_out=STORIES):
    """Yield the elements below one, without those of stories inside it.

    :param element: an element, or a list of them
    :param set left_out: the tags of what is left out, with all that is in it
    """
    stack = [iter(element)]
    while stack:
        for child in stack[-1]:
            if isinstance(child.tag, str) and child.tag not in left_out:
                yield child
                if len(child):
                    stack.append(iter(child))
                    break
        else:
            stack.pop()


def enclosing(element, tag):
    """Return the nearest element around one that has a tag, or None."""
    return next(element.iterancestors(tag), None)
