# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a method makes with the rights of the system."""

from odoo.tools import clean_context


def as_system(records):
    """Return records with the rights of the system, to create others of their model.

    A default in the context of the caller would be a value in the call, and this call
    may do everything.
    """
    return records.sudo().with_context(clean_context(records.env.context))
