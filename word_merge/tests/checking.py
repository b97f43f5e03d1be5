# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether a document is one that Word opens without a complaint."""

import io
import zipfile
from collections import Counter

import docx
from lxml import etree

from .documents import CONTENT_TYPES, unpack
from .markup import WP, R, W
from .reading import get_relations

DRAWING_ID = f"{WP}docPr"


def check_document(data):
    """Stop if a document is not valid.

    :return: the document as python-docx opens it
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = [name.lower() for name in archive.namelist()]
    assert len(names) == len(set(names)), "two parts of one name"
    parts = unpack(data)
    trees = {
        name: etree.fromstring(content)
        for name, content in parts.items()
        if name.endswith((".xml", ".rels"))
    }
    _check_types(parts, trees["[Content_Types].xml"])
    for name, tree in trees.items():
        if name.startswith("word/") and not name.endswith(".rels"):
            _check_relations(parts, name, tree)
            _check_fields(name, tree)
    _check_ids(trees)
    _check_notes(trees)
    return docx.Document(io.BytesIO(data))


def _check_types(parts, types):
    tag = f"{{{CONTENT_TYPES}}}"
    defaults = {node.get("Extension").lower() for node in types.iter(f"{tag}Default")}
    overrides = [node.get("PartName") for node in types.iter(f"{tag}Override")]
    assert len(overrides) == len(set(overrides)), "a part has two types"
    for name in overrides:
        assert name.lstrip("/") in parts, f"a type for {name}, which is not there"
    for name in parts:
        known = f"/{name}" in overrides or name.rpartition(".")[2].lower() in defaults
        assert known or name == "[Content_Types].xml", f"no type for {name}"


def _check_relations(parts, name, tree):
    relations = get_relations(parts, name)
    for target, _kind, external in relations.values():
        assert external or target in parts, f"{name} is related to {target}, not there"
    for node in tree.iter(etree.Element):
        for key, value in node.attrib.items():
            if key.startswith(R):
                assert value in relations, f"{name} uses {value}, which it has not"


def _check_fields(name, tree):
    """Stop if a field is not closed in its part, or in the wrong order."""
    stack = []
    for node in tree.iter(f"{W}fldChar"):
        kind = node.get(f"{W}fldCharType")
        if kind == "begin":
            stack.append(kind)
        elif kind == "separate":
            assert stack and stack[-1] == "begin", f"{name}: separate without begin"
            stack[-1] = kind
        else:
            assert stack, f"{name}: end without begin"
            stack.pop()
    assert not stack, f"{name}: a field is not closed"


def _check_ids(trees):
    bookmarks, ends, drawings, names = Counter(), Counter(), Counter(), Counter()
    for name, tree in trees.items():
        if not name.startswith("word/"):
            continue
        for node in tree.iter(f"{W}bookmarkStart"):
            bookmarks[node.get(f"{W}id")] += 1
            names[node.get(f"{W}name").lower()] += 1
        for node in tree.iter(f"{W}bookmarkEnd"):
            ends[node.get(f"{W}id")] += 1
        drawings.update(node.get("id") for node in tree.iter(DRAWING_ID))
    assert all(count == 1 for count in bookmarks.values()), "an id of two bookmarks"
    assert bookmarks == ends, "a bookmark is not closed"
    assert all(count == 1 for count in names.values()), "two bookmarks of one name"
    assert all(count == 1 for count in drawings.values()), "two drawings of one id"


def _check_notes(trees):
    """Stop if a footnote is there twice, or a mark has none."""
    for kind in ("footnote", "endnote"):
        part = trees.get(f"word/{kind}s.xml")
        notes = [] if part is None else part.findall(f"{W}{kind}")
        ids = [node.get(f"{W}id") for node in notes]
        assert len(ids) == len(set(ids)), f"two {kind}s of one id"
        marks = [
            node.get(f"{W}id")
            for name, tree in trees.items()
            if name.startswith("word/")
            for node in tree.iter(f"{W}{kind}Reference")
        ]
        assert set(marks) <= set(ids), f"a {kind} is missing"
        assert len(marks) == len(set(marks)), f"two marks of one {kind}"
