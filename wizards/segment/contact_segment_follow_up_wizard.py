# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...tools import arguments
from ...tools.selections import OUTCOMES


class ContactSegmentFollowUpWizard(models.TransientModel):
    """Asks whom a follow-up segment is for."""

    _name = "contact.segment.follow.up.wizard"
    _inherit = ["contact.rights.mixin"]
    _description = "Create Follow-up"

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, ondelete="cascade"
    )
    include = fields.Selection(
        selection=OUTCOMES, string="For", required=True, default="all"
    )
    copy_header = fields.Boolean(
        string="Same Interaction",
        help="Copy template, channel, subject and the rest of the header.",
    )

    # of what the user may see, as the methods that count do
    counts = fields.Json(
        compute="_compute_counts",
        compute_sudo=False,
        help="How many contacts had which outcome.",
    )
    contact_count = fields.Integer(
        string="Contacts",
        compute="_compute_contact_count",
        compute_sudo=False,
        help="How many contacts had the chosen outcome.",
    )

    @api.depends("segment_id")
    def _compute_counts(self):
        for wizard in self:
            segment = wizard.segment_id._origin
            wizard.counts = segment._count_follow_ups() if segment else {}

    @api.depends("counts", "include")
    def _compute_contact_count(self):
        for wizard in self:
            wizard.contact_count = (wizard.counts or {}).get(wizard.include, 0)

    def action_create(self):
        """Create the follow-up and open it."""
        arguments.check_one(self)
        follow_up_id = self.segment_id.create_follow_up(self.include, self.copy_header)
        return self.segment_id.browse(follow_up_id)._get_form_action()
