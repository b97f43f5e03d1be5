# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments
from ...tools.actions import notify
from ...tools.locks import wait_for_rows
from ...tools.numbers import show_count

# From the button to the server.
SLACK = timedelta(seconds=5)
# Logging takes a second for so many; the note with the button appears after it.
LOGGED_PER_SECOND = 10_000


class ContactSegment(models.Model):
    """Logging that is taken back, before anybody was reached."""

    _inherit = "contact.segment"

    def undo_log(self):
        """Make a segment the draft again that it was before it was logged.

        Its new interactions are deleted, and the follow-up with which nobody has done
        anything. What was there before, such as calls, stays.

        :return: True
        :rtype: bool
        :raise UserError: the segment is not logged, the time for that is over,
            something went out, or somebody has worked with an interaction or a
            follow-up; nothing is changed then
        :raise AccessError: somebody else logged it, and the user is no administrator
            of segments
        """
        arguments.check_one(self)
        self._lock()
        self._check_undo_time()
        follow_ups = self.sudo().with_context(active_test=False).follow_up_ids
        self.env["contact.interaction"].flush_model()
        self._check_nothing_delivered()
        self._check_interactions_untouched()
        for follow_up in follow_ups:
            self._check_follow_up_untouched(follow_up)
        # who changes one of them now makes Odoo begin anew, and is seen then
        self._wait_to_undo(follow_ups)
        follow_ups.unlink()
        self._delete_logged()
        self._write_header(
            {"state": "draft", "logged_on": False, "logged_by_id": False}
        )
        return True

    def action_undo_log(self):
        """Undo logging, and show the segment.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        had_follow_up = bool(self.follow_up_ids)
        self.undo_log()
        if had_follow_up:
            # which is on the screen, and is gone
            return dict(self._get_form_action(), target="main")
        return notify(
            self.env._("Segment %(segment)s is a draft again.", segment=self.name),
            type="info",
        )

    def _get_undo_seconds(self):
        """Return how long logging can be undone, after it was told."""
        return self.company_id.sudo().contact_undo_seconds

    def _get_undo_pause(self):
        """Return how long a delivery waits, so that it can be undone before.

        :rtype: timedelta
        :return: nothing where logging cannot be undone
        """
        seconds = self._get_undo_seconds()
        if not seconds:
            return timedelta()
        logging = self.line_count / LOGGED_PER_SECOND
        return timedelta(seconds=seconds + logging) + SLACK

    def _check_undo_time(self):
        """Refuse to undo what is not logged, or was logged by others or before."""
        if self.state != "logged":
            raise UserError(
                self.env._(
                    "Segment %(segment)s is not logged, so there is nothing to undo.",
                    segment=self.display_name,
                )
            )
        if self.sudo().logged_by_id.id != self.env.uid:
            self._check_administrator()
        if fields.Datetime.now() > self.logged_on + self._get_undo_pause():
            self._refuse_to_undo(
                self.env._(
                    "the time to undo is over (%(count)s s)",
                    count=show_count(self.env, self._get_undo_seconds()),
                )
            )

    def _refuse_to_undo(self, reason):
        raise UserError(
            self.env._(
                "Segment %(segment)s stays logged: %(reason)s. An administrator can "
                "cancel it.",
                segment=self.display_name,
                reason=reason,
            )
        )

    def _wait_to_undo(self, follow_ups):
        """Wait for whoever delivers or changes what is about to be deleted."""
        rows = {
            "contact_segment": (self | follow_ups)._ids,
            "contact_interaction": SQL("segment_id = %s", self.id),
        }
        wait_for_rows(self.env, rows)

    def _has_interactions(self, condition):
        """Whether interactions of the segment meet a condition, hidden ones too."""
        query = SQL(
            "SELECT FROM contact_interaction WHERE segment_id = %s AND (%s) LIMIT 1",
            self.id,
            condition,
        )
        return bool(self.env.execute_query(query))

    def _check_nothing_delivered(self):
        begun = SQL(
            "logged_with_segment AND (delivery_state IN ('sent', 'failed') "
            "OR delivery_attempts > 0 OR mail_mail_id IS NOT NULL)"
        )
        if self._has_interactions(begun):
            self._refuse_to_undo(
                self.env._("its letters and e-mails are being delivered")
            )

    def _check_interactions_untouched(self):
        """Refuse when somebody has changed an interaction, or added one."""
        touched = SQL(
            """logged_with_segment AND (
                state != 'done' OR delivery_state = 'skipped'
                OR write_date != create_date
            ) OR logged_with_segment IS NOT TRUE AND id > (
                SELECT MIN(id) FROM contact_interaction
                WHERE segment_id = %s AND logged_with_segment
            )""",
            self.id,
        )
        if self._has_interactions(touched):
            self._refuse_to_undo(self.env._("its interactions have changed since"))

    def _check_follow_up_untouched(self, follow_up):
        """Refuse when somebody has done something with a follow-up."""
        own = Domain("segment_id", "=", follow_up.id)
        lines = self.env["contact.segment.line"].sudo()
        documents = self.env["contact.segment.document"].sudo()
        newer = Domain("create_date", ">", follow_up.create_date)
        if (
            follow_up.state != "draft"
            or follow_up.write_date != follow_up.create_date
            or (follow_up.step_count, follow_up.undone_step_count) != (1, 0)
            or lines.search_count(own & Domain("is_overridden", "=", True), limit=1)
            or documents.search_count(own & newer, limit=1)
            or follow_up._has_interactions(SQL("TRUE"))
        ):
            self._refuse_to_undo(
                self.env._(
                    "its follow-up %(follow_up)s is in use already",
                    follow_up=follow_up.display_name,
                )
            )

    def _delete_logged(self):
        """Delete the interactions that logging wrote, with one statement as well.

        The documents that were kept for them stay: the next letter is the same.
        """
        self.env.cr.execute(
            SQL(
                "DELETE FROM contact_interaction "
                "WHERE segment_id = %s AND logged_with_segment",
                self.id,
            )
        )
        self.env.invalidate_all()
        self._recount_interactions()
