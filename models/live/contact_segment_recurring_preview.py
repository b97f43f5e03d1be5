# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import closing

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, LazyTranslate, format_date, format_time

from ...tools import arguments
from ...tools.numbers import show_count
from ...tools.told import tell
from .contact_segment_snapshot import ONLY_NEW

_lt = LazyTranslate(__name__)

# So many of those who would be logged; the numbers are of all.
NAMED = 10


class ContactSegment(models.Model):
    """The test run of a recurring log, and why a run logs nothing."""

    _inherit = "contact.segment"

    def preview_recurring_log(self):
        """Tell what the recurring log would do now, and do nothing.

        The segment is refreshed, and that is undone: figures are those of the log
        dialog after the refresh. Segments that it depends on are taken as they are.

        :return: next_run (a text as YYYY-MM-DD HH:MM:SS in UTC: the next one, or the
            first if it was switched on now), state (logged, nobody or stopped) with a
            message that says why if nothing would be logged; added, removed and
            line_count of the refresh; count, how many would be logged; outcomes, what
            happens to how many (kind, channel, code, count, level, message); contacts,
            up to ten of them whom the user may see (partner_id and name)
        :rtype: dict
        :raise UserError: the segment is not live, or somebody else is changing it
        """
        arguments.check_one(self)
        self._lock()
        self._check_live()
        planned = self.is_recurring and self.next_recurring_log
        moment = planned or self._get_next_recurring_log()
        preview = {
            "next_run": fields.Datetime.to_string(moment),
            "state": "logged",
            "message": "",
            "added": 0,
            "removed": 0,
            "line_count": self.line_count,
            "count": 0,
            "outcomes": [],
            "contacts": [],
        }
        # nothing of what is done in there stays
        with self._within_time(), closing(self.env.cr.savepoint()):
            preview.update(self._try_recurring_log())
        return preview

    def _try_recurring_log(self):
        """Refresh the segment and return what would be logged; to be undone."""
        try:
            self._as_owner().check_access("write")
            # without automation rules, which could send something
            difference, problem = self._take_steps_again(force=False)
        except UserError as error:
            return {"state": "stopped", "message": str(error.args[0])}
        figures = {"added": difference.added, "removed": difference.removed}
        if problem:
            message = self._tell_not_refreshed(problem)
            return {**figures, "state": "stopped", "message": message}
        self._shift_line_count(difference.added - difference.removed)
        chosen = self._as_recurring()
        state, message = self._find_recurring_obstacle()
        blocked = chosen._count_blocked(self.recurring_send)
        if not state and blocked and not self.recurring_skip_blocked:
            state = "stopped"
            message = chosen._get_blocked_message(self.recurring_send, blocked)
        return {
            **figures,
            "line_count": self.line_count,
            "state": state or "logged",
            "message": message,
            "count": 0 if state else self._count_recurring() - blocked,
            "outcomes": chosen._list_recurring_outcomes(),
            "contacts": [] if state else chosen._list_recurring_contacts(),
        }

    def _shift_line_count(self, change):
        """Count the lines of a test run past the ORM: no rule hears of it."""
        self.env.cr.execute(
            SQL(
                "UPDATE contact_segment SET line_count = line_count + %s WHERE id = %s",
                change,
                self.id,
            )
        )
        self.env.invalidate_all()

    def _as_recurring(self):
        """Return the segment with the check list of those who are to be logged."""
        return self.with_context(**{ONLY_NEW: self.recurring_only_new})

    def _count_recurring(self):
        """Return how many contacts are to be logged, blocked ones included."""
        return self._count_new() if self.recurring_only_new else self.line_count

    def _find_recurring_obstacle(self):
        """Return why a segment that was refreshed is not logged.

        Blocked contacts are left to ``log``, unless nobody would be left.

        :return: a key of ``recurring_state``, and a sentence; two empty texts, if
            nothing speaks against it
        :rtype: tuple[str, str]
        """
        # sudo: as a refresh does, which looks at hidden contacts too; only numbers
        # are told
        checks = self.sudo().run_checks()
        broken = sum(not check["met"] for check in checks)
        if broken:
            message = _lt(
                "Nothing was logged, because of checks that do not hold: %(count)s.",
                count=broken,
            )
            return "stopped", tell(self.env, message)
        count, today = self._count_recurring(), fields.Date.context_today(self)
        if not count:
            message = (
                _lt("Nobody was new on %(date)s.", date=today)
                if self.recurring_only_new
                else _lt("Nobody was on the segment on %(date)s.", date=today)
            )
            return "nobody", tell(self.env, message)
        if self.recurring_skip_blocked:
            blocked = self._as_recurring()._count_blocked(self.recurring_send)
            if blocked == count:
                message = _lt(
                    "All contacts were blocked on %(date)s (%(count)s).",
                    count=count,
                    date=today,
                )
                return "nobody", tell(self.env, message)
        return "", ""

    def _list_recurring_outcomes(self):
        """Return what the log dialog says of it, but for the date of the header.

        A run is dated on its day.

        :rtype: list[dict]
        """
        outcomes = self.env["contact.segment.log.outcome"]
        return [
            outcome
            for outcome in outcomes._prepare_outcomes(self, self.recurring_send)
            if outcome["code"] != "header_date"
        ]

    def _list_recurring_contacts(self):
        """Return a few of those who would be logged, as far as the user sees them.

        :rtype: list[dict]
        """
        query = self._get_check_query()
        blocking = self._get_blocking_condition(query, self.recurring_send)
        query.add_where(SQL("NOT %s", blocking))
        visible = self.env["contact.segment.line"]._get_visible_domain()
        query.add_where(query.condition(visible))
        query.order, query.limit = query.id, NAMED
        rows = query.fetch_many(query.column("partner_id"))
        partners = self.env["res.partner"].browse([id_ for (id_,) in rows])
        return [
            {"partner_id": partner.id, "name": partner.display_name}
            for partner in partners
        ]

    # --------------------------------------------------------------------------------
    # In words.
    # --------------------------------------------------------------------------------

    def _tell_recurring_log(self, moment):
        """Return what will happen, for whoever is about to switch it on.

        :param datetime moment: the next run, in UTC
        :rtype: str
        """
        return " ".join(
            (
                self._tell_recurrence(moment),
                self._tell_recurring_choice(),
                self.env._(
                    "Nobody looks at it before. It stops, and %(user)s gets an "
                    "activity, if the refresh is held or fails, a check does not hold "
                    "or contacts are blocked that are not to be skipped.",
                    user=self._get_live_owner().name or "?",
                ),
            )
        )

    def _tell_recurrence(self, moment):
        """Return when it is logged next, and how often then."""
        zone = self._get_live_zone()
        here = self.with_context(tz=str(zone))
        local = fields.Datetime.context_timestamp(here, moment)
        return self.env._(
            "Next on %(date)s at %(time)s (%(zone)s), then %(often)s, the segment is "
            "refreshed and logged.",
            date=format_date(self.env, local.date(), date_format="full"),
            time=format_time(self.env, local.time(), time_format="short"),
            zone=str(zone),
            often=self._tell_interval(),
        )

    def _tell_interval(self):
        """Return how often it is logged."""
        if self.recurring_interval == 1:
            return {
                "day": self.env._("every day"),
                "week": self.env._("every week"),
                "month": self.env._("every month"),
            }[self.recurring_unit]
        often = {"count": show_count(self.env, self.recurring_interval)}
        return {
            "day": self.env._("every %(count)s days", **often),
            "week": self.env._("every %(count)s weeks", **often),
            "month": self.env._("every %(count)s months", **often),
        }[self.recurring_unit]

    def _tell_recurring_choice(self):
        """Return who is logged, and whether something goes out."""
        if self.recurring_only_new:
            if self.recurring_send:
                return self.env._(
                    "Who is new gets an interaction; letters and messages go out."
                )
            return self.env._(
                "Who is new gets an interaction; nothing is sent, it is only noted."
            )
        if self.recurring_send:
            return self.env._(
                "Everybody on it gets an interaction each time; letters and messages "
                "go out."
            )
        return self.env._(
            "Everybody on it gets an interaction each time; nothing is sent, it is "
            "only noted."
        )
