# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
r"""Numbers in the formats of Word's switch ``\*``."""

import random
import sys
import time
from decimal import Decimal

import pytest

from word_merge import number_words
from word_merge.number_words import FORMATS, can_say, explain, format_count


def show(number, name, language="en-US"):
    return format_count(Decimal(number), name, language)


@pytest.fixture
def without_library(monkeypatch):
    def forget():
        number_words._load.cache_clear()
        number_words._split_language.cache_clear()
        number_words._ask_library.cache_clear()

    monkeypatch.setitem(sys.modules, "num2words", None)
    forget()
    yield
    monkeypatch.undo()
    forget()


@pytest.mark.parametrize(
    ("number", "name", "expected"),
    [
        ("3", "Arabic", "3"),
        ("-3", "Arabic", "-3"),
        ("3.5", "arabic", "4"),
        ("-0.4", "ARABIC", "0"),
        ("1E+20", "Arabic", "1" + "0" * 20),
        ("3", "Roman", "III"),
        ("3", "ROMAN", "III"),
        ("3", "roman", "iii"),
        ("3", "rOMAN", "iii"),
        ("3.00", "Roman", "III"),
        ("1994", "Roman", "MCMXCIV"),
        ("4999", "Roman", "MMMMCMXCIX"),
        ("32767", "roman", "m" * 32 + "dcclxvii"),
        ("1", "Alphabetic", "A"),
        ("26", "ALPHABETIC", "Z"),
        ("27", "Alphabetic", "AA"),
        ("28", "alphabetic", "bb"),
        ("54", "ALPHABETIC", "BBB"),
        ("52", "alphabetic", "zz"),
        ("780", "Alphabetic", "Z" * 30),
        ("255", "Hex", "FF"),
        ("0", "hex", "0"),
    ],
)
def test_digits_and_letters(number, name, expected):
    assert show(number, name) == expected
    assert show(number, name, "el-GR") == expected


@pytest.mark.parametrize("name", ["Roman", "roman", "Alphabetic"])
@pytest.mark.parametrize("number", ["0", "-1", "1.5", "100000", "1E+999999"])
def test_what_cannot_be_shown(name, number):
    assert show(number, name) is None


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "sNaN", "9E+999999"]
)
def test_no_number_or_one_without_end(name, number):
    started = time.monotonic()
    assert show(number, name) is None
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("number", ["-1", "-0.51", "1000000000000"])
@pytest.mark.parametrize("name", ["Ordinal", "OrdText", "CardText", "DollarText"])
def test_no_words_below_zero_or_above_the_limit(name, number):
    assert show(number, name) is None


def test_unknown_format():
    assert show("3", "DBNum1") is None
    assert not can_say("DBNum1", "en")
    assert "DBNum1" in explain("DBNum1", "en")


def test_formats_are_the_lower_names():
    assert {name.lower() for name in FORMATS} == FORMATS == set(number_words.SHOW)


@pytest.mark.parametrize(
    ("number", "name", "expected"),
    [
        ("0", "CardText", "zero"),
        ("103", "CardText", "one hundred three"),
        ("790", "cardtext", "seven hundred ninety"),
        ("1203", "CARDTEXT", "one thousand two hundred three"),
        ("1234567", "CardText",
         "one million two hundred thirty-four thousand five hundred sixty-seven"),
        ("1234.4", "CardText", "one thousand two hundred thirty-four"),
        ("1234.5", "CardText", "one thousand two hundred thirty-four"),
        ("9.99", "CardText", "nine"),
        ("4321.50", "DollarText",
         "four thousand three hundred twenty-one and 50/100"),
        ("14.55", "DollarText", "fourteen and 55/100"),
        ("1234.567", "dollartext",
         "one thousand two hundred thirty-four and 57/100"),
        ("5", "DollarText", "five and 00/100"),
        ("0.995", "DollarText", "one and 00/100"),
        ("3", "OrdText", "third"),
        ("103", "OrdText", "one hundred third"),
        ("1234.567", "OrdText", "one thousand two hundred thirty-fifth"),
    ],
)  # fmt: skip
def test_words_as_word_has_them(number, name, expected):
    for language in ("en", "en-US", "en_GB"):
        assert show(number, name, language) == expected


