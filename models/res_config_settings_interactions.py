# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .res_company import EVENT_FIELDS


class ResConfigSettings(models.TransientModel):
    """The settings of what is logged by itself, for the company of the user."""

    _inherit = "res.config.settings"

    contact_mail_in_template_id = fields.Many2one(
        related=f"company_id.{EVENT_FIELDS['mail_in']}", readonly=False
    )
    contact_mail_out_template_id = fields.Many2one(
        related=f"company_id.{EVENT_FIELDS['mail_out']}", readonly=False
    )
    contact_meeting_template_id = fields.Many2one(
        related=f"company_id.{EVENT_FIELDS['meeting']}", readonly=False
    )
    contact_call_template_id = fields.Many2one(
        related=f"company_id.{EVENT_FIELDS['call']}", readonly=False
    )
    contact_quotation_template_id = fields.Many2one(
        related=f"company_id.{EVENT_FIELDS['quotation']}", readonly=False
    )
    contact_invoice_template_id = fields.Many2one(
        related=f"company_id.{EVENT_FIELDS['invoice']}", readonly=False
    )
    contact_meeting_since = fields.Datetime(related="company_id.contact_meeting_since")
    has_quotations = fields.Boolean(compute="_compute_has_documents")
    has_invoices = fields.Boolean(compute="_compute_has_documents")

    def _compute_has_documents(self):
        self.has_quotations = "sale.order" in self.env
        self.has_invoices = "account.move" in self.env
