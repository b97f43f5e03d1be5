# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class MailActivity(models.Model):
    """Activities that know the segment they were scheduled from."""

    _name = "mail.activity"
    _inherit = ["mail.activity", "contact.rights.mixin"]

    segment_id = fields.Many2one(
        comodel_name="contact.segment",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups="contact_segment.group_user",
        help="The segment this activity was scheduled from.",
    )

    def _action_done(self, feedback=False, attachment_ids=None):
        """Let the next activities keep the segment, whoever works on the chain."""
        checked = super(MailActivity, self._as_checked())
        return checked._action_done(feedback=feedback, attachment_ids=attachment_ids)

    def _prepare_next_activity_values(self):
        """Keep the segment along a chain of activities."""
        values = super()._prepare_next_activity_values()
        segment = self.sudo().segment_id
        return {**values, "segment_id": segment.id} if segment else values

    def action_create_calendar_event(self):
        """Let the meeting of an activity belong to the same segment."""
        action = super().action_create_calendar_event()
        segment = self.sudo().segment_id
        if segment:
            action["context"] = {
                **action["context"],
                "default_segment_id": segment.id,
            }
        return action
