# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import re
from datetime import datetime, time, timedelta, timezone

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, LazyTranslate

from ...tools.conditions import find_named
from ...tools.told import tell

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)

# Values such as "today", "now -5d", "-1m" and "=monday +1H", and measures, which may
# have a window of time. A word too many costs a refresh, one too few a wrong segment.
RELATIVE = re.compile(
    r"""['"](?:today|now|=\w+|[+-]\d+\w)\b[^'"]*['"]|measure_value_ids|criteria_ids"""
)
# What began so long ago is over, one way or the other.
INTERRUPTED = timedelta(hours=1)
# Being opened again and again is written down once in a while.
USED = timedelta(hours=12)


class ContactSegment(models.Model):
    """When live segments are refreshed by themselves, in which order, and when not."""

    _inherit = "contact.segment"

    # --------------------------------------------------------------------------------
    # When.
    # --------------------------------------------------------------------------------

    def _get_next_refresh(self):
        """Return when the segment is to be refreshed next.

        Days begin at midnight where its salesperson is, and so do relative dates.

        :rtype: datetime or bool
        """
        unit = self.refresh_unit
        if not self.is_live or unit == "manual":
            return False
        now = fields.Datetime.now()
        if unit == "hour":
            return now + timedelta(hours=1)
        zone = self._get_live_zone()
        today = now.replace(tzinfo=timezone.utc).astimezone(zone).date()
        days = 1
        if unit == "week" and not self._has_relative_dates():
            days = 7 - today.weekday()
        begins = datetime.combine(today + timedelta(days=days), time.min, tzinfo=zone)
        return begins.astimezone(timezone.utc).replace(tzinfo=None)

    def _has_relative_dates(self):
        """Whether a condition means something else every day."""
        steps = self.sudo()._get_done_steps()
        return any(RELATIVE.search(step.domain or "") for step in steps)

    def note_opened(self):
        """Note that somebody looks at a live segment; one that rests starts again.

        :return: True
        :rtype: bool
        """
        self.check_access("read")
        # sudo: whoever may read it uses it
        self.sudo()._note_used()
        return True

    def _note_used(self):
        now = fields.Datetime.now()
        for segment in self.filtered("is_live"):
            if segment.is_resting:
                segment._write_header(
                    {
                        "used_on": now,
                        "is_resting": False,
                        "refresh_message": False,
                        "next_refresh": segment.refresh_unit != "manual" and now,
                    }
                )
                segment._trigger_refresh()
            elif not segment.used_on or segment.used_on < now - USED:
                segment._write_header({"used_on": now})

    @api.model
    def _trigger_refresh(self):
        """Have the scheduled action look what is due, after this transaction."""
        cron = self.env.ref("contact_segment.ir_cron_refresh", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()

    # --------------------------------------------------------------------------------
    # In which order.
    # --------------------------------------------------------------------------------

    def _order_by_dependency(self):
        """Return these segments and the live ones they depend on, those before them.

        :rtype: contact.segment
        """
        ordered, seen = self.browse(), set()

        def visit(segment):
            nonlocal ordered
            if segment.id in seen:
                return
            seen.add(segment.id)
            for source in segment._find_live_sources():
                visit(source)
            ordered += segment

        for one in self:
            visit(one)
        return ordered

    def _find_live_sources(self):
        """Return the live segments that the conditions of this one name.

        :rtype: contact.segment
        """
        domains = self.sudo()._get_done_steps().mapped("domain")
        criteria, seen = self.env["contact.criteria"].sudo(), set()
        segment_ids = set()
        while domains:
            domain = domains.pop()
            segment_ids |= find_named(domain, "segment_ids")
            named = find_named(domain, "criteria_ids") - seen
            seen |= named
            domains += criteria.browse(named).exists().step_ids.mapped("domain")
        sources = self.sudo().browse(sorted(segment_ids - {self.id})).exists()
        live = sources.filtered(lambda one: one.is_live and one.state == "draft")
        return live.with_env(self.env)

    # --------------------------------------------------------------------------------
    # The scheduled action.
    # --------------------------------------------------------------------------------

    @api.model
    def _cron_refresh(self):
        """Refresh what is due, each segment in a transaction; called by Odoo."""
        self._note_interrupted()
        self._let_rest()
        crons = self.env["ir.cron"]
        due = self._find_due()
        ordered = due._order_by_dependency()
        crons._commit_progress(remaining=len(ordered))
        for segment in ordered:
            if hasattr(self, "with_delay"):
                segment._delay_refresh()
            else:
                segment._refresh_claimed()
            if not crons._commit_progress(1):
                # the others are still due
                self._trigger_refresh()
                break

    @api.model
    def _find_due(self):
        return self.search(
            Domain("is_live", "=", True)
            & Domain("state", "=", "draft")
            & Domain("is_resting", "=", False)
            & Domain("next_refresh", "<=", fields.Datetime.now()),
            order="next_refresh, id",
        )

    def _delay_refresh(self):
        """Leave a refresh to one of the workers of OCA's queue_job."""
        system = self.with_user(SUPERUSER_ID)
        self._write_header({"next_refresh": self._get_next_refresh()})
        system.with_delay(
            description=self.env._("Refresh %(segment)s", segment=self.display_name),
            identity_key=f"contact_segment_refresh_{self.id}",
        )._job_refresh()

    def _job_refresh(self):
        """Refresh a live segment; a job of queue_job, which commits."""
        for segment in self.exists().filtered("is_live")._order_by_dependency():
            segment._refresh()

    def _job_prepare_context_before_enqueue_keys(self):
        """Let queue_job keep no context: neither a language nor companies."""
        return ()

    def _refresh_claimed(self):
        """Refresh a segment after it is committed that somebody does.

        A server that dies meanwhile leaves that behind, and members as they were.
        """
        try:
            if not self._claim_refresh():
                return
            self._refresh()
            self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # somebody was faster; if it was no refresh, there will be a next one
            self.env.cr.rollback()
            self.env.invalidate_all()
            _logger.info("Segment %s is refreshed later", self.id)

    def _claim_refresh(self):
        """Write down that the segment is being refreshed, and when it is again.

        :return: whether it is free
        :rtype: bool
        """
        if not self.try_lock_for_update(allow_referencing=True):
            return False
        self._write_header(
            {
                "refresh_started_on": fields.Datetime.now(),
                "next_refresh": self._get_next_refresh(),
            }
        )
        self.env["ir.cron"]._commit_progress()
        return True

    @api.model
    def _note_interrupted(self):
        """Say that a server left a refresh behind, and try it again."""
        before = fields.Datetime.now() - INTERRUPTED
        left = self.search([("refresh_started_on", "<=", before)])
        # who is at work on it still has it
        for segment in left.try_lock_for_update(allow_referencing=True):
            message = tell(
                self.env,
                _lt(
                    "The server stopped during the refresh of %(date)s; it is tried "
                    "again.",
                    date=segment.refresh_started_on,
                ),
            )
            segment._stop_refresh("failed", message)
            segment._write_header({"next_refresh": fields.Datetime.now()})

    @api.model
    def _let_rest(self):
        """Refresh those no more that nobody has used for long, and say so."""
        idle = SQL(
            """SELECT segment.id FROM contact_segment segment
            JOIN res_company company ON company.id = segment.company_id
            WHERE segment.is_live AND segment.next_refresh <= %(now)s
              AND segment.is_resting IS NOT TRUE AND company.contact_live_rest_days > 0
              AND segment.used_on
                < %(now)s - company.contact_live_rest_days * INTERVAL '1 day'""",
            now=fields.Datetime.now(),
        )
        self.flush_model()
        self.env["res.company"].flush_model(["contact_live_rest_days"])
        idle = self.browse([id_ for (id_,) in self.env.execute_query(idle)])
        used = idle._find_used_by_live()
        used._write_header({"used_on": fields.Datetime.now()})
        for segment in (idle - used).try_lock_for_update(allow_referencing=True):
            days = segment.company_id.contact_live_rest_days
            message = (
                _lt(
                    "Nobody opened or used it for a day, so it is not refreshed; "
                    "opening it starts that again."
                )
                if days == 1
                else _lt(
                    "Nobody opened or used it for %(days)s days, so it is not "
                    "refreshed; opening it starts that again.",
                    days=days,
                )
            )
            segment._write_header(
                {
                    "is_resting": True,
                    "next_refresh": False,
                    "refresh_message": tell(self.env, message),
                }
            )

    def _find_used_by_live(self):
        """Return those of these segments that one depends on which does not rest."""
        if not self:
            return self
        awake = self.search([("is_live", "=", True), ("is_resting", "=", False)])
        return self & (awake - self)._order_by_dependency()
