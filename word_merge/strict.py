# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Strict Open XML as the ordinary kind of it, which ISO 29500 calls transitional.

The strict kind has other namespaces, units in its measures and signs of per cent (part
1 of the standard against part 4); elements and attributes are those of the other kind.
"""

import re

from .errors import TemplateError
from .names import A, W
from .package import parse_xml, serialise
from .sentences import Sentence as _lt

STRICT = b"http://purl.oclc.org/ooxml/"
MAIN_RELATION = STRICT + b"officeDocument/relationships/officeDocument"
ORDINARY = "http://schemas.openxmlformats.org/"
REFUSAL = _lt(
    "The document is saved as Strict Open XML; save it as an ordinary Word "
    "document (.docx)."
)
# Strict names end in one of these, or go on after the last.
NAMES = {
    **{
        f"{group}/{name}": f"{group}/2006/{name}"
        for group, names in {
            "wordprocessingml": "main",
            "spreadsheetml": "main",
            "presentationml": "main",
            "schemaLibrary": "main",
            "drawingml": "main wordprocessingDrawing spreadsheetDrawing picture chart "
            "chartDrawing diagram lockedCanvas compatibility table ole",
            "officeDocument": "math bibliography characteristics docPropsVTypes "
            "sharedTypes customXml relationships",
        }.items()
        for name in names.split()
    },
    "officeDocument/extendedProperties": "officeDocument/2006/extended-properties",
    "officeDocument/customProperties": "officeDocument/2006/custom-properties",
}
RELATIONS = "officeDocument/relationships/"
RENAMED = {
    "extendedProperties": "extended-properties",
    "customProperties": "custom-properties",
}
# A tag, and in it what is a name of the standard and not an address of the document.
TAG = re.compile(rb"<[^<>]*>")
NAME = re.compile(
    rb"(\s(?:xmlns(?::[\w.-]+)?|Type|(?:\w+:)?uri)\s*=\s*[\"'])"
    + re.escape(STRICT)
    + rb"([^\"']*)"
)
VALUES = re.compile(
    rb"[\"']-?[0-9.]+(?:mm|cm|in|pt|pc|pi|%)[\"']|textDirection|conformance"
)
MEASURE = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)(mm|cm|in|pt|pc|pi|%)")
# Parts of an inch.
INCHES = {"in": 1, "cm": 1 / 2.54, "mm": 1 / 25.4, "pt": 1 / 72, "pc": 1 / 6}
INCHES["pi"] = INCHES["pc"]
TWIPS, HALF_POINTS, EMU = 1440, 144, 914400
HALF_POINT_ELEMENTS = {
    W + name
    for name in ("sz", "szCs", "kern", "position", "hps", "hpsRaise", "hpsBaseText")
}
TWIP_ELEMENTS = {
    W + name
    for name in (
        "defaultTabStop trHeight spacing hyphenationZone drawingGridHorizontalSpacing "
        "drawingGridVerticalSpacing drawingGridHorizontalOrigin "
        "drawingGridVerticalOrigin marLeft marRight marTop marBottom"
    ).split()
}
TWIP_ATTRIBUTES = {
    W + name
    for name in (
        "w h x y left right top bottom header footer gutter space firstLine hanging "
        "start end before after line pos hSpace vSpace leftFromText rightFromText "
        "topFromText bottomFromText tblpX tblpY distance linePitch"
    ).split()
}
DIRECTIONS = {
    "tb": "lrTb",
    "rl": "tbRl",
    "lr": "btLr",
    "tbV": "lrTbV",
    "rlV": "tbRlV",
    "lrV": "tbLrV",
}
# All of them: those of texts, charts, diagrams.
DRAWINGS = A.removesuffix("main}")
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
# What people write, in drawings.
TEXTS = {"name", "descr", "title", "typeface", "tooltip", "id", "uri"}


def to_ordinary(parts):
    """Return the parts of a document as the ordinary kind has them.

    :param dict parts: their content by name
    :rtype: dict[str, bytes]
    :raise TemplateError: it is of the strict kind and has something unknown
    """
    if MAIN_RELATION not in parts.get("_rels/.rels", b""):
        return parts
    return {
        name: _convert(data, name) if name.lower().endswith((".xml", ".rels")) else data
        for name, data in parts.items()
    }


def _convert(data, name):
    if STRICT in data:
        data = TAG.sub(_rename_in, data)
    if name.lower().endswith(".xml") and VALUES.search(data):
        root = parse_xml(data, name)
        root.attrib.pop(W + "conformance", None)
        for element in root.iter():
            _convert_values(element)
        data = serialise(root).encode()
    return data


def _rename_in(found):
    tag = found.group()
    return NAME.sub(_rename, tag) if STRICT in tag else tag


def _rename(found):
    """Return the beginning of an attribute with the ordinary name."""
    name = found.group(2).decode(errors="replace")
    if name.startswith(RELATIONS):
        kind = name.removeprefix(RELATIONS)
        ordinary = NAMES[RELATIONS[:-1]] + "/" + RENAMED.get(kind, kind)
    elif name in NAMES:
        ordinary = NAMES[name]
    else:
        raise TemplateError(REFUSAL)
    return found.group(1) + (ORDINARY + ordinary).encode()


def _convert_values(element):
    tag = element.tag
    if tag == W + "textDirection" and element.get(W + "val") in DIRECTIONS:
        element.set(W + "val", DIRECTIONS[element.get(W + "val")])
    for name, value in element.attrib.items():
        found = MEASURE.fullmatch(value)
        scale = found and _get_scale(tag, name, found.group(2))
        if scale:
            element.set(name, str(round(float(found.group(1)) * scale)))


def _get_scale(tag, name, unit):
    """Return how much a unit is in whole numbers, or None for what is no measure."""
    if tag.startswith(W):
        if unit == "%":
            # the width of a table is in fiftieths, that of characters in hundredths
            if name == W + "w":
                return 50
            is_plain = (tag, name) in (
                (W + "w", W + "val"),
                (W + "zoom", W + "percent"),
            )
            return 1 if is_plain else None
        if tag in HALF_POINT_ELEMENTS and name == W + "val":
            return INCHES[unit] * HALF_POINTS
        is_twips = name in TWIP_ATTRIBUTES
        if is_twips or (tag in TWIP_ELEMENTS and name == W + "val"):
            return INCHES[unit] * TWIPS
        return None
    if not tag.startswith(DRAWINGS) or name in TEXTS:
        return None
    if unit == "%":
        return 1 if tag.startswith(CHART) else 1000
    return INCHES[unit] * EMU
