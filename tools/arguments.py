# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reads the arguments of public methods.

Programs may send anything over RPC. Each function returns what was meant, or refuses it
with a sentence that names the argument, the value and what is allowed. What is not
given arrives as None, False or an empty text.
"""

import base64
import contextlib
from datetime import date, datetime

from odoo import fields
from odoo.api import NewId
from odoo.exceptions import MissingError, UserError

from .literals import Abridged
from .numbers import show_count

# Ids and counts are four bytes in the database.
MAX_INTEGER = 2**31 - 1
# Larger ones lose their cents.
MAX_NUMBER = 1e15
# Beyond them, time zones and durations leave the calendar of Python.
YEARS = range(1900, 3000)
CONVERTED_TYPES = ("date", "datetime", "integer", "float", "monetary")

_shortener = Abridged()
_shortener.maxstring = _shortener.maxother = _shortener.maxlong = 80


def show(value):
    """Return a value for a sentence, shortened."""
    if isinstance(value, str) and value and value.isprintable():
        return value if len(value) <= 80 else f"{value[:80]}…"
    return _shortener.repr(value)


def is_missing(value):
    """Whether a caller has not given an argument."""
    return value is None or value is False or isinstance(value, str) and not value


def check_one(records):
    """Refuse a method that is for one record with none, several, or what is no id.

    :raise UserError: it is not one
    """
    if len(records) != 1:
        raise UserError(
            records.env._(
                "This is done with one record of %(model)s, not with %(count)s; choose "
                "one.",
                model=records._description,
                count=show_count(records.env, len(records)),
            )
        )
    [record_id] = records._ids
    if not _is_id(record_id) and not isinstance(record_id, NewId):
        raise UserError(
            records.env._(
                "%(id)s is no id of %(model)s; give a positive whole number.",
                id=show(record_id),
                model=records._description,
            )
        )


def read_boolean(env, argument, value):
    """Return a yes or no; what is not given is no.

    :rtype: bool
    :raise UserError: it is neither
    """
    if value is None or type(value) in (bool, int) and value in (0, 1):
        return bool(value)
    raise UserError(
        env._(
            "%(argument)s cannot be %(value)s; give true or false.",
            argument=argument,
            value=show(value),
        )
    )


def read_text(env, argument, value):
    """Return a text; an empty one, if none is given.

    :rtype: str
    :raise UserError: it is no text, or one that cannot be stored
    """
    if is_missing(value):
        return ""
    if not isinstance(value, str):
        raise UserError(
            env._(
                "%(argument)s cannot be %(value)s; give a text.",
                argument=argument,
                value=show(value),
            )
        )
    if not _is_storable(value):
        raise UserError(
            env._(
                "%(argument)s cannot be %(value)s; leave out characters that are none.",
                argument=argument,
                value=show(value),
            )
        )
    return value


def _is_storable(text):
    """Whether the database takes a text: no NUL, and no half of a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def read_file(env, argument, value):
    """Return the bytes of a file that is written in base64; none, if none is given.

    :rtype: bytes
    :raise UserError: it is no base64
    """
    if is_missing(value):
        return b""
    if isinstance(value, str | bytes):
        with contextlib.suppress(ValueError):
            return base64.b64decode(value)
    raise UserError(
        env._(
            "%(argument)s cannot be %(value)s; give a file in base64.",
            argument=argument,
            value=show(value),
        )
    )


def read_choice(env, argument, value, choices, optional=False):
    """Return one of some choices; an empty text, if none is given.

    :param choices: the texts to choose from
    :param bool optional: whether none needs to be given
    :rtype: str
    :raise UserError: there is no such choice
    """
    if optional and is_missing(value):
        return ""
    choices = list(choices)
    if isinstance(value, str) and value in choices:
        return value
    raise UserError(
        env._(
            "%(argument)s cannot be %(value)s; choose one of %(known)s.",
            argument=argument,
            value=show(value),
            known=choices,
        )
    )


