# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Compiled letters and e-mails by their content: each is merged many times."""

import hashlib
from collections import OrderedDict
from threading import Lock

from ..word_merge import compile_html, compile_template
from .mail_text import read_mail_text

MAX_TEMPLATES = 16

_templates = OrderedDict()
_lock = Lock()


def get_compiled(content):
    """Return the compiled template of a .docx.

    :param bytes content: the file
    :rtype: word_merge.Template
    :raise TemplateError: it cannot be used; such files are not remembered
    """
    return _get(b"word", content, _compile_word)


def get_compiled_mail(content):
    """Return the compiled text of an e-mail, cleaned.

    :param bytes content: its HTML
    :rtype: word_merge.HtmlTemplate
    :raise TemplateError: it cannot be used; such texts are not remembered
    """
    return _get(b"html", content, _compile_mail)


def _compile_word(content):
    # every field has a value, so what has none is no field
    return compile_template(content, keep_unknown=True)


def _compile_mail(content):
    return compile_html(str(read_mail_text(content)), keep_unknown=True)


def _get(kind, content, compile_content):
    """Return what was compiled of a content before, or compile it now."""
    key = (kind, hashlib.sha256(content).digest())
    with _lock:
        template = _templates.get(key)
        if template:
            _templates.move_to_end(key)
            return template
    # outside of the lock: two threads may compile the same, but none waits
    template = compile_content(content)
    with _lock:
        _templates[key] = template
        while len(_templates) > MAX_TEMPLATES:
            _templates.popitem(last=False)
    return template
