# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether the elements of a text stand where Word wants them."""

from lxml import etree

from .markup import NAMESPACES, W

# What is left of the editor, and nobody's business but his.
LEFT = {
    f"{W}{name}"
    for name in (
        "ins del moveFrom moveTo rPrChange pPrChange sectPrChange tblPrChange "
        "trPrChange tcPrChange commentReference attachedTemplate mailMerge "
        "trackRevisions fldSimple"
    ).split()
}
PARTS = {f"{W}{name}" for name in ("document", "hdr", "ftr", "footnotes", "endnotes")}
# What must end with a paragraph.
STORIES = [f"{W}{name}" for name in ("tc", "hdr", "ftr", "txbxContent")]
WRAPPERS = {f"{W}sdt", f"{W}customXml"}
PARAGRAPH, RUN, TABLE, ROW, CELL, BODY, SECTION = (
    f"{W}{name}" for name in ("p", "r", "tbl", "tr", "tc", "body", "sectPr")
)
MARKS = {f"{W}bookmarkStart", f"{W}bookmarkEnd"}
TEXTS = [f"{W}t", f"{W}instrText"]
IGNORABLE, CHOICE = (
    f"{{{NAMESPACES['mc']}}}{name}" for name in ("Ignorable", "Choice")
)
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def check_prefixes(name, tree):
    """Stop if a prefix is to be ignored, or required, that is not declared there."""
    for node in tree.iter(etree.Element):
        required = node.get("Requires") if node.tag == CHOICE else None
        for prefix in f"{node.get(IGNORABLE) or ''} {required or ''}".split():
            assert prefix in node.nsmap, f"{name}: {prefix} is not declared"


def check_text(name, tree):
    """Stop if an element of a part is not where it may be."""
    if tree.tag not in PARTS:
        return
    for node in tree.iter():
        assert isinstance(node.tag, str), f"{name}: {etree.tostring(node)}"
        assert node.tag not in LEFT, f"{name}: {node.tag} is left"
        text = f"{node.text}{node.tail}{node.attrib.values()}"
        assert "\uf8f0" not in text and "\uf8f1" not in text, f"{name}: a mark is left"
    for node in tree.iter(*STORIES):
        _check_end(name, node)
    for node in tree.iter(TABLE):
        assert _has(node, ROW), f"{name}: a table has no rows"
    for node in tree.iter(ROW):
        assert _has(node, CELL), f"{name}: a row has no cells"
    for node in tree.iter(RUN):
        parent = node.getparent().tag
        assert parent not in (RUN, BODY, CELL, TABLE), f"{name}: a run in {parent}"
    for node in tree.iter(PARAGRAPH):
        parent = node.getparent().tag
        assert parent not in (PARAGRAPH, RUN), f"{name}: a paragraph in {parent}"
        places = [child.tag for child in node].count(f"{W}pPr")
        assert places == 0 or (places == 1 and node[0].tag == f"{W}pPr"), name
    for node in tree.iter(*TEXTS):
        assert not len(node), f"{name}: {node.tag} has {node[0].tag} in it"
        text = node.text or ""
        assert text == text.strip() or node.get(SPACE) == "preserve", f"{name}: {text}"
    _check_sections(name, tree)


def _check_end(name, node):
    last = next((child for child in reversed(node) if child.tag not in MARKS), None)
    while last is not None and last.tag in WRAPPERS:
        content = last.find(f"{W}sdtContent")
        last = next(reversed(last if content is None else content), None)
    tag = None if last is None else last.tag
    assert tag == PARAGRAPH, f"{name}: {node.tag} ends with {tag}"


def _has(node, tag):
    return next(node.iter(tag), None) is not None


def _check_sections(name, tree):
    for node in tree.iter(BODY):
        own = node.findall(SECTION)
        assert len(own) <= 1, f"{name}: two last sections"
        assert not own or node[-1] is own[0], f"{name}: the last section is not last"
    for node in tree.iter(SECTION):
        parent = node.getparent()
        assert parent.tag in (BODY, f"{W}pPr"), f"{name}: a section in {parent.tag}"
