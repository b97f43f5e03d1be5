# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Properties of runs and paragraphs: read from Word's XML, written as inline CSS."""

import re

from ..escaping import escape
from ..names import W

TOGGLES = {
    "b": "bold",
    "i": "italic",
    "strike": "strike",
    "dstrike": "strike",
    "caps": "caps",
    "smallCaps": "small_caps",
    "vanish": "hidden",
}
HEX = re.compile(r"[0-9A-Fa-f]{6}")
FONT = re.compile(r"[\w][\w .\-]{0,60}")
HIGHLIGHTS = {
    "black": "000000",
    "blue": "0000ff",
    "cyan": "00ffff",
    "green": "00ff00",
    "magenta": "ff00ff",
    "red": "ff0000",
    "yellow": "ffff00",
    "white": "ffffff",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "c0c0c0",
}
ALIGNMENTS = {
    "left": "left",
    "start": "left",
    "center": "center",
    "right": "right",
    "end": "right",
    "both": "justify",
    "distribute": "justify",
}
LINES = {"dashed": "dashed", "dotted": "dotted", "double": "double"}
LINES["dashSmallGap"] = "dashed"
NO_LINES = ("none", "nil")
# Twentieths of a point, in which Word measures.
TWIPS = 20
AUTOMATIC_SPACING = 14.0


def to_int(text, low=-31_680, high=31_680):
    """Return a measure between bounds, or None when it is no number."""
    try:
        return min(max(int(float(text)), low), high)
    except (TypeError, ValueError, OverflowError):
        return None


def is_on(element):
    """Whether a property that can be on or off is on."""
    return (element.get(W + "val") or "1").lower() not in ("0", "false", "off")


def value_of(properties, name, attribute="val"):
    """Return an attribute of a property, or None."""
    element = properties.find(W + name) if properties is not None else None
    return None if element is None else element.get(W + attribute)


def read_color(text):
    """Return a colour of CSS, or None for the automatic one."""
    return "#" + text.lower() if text and HEX.fullmatch(text) else None


def read_shading(properties):
    """Return the background in the properties of something, or None."""
    return read_color(value_of(properties, "shd", "fill"))


def read_run_properties(properties):
    """Return the format that the properties of a run ask for.

    :param properties: a ``w:rPr`` or None
    :rtype: dict
    """
    result = {}
    for child in properties if properties is not None else ():
        name = str(child.tag).rpartition("}")[2]
        if name in TOGGLES:
            result[TOGGLES[name]] = is_on(child)
        elif name in RUN_READERS:
            RUN_READERS[name](child, result)
    return result


def _read_size(element, result):
    size = to_int(element.get(W + "val"), 2, 400)
    if size is not None:
        result["size"] = size / 2


def _read_font(element, result):
    font = element.get(W + "ascii") or ""
    if FONT.fullmatch(font):
        result["font"] = font


RUN_READERS = {
    "sz": _read_size,
    "rFonts": _read_font,
    "u": lambda element, result: result.update(
        underline=(element.get(W + "val") or "single") != "none"
    ),
    "color": lambda element, result: result.update(
        color=read_color(element.get(W + "val"))
    ),
    "highlight": lambda element, result: result.update(
        background=read_color(HIGHLIGHTS.get(element.get(W + "val")))
    ),
    # a highlight comes first and covers the shading
    "shd": lambda element, result: result.setdefault(
        "background", read_color(element.get(W + "fill"))
    ),
    "vertAlign": lambda element, result: result.update(position=element.get(W + "val")),
}


def read_paragraph_properties(properties):
    """Return the format that the properties of a paragraph ask for.

    :param properties: a ``w:pPr`` or None
    :rtype: dict
    """
    result = {}
    if properties is None:
        return result
    for child in properties:
        reader = READERS.get(str(child.tag).rpartition("}")[2])
        if reader:
            reader(child, result)
    return result


def _read_spacing(element, result):
    for side in ("before", "after"):
        points = to_int(element.get(W + side), 0)
        if points is not None:
            result[side] = points / TWIPS
        automatic = element.get(W + side + "Autospacing")
        if automatic and automatic.lower() not in ("0", "false", "off"):
            result[side] = AUTOMATIC_SPACING
    line = to_int(element.get(W + "line"), 1)
    if line is not None and element.get(W + "lineRule", "auto") == "auto":
        result["line"] = line / 240


