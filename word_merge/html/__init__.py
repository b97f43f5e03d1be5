# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""HTML of e-mails: Word documents written as HTML, and typed fields in stored texts."""

from .document import to_html
from .plain import TextTemplate, compile_text, merge_text
from .reading import parse_html, write_html
from .template import HtmlTemplate, compile_html

__all__ = [
    "HtmlTemplate",
    "TextTemplate",
    "compile_html",
    "compile_text",
    "merge_text",
    "parse_html",
    "to_html",
    "write_html",
]
