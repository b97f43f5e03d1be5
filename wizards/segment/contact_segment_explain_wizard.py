# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class ContactSegmentExplainWizard(models.TransientModel):
    """The card that tells why a contact is on a segment or not."""

    _name = "contact.segment.explain.wizard"
    _inherit = ["contact.rights.mixin"]
    _description = "Why a Contact Is on a Segment"

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Contact", ondelete="cascade"
    )
    card = fields.Json(compute="_compute_card", help="What explain of a segment says.")
    error = fields.Char(compute="_compute_card")

    @api.depends("segment_id", "partner_id")
    def _compute_card(self):
        for wizard in self:
            wizard.card = wizard.error = False
            if not (wizard.segment_id and wizard.partner_id):
                continue
            try:
                wizard.card = wizard.segment_id.explain(wizard.partner_id._origin.id)
            except UserError as error:
                wizard.error = str(error)