def _read_indents(element, result):
    for side, name in (("left", "start"), ("right", "end")):
        value = to_int(element.get(W + side, element.get(W + name)))
        if value is not None:
            result[side] = value / TWIPS
    first, hanging = (to_int(element.get(W + n)) for n in ("firstLine", "hanging"))
    if hanging is not None:
        result["first"] = -hanging / TWIPS
    elif first is not None:
        result["first"] = first / TWIPS


def _read_list(element, result):
    number = value_of(element, "numId")
    if number is not None:
        result["list"] = number
    level = to_int(value_of(element, "ilvl"), 0, 8)
    if level is not None:
        result["level"] = level


def _read_borders(element, result):
    result["borders"] = {
        side: read_border(element.find(W + side)) for side in ("top", "bottom")
    }


READERS = {
    "spacing": _read_spacing,
    "ind": _read_indents,
    "numPr": _read_list,
    "pBdr": _read_borders,
    "jc": lambda element, result: result.update(align=element.get(W + "val")),
    "bidi": lambda element, result: result.update(rtl=is_on(element)),
    "contextualSpacing": lambda element, result: result.update(
        contextual=is_on(element)
    ),
    "outlineLvl": lambda element, result: result.update(
        outline=to_int(element.get(W + "val"), 0, 9)
    ),
    "shd": lambda element, result: result.update(
        background=read_color(element.get(W + "fill"))
    ),
}


def read_border(element):
    """Return a line in CSS: "" for none, None when nothing is said about it."""
    if element is None:
        return None
    kind = element.get(W + "val") or "none"
    if kind in NO_LINES:
        return ""
    eighths = to_int(element.get(W + "sz"), 0, 96) or 4
    color = read_color(element.get(W + "color")) or "#000000"
    return f"{max(1, round(eighths / 6))}px {LINES.get(kind, 'solid')} {color}"


def points(number):
    """Return a measure in CSS."""
    return f"{number:g}pt" if number else "0"


def get_run_css(wanted, base):
    """Return the declarations that lead from one format of text to another."""
    css = []
    if wanted.get("size") and wanted["size"] != base.get("size"):
        css.append(f"font-size:{points(wanted['size'])}")
    if wanted.get("color") != base.get("color"):
        css.append(f"color:{wanted.get('color') or '#000000'}")
    if wanted.get("font") and wanted["font"] != base.get("font"):
        css.append(f"font-family:'{wanted['font']}',sans-serif")
    if wanted.get("background") and wanted["background"] != base.get("background"):
        css.append(f"background-color:{wanted['background']}")
    if bool(wanted.get("caps")) != bool(base.get("caps")):
        css.append(f"text-transform:{'uppercase' if wanted.get('caps') else 'none'}")
    if bool(wanted.get("small_caps")) != bool(base.get("small_caps")):
        kind = "small-caps" if wanted.get("small_caps") else "normal"
        css.append(f"font-variant:{kind}")
    if base.get("bold") and not wanted.get("bold"):
        css.append("font-weight:normal")
    if base.get("italic") and not wanted.get("italic"):
        css.append("font-style:normal")
    return css


def get_align(wanted):
    """Return the alignment of a paragraph, or None for the ordinary one."""
    align = ALIGNMENTS.get(wanted.get("align"))
    if wanted.get("rtl"):
        # left and right mean the beginning and the end of the line
        align = {"left": "right", "right": "left"}.get(align or "left", align)
        return None if align == "right" else align
    return None if align == "left" else align


def get_paragraph_css(wanted, base):
    """Return the declarations of a paragraph; its margins always, or a mail client
    has its own."""
    sides = [wanted.get(name, 0) for name in ("before", "right", "after", "left")]
    css = ["margin:" + " ".join(points(side) for side in sides)]
    align = get_align(wanted)
    if align:
        css.append(f"text-align:{align}")
    if wanted.get("first"):
        css.append(f"text-indent:{points(wanted['first'])}")
    line = wanted.get("line", 1)
    if line != base.get("line", 1):
        css.append(f"line-height:{line * 1.2:.3g}")
    for side, border in (wanted.get("borders") or {}).items():
        if border:
            css.append(f"border-{side}:{border}")
    if wanted.get("background"):
        css.append(f"background-color:{wanted['background']}")
    return css


def make_style(css):
    """Return the attribute with some declarations."""
    return f' style="{escape(";".join(css))}"' if css else ""
