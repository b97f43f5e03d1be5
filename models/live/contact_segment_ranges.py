# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .former_lines import build_pairs, build_taking_up
from .ranges import build_closing, build_opening
from .refresh_statement import ComingBackStatement, get_pins


class ContactSegment(models.Model):
    """What steps do to a live segment besides their lines: ranges, pins, the schedule.

    Whoever changes the lines of a segment ends in one of these methods.
    """

    _inherit = "contact.segment"

    def _check_step_options(self, action, options):
        """Refuse a second line of a contact, who is a member of a live segment once."""
        options = super()._check_step_options(action, options)
        if options.get("allow_existing") and any(self.mapped("is_live")):
            raise UserError(
                self.env._(
                    "Segment %(segment)s is live, and has each contact once; leave out "
                    "the option to add contacts again.",
                    segment=self.display_name,
                )
            )
        return options

    def _run_step(self, action, domain, options, step=None):
        """Let whoever was on the segment before come back with the former line."""
        if not (step and self.live_since and action == "add"):
            return super()._run_step(action, domain, options, step)
        self._flush_for_step()
        statement = ComingBackStatement(self, action, domain, options)
        rows = self._execute_step(domain, lambda: statement.build(step))
        ((matched, added),) = rows
        return matched, added, 0

    def _take_up_former_lines(self):
        """Give lines what was said about their contacts on the lines they had before.

        A step that is taken again makes new ones, and so does who enters a contact.
        """
        self.env.flush_all()
        pairs = build_pairs(self.id)
        if not self.env.execute_query(SQL("SELECT FROM (%s) pair LIMIT 1", pairs)):
            return
        for statement in build_taking_up(pairs):
            self._change_lines(statement)
        self.env.invalidate_all()

    def _finish_step(self, step, matched, added, removed):
        """Keep who was entered or removed by hand; then write the ranges."""
        if self.live_since and step.source == "manual" and step.action == "add":
            self._take_up_former_lines()
        if self.is_live and step.source != "manual":
            back, out = self._keep_pins(step)
            added, removed = added - out, removed - back
        result = super()._finish_step(step, matched, added, removed)
        self._follow_steps()
        return result

    def _keep_pins(self, step):
        """Undo what a step did to contacts who were entered or removed by hand.

        :return: how many come back, and how many go out again
        :rtype: tuple[int, int]
        """
        pins = get_pins(self.sudo()._get_done_steps() - step)
        entered = [id_ for id_, (_step, is_in) in pins.items() if is_in]
        removed = {id_: step_id for id_, (step_id, is_in) in pins.items() if not is_in}
        back = self._change_lines(
            SQL(
                """UPDATE contact_segment_line
                SET active = TRUE, removed_step_id = NULL
                WHERE segment_id = %s AND removed_step_id = %s
                  AND partner_id = ANY(%s::int[])""",
                self.id,
                step.id,
                entered,
            )
        )
        out = self._change_lines(
            SQL(
                """UPDATE contact_segment_line line
                SET active = FALSE, removed_step_id = pin.step_id
                FROM UNNEST(%s::int[], %s::int[]) pin (partner_id, step_id)
                WHERE line.segment_id = %s AND line.step_id = %s
                  AND line.active IS TRUE AND line.partner_id = pin.partner_id""",
                list(removed),
                list(removed.values()),
                self.id,
                step.id,
            )
        )
        return back, out

    def _toggle_step(self, step, done):
        result = super()._toggle_step(step, done)
        self._follow_steps()
        return result

    def _write_replayed(self, planned, figures, first):
        result = super()._write_replayed(planned, figures, first)
        if self.live_since:
            self._take_up_former_lines()
        self._follow_steps()
        return result

    def _recount_lines(self):
        result = super()._recount_lines()
        self._write_ranges()
        return result

    def _forget_undone_steps(self):
        """Put the lines of undone steps aside, where they may be wanted again."""
        if self.live_since:
            steps = self._get_undone_steps()
            self.env["contact.segment.line"].flush_model()
            self._change_lines(
                SQL(
                    "UPDATE contact_segment_line SET step_id = NULL "
                    "WHERE segment_id = %s AND step_id = ANY(%s::int[])",
                    self.id,
                    steps.ids,
                )
            )
            self.env.invalidate_all()
        return super()._forget_undone_steps()

    def _follow_steps(self):
        """Write the ranges after steps changed lines, and have it refreshed soon."""
        self._write_ranges()
        if not self.is_live:
            return
        vals = {"used_on": fields.Datetime.now(), "is_resting": False}
        if self.refresh_state in ("held", "failed"):
            # these were other steps
            vals.update(refresh_state=False, refresh_message=False)
            self._forget_refresh_activity()
        if self.refresh_unit != "manual":
            vals["next_refresh"] = fields.Datetime.now()
        self._write_header(vals)

    def _write_ranges(self, reason=""):
        """Let ranges follow the lines of those segments that are or were live.

        :param str reason: why new ones begin; without one, their steps tell
        """
        tracked = self.sudo().filtered("live_since")
        if not tracked:
            return
        self.env["contact.segment.line"].flush_model()
        self.env["contact.segment.step"].flush_model()
        now = self._get_range_time()
        with tracked._noted_for_rules(), self._planned_for_many():
            self._change_lines(build_closing(tracked.ids, now))
            self._change_lines(build_opening(tracked.ids, now, reason))
        self.env["contact.segment.membership"].invalidate_model()

    # --------------------------------------------------------------------------------
    # A segment becomes live, or an ordinary draft again.
    # --------------------------------------------------------------------------------

    def _start_live(self):
        """Begin to refresh segments, and to note who joins and leaves them."""
        for segment in self:
            segment._lock()
            segment._check_each_once()
        now = fields.Datetime.now()
        for segment in self:
            segment._write_header(
                {
                    "live_user_id": self.env.uid,
                    "used_on": now,
                    "is_resting": False,
                    "live_since": segment.live_since or now,
                    "touched_from": False,
                    "touched_on": False,
                    "missed_count": 0,
                    "next_refresh": False if segment.refresh_unit == "manual" else now,
                }
            )
        self._write_ranges("start")

    def _end_live(self):
        """Refresh segments no more; who joins and leaves them is noted further on."""
        self._write_header(
            {
                "next_refresh": False,
                "refresh_state": False,
                "refresh_message": False,
                "refresh_started_on": False,
                "is_resting": False,
            }
        )
        self._forget_refresh_activity()
        self._end_recurring_log()

    def _check_each_once(self):
        """Refuse to make a segment live that has contacts several times."""
        lines = self.env["contact.segment.line"].sudo()
        repeated = lines.search_count(
            self._get_line_domain() & Domain("is_repeat", "=", True), limit=1
        )
        if repeated or any(self._get_done_steps().mapped("allow_existing")):
            raise UserError(
                self.env._(
                    "Segment %(segment)s adds contacts again that are on it already, "
                    "and a live segment has each contact once; take the option out of "
                    "its steps first.",
                    segment=self.display_name,
                )
            )
