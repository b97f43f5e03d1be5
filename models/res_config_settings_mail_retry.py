# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The setting of how long e-mails are tried again."""

    _inherit = "res.config.settings"

    contact_mail_retry_hours = fields.Integer(
        related="company_id.contact_mail_retry_hours", readonly=False
    )