def test_english_has_neither_and_nor_commas():
    pick = random.Random(4).randrange
    for _ in range(500):
        for name in ("CardText", "OrdText"):
            text = show(pick(10 ** pick(1, 12)), name)
            assert "," not in text
            assert " and " not in text


def test_india_counts_in_lakh():
    assert show("250000", "CardText", "en-IN") == "two lakh fifty thousand"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en-US", "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 103rd 111th 122nd"),
        ("fr-FR", "1er 2e 3e 4e 11e 12e 13e 21e 22e 103e 111e 122e"),
        ("nl-BE", "1e 2e 3e 4e 11e 12e 13e 21e 22e 103e 111e 122e"),
        ("de-AT", "1. 2. 3. 4. 11. 12. 13. 21. 22. 103. 111. 122."),
        ("da-DK", "1. 2. 3. 4. 11. 12. 13. 21. 22. 103. 111. 122."),
        ("tr-TR", "1. 2. 3. 4. 11. 12. 13. 21. 22. 103. 111. 122."),
        ("es-ES", "1º 2º 3º 4º 11º 12º 13º 21º 22º 103º 111º 122º"),
        ("it-IT", "1º 2º 3º 4º 11º 12º 13º 21º 22º 103º 111º 122º"),
        ("sv-SE", "1:a 2:a 3:e 4:e 11:e 12:e 13:e 21:a 22:a 103:e 111:e 122:a"),
        ("ca-ES", "1r 2n 3r 4t 11è 12è 13è 21è 22è 103è 111è 122è"),
    ],
)
def test_ordinals(language, expected):
    numbers = (1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111, 122)
    assert " ".join(show(n, "Ordinal", language) for n in numbers) == expected


@pytest.mark.parametrize("language", ["he", "cy", "th", "lt", "kk", "ar", "vi"])
def test_no_ordinal_where_the_library_has_no_mark(language):
    assert show("3", "Ordinal", language) is None
    assert can_say("CardText", language)


@pytest.mark.parametrize("language", ["cs", "sk", "sr", "lt", "vi", "th", "ar", "da"])
def test_no_ordinal_words_where_the_library_has_cardinals_or_none(language):
    assert show("21", "OrdText", language) is None
    assert not can_say("OrdText", language)
    assert language in explain("OrdText", language)


def test_no_ordinal_that_is_the_cardinal():
    assert show("0", "OrdText", "it") is None
    assert show("0", "OrdText", "en") == "zeroth"


# (language, cardinal of 21,281, cents, ordinal of 21)
LANGUAGES = [
    ("nl_NL", "eenentwintigduizendtweehonderdeenentachtig", " en 50/100",
     "eenentwintigste"),
    ("de_CH", "einundzwanzigtausendzweihunderteinundachtzig", " und 50/100",
     "einundzwanzigste"),
    ("fr_FR", "vingt et un mille deux cent quatre-vingt-un", " et 50/100",
     "vingt et unième"),
    ("fr_BE", "vingt et un mille deux cent quatre-vingt-un", " et 50/100",
     "vingt et unième"),
    ("fr-CH", "vingt et un mille deux cent huitante et un", " et 50/100",
     "vingt et unième"),
    ("es_MX", "veintiún mil doscientos ochenta y uno", " y 50/100",
     "vigésimo primero"),
    ("it_IT", "ventunomiladuecentottantuno", " e 50/100", "ventunesimo"),
    ("pt-BR", "vinte e um mil, duzentos e oitenta e um", " e 50/100",
     "vigésimo primeiro"),
    ("pl_PL", "dwadzieścia jeden tysięcy dwieście osiemdziesiąt jeden", " i 50/100",
     "dwudziesty pierwszy"),
    ("sv_SE", "tjugoettusen tvåhundraåttioett", " och 50/100", "tjugoförsta"),
    ("nb_NO", "tjueen tusen to hundre og åttien", " og 50/100", "tjueførste"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "words", "cents", "ordinal"), LANGUAGES)
def test_languages(language, words, cents, ordinal):
    assert show("21281", "CardText", language) == words
    assert show("21281.5", "DollarText", language) == words + cents
    assert show("21", "OrdText", language) == ordinal
    assert all(can_say(name, language) for name in FORMATS)


