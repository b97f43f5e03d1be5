# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How values of fields are written in a letter."""

import base64
import binascii

import pytz

from odoo.tools import format_amount, format_date, format_datetime, formatLang
from odoo.tools.image import ImageProcess
from odoo.tools.mail import html2plaintext
from odoo.tools.mimetypes import guess_mimetype

from ...word_merge import FormattedText

# What every Word shows, and what Odoo can make a PNG of.
PICTURE_TYPES = {"image/png", "image/jpeg", "image/gif"}
CONVERTED_TYPES = {"image/webp", "image/bmp", "image/tiff"}
# Fields whose values mean nothing to the reader of a letter.
UNFIT_TYPES = {"json", "properties", "properties_definition", "many2one_reference"}


def format_value(record, field, zone):
    """Return the value of a field as a letter shows it.

    :param record: one record, in the language of the letter
    :param field: the field
    :param str zone: the time zone that moments are shown in
    :return: text, or the bytes of a picture
    :rtype: str or bytes
    """
    formatter = FORMATTERS.get(field.type)
    if formatter:
        return formatter(record, field, record[field.name], zone)
    if field.type in UNFIT_TYPES:
        return ""
    return str(record[field.name] or "")


def format_day(env, day):
    """Return a date as text that knows its date."""
    return FormattedText(format_date(env, day), day) if day else ""


def to_local(moment, zone):
    """Return a moment in UTC as local time without a zone."""
    return (
        pytz.utc.localize(moment).astimezone(pytz.timezone(zone)).replace(tzinfo=None)
    )


def read_picture(content):
    """Return the bytes of a picture from a binary field, or an empty text."""
    try:
        picture = base64.b64decode(content or b"")
    except (binascii.Error, ValueError):
        return ""
    kind = guess_mimetype(picture, "")
    if kind in CONVERTED_TYPES:
        return ImageProcess(picture).image_quality(output_format="PNG")
    return picture if kind in PICTURE_TYPES else ""


def _format_boolean(record, field, value, zone):
    return record.env._("Yes") if value else record.env._("No")


def _format_selection(record, field, value, zone):
    labels = dict(field._description_selection(record.env))
    return labels.get(value) or ""


def _format_date(record, field, value, zone):
    return format_day(record.env, value)


def _format_datetime(record, field, value, zone):
    if not value:
        return ""
    local = to_local(value, zone)
    return FormattedText(format_datetime(record.env, value, tz=zone), local)


def _format_integer(record, field, value, zone):
    return FormattedText(formatLang(record.env, value or 0, digits=0), value or 0)


def _format_float(record, field, value, zone):
    digits = field.get_digits(record.env)
    text = formatLang(record.env, value or 0.0, digits=digits[1] if digits else 2)
    return FormattedText(text, value or 0.0)


def _format_monetary(record, field, value, zone):
    name = field.get_currency_field(record)
    currency = record[name] if name else None
    if not currency:
        return _format_float(record, field, value, zone)
    # a letter is no web page: the joiner after the minus would be printed
    text = format_amount(record.env, value or 0.0, currency).replace("\ufeff", "")
    return FormattedText(text, value or 0.0)


def _format_html(record, field, value, zone):
    return html2plaintext(value).strip() if value else ""


def _format_binary(record, field, value, zone):
    return read_picture(record.with_context(bin_size=False)[field.name])


FORMATTERS = {
    "boolean": _format_boolean,
    "selection": _format_selection,
    "date": _format_date,
    "datetime": _format_datetime,
    "integer": _format_integer,
    "float": _format_float,
    "monetary": _format_monetary,
    "html": _format_html,
    "binary": _format_binary,
    "image": _format_binary,
}
