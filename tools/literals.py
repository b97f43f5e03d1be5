# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Texts of literals, of any length.

Odoo refuses literals of more than 100 KiB, because deep nesting can crash Python. The
ids of 9,000 contacts are longer, but they nest nothing.
"""

import ast
import re

MAX_LENGTH = 100 * 1024
LISTED_IDS = re.compile(r"\d+,\s*")


def read_literal(text):
    """Return the value of a literal; the length of lists of ids does not matter.

    :raise ValueError: the text is no literal, or too long without its lists of ids
    """
    if len(LISTED_IDS.sub("", text)) > MAX_LENGTH:
        raise ValueError("expression is too long")
    try:
        return ast.literal_eval(ast.parse(text, mode="eval"))
    except (SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise ValueError("expression is no literal") from error
