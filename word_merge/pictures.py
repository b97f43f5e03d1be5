# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pictures of the template that stand for a picture of the contact.

Their alternative text names the field: ``{{Company_Logo}}``. The merged picture takes
their place, as large as fits in it.
"""

from lxml import etree

from .escaping import escape
from .names import WP, A, R, W, read_number
from .nodes import Field
from .program import compile_text, fill
from .typed_text import TYPED, get_typed_name

DRAWN = WP + "docPr"


class ValueSlot:
    """A figure of the picture being drawn."""

    def __init__(self, key):
        self.key = key

    def fill(self, scope, letter):
        """Return the figure."""
        return scope[self.key]


class PictureSlot:
    """A drawing that shows the picture of a field, or nothing.

    :ivar figures: those of the template's own picture, which stays in letters without
        a value where the name may be no field; else nothing
    """

    def __init__(self, field, width, height):
        self.field = field
        self.width, self.height = width, height
        self.items = []
        self.figures = {}

    def fill(self, scope, letter):
        """Return the drawing."""
        if self.figures and self.field.key not in scope:
            number = letter.media.number()
            return fill(self.items, {**self.figures, "id": str(number)}, letter)
        value = scope.get(self.field.key)
        if not isinstance(value, (bytes, bytearray)) or not value:
            return ""
        picture = letter.add_picture(bytes(value), self.field.name)
        if picture is None:
            return ""
        cx, cy = picture.fit(self.width, self.height)
        figures = {"rel_id": picture.rel_id, "cx": str(cx), "cy": str(cy)}
        figures["id"] = str(picture.number)
        return fill(self.items, figures, letter)


def mark_pictures(root, slots, keep_unknown=False):
    """Replace the drawings whose alternative text is a field.

    :param bool keep_unknown: see ``compile_template``
    """
    for properties in list(root.iter(DRAWN)):
        found = _find_field(properties)
        drawing = next(properties.iterancestors(W + "drawing"), None)
        if found and drawing is not None and drawing.getparent() is not None:
            stays = keep_unknown or found.group(1) is not None
            _replace(drawing, get_typed_name(found), slots, stays)


def _find_field(properties):
    for attribute in ("descr", "title"):
        found = TYPED.fullmatch((properties.get(attribute) or "").strip())
        if found:
            return found
    return None


def _replace(drawing, name, slots, stays):
    extent = drawing.find(f".//{WP}extent")
    blips = list(drawing.iter(A + "blip"))
    if extent is None or not blips:
        return
    width, height = (read_number(extent.get(name)) for name in ("cx", "cy"))
    if width is None or height is None:
        return
    slot = PictureSlot(Field(name), max(width, 1), max(height, 1))
    own = blips[0].get(R + "embed")
    if stays and own:
        slot.figures = {"rel_id": escape(own), "cx": str(width), "cy": str(height)}
    rel_id, cx, cy = (slots.mark_text(ValueSlot(key)) for key in ("rel_id", "cx", "cy"))
    for properties in drawing.iter(DRAWN):
        properties.set("id", slots.mark_text(ValueSlot("id")))
    for blip in blips:
        blip.set(R + "embed", rel_id)
        for extension in blip.findall(A + "extLst"):
            blip.remove(extension)
    for element in [extent, *drawing.iter(A + "ext")]:
        if element.get("cx"):
            element.set("cx", cx)
            element.set("cy", cy)
    mark = slots.mark(slot, [name])
    drawing.addprevious(mark)
    parent = drawing.getparent()
    drawing.tail = None
    parent.remove(drawing)
    slot.items = compile_text(etree.tostring(drawing, encoding="unicode"), slots)
