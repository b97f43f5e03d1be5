# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
r"""Dates in the pictures of Word's switch ``\@``, for example "d MMMM yyyy".

The case of a letter matters for M (month) and m (minute), and for H (24 hours) and h
(12 hours), as Word documents its picture switch for dates; D is d, Y is y and S is s.
"""

import re
from datetime import datetime, time
from functools import lru_cache

from babel import Locale, UnknownLocaleError

TOKENS = re.compile(
    r"'[^']*'|[dD]{1,4}|M{1,4}|[yY]{1,4}|[hH]{1,2}|m{1,2}|[sS]{1,2}|(?i:AM/PM)"
)


def format_date(value, picture, language):
    """Return a date in a picture.

    :param date value: a date or datetime
    :param str picture: the picture of Word, for example ``dddd d MMMM yyyy``
    :param str language: the language of names of days and months, as in ``nl-NL``
    """
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    locale = get_locale(language)
    tokens = TOKENS.findall(picture)
    half_day = any(token.lower() == "am/pm" for token in tokens)
    # "5 kwietnia 2026", but "kwiecień 2026": beside a day months have another case
    has_day = any(token.lower() in ("d", "dd") for token in tokens)
    months = locale.months["format" if has_day else "stand-alone"]
    return TOKENS.sub(
        lambda found: _format_part(value, found.group(), locale, months, half_day),
        picture,
    )


@lru_cache(maxsize=64)
def get_locale(language):
    """Return what Babel knows of a language, as near as it can be had.

    :param str language: as in ``nl-NL``, ``nl_NL`` or ``sr@latin``
    :rtype: Locale
    """
    # as in sr@latin, the names that systems give to scripts
    code = language.replace("-", "_").replace("@latin", "_Latn").replace("@", "_")
    for name in (code, code.split("_")[0]):
        try:
            return Locale.parse(name)
        except (ValueError, UnknownLocaleError):
            continue
    return Locale("en")


def _format_part(value, token, locale, months, half_day):
    first, size = token[0], len(token)
    if first == "'":
        return token[1:-1]
    if token.lower() == "am/pm":
        half = "AM" if value.hour < 12 else "PM"
        return half if first == "A" else half.lower()
    if first in "dD" and size > 2:
        width = "wide" if size == 4 else "abbreviated"
        return locale.days["format"][width][value.weekday()]
    if first == "M" and size > 2:
        return months["wide" if size == 4 else "abbreviated"][value.month]
    if first in "yY":
        return f"{value.year:04d}" if size > 2 else f"{value.year % 100:02d}"
    hour = (value.hour - 1) % 12 + 1 if first == "h" or half_day else value.hour
    number = {
        "d": value.day,
        "D": value.day,
        "M": value.month,
        "h": hour,
        "H": hour,
        "m": value.minute,
        "s": value.second,
        "S": value.second,
    }[first]
    return f"{number:0{size}d}"
