# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ...tools import arguments
from ...tools.numbers import show_count
from ..segment.contact_segment_replay import PERSONAL_COLUMNS

# In the context of the check list, where only who is new is to be logged.
ONLY_NEW = "contact_live_only_new"
# In the context of a log by itself, which is of its day.
DATED_TODAY = "contact_live_dated_today"


class ContactSegment(models.Model):
    """What is logged of a live segment is a segment of its own; that one goes on."""

    _inherit = "contact.segment"

    def log(
        self, send=True, create_follow_up=False, skip_blocked=False, only_new=False
    ):
        """Write an interaction for every contact and freeze the segment.

        Of a live segment, a snapshot is logged: a segment of its own, with the contacts
        that are on it now. The live one stays a draft and goes on.

        :param bool send: send the letters and e-mails, after checking that they can be;
            that goes on in the background
        :param bool create_follow_up: create a follow-up segment with all contacts
        :param bool skip_blocked: leave lines with blocking problems without an
            interaction instead of refusing
        :param bool only_new: of a live segment, only contacts who have no interaction
            from an earlier snapshot
        :return: interaction_count (new ones), skipped, follow_up_id (0 if none) and
            logged_segment_id (the snapshot, or this segment)
        :rtype: dict
        :raise UserError: lines are blocked (all of them are named), the segment is
            empty or logged already, nobody is new, or somebody else is changing it;
            nothing is written then
        """
        only_new = arguments.read_boolean(self.env, "only_new", only_new)
        if only_new:
            self = self.with_context(**{ONLY_NEW: True})
        return super().log(send, create_follow_up, skip_blocked)

    def _log(self, send, create_follow_up, skip_blocked, pause=timedelta()):
        only_new = bool(self.env.context.get(ONLY_NEW))
        # what is logged below has its own check list
        segment = self.with_context(**{ONLY_NEW: False})
        if not self.is_live:
            if only_new:
                segment._check_live()
            return super(ContactSegment, segment)._log(
                send, create_follow_up, skip_blocked, pause
            )
        return segment._log_snapshot(
            only_new, send, create_follow_up, skip_blocked, pause
        )

    def _log_snapshot(self, only_new, send, create_follow_up, skip_blocked, pause):
        """Log a segment of its own with the contacts of this one."""
        # two who log at once: the second is told so
        self._lock()
        self._note_used()
        if only_new and not self._count_new():
            self._tell_nobody_new()
        with self.env.cr.savepoint():
            snapshot = self._make_snapshot(only_new)
            return snapshot._log(send, create_follow_up, skip_blocked, pause)

    def undo_log(self):
        """Make a segment the draft again that it was before it was logged.

        Its new interactions are deleted, and the follow-up with which nobody has done
        anything. What was there before, such as calls, stays. The snapshot of a live
        segment is deleted as a whole.

        :return: True
        :rtype: bool
        :raise UserError: the segment is not logged, the time for that is over,
            something went out, or somebody has worked with an interaction or a
            follow-up; nothing is changed then
        :raise AccessError: somebody else logged it, and the user is no administrator
            of segments
        """
        result = super().undo_log()
        if self.live_id:
            self.unlink()
        return result

    def action_undo_log(self):
        """Undo logging, and show the segment; the live one, if it was a snapshot.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        live = self.live_id
        if not live:
            return super().action_undo_log()
        self.undo_log()
        return dict(live._get_form_action(), target="main")

    # --------------------------------------------------------------------------------
    # Who is new.
    # --------------------------------------------------------------------------------

    def _get_check_query(self):
        query = super()._get_check_query()
        if self.is_live and self.env.context.get(ONLY_NEW):
            query.add_where(self._get_new_condition(query.column("partner_id")))
        return query

    def _get_new_condition(self, partner):
        """Return the SQL of whether a contact has no interaction from a snapshot.

        :param SQL partner: the id of the contact
        """
        self.env["contact.interaction"].flush_model()
        self.flush_model(["live_id"])
        # written once, and not looked up for every line
        return SQL(
            """NOT EXISTS(
                SELECT FROM contact_interaction told
                JOIN contact_segment snapshot ON snapshot.id = told.segment_id
                WHERE snapshot.live_id = %s AND told.state != 'cancelled'
                  AND told.partner_id = %s
            )""",
            self.id,
            partner,
        )

    def _count_new(self):
        """Return how many members have no interaction from an earlier snapshot."""
        query = self.sudo()._query_lines()
        query.add_where(self._get_new_condition(query.column("partner_id")))
        [(count,)] = query.fetch_many(SQL("COUNT(*)"))
        return count

    def _get_last_snapshot(self):
        """Return what was logged of this segment last."""
        return (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [("live_id", "=", self.id), ("state", "=", "logged")],
                order="logged_on desc, id desc",
                limit=1,
            )
        )

    def _tell_nobody_new(self):
        last = self._get_last_snapshot()
        if not last:
            raise UserError(
                self.env._(
                    "Segment %(segment)s is empty; add contacts first.",
                    segment=self.display_name,
                )
            )
        raise UserError(
            self.env._(
                "Nobody is new on segment %(segment)s since it was logged on %(date)s "
                "(contacts: %(count)s).",
                segment=self.display_name,
                date=format_date(self.env, last.logged_on),
                count=show_count(self.env, last.interaction_count),
            )
        )

    # --------------------------------------------------------------------------------
    # The segment that is logged.
    # --------------------------------------------------------------------------------

    def _make_snapshot(self, only_new):
        """Return a draft with the contacts of this segment, and all that it says.

        Its one step says where they come from.

        :rtype: contact.segment
        """
        dated = self.date and self.env.context.get(DATED_TODAY)
        snapshot = self._as_checked().copy(
            {
                "date": fields.Date.context_today(self) if dated else self.date,
                "name": self.name,
                "is_live": False,
                "live_id": self.id,
                "company_id": self.company_id.id,
                "user_id": self.user_id.id,
            }
        )
        domain = [("segment_ids", "in", self.ids)]
        if only_new:
            told = [("segment_id.live_id", "=", self.id), ("state", "!=", "cancelled")]
            domain.append(("interaction_ids", "not any", told))
        step = snapshot._create_step(
            {"action": "add", "domain": repr(domain), "ignore_exclusion": True}
        )
        count = snapshot._copy_lines(self, step, only_new)
        snapshot._finish_step(step, count, count, 0)
        snapshot._copy_personal_documents(self.sudo())
        return snapshot

    def _copy_lines(self, source, step, only_new):
        """Take over the lines of another segment, with what they say, and count them.

        :rtype: int
        """
        self.env["contact.segment.line"].flush_model()
        query = source.sudo()._query_lines()
        if only_new:
            query.add_where(source._get_new_condition(query.column("partner_id")))
        query.order = query.id
        names = ["partner_id", *PERSONAL_COLUMNS]
        columns = [SQL.identifier(query.table, name) for name in names]
        with self._planned_for_many():
            return self._change_lines(
                SQL(
                    """INSERT INTO contact_segment_line (
                        segment_id, step_id, active, is_repeat, %s
                    ) %s""",
                    SQL(", ").join(map(SQL.identifier, names)),
                    query.select(
                        SQL("%s", self.id),
                        SQL("%s", step.id),
                        SQL("TRUE"),
                        SQL("FALSE"),
                        *columns,
                    ),
                )
            )
