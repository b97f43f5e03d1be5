# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ..tools import arguments


class ContactCallWizard(models.TransientModel):
    """What becomes of a call: one interaction, and what was promised."""

    _inherit = "contact.call.wizard"

    def action_finish(self):
        """Log the call, and schedule what comes next.

        :return: an action that closes the dialog
        :rtype: dict
        :raise UserError: something is missing, the number opted out, or the contact of
            the segment was called already
        """
        arguments.check_one(self)
        interaction = self._finish()
        return interaction._notify_finished(
            self.env._(
                "The call to %(contact)s is logged.",
                contact=interaction.partner_id.display_name,
            )
        )

    def action_discard(self):
        """Log nothing, and give the contact back to the call list.

        :return: an action that closes the dialog
        :rtype: dict
        """
        self.segment_id.release_calls()
        return {"type": "ir.actions.act_window_close"}

    def _finish(self):
        """Log the call; return its interaction."""
        Interaction = self.env["contact.interaction"]
        self._check_follow_up()
        line, vals = self.segment_line_id, self._prepare_interaction_vals()
        follow_up = self._prepare_follow_up()
        if not line:
            interaction = Interaction._log_call(vals, self.activity_id)
            interaction._schedule_follow_up(follow_up)
            return interaction
        later = self.try_again and line.segment_id._parse_call_time(
            str(self.retry_on) if self.retry_on else "hour"
        )
        segment = line.segment_id
        result = segment._finish_call(
            segment._get_call_line(line.id), vals, later, follow_up
        )
        return Interaction.browse(result["interaction_id"])

    def _prepare_interaction_vals(self):
        vals = super()._prepare_interaction_vals()
        return {**vals, "attempt_failed": self.result == "failed"}

    def _prepare_follow_up(self):
        """Return the values of the activity to schedule; none for no activity."""
        if not self.schedule_activity:
            return {}
        return {
            "date_deadline": self.follow_up_date,
            "activity_type_id": self.follow_up_type_id.id,
            "summary": self.follow_up_summary,
        }

    def _check_follow_up(self):
        """Refuse what cannot come next."""
        if self.schedule_activity and not self.follow_up_date:
            raise UserError(
                self.env._(
                    "The activity after the call to %(contact)s has no due date; "
                    "enter one.",
                    contact=self.partner_id.display_name,
                )
            )
        if self.try_again and not self.segment_line_id:
            raise UserError(
                self.env._(
                    "%(contact)s is on no call list to be tried again from; schedule "
                    "an activity instead.",
                    contact=self.partner_id.display_name,
                )
            )
        if self.try_again and self.result == "reached":
            raise UserError(
                self.env._(
                    "%(contact)s was reached, so there is nothing to try again; "
                    "schedule an activity instead.",
                    contact=self.partner_id.display_name,
                )
            )
