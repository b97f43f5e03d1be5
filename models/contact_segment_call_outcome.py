# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ..tools import arguments
from ..tools.selections import EVALUATIONS

# A year.
MAX_MINUTES = 366 * 24 * 60
OUTCOMES = ("reached", "no_answer", "failed")
FREE = {"user_id": False, "claimed_until": False}


class ContactSegment(models.Model):
    """What comes out of a call: said once, undone with one key."""

    _inherit = "contact.segment"

    def log_call(
        self,
        line_id,
        outcome,
        evaluation="",
        note="",
        contact_via="",
        duration=0.0,
        retry_on="",
        follow_up=None,
    ):
        """Write the interaction of a call to a contact of the segment.

        Logging the segment later leaves the contact alone.

        :param int line_id: the line, as given by ``get_next_call``
        :param str outcome: reached; no_answer (the contact comes back later); failed
            (not reached, and not tried again)
        :param str evaluation: very_positive, positive, neutral, negative or
            very_negative; empty for none
        :param str note: comments
        :param str contact_via: the number that was called; empty for the first one
        :param float duration: minutes; 0 takes what the segment plans if the contact
            was reached
        :param str retry_on: for no_answer, when the contact comes back: as ``until`` of
            ``snooze_call``; empty for an hour
        :param dict follow_up: an activity to schedule: date_deadline (required),
            summary, activity_type_id and user_id
        :return: interaction_id, activity_id (0 if none) and line_id
        :rtype: dict
        :raise UserError: the outcome, the evaluation or a date does not exist, somebody
            else has the contact, or it was called already; nothing is written then
        """
        env, line = self.env, self._get_call_line(line_id)
        outcome = arguments.read_choice(env, "outcome", outcome, OUTCOMES)
        evaluation = arguments.read_choice(
            env, "evaluation", evaluation, dict(EVALUATIONS), optional=True
        )
        note = arguments.read_text(env, "note", note)
        contact_via = arguments.read_text(env, "contact_via", contact_via)
        duration = arguments.read_number(env, "duration", duration, 0, MAX_MINUTES)
        if arguments.is_missing(retry_on):
            retry_on = "hour"
        later = self._parse_call_time(retry_on, "retry_on")
        return self._finish_call(
            line,
            {
                "evaluation": evaluation or False,
                "note": note or False,
                "attempt_failed": outcome != "reached",
                "contact_via": contact_via or line._get_call_number(),
                "duration": duration or (outcome == "reached" and line.duration),
            },
            later if outcome == "no_answer" else False,
            follow_up,
        )

    def skip_call(self, line_id):
        """Put a contact at the end of the call list.

        :param int line_id: the line, as given by ``get_next_call``
        :return: line_id
        :rtype: dict
        :raise UserError: somebody else has the contact, or it was called already
        """
        call = self._start_outcome(self._get_call_line(line_id))
        call._set_outcome(
            {"skipped_on": self.env.cr.now(), "snoozed_until": False, **FREE}
        )
        return {"line_id": line_id}

    def snooze_call(self, line_id, until="hour"):
        """Bring a contact of the call list back later; nobody gets it before.

        :param int line_id: the line, as given by ``get_next_call``
        :param str until: hour (in an hour); tomorrow, next_week (Monday), or a date as
            YYYY-MM-DD, at nine o'clock for the user; or a time in UTC as
            YYYY-MM-DD HH:MM:SS
        :return: line_id and snoozed_until, in UTC
        :rtype: dict
        :raise UserError: the time does not exist or is over, somebody else has the
            contact, or it was called already
        """
        line, later = self._get_call_line(line_id), self._parse_call_time(until)
        call = self._start_outcome(line)
        call._set_outcome({"snoozed_until": later, "skipped_on": False, **FREE})
        return {"line_id": line_id, "snoozed_until": str(later)}

    def _finish_call(self, line, vals, later, follow_up):
        """Write a call and what comes after it.

        :param later: when the contact is tried again; False to be done with it
        :param dict follow_up: the values of an activity, or nothing
        :rtype: dict
        """
        self._wait_for_segment()
        call = self._start_outcome(line)
        vals = {**vals, "segment_line_id": line.id}
        interaction = self.env["contact.interaction"]._log_call(vals)
        activity = interaction._schedule_follow_up(follow_up)
        call._set_outcome(
            {
                "interaction_id": interaction.id,
                "attempts": call.attempts + bool(vals["attempt_failed"]),
                "is_open": bool(later),
                "snoozed_until": later,
                "skipped_on": False,
                **FREE,
            },
            activity,
        )
        return {
            "interaction_id": interaction.id,
            "activity_id": activity.id or 0,
            "line_id": line.id,
        }

    def _start_outcome(self, line):
        """Claim a line to write down what came out of it.

        :rtype: contact.segment.call
        :raise UserError: it is not to be called, or somebody else has it
        """
        self._check_callable()
        line._check_callable_contact()
        self._check_not_called(line)
        return self._claim_line(line)

    def _check_not_called(self, line):
        """Refuse a line that was called and is not to be tried again."""
        call = self.env["contact.segment.call"].search(
            [("line_id", "=", line.id), ("is_open", "=", False)]
        )
        if call:
            raise UserError(
                self.env._(
                    "%(contact)s of segment %(segment)s was called already by "
                    "%(user)s; take the next contact.",
                    contact=line.partner_id.display_name,
                    segment=self.display_name,
                    user=call.outcome_user_id.sudo().name or "?",
                )
            )
