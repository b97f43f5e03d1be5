# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Typed fields in plain text: the subject of an e-mail, and text messages."""

import re
import unicodedata

from ..typed_text import TYPED
from ..values import make_scope, normalise
from .slots import to_plain
from .typed_fields import BLANKS, get_name

LINES = re.compile("[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]+")
# Control characters, and those that change the direction of what follows.
FORBIDDEN = ("Cc", "Cs", "Zl", "Zp")
DIRECTIONS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def merge_text(text, values, keep_unknown=False):
    """Return a plain text with the values of its typed fields.

    Values are put on one line and lose their control characters, so that no value of a
    subject adds a header to the mail.

    :param str text: a text with ``{{Name}}`` or ``«Name»`` in it
    :param dict values: values by field name; missing ones are blank, lists and pictures
        too
    :param bool keep_unknown: whether what was typed as ``{{Name}}`` stays as it is when
        there is no value of that name, as ``«Name»`` always does
    :rtype: str
    """
    text = str(text or "")
    scope = make_scope(values)
    result, position = [], 0
    for found in TYPED.finditer(text.translate(BLANKS)):
        key = normalise(get_name(found))
        if key not in scope and (keep_unknown or found.group(1) is not None):
            continue
        result.append(text[position : found.start()])
        result.append(_flatten(scope.get(key)))
        position = found.end()
    return "".join(result) + text[position:]


def _flatten(value):
    """Return a value on one line, without what is no character to be seen."""
    # lines first, or what separates words is gone
    text = LINES.sub(" ", value) if isinstance(value, str) else value
    return "".join(
        char
        for char in to_plain(text)
        if char not in DIRECTIONS and unicodedata.category(char) not in FORBIDDEN
    )


def compile_text(text):
    """Read a text of several lines once, so that it can be made for many contacts.

    :param str text: a text with ``{{Name}}`` or ``«Name»`` in it
    :rtype: TextTemplate
    """
    return TextTemplate(text)


class TextTemplate:
    """A plain text ready to be merged; made by ``compile_text``.

    :ivar list field_names: the names of the fields, in the order of their first
        appearance, once each
    :ivar list value_names: the same, as other templates have them
    :ivar list warnings: none; a text has nothing that looks like a field and is none
    """

    warnings = ()

    def __init__(self, text):
        self._text = str(text or "")
        names, self._typed = {}, {}
        for found in TYPED.finditer(self._text.translate(BLANKS)):
            name = get_name(found)
            names.setdefault(normalise(name), name)
            self._typed.setdefault(normalise(name), found.group())
        self.field_names = list(names.values())
        self.value_names = self.field_names

    def get_typed(self, name):
        """Return what was typed for a field, ``«Name»`` say.

        :param str name: the name of the field
        :rtype: str
        """
        return self._typed.get(normalise(name), "")

    def render(self, values):
        """Return the text of one contact; its own lines stay, values are on one.

        :param dict values: see ``merge_text``; what has no value stays as it was typed
        :rtype: str
        """
        return merge_text(self._text, values, keep_unknown=True)