def read_names(env, argument, value):
    """Return a list of texts; an empty one, if none is given.

    :rtype: list[str]
    :raise UserError: it is no list of texts
    """
    if is_missing(value):
        return []
    if isinstance(value, list | tuple) and all(isinstance(name, str) for name in value):
        return [read_text(env, argument, name) for name in value]
    raise UserError(
        env._(
            "%(argument)s cannot be %(value)s; give a list of texts.",
            argument=argument,
            value=show(value),
        )
    )


def read_choices(env, argument, value, choices):
    """Return a list of choices; an empty one, if none is given.

    :param choices: the texts to choose from
    :rtype: list[str]
    :raise UserError: it is no list, or one of them does not exist
    """
    names = read_names(env, argument, value)
    return [read_choice(env, argument, name, choices) for name in names]


def read_integer(env, argument, value, minimum=0, maximum=MAX_INTEGER):
    """Return a whole number within limits; 0, if none is given.

    :rtype: int
    :raise UserError: it is no whole number, or outside
    """
    number = 0 if is_missing(value) else value
    if type(number) is int and minimum <= number <= maximum:
        return number
    raise UserError(
        env._(
            "%(argument)s cannot be %(value)s; give a whole number from %(minimum)s to "
            "%(maximum)s.",
            argument=argument,
            value=show(value),
            minimum=str(minimum),
            maximum=str(maximum),
        )
    )


def read_number(env, argument, value, minimum=-MAX_NUMBER, maximum=MAX_NUMBER):
    """Return a number within limits; None, if none is given.

    :rtype: int or float or None
    :raise UserError: it is no number, or outside
    """
    if is_missing(value):
        return None
    # comparing leaves out what is no number (nan) too
    if type(value) in (int, float) and minimum <= value <= maximum:
        return value
    if abs(minimum) == maximum == MAX_NUMBER:
        message = env._(
            "%(argument)s cannot be %(value)s; give a number.",
            argument=argument,
            value=show(value),
        )
    elif maximum == MAX_NUMBER:
        message = env._(
            "%(argument)s cannot be %(value)s; give a number of at least %(minimum)s.",
            argument=argument,
            value=show(value),
            minimum=str(minimum),
        )
    else:
        message = env._(
            "%(argument)s cannot be %(value)s; give a number from %(minimum)s to "
            "%(maximum)s.",
            argument=argument,
            value=show(value),
            minimum=str(minimum),
            maximum=str(maximum),
        )
    raise UserError(message)


def read_date(env, argument, value):
    """Return a date; None, if none is given.

    :param value: a date, or a text as YYYY-MM-DD
    :rtype: datetime.date or None
    :raise UserError: there is no such date
    """
    if is_missing(value):
        return None
    result = _parse(fields.Date.to_date, value)
    if result and result.year in YEARS:
        return result
    raise UserError(
        env._(
            "%(argument)s cannot be %(value)s; write a date as YYYY-MM-DD.",
            argument=argument,
            value=show(value),
        )
    )


def read_datetime(env, argument, value):
    """Return a time in UTC; None, if none is given.

    :param value: a time, or a text as YYYY-MM-DD HH:MM:SS
    :rtype: datetime.datetime or None
    :raise UserError: there is no such time
    """
    if is_missing(value):
        return None
    result = _parse(fields.Datetime.to_datetime, value)
    if result and result.year in YEARS:
        return result
    raise UserError(
        env._(
            "%(argument)s cannot be %(value)s; write a time as YYYY-MM-DD HH:MM:SS.",
            argument=argument,
            value=show(value),
        )
    )


def _parse(parse, value):
    """Return what a text or a date means; None for nothing."""
    if not isinstance(value, str | date | datetime):
        return None
    try:
        return parse(value)
    except ValueError:
        return None


