# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What may be merged: text, numbers, dates, lists of rows and pictures."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from .errors import TemplateError
from .sentences import Sentence as _lt

# The name under which values hold the language of a letter, as in ``nl_NL``; no field
# of a document can have it.
LANGUAGE = "\\language"
# The same for the moment that DATE and TIME show, and for which letter it is, from 1.
NOW = "\\now"
LETTER_NUMBER = "\\number"
NUMBER = re.compile(r"[-+]?\d[\d.,\s\u00a0\u202f']*")
FULL_NUMBER = re.compile(
    r"[-+]?(\d+([.,]\d+)?|\d{1,3}([.,\s\u00a0\u202f']\d{3})+([.,]\d+)?)\s*%?"
)
# A comma before three digits is of thousands, unless nothing but zeros is before it:
# nobody writes 125 as 0,125.
THOUSANDS = re.compile(r"[-+]?0*[1-9]\d*,\d{3}")


class FormattedText(str):
    r"""A text that is shown as it is and knows the value it was made from.

    The switches ``\@`` and ``\#`` and the comparisons of IF use the value.

    :param str text: the text to show
    :param raw: the date, datetime or number
    """

    __slots__ = ("raw",)

    def __new__(cls, text, raw=None):
        self = super().__new__(cls, text)
        self.raw = raw
        return self


# What is shown as ``str`` writes it; a datetime is a date, a bool a number.
SHOWN = (int, float, Decimal, date, time)


@lru_cache(maxsize=4096)
def normalise(name):
    """Return the key of a field name: Word ignores case and replaces spaces."""
    return name.strip().casefold().replace(" ", "_")


def to_text(value):
    """Return a value as text; rows, pictures and what is no value are no text."""
    if isinstance(value, str):
        return value
    if value is False or not isinstance(value, SHOWN):
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    try:
        return str(value)
    except ValueError:
        # Python writes no whole number of more than 4,300 digits
        return ""


def to_date(value):
    """Return a value as date or datetime, or None when it is neither."""
    raw = getattr(value, "raw", value)
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str):
        return None
    text = raw.strip()
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        return datetime.fromisoformat(text) if len(text) > 10 else None
    except ValueError:
        return None


def to_number(value, whole=False):
    """Return a value as Decimal, or None when there is no number in it.

    :param bool whole: the text must be a number from beginning to end
    """
    raw = getattr(value, "raw", value)
    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, (int, float, Decimal)):
        # a float as it is written, not as it is stored
        number = Decimal(str(raw) if isinstance(raw, float) else raw)
        return number if number.is_finite() else None
    if not isinstance(raw, str):
        return None
    found = FULL_NUMBER.fullmatch(raw.strip()) if whole else NUMBER.search(raw)
    return _read_number(found.group().strip(" %\t\n")) if found else None


def _read_number(text):
    """Read a number with the separators of any country.

    1,125 is more than a thousand, as 1.125 is not; 0,125 is an eighth like 0.125.
    """
    text = re.sub(r"[\s\u00a0\u202f']", "", text).rstrip(".,")
    separators = [char for char in text if char in ".,"]
    if len(set(separators)) == 2:
        text = text.replace(separators[0], "").replace(separators[-1], ".")
    elif len(separators) > 1 or THOUSANDS.fullmatch(text):
        text = text.replace(separators[0], "")
    else:
        text = text.replace(",", ".")
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def make_scope(values):
    """Return values by the keys of their names; what has no name is left out.

    :raise TemplateError: they are no values by name
    """
    if not isinstance(values, Mapping):
        raise TemplateError(
            _lt("The values of a letter are not given by the names of its fields.")
        )
    return {
        normalise(name): value
        for name, value in values.items()
        if isinstance(name, str)
    }
