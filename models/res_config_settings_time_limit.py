# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The setting of the time that steps may take."""

    _inherit = "res.config.settings"

    contact_step_timeout = fields.Integer(
        related="company_id.contact_step_timeout", readonly=False
    )
