# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from collections import namedtuple
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, LazyTranslate

from ...tools import arguments
from ...tools.actions import notify, reload
from ...tools.numbers import show_count
from ...tools.told import tell
from ..segment.contact_segment_steps import STEP_ERRORS
from .refresh_statement import (
    DIFFERENCE,
    RefreshStatement,
    build_joins,
    build_leaves,
)

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)

# So many times more members are there than those who come and go, if these are few.
FEW = 10
REFRESH_ACTIVITY = "mail.mail_activity_data_warning"
# How many come and go, how many lines only get another step; and how many of those who
# come and go had been missed by looking at touched contacts.
Difference = namedtuple(
    "Difference", ["added", "removed", "moved", "missed"], defaults=(0,)
)


class ContactSegment(models.Model):
    """The steps of a live segment taken again over the data of today, by difference.

    What differs is found by one statement, which writes no line; if it is too much, the
    segment is held. Else one statement lets come who comes, and one lets go who goes.
    """

    _inherit = "contact.segment"

    def refresh(self, force=False):
        """Bring a live segment up to date.

        Its steps are taken again with the data of today and the rights of the
        salesperson, or of who made it live. Segments that it depends on are refreshed
        before. If somebody else is at work on it, nothing is done.

        :param bool force: change it although it is held
        :return: added, removed, line_count, and the state: ok, held (nothing was
            changed; refresh_message says why) or failed (the same)
        :rtype: dict
        :raise UserError: the segment is not live
        """
        arguments.check_one(self)
        force = arguments.read_boolean(self.env, "force", force)
        self.check_access("write")
        self._check_live()
        self._note_used()
        # sudo: each is refreshed with the rights of its own salesperson
        for source in self.sudo()._order_by_dependency() - self:
            source._refresh()
        return self._refresh(force)

    def action_refresh(self):
        """Refresh the segment and tell what was changed.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        return self._notify_refreshed(self.refresh())

    def _notify_refreshed(self, result):
        """Return a note about what a refresh has changed, or why it has not."""
        again = {"next": reload()}
        if result["state"] != "ok":
            return notify(self.refresh_message, type="warning", **again)
        return notify(
            self.env._(
                "%(added)s came, %(removed)s left; now there are %(count)s.",
                added=show_count(self.env, result["added"]),
                removed=show_count(self.env, result["removed"]),
                count=show_count(self.env, result["line_count"]),
            ),
            title=self.display_name,
            **again,
        )

    def _check_live(self):
        self._check_draft()
        if not self.is_live:
            raise UserError(
                self.env._(
                    "Segment %(segment)s is not live; make it live first.",
                    segment=self.display_name,
                )
            )

    def _refresh(self, force=False, touched=None):
        """Refresh this segment alone; whatever goes wrong is its state afterwards.

        :param Touched touched: the contacts who are looked at; None: everybody
        """
        self.flush_recordset()
        if not self.try_lock_for_update(allow_referencing=True):
            return self._get_refresh_result(Difference(0, 0, 0), self.refresh_state)
        try:
            with self._within_time(), self._noted_for_rules(with_lines=True):
                difference, problem = self._take_steps_again(force, touched)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except UserError as error:
            return self._stop_refresh("failed", str(error.args[0]))
        except Exception as error:
            _logger.exception("The refresh of segment %s failed", self.id)
            return self._stop_refresh("failed", f"{type(error).__name__}: {error}")
        if problem:
            return self._stop_refresh("held", problem)
        if touched:
            self._finish_touched(difference, touched)
        else:
            self._finish_refresh(difference)
        return self._get_refresh_result(difference, "ok")

    def _take_steps_again(self, force, touched=None):
        """Find what differs, and change it unless something speaks against it.

        :return: what was changed, and why nothing was ("" if nothing speaks against it)
        :rtype: tuple[Difference, str]
        """
        difference = self._find_difference(touched)
        if not touched:
            difference = difference._replace(missed=self._count_missed(difference))
        # whoever forces it has looked at it
        before = self.touched_changes if touched else 0
        problem = "" if force else self._find_hold_reason(difference, before)
        if not problem:
            self._apply_difference(difference)
        self._drop_difference()
        return difference, problem

    def _get_counting_steps(self):
        """Return the steps that are taken again: not undone, and not switched off."""
        return self.sudo()._get_done_steps().filtered(lambda step: not step.is_off)

    def _find_difference(self, touched=None):
        """Keep who differs in a table of this transaction, and count them.

        :rtype: Difference
        """
        self._flush_for_step()
        self.env["contact.segment.membership"].flush_model()
        owned, steps = self._as_owner(), self._get_counting_steps()
        if touched:
            statement = RefreshStatement(owned, steps, touched.ids, touched.since)
            planned = self._planned_for(touched)
        else:
            statement = RefreshStatement(owned, steps)
            planned = self._planned_for_many()
        try:
            with self.env.cr.savepoint(flush=False), planned:
                self._execute_bounded(statement.build())
        except STEP_ERRORS as error:
            raise ValidationError(
                self.env._(
                    "A step of segment %(segment)s cannot be taken today: %(error)s",
                    segment=self.display_name,
                    error=str(error).strip().splitlines()[0][:500],
                )
            ) from error
        table = SQL.identifier(DIFFERENCE)
        [counts] = self.env.execute_query(
            SQL(
                """SELECT
                    COUNT(*) FILTER (WHERE step_id IS NOT NULL AND line_id IS NULL),
                    COUNT(*) FILTER (WHERE step_id IS NULL),
                    COUNT(*) FILTER (WHERE step_id IS NOT NULL AND line_id IS NOT NULL)
                FROM %s""",
                table,
            )
        )
        return Difference(*counts)

    def _drop_difference(self):
        self.env.cr.execute(SQL("DROP TABLE %s", SQL.identifier(DIFFERENCE)))

    def _apply_difference(self, difference):
        """Let come who comes and go who goes: a statement each, if there is anybody."""
        now = self._get_range_time()
        if any(difference[:3]):
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(DIFFERENCE)))
        is_few = sum(difference[:3]) * FEW < self.line_count
        with self._planned_for_few() if is_few else self._planned_for_many():
            if difference.removed:
                self._execute_bounded(build_leaves(self, now))
            if difference.added or difference.moved:
                self._execute_bounded(build_joins(self, now))

    @contextmanager
    def _planned_for_few(self):
        """Keep the database from reading a whole table to change a few of its rows.

        It thinks that looking them up in an index reads the disk for each.
        """
        self.env.cr.execute(
            "SET LOCAL enable_hashjoin TO off; SET LOCAL enable_mergejoin TO off"
        )
        yield
        # not in a finally: after an error only a rollback works, which resets it too
        self.env.cr.execute(
            "SET LOCAL enable_hashjoin TO DEFAULT; "
            "SET LOCAL enable_mergejoin TO DEFAULT"
        )

    def _get_range_time(self):
        """Return when ranges begin and end that are written now."""
        return self.env.cr.now()

    def _get_live_owner(self):
        """Return whose rights, language and days count: the salesperson first.

        :rtype: res.users
        """
        # sudo: whoever may read the segment is told what it goes by
        segment = self.sudo()
        return segment.user_id or segment.live_user_id

    def _get_live_zone(self):
        """Return where the days of a live segment begin.

        :rtype: ZoneInfo
        """
        return ZoneInfo(self._get_live_owner().tz or "UTC")

    def _as_owner(self):
        """Return the segment with the rights that its conditions have.

        :raise UserError: its salesperson, or who made it live, cannot see anything
        """
        user = self._get_live_owner() or self.env.user
        if not user.active:
            raise UserError(
                self.env._(
                    "%(user)s is archived, and segment %(segment)s sees what this user "
                    "sees; give it another salesperson.",
                    user=user.name,
                    segment=self.display_name,
                )
            )
        company = self.sudo().company_id
        # nothing of the context of whoever refreshes it
        context = {
            "tz": user.tz,
            "lang": user.lang,
            "allowed_company_ids": company.ids,
        }
        return self.with_env(self.env(user=user, su=False, context=context))

    # --------------------------------------------------------------------------------
    # What speaks against a change, and what comes of it.
    # --------------------------------------------------------------------------------

    def _find_hold_reason(self, difference, earlier=0):
        """Return why a change is not made before somebody has looked at it.

        :param int earlier: how many came and went since everybody was looked at
        :return: a sentence; an empty one, if nothing speaks against it
        :rtype: str
        """
        before, changed = self.line_count, difference.added + difference.removed
        if not changed:
            return ""
        figures = {
            "added": difference.added,
            "removed": difference.removed,
            "count": before,
        }
        if before and before == difference.removed and not difference.added:
            return tell(
                self.env,
                _lt(
                    "All contacts would go (%(count)s), and nobody would come.",
                    **figures,
                ),
            )
        percent = self._get_hold_percent()
        if before and percent and changed * 100 > percent * before:
            return tell(
                self.env,
                _lt(
                    "Contacts: %(added)s would come and %(removed)s would go, more "
                    "than %(percent)s percent of %(count)s.",
                    percent=percent,
                    **figures,
                ),
            )
        if before and percent and (changed + earlier) * 100 > percent * before:
            # many small changes are a large one
            return tell(
                self.env,
                _lt(
                    "Contacts: %(added)s would come and %(removed)s would go; with the "
                    "%(earlier)s who did so since the last full refresh, that is more "
                    "than %(percent)s percent of %(count)s.",
                    earlier=earlier,
                    percent=percent,
                    **figures,
                ),
            )
        return self._find_broken_check()

    def _get_hold_percent(self):
        return self.hold_percent or self.company_id.sudo().contact_live_hold_percent

    def _finish_refresh(self, difference):
        """Write down that a refresh went well."""
        if any(difference[:3]):
            self.env.invalidate_all()
        self._write_header(
            {
                "line_count": self.line_count + difference.added - difference.removed,
                "missed_count": difference.missed,
                "touched_changes": 0,
                "refresh_state": "ok",
                "refresh_message": False,
                "refreshed_on": fields.Datetime.now(),
                "refresh_started_on": False,
                "next_refresh": self._get_next_refresh(),
            }
        )
        self._forget_refresh_activity()

    def _stop_refresh(self, state, message):
        """Write down why a refresh changed nothing; it is tried again."""
        was = self.refresh_state
        self.env.invalidate_all()
        self._write_header(
            {
                "refresh_state": state,
                "refresh_message": message,
                "refresh_started_on": False,
                "next_refresh": self._get_next_refresh(),
            }
        )
        if was != state:
            self._tell_owner(REFRESH_ACTIVITY, _lt("The refresh was stopped"), message)
        return self._get_refresh_result(Difference(0, 0, 0), state)

    def _get_refresh_result(self, difference, state):
        return {
            "added": difference.added,
            "removed": difference.removed,
            "line_count": self.line_count,
            "state": state or "ok",
        }

    def _tell_owner(self, kind, summary, message):
        """Give the salesperson an activity, in place of the last one of its kind.

        Where the salesperson is archived, who made it live gets it.

        :param str kind: the external id of the kind of activity
        :param summary: what happened, in few words
        :param str message: why
        """
        segment = self.sudo()
        users = (segment._get_live_owner() | segment.live_user_id).filtered("active")
        if not users:
            return
        segment.activity_unlink([kind])
        quiet = segment.with_context(
            mail_activity_quick_update=True, lang=users[0].lang
        )
        quiet.activity_schedule(
            kind,
            summary=tell(quiet.env, summary),
            note=message,
            user_id=users[0].id,
        )

    def _forget_refresh_activity(self):
        self.sudo().activity_unlink([REFRESH_ACTIVITY])

    # --------------------------------------------------------------------------------
    # A held refresh is looked at, then accepted or refused.
    # --------------------------------------------------------------------------------

    def preview_refresh(self, limit=80):
        """Tell what a refresh would change, and change nothing.

        :param int limit: at most so many contacts of those who come, and of those who
            go; 0 for all
        :return: added, removed and line_count (after it), and contacts, a list with
            partner_id, comes, and the reason of who goes; hidden ones are counted only
        :rtype: dict
        :raise UserError: the segment is not live, or its steps cannot be taken
        """
        arguments.check_one(self)
        limit = arguments.read_integer(self.env, "limit", limit)
        self._lock()
        self._check_live()
        with self._within_time():
            difference = self._find_difference()
            contacts = self._read_difference(limit)
            self._drop_difference()
        return {
            "added": difference.added,
            "removed": difference.removed,
            "line_count": self.line_count + difference.added - difference.removed,
            "contacts": contacts,
        }

    def _read_difference(self, limit):
        """Return who comes and who goes, as far as the user may see them."""
        partners = self.env["res.partner"].with_context(active_test=False)
        visible = partners._search([]).subselect()
        rows = []
        for condition in (
            SQL("step_id IS NOT NULL AND line_id IS NULL"),
            SQL("step_id IS NULL"),
        ):
            rows += self.env.execute_query(
                SQL(
                    """SELECT partner_id, step_id IS NOT NULL, reason FROM %s
                    WHERE %s AND partner_id IN %s ORDER BY partner_id LIMIT %s""",
                    SQL.identifier(DIFFERENCE),
                    condition,
                    visible,
                    limit or None,
                )
            )
        return [
            {"partner_id": id_, "comes": comes, "reason": "" if comes else reason}
            for id_, comes, reason in rows
        ]

    def accept_refresh(self):
        """Make the change that is held.

        :return: as ``refresh``
        :rtype: dict
        """
        return self.refresh(force=True)

    def refuse_refresh(self):
        """Leave the members as they are; it stays held until data or steps change.

        :return: True
        :rtype: bool
        :raise UserError: the segment is not held
        """
        arguments.check_one(self)
        self._lock()
        self._check_live()
        if self.refresh_state != "held":
            raise UserError(
                self.env._(
                    "Segment %(segment)s is not held, so there is nothing to refuse.",
                    segment=self.display_name,
                )
            )
        message = _lt(
            "%(user)s refused a change on %(date)s.",
            user=self.env.user.name,
            date=fields.Date.context_today(self),
        )
        self._write_header({"refresh_message": tell(self.env, message)})
        self._forget_refresh_activity()
        return True
