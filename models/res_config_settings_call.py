# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The setting of calls."""

    _inherit = "res.config.settings"

    contact_outgoing_call_template_id = fields.Many2one(
        related="company_id.contact_outgoing_call_template_id", readonly=False
    )
