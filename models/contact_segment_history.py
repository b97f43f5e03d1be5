# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import arguments


class ContactSegment(models.Model):
    """Steps taken back and taken again, and why a contact is in or out.

    Lines remember the step that added and the step that removed them, so undoing
    restores them as they were, with everything that was said about them.
    """

    _inherit = "contact.segment"

    def go_back(self):
        """Undo the last step; unlimited.

        :return: step_id of the step undone and line_count after it
        :rtype: dict
        :raise UserError: there is no step, the segment is logged, or somebody else is
            changing it, or it was stopped
        """
        arguments.check_one(self)
        self._lock()
        self._check_draft()
        step = self._get_done_steps()[-1:]
        if not step:
            raise UserError(
                self.env._(
                    "Segment %(segment)s has no step to go back to.",
                    segment=self.display_name,
                )
            )
        return self._toggle_step(step, done=False)

    def redo(self):
        """Take the step again that was undone last.

        :return: step_id of the step and line_count after it
        :rtype: dict
        :raise UserError: no step was undone since the last new step, the segment is
            logged, somebody else is changing it, or it was stopped
        """
        arguments.check_one(self)
        self._lock()
        self._check_draft()
        step = self._get_undone_steps().sorted("id")[:1]
        if not step:
            raise UserError(
                self.env._(
                    "Segment %(segment)s has no undone step to redo.",
                    segment=self.display_name,
                )
            )
        return self._toggle_step(step, done=True)

    def explain(self, partner_id):
        """Tell why a contact is on the segment or not.

        :param int partner_id: the contact
        :return: included, and for every step its step_id, action, whether the contact
            matches it today, and its effect: added, removed, kept or none
        :rtype: dict
        :raise MissingError: the contact does not exist
        :raise UserError: it was stopped
        """
        arguments.check_one(self)
        self.check_access("read")
        partner = arguments.read_record(
            self.env, "partner_id", partner_id, "res.partner"
        )
        lines = self.env["contact.segment.line"].with_context(active_test=False)
        lines = lines.search(
            [("segment_id", "=", self.id), ("partner_id", "=", partner.id)]
        )
        included, steps = False, []
        done = self._get_done_steps()
        with self._within_time(flush=False):
            matched = {step: self._is_matched(step, partner) for step in done}
        for step in done:
            effect = "kept" if included else "none"
            if step in lines.step_id:
                effect, included = "added", True
            elif step in lines.removed_step_id:
                effect, included = "removed", False
            steps.append(
                {
                    "step_id": step.id,
                    "action": step.action,
                    "summary": step.summary or "",
                    "matched": matched[step],
                    "effect": effect,
                }
            )
        return {"included": any(lines.mapped("active")), "steps": steps}

    def _is_matched(self, step, partner):
        """Return whether a contact matches a step with today's data."""
        options = step._get_options()
        Partner = self.env["res.partner"]
        Partner.flush_model()
        with self._within_time(flush=False):
            _text, domain = Partner._parse_segment_domain(step.domain)
            hits = Partner._search(domain, active_test=step.action == "add")
            is_add = step.action == "add"
            select = self._select_brought if is_add else self._select_decided
            query = Partner._search(
                Domain("id", "=", partner.id), active_test=False, bypass_access=True
            )
            query.add_where(SQL("res_partner.id IN (%s)", select(hits, options)))
            return bool(self._execute_bounded(query.select()))

    def _get_done_steps(self):
        """Return the steps that were not undone, in their order."""
        return self.step_ids.filtered("active").sorted("id")

    def _get_undone_steps(self):
        """Return the steps that can be redone."""
        return (
            self.env["contact.segment.step"]
            .sudo()
            .search([("segment_id", "=", self.id), ("active", "=", False)])
        )

    def _forget_undone_steps(self):
        """Delete what was undone, with the lines it had added, for good."""
        self._get_undone_steps().unlink()

    def _toggle_step(self, step, done):
        """Show what the step added and hide what it removed, or the reverse.

        Both are one statement each; steps are undone and redone strictly in order, so
        nothing but this step can have touched its lines since.
        """
        with self._watched_lines(), self._within_time():
            self.env["contact.segment.line"].flush_model()
            added = self._toggle_lines("step_id", step, active=done)
            removed = self._toggle_lines("removed_step_id", step, active=not done)
            step.sudo().active = done
            self.env.invalidate_all()
            change = added - removed if done else removed - added
            self._write_header({"line_count": self.line_count + change})
        return {"step_id": step.id, "line_count": self.line_count}

    def _toggle_lines(self, column, step, active):
        """Archive or restore the lines of a step; return how many there were."""
        self.env.cr.execute(
            SQL(
                """UPDATE contact_segment_line
                SET active = %s
                WHERE segment_id = %s AND %s = %s AND active IS NOT %s""",
                active,
                self.id,
                SQL.identifier(column),
                step.id,
                active,
            ),
            log_exceptions=False,
        )
        return self.env.cr.rowcount
