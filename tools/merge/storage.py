# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Merge values as JSON, so that a letter can be made again exactly as it was."""

from datetime import date, datetime
from decimal import Decimal

from ...word_merge import FormattedText

READERS = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "decimal": Decimal,
    "number": lambda value: value,
}


def dump_value(value, keep_picture):
    """Return a merge value as JSON.

    :param value: text, a number, a date, a picture or a list of rows
    :param keep_picture: stores the bytes of a picture and returns its checksum
    :rtype: str, dict or list
    """
    if isinstance(value, bytes):
        return {"type": "picture", "checksum": keep_picture(value)}
    if isinstance(value, (list, tuple)):
        return [dump_row(row, keep_picture) for row in value]
    raw = value.raw if isinstance(value, FormattedText) else value
    if raw is None or raw is False or isinstance(raw, str):
        return str(value or "")
    return {"type": _get_type(raw), "raw": _dump_raw(raw), "text": str(value)}


def dump_row(row, keep_picture):
    """Return merge values by name as JSON."""
    return {name: dump_value(value, keep_picture) for name, value in row.items()}


def load_value(value, read_picture):
    """Return the merge value of what ``dump_value`` returned.

    :param read_picture: returns the bytes of a picture by its checksum
    """
    if isinstance(value, list):
        return [load_row(row, read_picture) for row in value]
    if not isinstance(value, dict):
        return value or ""
    if value["type"] == "picture":
        return read_picture(value["checksum"])
    return FormattedText(value["text"], READERS[value["type"]](value["raw"]))


def load_row(row, read_picture):
    """Return the merge values of what ``dump_row`` returned."""
    return {name: load_value(value, read_picture) for name, value in row.items()}


def _get_type(raw):
    if isinstance(raw, datetime):
        return "datetime"
    if isinstance(raw, date):
        return "date"
    return "decimal" if isinstance(raw, Decimal) else "number"


def _dump_raw(raw):
    if isinstance(raw, date):
        return raw.isoformat()
    return str(raw) if isinstance(raw, Decimal) else raw
