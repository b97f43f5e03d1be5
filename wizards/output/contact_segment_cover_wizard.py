# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...tools import arguments
from ...tools.cover_sheet import REMARKS


class ContactSegmentCoverWizard(models.TransientModel):
    """Asks what to write on the cover sheets of a segment."""

    _name = "contact.segment.cover.wizard"
    _inherit = ["contact.rights.mixin", "contact.segment.print.mixin"]
    _description = "Print Cover Sheets"

    company_id = fields.Many2one(related="segment_id.company_id", related_sudo=False)
    date = fields.Date(required=True, default=fields.Date.context_today)
    text = fields.Text(help="Written on all cover sheets.")
    as_agreed = fields.Boolean(string="As agreed upon")
    for_information = fields.Boolean(string="For your information")
    comments_please = fields.Boolean(string="Your comments please")
    for_approval = fields.Boolean(string="For your approval")
    please_call = fields.Boolean(string="Please call")
    returned_after_use = fields.Boolean(string="Returned after use")
    custom_remark = fields.Char(help="A remark of your own, with a tick before it.")
    order = fields.Selection(
        selection=[
            ("segment", "Order of the segment"),
            ("country", "Country and postal code"),
            ("name", "Name"),
        ],
        string="Sorted By",
        required=True,
        default="segment",
    )
    log_interaction = fields.Boolean(
        string="Log an Interaction",
        help="Every contact gets an interaction in its history.",
    )
    template_id = fields.Many2one(
        comodel_name="contact.interaction.template",
        string="Interaction Template",
        check_company=True,
        ondelete="cascade",
    )
    message = fields.Char(compute="_compute_message")

    @api.depends("segment_id")
    def _compute_message(self):
        for wizard in self:
            _keys, message = wizard.segment_id._preview_addressees(needs_address=False)
            wizard.message = message

    def action_print(self):
        """Make the cover sheets and download them.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        made = self.segment_id.make_cover_sheets(
            text=self.text,
            remarks=[remark for remark in REMARKS if self[remark]],
            custom=self.custom_remark,
            date=self.date,
            order=self.order,
            log_template_id=self.template_id.id if self.log_interaction else 0,
            # a second click logs nothing a second time
            key=f"{self._name},{self.id}",
        )
        return self._download(made)
