# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether a document is one that Word opens without a complaint."""

import io
import zipfile

import docx
from lxml import etree

from .checking_text import check_prefixes, check_text
from .documents import CONTENT_TYPES, RELATIONSHIPS, unpack
from .markup import NAMESPACES, WP, R, W
from .reading import get_relations

FALLBACK = f"{{{NAMESPACES['mc']}}}Fallback"
PARAGRAPH_ID = f"{{{NAMESPACES['w14']}}}paraId"
RELATION_ID = f"{{{NAMESPACES['o']}}}relid"
# The beginnings of ranges, each with an end of the same number.
RANGES = ("bookmark", "commentRange", "perm", "moveFromRange", "moveToRange")
UNIQUE = {
    "bookmark": (f"{W}bookmarkStart", f"{W}id"),
    "name of a bookmark": (f"{W}bookmarkStart", f"{W}name"),
    "drawing": (f"{WP}docPr", "id"),
    "list": (f"{W}num", f"{W}numId"),
    "kind of list": (f"{W}abstractNum", f"{W}abstractNumId"),
}
# Word's names of bookmarks are no longer.
MAX_NAME = 40


def check_document(data):
    """Stop if a document is not valid.

    :return: the document as python-docx opens it
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = [name.lower() for name in archive.namelist()]
    assert len(names) == len(set(names)), "two parts of one name"
    parts = unpack(data)
    types = _check_types(parts)
    trees = {
        name: etree.fromstring(content)
        for name, content in parts.items()
        if name.endswith((".xml", ".rels")) or types.get(name, "").endswith("+xml")
    }
    for name, tree in trees.items():
        if name.endswith(".rels"):
            _check_related(parts, name, tree)
        else:
            _check_relations(parts, name, tree)
        if name.startswith("word/"):
            _check_fields(name, tree)
            _check_ranges(name, tree)
            check_text(name, tree)
        check_prefixes(name, tree)
    _check_unique(trees)
    _check_notes(parts, trees)
    return docx.Document(io.BytesIO(data))


def _check_types(parts):
    """Return the types of the parts by name."""
    tag = f"{{{CONTENT_TYPES}}}"
    types = etree.fromstring(parts["[Content_Types].xml"])
    defaults, overrides = {}, {}
    for node in types.iter(f"{tag}Default"):
        defaults[node.get("Extension").lower()] = node.get("ContentType")
    for node in types.iter(f"{tag}Override"):
        name = node.get("PartName")
        assert name not in overrides, f"{name} has two types"
        assert name.lstrip("/") in parts, f"a type for {name}, which is not there"
        overrides[name] = node.get("ContentType")
    found = {
        name: overrides.get(f"/{name}", defaults.get(name.rpartition(".")[2].lower()))
        for name in parts
        if name != "[Content_Types].xml"
    }
    assert all(found.values()), f"no type: {found}"
    return found


def _check_related(parts, name, tree):
    """Stop if relations are not written as such, or lead to no part."""
    nodes = list(tree.iterchildren(etree.Element))
    ids = [node.get("Id") for node in nodes]
    assert len(ids) == len(set(ids)), f"{name}: two relations of one id"
    for node in nodes:
        assert node.tag == f"{{{RELATIONSHIPS}}}Relationship", f"{name}: {node.tag}"
        assert node.get("Type") and node.get("Target"), f"{name}: {node.attrib}"
    part = name.replace("_rels/", "").removesuffix(".rels")
    assert not part or part in parts, f"relations of {part}, which is not there"
    for target, _kind, external in get_relations(parts, part).values():
        assert external or target in parts, f"{part} is related to {target}, not there"


def _check_relations(parts, name, tree):
    relations = get_relations(parts, name)
    for node in tree.iter(etree.Element):
        for key, value in node.attrib.items():
            if key.startswith(R) or key == RELATION_ID:
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


def _check_ranges(name, tree):
    """Stop if something begins and does not end, or the other way round."""
    for kind in RANGES:
        starts, ends = (
            sorted(node.get(f"{W}id") for node in tree.iter(f"{W}{kind}{end}"))
            for end in ("Start", "End")
        )
        assert starts == ends, f"{name}: {kind} {starts} ends as {ends}"
        opened = set()
        for node in tree.iter(f"{W}{kind}Start", f"{W}{kind}End"):
            if node.tag.endswith("Start"):
                opened.add(node.get(f"{W}id"))
            else:
                assert node.get(f"{W}id") in opened, f"{name}: {kind} ends first"


def _check_unique(trees):
    """Stop if a number or name is there twice that only one thing may have."""
    found = {kind: set() for kind in (*UNIQUE, "paragraph", "control")}
    for name, tree in trees.items():
        # building blocks are documents of their own
        if not name.startswith("word/") or name.startswith("word/glossary/"):
            continue
        for kind, value in _iter_identities(tree):
            key = value.lower()
            assert key not in found[kind], f"{name}: the {kind} {value} again"
            found[kind].add(key)
            if kind == "name of a bookmark":
                assert len(value) <= MAX_NAME or "_" not in value, value


def _iter_identities(tree):
    for kind, (tag, attribute) in UNIQUE.items():
        for node in tree.iter(tag):
            # what older versions of Word show instead
            if next(node.iterancestors(FALLBACK), None) is None:
                yield kind, node.get(attribute)
    for node in tree.iter(f"{W}p", f"{W}tr"):
        if node.get(PARAGRAPH_ID):
            yield "paragraph", node.get(PARAGRAPH_ID)
    for node in tree.iter(f"{W}sdtPr"):
        for number in node.findall(f"{W}id"):
            yield "control", number.get(f"{W}val")


def _check_notes(parts, trees):
    """Stop if a footnote is there twice, or a mark has none."""
    (main,) = (
        target
        for target, kind, _external in get_relations(parts, "").values()
        if kind == "officeDocument"
    )
    for kind in ("footnote", "endnote"):
        names = {
            target
            for target, word, external in get_relations(parts, main).values()
            if word == f"{kind}s" and not external
        }
        notes = [note for name in names for note in trees[name].findall(f"{W}{kind}")]
        ids = [node.get(f"{W}id") for node in notes]
        assert len(ids) == len(set(ids)), f"two {kind}s of one id"
        marks = [node.get(f"{W}id") for node in trees[main].iter(f"{W}{kind}Reference")]
        assert set(marks) <= set(ids), f"a {kind} is missing"
        assert len(marks) == len(set(marks)), f"two marks of one {kind}"
