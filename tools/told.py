# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sentences that are stored, and read in the language of whoever reads them.

A sentence is kept as what it was made of: its source and the values in it. The column
holds the English sentence, for searching, and behind a mark these parts. What was
stored without them, and what other systems said, is read as it is.
"""

import json
from datetime import date, datetime

from odoo import fields
from odoo.tools import format_date, formatLang
from odoo.tools.translate import LazyGettext, get_translation

from ..word_merge import Sentence

# the unit separator of ASCII, which nobody types
MARK = "\x1f"
MODULE = "contact_segment"


class Told(str):
    """A sentence in one language that knows what it was made of.

    It stays one when it is the text of an exception.
    """

    def __new__(cls, text, parts):
        """Return the sentence.

        :param str text: the sentence
        :param list parts: what `read_parts` can read
        """
        told = super().__new__(cls, text)
        told.parts = parts
        return told

    def __str__(self):
        """Return the sentence itself, so that it keeps its parts."""
        return self


class Figure(float):
    """A number with the decimals that are shown."""

    def __new__(cls, value, digits):
        """Return the number.

        :param float value: the number
        :param int digits: so many decimals are shown
        """
        figure = super().__new__(cls, value)
        figure.digits = digits
        return figure


def tell(env, sentence):
    """Return a sentence in the language of an environment; it can be stored.

    :param sentence: what `LazyTranslate` made, a sentence about a document, or a text;
        its values may be numbers, days, texts and further sentences
    :rtype: str
    """
    if not isinstance(sentence, (LazyGettext, Sentence)):
        return sentence
    parts = _take_apart(sentence)
    return Told(_put_together(env, parts), parts)


def tell_source(env, source, **values):
    """Return a sentence whose source is that of a translation, such as one of a table.

    :param str source: the sentence in English, with names of values
    :rtype: str
    """
    values = {name: _take_apart(value) for name, value in values.items()}
    parts = {"source": source, "values": values}
    return Told(_put_together(env, parts), parts)


def plain(text):
    """Return a sentence as a text that knows nothing, which any system takes.

    :param str text: a sentence of `tell`, or any text
    :rtype: str
    """
    return str.__str__(text)


def join(separator, sentences):
    """Return sentences as one, which can be stored.

    :param str separator: a text between them
    :param list[str] sentences: texts
    :rtype: str
    """
    parts = {"join": separator, "of": [_take_apart(one) for one in sentences]}
    return Told(separator.join(sentences), parts)


def store(env, text):
    """Return what a column holds of a sentence.

    :param text: a sentence of `tell`, or any text
    """
    text = tell(env, text)
    if not isinstance(text, Told):
        return text
    english = _put_together(env(context={**env.context, "lang": "en_US"}), text.parts)
    return f"{english}{MARK}{json.dumps(text.parts, ensure_ascii=False)}"


def read(env, stored):
    """Return a sentence that was stored, in the language of an environment.

    :param str stored: what the column holds
    :return: a plain text, which goes to other systems too
    """
    if not isinstance(stored, str) or MARK not in stored:
        return stored
    english, _mark, parts = stored.partition(MARK)
    try:
        parts = json.loads(parts)
        return _put_together(env, parts)
    except (ValueError, KeyError, TypeError):
        # a column may be cut, and a translation may miss a value
        return english


def _take_apart(value):
    """Return a value of a sentence as JSON."""
    if isinstance(value, Told):
        return value.parts
    if isinstance(value, Sentence):
        values = {name: _take_apart(one) for name, one in value.values.items()}
        return {"source": value.source, "values": values}
    if isinstance(value, LazyGettext):
        values = {name: _take_apart(one) for name, one in dict(value._args).items()}
        return {"source": value._source, "values": values}
    if isinstance(value, Figure):
        return {"number": float(value), "digits": value.digits}
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return {"number": value, "digits": 0}
    if isinstance(value, datetime | date):
        return {"day": value.isoformat()[:10]}
    return str(value)


def _put_together(env, parts):
    """Return what parts say in the language of an environment."""
    if not isinstance(parts, dict):
        return parts
    if "join" in parts:
        return parts["join"].join(_put_together(env, one) for one in parts["of"])
    if "number" in parts:
        return formatLang(env, parts["number"], digits=parts["digits"])
    if "day" in parts:
        return format_date(env, parts["day"])
    values = {name: _put_together(env, one) for name, one in parts["values"].items()}
    return get_translation(MODULE, env.lang or "en_US", parts["source"], values)


class _ToldField:
    """A field whose column holds sentences with their parts."""

    def _description_groupable(self, env):
        # groups would be called by what the column holds
        return False

    def convert_to_cache(self, value, record, validate=True):
        value = super().convert_to_cache(store(record.env, value), record, validate)
        return value

    def convert_to_column(self, value, record, values=None, validate=True):
        value = store(record.env, value)
        return super().convert_to_column(value, record, values, validate)

    def convert_to_record(self, value, record):
        return read(record.env, super().convert_to_record(value, record))


class ToldChar(_ToldField, fields.Char):
    """A sentence, read in the language of whoever reads it."""


class ToldText(_ToldField, fields.Text):
    """Sentences, read in the language of whoever reads them."""
