# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How e-mails go out, on the page of settings."""

    _inherit = "res.config.settings"

    contact_mail_server_id = fields.Many2one(
        related="company_id.contact_mail_server_id", readonly=False
    )
