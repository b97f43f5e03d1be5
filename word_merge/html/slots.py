# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Values in stored HTML: every slot knows the place that it is in."""

import re
from urllib.parse import quote

from ..escaping import BREAKS, DROPPED, escape
from ..picture_xml import KINDS, read_picture
from ..values import to_text
from .pictures import write_image

# What may stay as it is after the beginning of such an address.
KEPT = {"mailto:": "@", "tel:": "+"}
ADDRESS = re.compile(r"(https?://|mailto:)\S", re.IGNORECASE)
ADDRESS_SIGNS = ":/?#[]@!$&'()*+,;=%~"
CONTENT_TYPES = {extension: content_type for content_type, extension in KINDS.items()}
NOT_IN_STYLE = re.compile(r"[^\w #%.,\-]")


def to_plain(value):
    """Return a value as a text that is nothing but text."""
    return DROPPED.sub("", str(to_text(value)))


def is_picture(value):
    """Whether a value is the content of a picture."""
    return isinstance(value, (bytes, bytearray)) and bool(value)


class HtmlSlot:
    """A field in stored HTML.

    :param field: the Field, see ``word_merge.nodes``
    """

    def __init__(self, field):
        self.field = field

    def fill(self, scope, pictures):
        """Return the HTML of the value."""
        return escape(to_plain(scope.get(self.field.key)))


class HtmlTextSlot(HtmlSlot):
    """A field between tags."""

    def fill(self, scope, pictures):
        """Return the HTML of the value: a picture, or text with its line breaks."""
        value = scope.get(self.field.key)
        if is_picture(value):
            url = pictures.keep(value, self.field.name)
            return write_image(url, self.field.name) if url else ""
        return BREAKS.sub("<br/>", escape(to_plain(value)))


class HtmlAttributeSlot(HtmlSlot):
    """A field in an attribute that is text."""

    def fill(self, scope, pictures):
        """Return the value on one line."""
        return BREAKS.sub(" ", super().fill(scope, pictures))


class HtmlStyleSlot(HtmlSlot):
    """A field in an inline style: one value of CSS, which adds no declaration."""

    def fill(self, scope, pictures):
        """Return what may be a value of CSS."""
        return NOT_IN_STYLE.sub("", to_plain(scope.get(self.field.key)))


class HtmlUrlSlot(HtmlSlot):
    """A field in an address.

    :param field: the Field
    :param str before: what stands before it in the address
    """

    def __init__(self, field, before):
        super().__init__(field)
        self.is_first = not before.strip()
        self.kept = KEPT.get(before.strip().lower(), "")

    def fill(self, scope, pictures):
        """Return the value as part of an address.

        A whole address of the web or of mail stays one where the field begins the
        attribute; any other value cannot become one.
        """
        value = scope.get(self.field.key)
        if is_picture(value):
            return escape(pictures.keep(value, self.field.name))
        text = to_plain(value)
        if self.is_first and ADDRESS.match(text.strip()):
            return escape(quote(text.strip(), safe=ADDRESS_SIGNS))
        return quote(text, safe=self.kept)


class MergedPictures:
    """The pictures among the values of one e-mail.

    :param keep: ``keep_picture`` of ``HtmlTemplate.render``
    """

    def __init__(self, keep):
        self._keep = keep

    def keep(self, content, name):
        """Keep a picture and return its address, "" where none are kept.

        :raise TemplateError: it is no picture that mail clients show
        """
        if self._keep is None:
            return ""
        extension = read_picture(bytes(content), name)[0]
        return str(self._keep(bytes(content), CONTENT_TYPES[extension]) or "")
