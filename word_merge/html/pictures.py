# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pictures of a document in an e-mail."""

import re

from ..escaping import escape
from ..names import WP, A, R, W
from .formats import to_int

EMU_PER_PIXEL = 9525
MAX_PIXELS = 2000
# Of an alternative text, which is written for every picture of a drawing.
MAX_TEXT = 1000
VML = "{urn:schemas-microsoft-com:vml}"
# What mail clients show, by how the files begin.
BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
LENGTH = r"(?:^|;)\s*%s\s*:\s*(\d+(?:\.\d+)?)\s*(pt|px|in|cm|mm)"
PIXELS = {"pt": 4 / 3, "px": 1, "in": 96, "cm": 37.8, "mm": 3.78}


def get_picture_type(content):
    """Return the content type of a picture that mail clients show, or None."""
    for beginning, content_type in BEGINNINGS.items():
        if content.startswith(beginning):
            return content_type
    return None


def write_image(url, text, size=()):
    """Return the HTML of a picture.

    :param str url: where it is
    :param str text: the alternative text
    :param size: width and height in pixels
    """
    attributes = "".join(
        f' {name}="{pixels}"'
        for name, pixels in zip(("width", "height"), size, strict=False)
    )
    return (
        f'<img src="{escape(url)}" alt="{escape(" ".join(text.split()))}"'
        f'{attributes} style="border:0;max-width:100%"/>'
    )


class DocumentPictures:
    """The pictures of one document, each of them kept once.

    :param keep: ``keep_picture`` of ``to_html``
    """

    def __init__(self, keep):
        self.keep = keep
        self.urls = {}
        # what is said about the pictures of a drawing, of which there may be many
        self._described = {}

    def make_html(self, element, part):
        """Return the HTML of a picture, "" for one that cannot be shown.

        :param element: an ``a:blip`` or ``v:imagedata``
        :param part: the part that it is in
        """
        if self.keep is None:
            return ""
        url = self._get_url(element.get(R + "embed") or element.get(R + "id"), part)
        if not url:
            return ""
        if element.tag == A + "blip":
            return write_image(url, *self._describe(element))
        return write_image(url, *self._describe_shape(element))

    def _get_url(self, relation, part):
        related = part.rels.get(relation)
        if related is None or related.is_external:
            return ""
        picture = related.target_part
        if picture.partname not in self.urls:
            content_type = get_picture_type(picture.blob)
            url = self.keep(picture.blob, content_type) if content_type else ""
            self.urls[picture.partname] = url
        return self.urls[picture.partname]

    def _describe(self, blip):
        """Return the alternative text and the size of the drawing around a picture."""
        drawing = next(blip.iterancestors(W + "drawing"), None)
        if drawing is None:
            return "", ()
        if drawing not in self._described:
            self._described[drawing] = self._describe_drawing(drawing)
        return self._described[drawing]

    @staticmethod
    def _describe_drawing(drawing):
        properties = next(drawing.iter(WP + "docPr"), None)
        text = "" if properties is None else properties.get("descr") or ""
        text = text[:MAX_TEXT]
        extent = next(drawing.iter(WP + "extent"), None)
        # of several pictures in a group each has a size that is not the group's
        if extent is None or len(list(drawing.iter(A + "blip"))) > 1:
            return text, ()
        sizes = [to_int(extent.get(name), 0, 10**8) for name in ("cx", "cy")]
        return text, _fit([(size or 0) / EMU_PER_PIXEL for size in sizes])

    @staticmethod
    def _describe_shape(element):
        """Return the alternative text and the size of a picture of old versions."""
        shape = element.getparent()
        text = (shape.get("alt") or "")[:MAX_TEXT]
        lengths = [
            re.search(LENGTH % name, shape.get("style") or "")
            for name in ("width", "height")
        ]
        if None in lengths:
            return text, ()
        return text, _fit(
            [float(length.group(1)) * PIXELS[length.group(2)] for length in lengths]
        )


def _fit(size):
    """Return a size in whole pixels, or nothing for one that cannot be."""
    size = [round(length) for length in size]
    return size if all(0 < length <= MAX_PIXELS for length in size) else ()
