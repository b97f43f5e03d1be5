# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Relations that are only there to be searched: their model has a method for it.

Odoo filters records in memory, too, where it has them at hand, as automation rules do.
It would read such a relation then, and there is nothing to read.
"""

from odoo import fields


class _Searched:
    def filter_function(self, records, field_expr, operator, value):
        """Decide in the database whichever records meet a condition."""
        domain = [("id", "in", records.ids), (field_expr, operator, value)]
        found = set(records.with_context(active_test=False)._search(domain))
        return lambda record: record.id in found


class SearchedOne2many(_Searched, fields.One2many):
    """A relation to records that are computed for a condition."""


class SearchedMany2many(_Searched, fields.Many2many):
    """A relation to records that exist, which is decided for a condition."""
