# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Compiled letters by their content: one letter is merged many times."""

import hashlib
from collections import OrderedDict
from threading import Lock

from ..word_merge import compile_template

MAX_TEMPLATES = 16

_templates = OrderedDict()
_lock = Lock()


def get_compiled(content):
    """Return the compiled template of a .docx.

    :param bytes content: the file
    :rtype: word_merge.Template
    :raise TemplateError: it cannot be used; such files are not remembered
    """
    checksum = hashlib.sha256(content).digest()
    with _lock:
        template = _templates.get(checksum)
        if template:
            _templates.move_to_end(checksum)
            return template
    # outside of the lock: two threads may compile the same, but none waits
    # every field has a value, so what has none is no field
    template = compile_template(content, keep_unknown=True)
    with _lock:
        _templates[checksum] = template
        while len(_templates) > MAX_TEMPLATES:
            _templates.popitem(last=False)
    return template
