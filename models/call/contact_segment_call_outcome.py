# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import arguments
from ...tools.selections import EVALUATIONS

# A year.
MAX_MINUTES = 366 * 24 * 60
OUTCOMES = ("reached", "no_answer", "failed")
FREE = {"user_id": False, "claimed_until": False}
# When people are at work again.
MORNING = time(9)


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

    # --------------------------------------------------------------------------------
    # The last outcome taken back.
    # --------------------------------------------------------------------------------

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

    # --------------------------------------------------------------------------------
    # When a contact comes back to the call list.
    # --------------------------------------------------------------------------------

    @api.model
    def _parse_call_time(self, until, argument="until"):
        """Return what a caller means by a time to come, in UTC.

        :param str argument: what it is called by the caller
        :param str until: hour, tomorrow, next_week, a date, or a time in UTC
        :rtype: datetime
        :raise UserError: there is no such time, or it is over
        """
        until = arguments.read_text(self.env, argument, until).strip()
        now = self.env.cr.now().replace(microsecond=0)
        if until == "hour":
            return now + timedelta(hours=1)
        today = fields.Date.context_today(self)
        days = {"tomorrow": 1, "next_week": 7 - today.weekday()}
        if until in days:
            return self._get_morning(today + timedelta(days=days[until]))
        if re.fullmatch(r"\d{4}-\d\d-\d\d", until):
            date = arguments.read_date(self.env, argument, until)
            result = self._get_morning(date)
        elif re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", until):
            result = arguments.read_datetime(self.env, argument, until)
        else:
            raise UserError(
                self.env._(
                    "%(argument)s cannot be %(until)s; give hour, tomorrow, next_week, "
                    "a date as YYYY-MM-DD or a time as YYYY-MM-DD HH:MM:SS.",
                    argument=argument,
                    until=arguments.show(until),
                )
            )
        if result <= now:
            raise UserError(
                self.env._(
                    "%(until)s is over; choose a time to come to call the contact.",
                    until=until,
                )
            )
        return result

    @api.model
    def _get_morning(self, date):
        """Return nine o'clock of a day for the user, in UTC."""
        local = self.env.tz.localize(datetime.combine(date, MORNING))
        return local.astimezone(pytz.utc).replace(tzinfo=None)
