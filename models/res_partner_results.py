# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResPartner(models.Model):
    """Companies that know the interactions of their people."""

    _inherit = "res.partner"

    company_interaction_ids = fields.One2many(
        comodel_name="contact.interaction",
        inverse_name="commercial_partner_id",
        string="Interactions of the Company",
        groups="contact_segment.group_user",
        help="Its own interactions and those of its people.",
    )
