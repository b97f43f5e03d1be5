# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What does not belong in a letter: tracked changes, comments, marks of the editor."""

from .bookmarks import rescue_marks
from .names import STORIES, W
from .sentences import Sentence as _lt

DELETIONS = {W + name for name in ("del", "moveFrom")}
INSERTIONS = {W + name for name in ("ins", "moveTo")}
CHANGES = {
    W + name
    for name in (
        "rPrChange pPrChange sectPrChange tblPrChange tblGridChange tcPrChange "
        "trPrChange tblPrExChange numberingChange moveFromRangeStart moveFromRangeEnd "
        "moveToRangeStart moveToRangeEnd cellIns cellDel cellMerge "
        "customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart "
        "customXmlDelRangeEnd customXmlMoveFromRangeStart customXmlMoveFromRangeEnd "
        "customXmlMoveToRangeStart customXmlMoveToRangeEnd"
    ).split()
}
COMMENTS = {
    W + name for name in ("commentRangeStart", "commentRangeEnd", "commentReference")
}
EDITOR = {
    W + name for name in ("proofErr", "lastRenderedPageBreak", "permStart", "permEnd")
}

# What leads out of the document, and asks the reader for what is not there.
OUTWARD = {W + name for name in ("mailMerge", "attachedTemplate", "saveThroughXslt")}
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
TEMPLATE_NAME = f"{{{PROPERTIES}}}Template"


def detach(root):
    """Forget the data source and the template in settings or properties.

    :return: whether there was something to forget
    """
    found = _remove_all(root, OUTWARD)
    for name in root.findall(TEMPLATE_NAME):
        # Word writes a name; where others write a path, it is nobody's business
        if set(name.text or "") & set("/\\"):
            root.remove(name)
            found = True
    return found


def clean(root):
    """Accept tracked changes and remove comments in a part.

    :return: sentences about what was done
    :rtype: list[str]
    """
    warnings = []
    if accept_changes(root):
        warnings.append(_lt("Tracked changes were accepted."))
    if _remove_all(root, COMMENTS):
        warnings.append(_lt("Comments were left out."))
    _remove_all(root, EDITOR)
    body = root.find(W + "body")
    if body is not None:
        _end_with_section(body)
    return warnings


def _end_with_section(body):
    """Leave one section, the last, that is no part of a paragraph, and at the end."""
    sections = body.findall(W + "sectPr")
    for section in sections:
        if section is not sections[-1] or section.getnext() is not None:
            body.remove(section)
    if sections and sections[-1].getparent() is None:
        body.append(sections[-1])


def accept_changes(root):
    """Accept the tracked changes of a part; return whether there were any."""
    found = False
    for element in list(root.iter(*DELETIONS)):
        # in the properties of a paragraph or row the element is only a mark
        row = element.getparent()
        if row is not None and row.tag == W + "trPr":
            _delete_row(row.getparent())
        else:
            rescue_marks(element)
            _remove(element)
        found = True
    for element in list(root.iter(*INSERTIONS)):
        _unwrap(element)
        found = True
    return _remove_all(root, CHANGES) or found


def _delete_row(row):
    """Delete a row, and the table with its last one."""
    table = row.getparent()
    if table is None:
        return
    rescue_marks(row)
    _remove(row)
    if table.tag != W + "tbl" or any(True for _row in table.iter(W + "tr")):
        return
    parent, rest = table.getparent(), table.getnext()
    if parent is None:
        return
    rescue_marks(table)
    parent.remove(table)
    if parent.tag in STORIES and parent.tag != W + "body" and rest is None:
        # a cell ends with a paragraph, as does a header
        parent.append(parent.makeelement(W + "p"))


def _remove_all(root, tags):
    elements = list(root.iter(*tags))
    for element in elements:
        _remove(element)
    return bool(elements)


def _remove(element):
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element):
    """Put the children of an element in its place."""
    parent = element.getparent()
    if parent is None:
        return
    for child in list(element):
        element.addprevious(child)
    parent.remove(element)
