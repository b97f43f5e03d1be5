# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pictures as values: what they are, how large, and the XML that shows them."""

import hashlib
from typing import NamedTuple

from docx.image.image import Image

from .errors import TemplateError
from .sentences import Sentence as _lt

# Kinds that every Word shows.
KINDS = {"image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif"}
EMU_PER_INCH = 914400
# A picture is no wider than the text of a letter and no higher than a third of it.
MAX_WIDTH = int(6.3 * EMU_PER_INCH)
MAX_HEIGHT = 3 * EMU_PER_INCH

INLINE = (
    "</w:t><w:drawing>"
    '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
    '<wp:extent cx="%(cx)d" cy="%(cy)d"/>'
    '<wp:docPr id="%(id)d" name="Picture %(id)d"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:nvPicPr><pic:cNvPr id="%(id)d" name="Picture %(id)d"/><pic:cNvPicPr/>'
    "</pic:nvPicPr><pic:blipFill>"
    '<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships" r:embed="%(rel_id)s"/>'
    "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
    '<a:off x="0" y="0"/><a:ext cx="%(cx)d" cy="%(cy)d"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    '<w:t xml:space="preserve">'
)


class Picture(NamedTuple):
    """A picture in a letter: its place in the package, and its size in EMU."""

    rel_id: str
    number: int
    width: int
    height: int

    def fit(self, width, height):
        """Return the size of the picture in a box, without distortion."""
        scale = min(width / self.width, height / self.height)
        return max(int(self.width * scale), 1), max(int(self.height * scale), 1)


def draw_inline(picture):
    """Return the XML of a picture in the midst of a text."""
    if picture is None:
        return ""
    cx, cy = picture.width, picture.height
    if cx > MAX_WIDTH or cy > MAX_HEIGHT:
        cx, cy = picture.fit(MAX_WIDTH, MAX_HEIGHT)
    values = {"cx": cx, "cy": cy, "id": picture.number, "rel_id": picture.rel_id}
    return INLINE % values


def read_picture(data, name):
    """Return the extension, file name and size in EMU of a picture.

    :param bytes data: a PNG, JPEG or GIF file
    :param str name: the field, for the message
    :raise TemplateError: it is no picture that Word shows
    """
    try:
        image = Image.from_blob(data)
        extension = KINDS[image.content_type]
        size = int(image.width), int(image.height)
    except Exception as error:
        # python-docx raises all kinds for a damaged file, Exception itself too
        raise TemplateError(
            _lt(
                "The picture of the field %(name)s is no PNG, JPEG or GIF file; "
                "convert it.",
                name=name,
            )
        ) from error
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()[:16]
    return extension, f"{digest}.{extension}", (max(size[0], 1), max(size[1], 1))
