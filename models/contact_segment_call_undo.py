# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import arguments


class ContactSegment(models.Model):
    """The last outcome taken back."""

    _inherit = "contact.segment"

    def undo_call(self, line_id=0):
        """Take back the last outcome the user gave, and bring the contact back to him.

        A call that was logged is cancelled, and its follow-up activity is removed.

        :param int line_id: the line of the outcome; 0 for the last one
        :return: line_id of the contact, interaction_id of the cancelled interaction (0
            if there was none) and note, its comments
        :rtype: dict
        :raise UserError: there is nothing to undo, or somebody else has the contact now
        """
        arguments.check_one(self)
        self.check_access("write")
        self._check_callable()
        self._wait_for_segment()
        line = arguments.read_record(
            self.env, "line_id", line_id, "contact.segment.line", optional=True
        )
        call = self._get_last_outcome(line and self._get_call_line(line.id))
        self._claim_line(call.line_id)
        interaction = call.interaction_id
        before = call.previous
        if before["interaction_id"] == interaction.id:
            interaction = interaction.browse()
        interaction._undo_call(before["interaction_id"])
        self._remove_follow_up(before["activity_id"])
        call._restore(before)
        self._release_claims(keep=call.line_id.id)
        return {
            "line_id": call.line_id.id,
            "interaction_id": interaction.id or 0,
            "note": interaction.note or "",
        }

    def _get_last_outcome(self, line):
        """Return the call with the last outcome of the user."""
        Call = self.env["contact.segment.call"]
        Call.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM contact_segment_call
                WHERE segment_id = %s AND outcome_user_id = %s
                  AND previous IS NOT NULL AND %s
                ORDER BY outcome_on DESC, id DESC LIMIT 1""",
                self.id,
                self.env.uid,
                SQL("line_id = %s", line.id) if line else SQL("TRUE"),
            )
        )
        call = Call.browse(row[0] for row in rows)
        if not call:
            raise UserError(
                self.env._(
                    "You have no call of segment %(segment)s to undo.",
                    segment=self.display_name,
                )
            )
        return call

    def _remove_follow_up(self, activity_id):
        """Remove the activity that was scheduled with a call, unless it is done."""
        activity = self.env["mail.activity"].browse(activity_id or [])
        activity.exists().filtered("active").unlink()
