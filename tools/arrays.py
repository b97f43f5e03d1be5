# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Thousands of ids in a statement."""

from odoo.tools import SQL


def as_array(ids):
    """Return the SQL of an array of ids, as one text.

    Handed over as a list it becomes as many numbers as it has; reading these takes
    PostgreSQL longer than looking up the records.

    :param ids: whole numbers
    :rtype: SQL
    """
    return SQL("%s::int[]", f"{{{','.join(map(str, ids))}}}")
