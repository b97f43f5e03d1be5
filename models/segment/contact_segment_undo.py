# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ...tools import arguments
from ...tools.actions import notify_undoable
from ...tools.numbers import show_count


class ContactSegment(models.Model):
    """Notes that tell what became of the contacts, each with its way back."""

    _inherit = "contact.segment"

    def action_undo_steps(self, step_ids):
        """Undo the steps that a note tells of, unless something came after them.

        :param list[int] step_ids: the last steps of the segment
        :return: a note, which offers to redo the last of them
        :rtype: dict
        :raise UserError: they are not the last ones, the segment is logged, somebody
            else is changing it, or it was stopped
        """
        arguments.check_one(self)
        ids = arguments.read_ids(self.env, "step_ids", step_ids)
        self._lock()
        last = self._get_done_steps()[-len(ids) :]
        if not ids or set(last.ids) != set(ids):
            self._refuse_late_undo()
        for _step in last[1:]:
            self.go_back()
        return self.action_go_back()

    def action_redo_step(self, step_id):
        """Take a step again that a note tells of, unless something came after it.

        :param int step_id: the step that was undone last
        :return: a note, which offers to undo it
        :rtype: dict
        :raise UserError: it is not the next one to redo, the segment is logged,
            somebody else is changing it, or it was stopped
        """
        arguments.check_one(self)
        step_id = arguments.read_id(self.env, "step_id", step_id)
        self._lock()
        step = self._get_undone_steps().sorted("id")[:1]
        if not step or step.id != step_id:
            self._refuse_late_undo()
        return self.action_redo()

    def _refuse_late_undo(self):
        raise UserError(
            self.env._(
                "The contacts of segment %(segment)s have changed again since; see its "
                "steps.",
                segment=self.display_name,
            )
        )

    def _notify_taken(self, results, **params):
        """Return a note about steps that were taken, which offers to undo them.

        :param list[dict] results: the figures of the steps, in their order
        :param params: see :func:`notify`
        """
        ids = [result["step_id"] for result in results]
        steps = self.env["contact.segment.step"].browse(ids)
        return notify_undoable(
            self._tell_figures(results),
            self,
            "action_undo_steps",
            [ids],
            title=" › ".join(step.summary or "" for step in steps),
            **params,
        )

    def _tell_figures(self, results):
        """Return a sentence about what steps did, in the numbers of the reader."""
        added = sum(result["added"] for result in results)
        removed = sum(result["removed"] for result in results)
        if not added and not removed:
            return self.env._("Nothing has changed.")
        figures = [
            added and self.env._("Added: %s.", show_count(self.env, added)),
            removed and self.env._("Removed: %s.", show_count(self.env, removed)),
            self.env._("Contacts now: %s.", show_count(self.env, self.line_count)),
        ]
        return " ".join(filter(None, figures))

    def _notify_step(self, result, title):
        """Return a note about a step that was undone or redone, with the way back."""
        steps = self.env["contact.segment.step"].with_context(active_test=False)
        step = steps.browse(result["step_id"])
        if step.active:
            method, args, label = "action_undo_steps", [step.ids], ""
        else:
            method, args, label = "action_redo_step", [step.id], self.env._("Redo")
        return notify_undoable(
            step.summary, self, method, args, label, title=title, type="info"
        )
