# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Merging Word documents: compile a .docx once, render many letters.

Fields are Word's own (MERGEFIELD, IF, formulas …) or typed (``«Name»``, ``{{Name}}``);
there is no expression language besides Word's. Needs lxml, Babel and python-docx, and
num2words for numbers in words; nothing of Odoo.
"""

from .compiler import compile_template
from .errors import TemplateError
from .html import (
    HtmlTemplate,
    TextTemplate,
    compile_html,
    compile_text,
    merge_text,
    parse_html,
    to_html,
    write_html,
)
from .sentences import Sentence
from .template import Template
from .values import LANGUAGE, LETTER_NUMBER, NOW, FormattedText

__all__ = [
    "LANGUAGE",
    "LETTER_NUMBER",
    "NOW",
    "FormattedText",
    "HtmlTemplate",
    "Sentence",
    "Template",
    "TemplateError",
    "TextTemplate",
    "compile_html",
    "compile_template",
    "compile_text",
    "merge_text",
    "parse_html",
    "to_html",
    "write_html",
]
