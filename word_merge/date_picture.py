# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
r"""Dates in the pictures of Word's switch ``\@``, for example "d MMMM yyyy"."""

import re
from datetime import datetime, time

from babel import Locale, UnknownLocaleError

TOKENS = re.compile(r"'[^']*'|d{1,4}|M{1,4}|y{1,4}|[hH]{1,2}|m{1,2}|s{1,2}|AM/PM|am/pm")


def format_date(value, picture, language):
    """Return a date in a picture.

    :param date value: a date or datetime
    :param str picture: the picture of Word, for example ``dddd d MMMM yyyy``
    :param str language: the language of names of days and months, as in ``nl-NL``
    """
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    locale = _get_locale(language)
    half_day = "am/pm" in picture.lower()
    return TOKENS.sub(
        lambda found: _format_part(value, found.group(), locale, half_day), picture
    )


def _get_locale(language):
    try:
        return Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale("en")


def _format_part(value, token, locale, half_day):
    first, size = token[0], len(token)
    if first == "'":
        return token[1:-1]
    if token.lower() == "am/pm":
        half = "AM" if value.hour < 12 else "PM"
        return half if token.isupper() else half.lower()
    if first == "d" and size > 2:
        width = "wide" if size == 4 else "abbreviated"
        return locale.days["format"][width][value.weekday()]
    if first == "M" and size > 2:
        width = "wide" if size == 4 else "abbreviated"
        return locale.months["format"][width][value.month]
    if first == "y":
        return f"{value.year:04d}" if size > 2 else f"{value.year % 100:02d}"
    hour = (value.hour - 1) % 12 + 1 if first == "h" or half_day else value.hour
    number = {
        "d": value.day,
        "M": value.month,
        "h": hour,
        "H": hour,
        "m": value.minute,
        "s": value.second,
    }[first]
    return f"{number:0{size}d}"
