# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResPartner(models.Model):
    """What predictions say of a contact."""

    _inherit = "res.partner"

    prediction_score_ids = fields.One2many(
        comodel_name="contact.prediction.score",
        inverse_name="partner_id",
        groups="contact_segment.group_user",
    )
