# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


def migrate(cr, version):
    """Drop the index that a wider one replaced; Odoo leaves such indexes there."""
    cr.execute("DROP INDEX IF EXISTS contact_interaction__commercial_partner_id_index")
