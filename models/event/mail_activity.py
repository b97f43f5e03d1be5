# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class MailActivity(models.Model):
    """Calls and meetings are logged when their activity is done."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        if not self.env.context.get("contact_event_logged"):
            self._note_done(feedback)
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)

    def _note_done(self, feedback):
        """Note the calls and meetings among activities that are done."""
        companies = self.env["res.company"]
        interactions = self.env["contact.interaction"]
        if companies._is_event_logged("call"):
            for activity in self.sudo().filtered(self._is_call):
                interactions._note_event(
                    "call",
                    activity=activity,
                    record=self.env[activity.res_model].sudo().browse(activity.res_id),
                    name=activity.summary or activity.activity_type_id.name,
                    user=activity.user_id,
                    feedback=feedback,
                )
        if companies._is_event_logged("meeting"):
            for meeting in self.sudo().calendar_event_id:
                interactions._note_event("meeting", meeting=meeting)

    def _is_call(self, activity):
        return (
            activity.active
            and activity.activity_type_id.category == "phonecall"
            and activity.res_model in self.env
        )
