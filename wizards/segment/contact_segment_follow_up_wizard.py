# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

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

    def action_create(self):
        """Create the follow-up and open it."""
        arguments.check_one(self)
        follow_up_id = self.segment_id.create_follow_up(self.include, self.copy_header)
        return self.segment_id.browse(follow_up_id)._get_form_action()