def read_options(env, argument, value):
    """Return named values; none, if they are not given.

    :rtype: dict[str, Any]
    :raise UserError: the values have no names
    """
    if is_missing(value):
        return {}
    if isinstance(value, dict) and all(isinstance(name, str) for name in value):
        return value
    raise UserError(
        env._(
            "%(argument)s cannot be %(value)s; give values by the name of the option.",
            argument=argument,
            value=show(value),
        )
    )


def read_vals(records, value):
    """Return values of a record, as for ``write``.

    :param records: a recordset of the model
    :rtype: dict[str, Any]
    :raise UserError: they have no names, or a field does not take its value
    """
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
        raise UserError(
            records.env._(
                "%(value)s cannot be written; give values by the name of the field.",
                value=show(value),
            )
        )
    for name, item in value.items():
        if name in records._fields and not _is_convertible(records, name, item):
            field = records._fields[name]
            raise UserError(
                records.env._(
                    "%(field)s (%(name)s) cannot be %(value)s; give a value of the "
                    "type %(type)s.",
                    field=field._description_string(records.env),
                    name=name,
                    value=show(item),
                    type=field.type,
                )
            )
    return value


def read_vals_list(records, value):
    """Return values of records, as for ``create``.

    :param records: a recordset of the model
    :rtype: list[dict[str, Any]]
    :raise UserError: it is no list of them, or a field does not take its value
    """
    if not isinstance(value, list | tuple):
        value = [value]
    return [read_vals(records, vals) for vals in value]


def _is_convertible(records, name, value):
    """Whether a date, a number or a text can become what the field stores."""
    field = records._fields[name]
    if field.type in ("char", "text"):
        return not isinstance(value, str) or _is_storable(value)
    if name == "id" or field.type not in CONVERTED_TYPES:
        return True
    try:
        value = field.convert_to_cache(value, records.browse(), validate=False)
    except (TypeError, ValueError, OverflowError, AttributeError):
        return False
    if field.type == "integer":
        return not value or abs(value) <= MAX_INTEGER
    return field.type in ("date", "datetime") or abs(value or 0) <= MAX_NUMBER


def read_id(env, argument, value):
    """Return the id of a linked record; False, if none is given.

    :rtype: int or bool
    :raise UserError: it is no id
    """
    if is_missing(value) or type(value) is int and value == 0:
        return False
    if _is_id(value):
        return value
    raise UserError(
        env._(
            "%(argument)s cannot be %(value)s; give an id.",
            argument=argument,
            value=show(value),
        )
    )


def read_ids(env, argument, value):
    """Return ids, each once; none, if they are not given.

    :rtype: list[int]
    :raise UserError: it is no list of ids
    """
    if is_missing(value):
        return []
    if isinstance(value, list | tuple | set) and all(map(_is_id, value)):
        return list(dict.fromkeys(value))
    raise UserError(
        env._(
            "%(argument)s cannot be %(value)s; give a list of ids.",
            argument=argument,
            value=show(value),
        )
    )


def read_record(env, argument, value, model, optional=False):
    """Return the record with an id, if it is there and may be read.

    :param str model: the model of the record
    :param bool optional: whether it may be none, which is 0 too
    :raise UserError: it is no id
    :raise MissingError: there is no such record
    :raise AccessError: the user may not read it
    """
    records = env[model]
    if optional and (is_missing(value) or type(value) is int and value == 0):
        return records
    if not _is_id(value):
        raise UserError(
            env._(
                "%(argument)s cannot be %(value)s; give an id of %(model)s.",
                argument=argument,
                value=show(value),
                model=records._description,
            )
        )
    record = records.browse(value)
    if not record.exists():
        raise MissingError(
            env._(
                "%(argument)s: there is no %(model)s with the id %(id)s.",
                argument=argument,
                model=records._description,
                id=str(value),
            )
        )
    record.check_access("read")
    return record


def _is_id(value):
    return type(value) is int and 1 <= value <= MAX_INTEGER