@pytest.mark.parametrize(
    ("language", "number", "name", "expected"),
    [
        ("fr_BE", 80, "CardText", "quatre-vingts"),
        ("fr_BE", 81, "CardText", "quatre-vingt-un"),
        ("fr_BE", 71, "CardText", "septante et un"),
        ("fr_BE", 200, "CardText", "deux cents"),
        ("fr_BE", 234, "CardText", "deux cent trente-quatre"),
        ("fr_BE", 300000, "CardText", "trois cent mille"),
        ("fr_BE", 80000, "CardText", "quatre-vingt mille"),
        ("fr_BE", 1000000, "CardText", "un million"),
        ("fr_BE", 1001000000, "CardText", "un milliard un million"),
        ("fr_BE", 21000000, "CardText", "vingt et un millions"),
        ("fr_BE", 101000000, "CardText", "cent un millions"),
        ("fr_BE", 80000000, "CardText", "quatre-vingts millions"),
        ("fr_BE", 200000000, "CardText", "deux cents millions"),
        ("fr", 80, "OrdText", "quatre-vingtième"),
        ("fr", 200, "OrdText", "deux centième"),
        ("fr", 3, "OrdText", "troisième"),
        ("es", 31000, "CardText", "treinta y un mil"),
        ("es", 101000, "CardText", "ciento un mil"),
        ("es", 21000000, "CardText", "veintiún millones"),
        ("es", 1001, "CardText", "mil uno"),
        ("es", 11, "OrdText", "decimoprimero"),
        ("it", 123, "CardText", "centoventitré"),
        ("it", 3, "CardText", "tre"),
        ("sv", 1001, "CardText", "ettusenett"),
        ("da", 1000000, "CardText", "en million"),
        ("da", 21000000, "CardText", "enogtyve millioner"),
    ],
)
def test_what_the_library_misspells(language, number, name, expected):
    assert show(number, name, language) == expected


@pytest.mark.parametrize(
    "language", ["el-GR", "fil-PH", "zh-CN", "nn-NO", "sr-Cyrl-RS", "sr@Cyrl", "", "x"]
)
def test_language_that_is_not_known(language):
    for name in ("CardText", "OrdText", "DollarText"):
        assert show("3", name, language) is None
        assert not can_say(name, language)
    assert show("3", "Roman", language) == "III"


def test_name_of_a_language_is_not_cut():
    # the library takes Filipino for Finnish, Tetum for Telugu
    assert show("3", "CardText", "tet") == "tolu"
    assert show("3", "CardText", "kk-KZ") == "үш"


def test_without_the_library(without_library):
    assert show("3", "CardText") is None
    assert not can_say("OrdText", "en")
    assert "num2words" in explain("CardText", "en")
    assert show("3", "Ordinal") == "3rd"
    assert show("3", "Ordinal", "nl") == "3e"
    assert show("3", "Ordinal", "ca") is None
    assert can_say("Roman", "en")


def test_roman_reads_back():
    values = {letter: value for value, letter in number_words.ROMAN}
    for number in range(1, 4000):
        text = show(number, "Roman")
        pairs = zip(text, text[1:] + "I", strict=True)
        signs = ((values[one], values[next_one]) for one, next_one in pairs)
        assert sum(one if one >= after else -one for one, after in signs) == number


def test_no_two_numbers_have_the_same_words():
    for language in ("en", "nl", "fr", "fr_BE", "de", "es", "it", "sv", "pl"):
        for name in ("CardText", "OrdText"):
            texts = {show(number, name, language) for number in range(1, 2000)}
            assert len(texts) == 1999
            assert None not in texts


def test_one_thread_at_a_time_asks_the_library(monkeypatch):
    # its Turkish and Arabic keep the number they write in attributes: of 1,600 texts
    # of eight threads that took turns fast, seven were of another thread's number
    library = number_words._load()
    says, locked = library.num2words, []

    def watch(*args, **options):
        locked.append(number_words.LOCK.locked())
        return says(*args, **options)

    monkeypatch.setattr(library, "num2words", watch)
    number_words._ask_library.cache_clear()
    assert show("3", "CardText", "tr") == "üç"
    assert locked == [True]
    assert not number_words.LOCK.locked()
