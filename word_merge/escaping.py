# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Values as XML: nothing in a value is ever markup."""

import re
from urllib.parse import quote

# What XML cannot hold, and the private characters that mark places.
ILLEGAL = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
SPECIAL = re.compile("[&<>\t\n\r\x85\u2028\u2029" + ILLEGAL + "]")
DROPPED = re.compile("[" + ILLEGAL + "]")
BREAKS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")

BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
TAB = '</w:t><w:tab/><w:t xml:space="preserve">'


def escape(text):
    """Return a text for use between tags or in an attribute, on one line."""
    text = DROPPED.sub("", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def escape_text(text):
    """Return a text for use in ``w:t``: lines and tabs become Word's own."""
    if not SPECIAL.search(text):
        return text
    text = DROPPED.sub("", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return BREAKS.sub(BREAK, text).replace("\t", TAB)


def escape_instruction(text):
    """Return a text for use inside the instruction of another field."""
    text = BREAKS.sub(" ", text.replace("\\", "\\\\").replace('"', '\\"'))
    return escape(text.replace("\t", " "))


def escape_url(text):
    """Return a text for use inside an address."""
    return quote(DROPPED.sub("", text), safe="")
