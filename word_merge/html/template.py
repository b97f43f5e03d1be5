# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""E-mail texts stored as HTML, with typed fields: compile once, render many."""

import re
import uuid
from html import unescape

from lxml import etree
from lxml import html as lxml_html

from ..errors import TemplateError
from ..escaping import DROPPED, escape
from ..program import Row, fill
from ..sentences import Sentence as _lt
from ..values import make_scope, normalise
from .slots import MergedPictures
from .typed_fields import HtmlFields

WHOLE = re.compile(r"\s*(<\?xml[^>]*>\s*)?(<!doctype|<html[\s>])", re.IGNORECASE)


def compile_html(text, keep_unknown=False):
    """Read the HTML of an e-mail once, so that it can be made for many contacts.

    Fields are typed, ``{{Name}}`` or ``«Name»``, in the text or in attributes; a table
    row with the fields of a list is repeated.

    :param str text: HTML
    :param bool keep_unknown: whether what was typed as ``{{Name}}`` stays as it is in
        e-mails that have no value of that name, as ``«Name»`` always does
    :return: the template
    :rtype: HtmlTemplate
    :raise TemplateError: the text cannot be read as HTML
    """
    return HtmlTemplate(text, keep_unknown)


class HtmlTemplate:
    """The HTML of an e-mail ready to be merged; made by ``compile_html``.

    :ivar list field_names: the names of the fields, in the order of their first
        appearance, once each
    :ivar list warnings: sentences about what is no field although it looks like one
    """

    def __init__(self, text, keep_unknown=False):
        # letters and digits only, which no serialiser writes in another way
        self._mark = f"m{uuid.uuid4().hex}x"
        roots, self._is_whole = self._parse(DROPPED.sub("", str(text or "")))
        fields = HtmlFields(self._mark, keep_unknown)
        for root in roots:
            fields.replace(root)
        self.warnings = list(fields.warnings)
        self._typed = {}
        names = {}
        self._items = self._compile(self._serialise(roots), fields.slots, names)
        self.field_names = list(names.values())

    @staticmethod
    def _parse(text):
        """Return the root of a text, and whether the text is a whole document."""
        is_whole = bool(WHOLE.match(text))
        parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
        if not text.strip():
            return [], False
        try:
            if is_whole:
                root = lxml_html.document_fromstring(text.encode(), parser=parser)
            else:
                root = lxml_html.fragment_fromstring(
                    text.encode(), create_parent="div", parser=parser
                )
        except (etree.LxmlError, ValueError, AssertionError) as error:
            raise TemplateError(
                _lt(
                    "The text of the e-mail cannot be read as HTML; write it again "
                    "in the editor."
                )
            ) from error
        # the parser leaves out what is deeper, and only says so in its log
        if any("Excessive depth" in entry.message for entry in parser.error_log):
            raise TemplateError(
                _lt(
                    "The text of the e-mail has too many tags inside each other; "
                    "write it again in the editor."
                )
            )
        return [root], is_whole

    def _serialise(self, roots):
        text = ""
        for root in roots:
            if self._is_whole:
                tree = root.getroottree()
                text += lxml_html.tostring(tree, encoding="unicode")
                continue
            text += escape(root.text or "").replace("&quot;", '"')
            for child in root:
                text += lxml_html.tostring(child, encoding="unicode")
        return text

    def _compile(self, text, slots, names):
        """Return the program of a text with marks in it.

        :param dict names: where the names of the fields are kept, by their keys
        """
        stack = [[]]
        position = 0
        for found in re.finditer(rf"{self._mark}(e?)(\d+)x", text):
            if found.start() > position:
                stack[-1].append(text[position : found.start()])
            position = found.end()
            if found.group(1):
                stack.pop()
                continue
            slot = slots[int(found.group(2))]
            stack[-1].append(slot)
            if isinstance(slot, Row):
                stack.append(slot.items)
            else:
                names.setdefault(slot.field.key, slot.field.name)
                typed = getattr(slot, "shown", "")
                self._typed.setdefault(slot.field.key, unescape(typed))
        stack[-1].append(text[position:])
        return stack[0]

    def get_typed(self, name):
        """Return what was typed for a field, ``«Name»`` say; "" where it does not stay.

        :param str name: the name of the field
        :rtype: str
        """
        return self._typed.get(normalise(name), "")

    def render(self, values, keep_picture=None):
        """Return the e-mail of one contact.

        :param dict values: texts, numbers, dates, lists of dicts (table rows) and bytes
            (pictures) by field name; missing ones and any other values are blank, and
            entries of a list that are no dicts make no row
        :param keep_picture: a function that keeps a picture and returns its address:
            ``keep_picture(content, content_type)``; without it pictures are left out
        :return: HTML, in which nothing of a value is markup
        :rtype: str
        :raise TemplateError: a picture cannot be read
        """
        return fill(self._items, make_scope(values), MergedPictures(keep_picture))
