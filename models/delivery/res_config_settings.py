# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How e-mails go out, on the page of settings."""

    _inherit = "res.config.settings"

    contact_mail_server_id = fields.Many2one(
        related="company_id.contact_mail_server_id", readonly=False
    )
    contact_mail_rate = fields.Integer(
        related="company_id.contact_mail_rate", readonly=False
    )
    contact_mail_domain_rate = fields.Integer(
        related="company_id.contact_mail_domain_rate", readonly=False
    )
    contact_message_days = fields.Selection(
        related="company_id.contact_message_days", readonly=False
    )
    contact_message_from = fields.Float(
        related="company_id.contact_message_from", readonly=False
    )
    contact_message_to = fields.Float(
        related="company_id.contact_message_to", readonly=False
    )
    contact_mail_stop_percent = fields.Integer(
        related="company_id.contact_mail_stop_percent", readonly=False
    )
