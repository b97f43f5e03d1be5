# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Numbers in sentences, written as in the language of whoever reads them."""

from odoo.tools import formatLang


def show_count(env, count):
    """Return a whole number for a sentence, with the separators of the reader.

    Sentences that are stored do so by themselves, see ``told``.

    :param int count: the number
    :rtype: str
    """
    return formatLang(env, count, digits=0)
