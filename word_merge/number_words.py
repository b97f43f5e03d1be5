# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
r"""Word's number formats of the switch ``\*``: words, ordinals, Roman digits, letters.

What each of them shows is said in ECMA-376, part 1, 17.16.4.3 "General formatting".
Words come from the library num2words, which Odoo writes amounts with too. It is
optional: without it the formats with words are not known in any language.
"""

import re
import threading
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from .sentences import Sentence as _lt

FORMATS = {
    "arabic",
    "ordinal",
    "ordtext",
    "cardtext",
    "dollartext",
    "roman",
    "alphabetic",
    "hex",
}
# Word's own limit; it repeats the M.
MAX_ROMAN = 32_767
# The same letter thirty times.
MAX_ALPHABETIC = 780
# Word ends at 999,999 already. The library's words were looked at up to here.
MAX_WORDS = 999_999_999_999
MAX_DIGITS = 100
ROMAN = [
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
]
# How a language abbreviates ordinals, where the library has the bare number (Italian,
# Polish, Russian …), nothing (Swedish, Finnish) or something else (Danish "3ende",
# French "3me", Turkish "3üncü"); and those that need no library.
MARKS = {
    **dict.fromkeys(
        ("cs", "da", "de", "et", "fi", "hr", "hu", "is", "lv", "nb", "nn", "no"), "."
    ),
    **dict.fromkeys(("pl", "sk", "sl", "sr", "tr"), "."),
    **dict.fromkeys(("es", "gl", "it", "pt"), "º"),
    **dict.fromkeys(("ru", "uk"), "-й"),
    "nl": "e",
}
# The library's names of languages where they are not those of ISO 639.
LIBRARY_NAMES = {"nb": "no", "kk": "kz", "iw": "he", "in": "id"}
# Languages whose ordinals in words the library gets wrong: Danish from fifty on,
# Arabic above twenty, and cardinals instead in Thai and Vietnamese.
WITHOUT_ORDINALS = {"ar", "da", "th", "vi"}
# What the library misspells. In English it writes as the British speak, "one thousand,
# two hundred and three"; Word leaves out "and" and commas, in every English, and needs
# its "and" for the cents.
FRENCH = [(r"(?<=cent|ingt|lion|iard)sième", "ième")]
REPAIRS = {
    "en": [(r" and ", " "), (r",", "")],
    "fr": FRENCH,
    "fr_BE": [
        *FRENCH,
        (r"(?<!et )(?<!cent )(?<!-)\bun (million|milliard)s", r"un \1"),
        (r"\bcents (?!milli(on|ard))", "cent "),
        (r"quatre-vingt et un", "quatre-vingt-un"),
        (r"quatre-vingt(?=$| milli(on|ard))", "quatre-vingts"),
    ],
    "es": [
        (r"veintiuno (?=mil)", "veintiún "),
        (r"\buno (?=mil)", "un "),
        (r"\bdécimo(?=[a-z])", "decimo"),
    ],
    "it": [(r"(?<=\w)tre$", "tré")],
    "sv": [(r"etttus", "ettus")],
    "da": [(r"(?<!og )\ben (million|milliard)er", r"en \1")],
}
REPAIRS["fr_CH"] = REPAIRS["fr_BE"]
# Some of the library's converters keep the number they work on in attributes.
LOCK = threading.Lock()
FAILURES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    TypeError,
    ValueError,
)


def format_count(number, name, language):
    r"""Return a number in one of Word's formats.

    As in Word, digits and ordinals show a number with decimals rounded, and CardText
    its whole part; DollarText rounds to cents.

    :param Decimal number: the number
    :param str name: the argument of the switch as it was written: ``Roman`` and
        ``ALPHABETIC`` give capitals, ``roman`` and ``alphabetic`` small letters
    :param str language: the language of the text, as in ``nl-NL`` or ``nl_NL``
    :rtype: str | None
    :return: None where the format cannot show this number: the caller shows it as it is
    """
    show = SHOW.get(name.lower())
    if show is None or not number.is_finite() or number.adjusted() >= MAX_DIGITS:
        return None
    text = show(number, language)
    if text and name.lower() in ("roman", "alphabetic"):
        return text if name[0].isupper() else text.lower()
    return text


def can_say(name, language):
    """Whether a format is there and knows a language."""
    return explain(name, language) is None


def explain(name, language):
    """Return what a user is told of a format that shows no number, else None.

    :rtype: str | None
    """
    if name.lower() not in FORMATS:
        return _lt(
            "The number format %(name)s is not known; use %(formats)s or Hex.",
            name=name,
            formats="Arabic, Ordinal, OrdText, CardText, DollarText, Roman, Alphabetic",
        )
    # any number above twenty: some languages have words for no other ordinals
    if format_count(Decimal(31), name, language) is not None:
        return None
    if _load() is None:
        return _lt(
            "The number format %(name)s needs the Python package num2words; "
            "ask your administrator to install it.",
            name=name,
        )
    return _lt(
        "The number format %(name)s is not known in the language %(language)s; "
        "numbers stay in digits.",
        name=name,
        language=language,
    )


