# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The switches of a merge field: what happens to a value before it is shown."""

import re
from decimal import InvalidOperation

from .date_picture import format_date
from .number_picture import format_number
from .number_words import FORMATS, format_count
from .values import to_date, to_number, to_text

CASES = {
    "upper": str.upper,
    "lower": str.lower,
    "firstcap": lambda text: text[:1].upper() + text[1:],
    "caps": lambda text: re.sub(
        r"(^|\s)(\S)", lambda found: found.group(1) + found.group(2).upper(), text
    ),
}


class Formatting:
    r"""The switches ``\*``, ``\@``, ``\#``, ``\b`` and ``\f`` of a merge field."""

    def __init__(self, switches=None, language="en"):
        # of the document, for letters that do not say theirs
        switches = switches or {}
        self.language = language
        self.date_picture = self._first(switches, "@")
        self.number_picture = self._first(switches, "#")
        self.before = self._first(switches, "b")
        self.after = self._first(switches, "f")
        self.names = [token.text for token in switches.get("*", [])]
        names = [name.lower() for name in self.names]
        self.cases = [CASES[name] for name in names if name in CASES]
        self.count_formats = [name for name in self.names if name.lower() in FORMATS]
        self.char_format = "charformat" in names
        self.is_plain = not (
            self.date_picture
            or self.number_picture
            or self.before
            or self.after
            or self.cases
            or self.count_formats
        )

    @staticmethod
    def _first(switches, flag):
        tokens = switches.get(flag)
        return tokens[0].text if tokens else ""

    def apply(self, value, language=None):
        """Return the text to show for a value; an empty value stays empty.

        :param str language: the language of the letter, if it is known
        """
        text = value if type(value) is str else to_text(value)
        if self.is_plain or not text:
            return text
        text = self._apply_picture(value, text, language or self.language)
        for change in self.cases:
            text = change(text)
        return self.before + text + self.after

    def _apply_picture(self, value, text, language):
        if self.date_picture:
            date = to_date(value)
            if date is not None:
                return format_date(date, self.date_picture, language)
        if self.number_picture:
            number = to_number(value)
            if number is not None:
                try:
                    return format_number(number, self.number_picture)
                except InvalidOperation:
                    return text
        for name in self.count_formats:
            number = to_number(value)
            if number is not None:
                text = format_count(number, name, language) or text
        return text
