# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from collections import namedtuple
from contextlib import contextmanager, nullcontext
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ...tools.arrays import as_array
from ..measure.measure_query import looking_at
from .refresh_statement import DIFFERENCE
from .touched_contacts import NotFollowedError, TooMuchChangedError, TouchedContacts

_logger = logging.getLogger(__name__)

# Clocks, and what Odoo cuts off dates: so much is looked at twice.
MARGIN = timedelta(seconds=10)
# A transaction that has changed nothing for so long is a backup, or forgotten.
LONGEST_READ = timedelta(hours=1)
# Where nothing is touched, that is written down once in a while.
QUIET = timedelta(minutes=10)
# The contacts who are looked at, until when that covers all changes, whether a
# condition on the figures of somebody else is among the steps, and since when all of
# these contacts were changed themselves (None: not all were).
Touched = namedtuple("Touched", ["ids", "mark", "looks_at_others", "since"])


class ContactSegment(models.Model):
    """Contacts that were touched are looked at soon, without looking at the rest.

    The same statement as in a full refresh judges them. What was changed is found by
    dates of changes, so a full refresh stays the truth; it says how many were missed.
    """

    _inherit = "contact.segment"

    touched_from = fields.Datetime(
        string="Looks at Changes Since", readonly=True, copy=False
    )
    touched_on = fields.Datetime(
        string="Touched Contacts Refreshed", readonly=True, copy=False
    )
    touched_changes = fields.Integer(
        string="Came and Went Since",
        readonly=True,
        copy=False,
        help="How many came and went since everybody was looked at.",
    )
    missed_count = fields.Integer(
        string="Had Been Missed",
        readonly=True,
        copy=False,
        help="How many the last refresh let come or go although no change of data had "
        "shown it: a day went by, say, or a record was deleted.",
    )
    touched_problem = fields.Char(
        string="Not Followed",
        compute="_compute_touched_problem",
        help="Changes of this are only found when everybody is looked at.",
    )

    @api.depends("is_live", "step_ids.domain")
    def _compute_touched_problem(self):
        for segment in self:
            segment.touched_problem = segment.is_live and segment._find_not_followed()

    def _find_not_followed(self):
        """Return what in the steps is not known when it changes; nothing, if all is.

        :rtype: str or bool
        """
        try:
            TouchedContacts(self.env).find(self._get_counting_steps())
        except NotFollowedError as error:
            return str(error)
        except (ValueError, KeyError):
            # a condition that cannot be read; the refresh says so
            return "?"
        return False

    # --------------------------------------------------------------------------------
    # The scheduled action.
    # --------------------------------------------------------------------------------

    @api.model
    def _cron_refresh_touched(self):
        """Look at touched contacts, segment by segment; called by Odoo.

        Not as jobs of queue_job: mostly there is nothing to do, every minute.
        """
        crons = self.env["ir.cron"]
        mark = self._get_touched_mark()
        followed = self._find_followed()
        # it ends the transaction: whoever commits from now on is not before the mark
        crons._commit_progress(remaining=len(followed))
        known = {}
        for segment in followed._order_by_dependency() & followed:
            segment._refresh_touched_safely(mark, known)
            if not crons._commit_progress(1):
                break

    @api.model
    def _get_touched_mark(self):
        """Return since when changes are not all to be seen by the next transaction.

        Records are dated with the begin of the transaction that writes them, and are
        seen when it has ended.

        :rtype: datetime
        """
        self.env.cr.execute("SELECT pg_stat_clear_snapshot()")
        ((begin,),) = self.env.execute_query(
            SQL(
                """SELECT MIN(xact_start) AT TIME ZONE 'UTC' FROM pg_stat_activity
                WHERE datname = current_database() AND pid != pg_backend_pid()
                  AND backend_type = 'client backend'
                  AND (backend_xid IS NOT NULL OR xact_start > now() - %s)""",
                LONGEST_READ,
            )
        )
        now = self.env.cr.now()
        return (min(begin, now) if begin else now).replace(microsecond=0) - MARGIN

    @api.model
    def _find_followed(self):
        """Return the segments whose touched contacts are due.

        Those that are due themselves, held or failed wait for a full refresh.
        """
        now = fields.Datetime.now()
        is_followed = Domain("touched_from", "=", False) | (
            Domain("refresh_state", "=", "ok")
            & Domain("next_refresh", ">", now)
            & Domain("refresh_started_on", "=", False)
        )
        live = self.search(
            Domain("is_live", "=", True)
            & Domain("state", "=", "draft")
            & Domain("is_resting", "=", False)
            & Domain("refresh_unit", "!=", "manual")
            & is_followed
        )
        return live.filtered(lambda segment: segment._is_touched_due(now))

    def _is_touched_due(self, now):
        minutes = self.company_id.contact_live_touched_minutes
        if minutes <= 0:
            return False
        # a scheduled action may begin a little earlier than the minute before
        after = now - timedelta(minutes=minutes) + MARGIN
        return not self.touched_on or self.touched_on <= after

    def _refresh_touched_safely(self, mark, known):
        try:
            self._refresh_touched(mark, known)
            self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # somebody was faster; the next run looks at the same contacts
            self.env.cr.rollback()
            self.env.invalidate_all()
            _logger.info("Segment %s looks at touched contacts later", self.id)

    def _refresh_touched(self, mark, known=None):
        """Look at the contacts that changed since this was done last.

        :param datetime mark: when that covers all changes until
        :param dict known: what was found for other segments; see ``TouchedContacts``
        """
        if not self.touched_from:
            self._follow_from(mark)
            return
        finder = TouchedContacts(self.env, self.touched_from, known)
        try:
            ids = finder.find(self._get_counting_steps())
        except (NotFollowedError, ValueError, KeyError):
            # the segment says so, if it is for its conditions
            if not self._find_not_followed():
                raise
            return
        except TooMuchChangedError:
            self._follow_from(mark)
            return
        if ids:
            since = self.touched_from if finder.is_by_own_date else None
            self._refresh(touched=Touched(ids, mark, finder.looks_at_others, since))
        elif self.touched_from < mark - QUIET:
            self._write_touched(mark)

    def _follow_from(self, mark):
        """Have everybody looked at soon, and who is touched after that.

        Unless something in the steps cannot be followed: then only when it is due.
        """
        if self._find_not_followed() or not self.try_lock_for_update(
            allow_referencing=True
        ):
            return
        self._write_touched(mark)
        self._write_header({"next_refresh": fields.Datetime.now()})
        self._trigger_refresh()

    def _write_touched(self, mark):
        """Write down until when changes are looked at.

        Past Odoo: it is no news for anybody, and happens every minute.
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """UPDATE contact_segment SET touched_from = %s, touched_on = %s
                WHERE id = %s""",
                mark,
                fields.Datetime.now(),
                self.id,
            )
        )
        self.invalidate_recordset(["touched_from", "touched_on"])

    def _finish_touched(self, difference, touched):
        """Write down that touched contacts were looked at."""
        changed = difference.added + difference.removed
        if any(difference):
            self.env.invalidate_all()
        if changed:
            count = self.line_count + difference.added - difference.removed
            earlier = self.touched_changes
            self._write_header(
                {"line_count": count, "touched_changes": earlier + changed}
            )
        self._write_touched(touched.mark)

    @contextmanager
    def _planned_for(self, touched):
        """Let the database look up touched contacts, and work out their figures only.

        It thinks that looking up thousands reads the disk for each, and would read all.
        """
        self.env.cr.execute("SET LOCAL enable_seqscan TO off; SET LOCAL jit TO off")
        others = touched.looks_at_others
        with nullcontext() if others else looking_at(self.env, touched.ids):
            yield
        # not in a finally: after an error only a rollback works, which resets it too
        self.env.cr.execute(
            "SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL jit TO DEFAULT"
        )

    # --------------------------------------------------------------------------------
    # What a full refresh says about it.
    # --------------------------------------------------------------------------------

    def _count_missed(self, difference):
        """Return how many differ who were not touched since that was looked at last.

        :rtype: int
        """
        if not (difference.added or difference.removed) or not self._follows_touched():
            return 0
        steps = self._get_counting_steps()
        if any(step.write_date >= self.touched_from for step in steps):
            # other steps, other members
            return 0
        try:
            ids = TouchedContacts(self.env, self.touched_from).find(steps)
        except (NotFollowedError, TooMuchChangedError):
            return 0
        ((count,),) = self.env.execute_query(
            SQL(
                """SELECT COUNT(*) FROM %s WHERE (step_id IS NULL OR line_id IS NULL)
                AND partner_id NOT IN (SELECT UNNEST(%s))""",
                SQL.identifier(DIFFERENCE),
                as_array(ids),
            )
        )
        return count

    def _follows_touched(self):
        """Whether touched contacts are looked at before the next full refresh."""
        minutes = self.company_id.sudo().contact_live_touched_minutes
        is_on = minutes > 0 and self.refresh_unit != "manual"
        return is_on and bool(self.touched_from)