def _round(number):
    """Return the nearest whole number, as int; a half goes away from zero."""
    return int(number.to_integral_value(rounding=ROUND_HALF_UP))


def _whole(number, smallest, largest):
    """Return a number within bounds as int, or None when it is not or has decimals."""
    if number != number.to_integral_value() or not smallest <= number <= largest:
        return None
    return int(number)


def _show_arabic(number, _language):
    return str(_round(number))


def _show_hex(number, _language):
    whole = _whole(number, 0, MAX_WORDS)
    return None if whole is None else f"{whole:X}"


def _show_roman(number, _language):
    rest, text = _whole(number, 1, MAX_ROMAN), ""
    if rest is None:
        return None
    for value, letters in ROMAN:
        count, rest = divmod(rest, value)
        text += letters * count
    return text


def _show_alphabetic(number, _language):
    whole = _whole(number, 1, MAX_ALPHABETIC)
    if whole is None:
        return None
    # after Z comes AA, then BB: one letter, repeated
    times, letter = divmod(whole - 1, 26)
    return chr(ord("A") + letter) * (times + 1)


def _show_ordinal(number, language):
    whole = _round(number)
    if not 0 <= whole <= MAX_WORDS:
        return None
    code = _split_language(language)[0]
    if code == "en":
        teens = whole % 100 in (11, 12, 13)
        return f"{whole}" + ("th" if teens else _ENGLISH.get(whole % 10, "th"))
    if code == "fr":
        return f"{whole}er" if whole == 1 else f"{whole}e"
    if code == "sv":
        first = whole % 10 in (1, 2) and whole % 100 not in (11, 12)
        return f"{whole}:a" if first else f"{whole}:e"
    if code in MARKS:
        return f"{whole}{MARKS[code]}"
    text = _ask_library(whole, "ordinal_num", language)
    # some languages give the bare number, or words
    return text if text and str(whole) in text and text != str(whole) else None


_ENGLISH = {1: "st", 2: "nd", 3: "rd"}


def _show_cardinal_words(number, language):
    # Word says the whole part, and leaves what follows to DollarText
    whole = int(number.to_integral_value(rounding=ROUND_DOWN))
    return None if number < 0 else _ask_library(whole, "cardinal", language)


def _show_ordinal_words(number, language):
    whole = _round(number)
    text = _ask_library(whole, "ordinal", language)
    if text == _ask_library(whole, "cardinal", language):
        # no ordinal, though the library gives one
        return None
    return text


def _show_dollars(number, language):
    if not 0 <= number <= MAX_WORDS:
        return None
    cents = _round(number * 100)
    words = _ask_library(cents // 100, "cardinal", language)
    try:
        pair = Locale(_split_language(language)[0]).list_patterns["standard"]["2"]
    except (UnknownLocaleError, ValueError, KeyError):
        return None
    return words and pair.format(words, f"{cents % 100:02d}/100")


SHOW = {
    "arabic": _show_arabic,
    "ordinal": _show_ordinal,
    "ordtext": _show_ordinal_words,
    "cardtext": _show_cardinal_words,
    "dollartext": _show_dollars,
    "roman": _show_roman,
    "alphabetic": _show_alphabetic,
    "hex": _show_hex,
}


@lru_cache(maxsize=1)
def _load():
    """Return the library, or None where it is not installed."""
    try:
        import num2words
    except ImportError:
        return None
    return num2words


@lru_cache(maxsize=1024)
def _split_language(language):
    """Return the code of a language and the library's name of it (None: not known)."""
    code, *rest = re.split(r"[-_@]", language.lower())
    library = _load()
    if library is None or "cyrl" in rest:
        # the library writes Serbian and Azerbaijani in Latin letters
        return code, None
    name = LIBRARY_NAMES.get(code, code)
    names = [f"{name}_{part.upper()}" for part in rest] + [name]
    # the library itself takes the first two letters: Filipino would be Finnish
    known = library.CONVERTER_CLASSES
    return code, next((each for each in names if each in known), None)


@lru_cache(maxsize=4096)
def _ask_library(whole, kind, language):
    """Return a number in the words of a language, or None."""
    code, name = _split_language(language)
    if name is None or not 0 <= whole <= MAX_WORDS:
        # as Word, nothing below zero; the library is wrong there in some languages
        return None
    if kind == "ordinal" and code in WITHOUT_ORDINALS:
        return None
    try:
        with LOCK:
            text = str(_load().num2words(whole, lang=name, to=kind)).strip()
    except FAILURES:
        return None
    for pattern, replacement in REPAIRS.get(name, REPAIRS.get(code, ())):
        text = re.sub(pattern, replacement, text)
    return text or None
