# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ...tools import arguments
from ...tools.actions import open_dialog


class ContactSegment(models.Model):
    """What the buttons of a segment open."""

    _inherit = "contact.segment"

    def action_add(self):
        """Open the wizard that adds contacts."""
        return self._open_step_wizard("add", self.env._("Add Contacts"))

    def action_reduce(self):
        """Open the wizard that drops contacts."""
        return self._open_step_wizard("reduce", self.env._("Reduce Contacts"))

    def action_refine(self):
        """Open the wizard that keeps only some contacts."""
        return self._open_step_wizard("refine", self.env._("Refine Contacts"))

    def action_edit_step(self, step_id):
        """Open the wizard that changes a step where it is.

        :param int step_id: a step of this segment that is not undone
        """
        arguments.check_one(self)
        step = self._read_step(step_id)
        options = {f"default_{name}": True for name in step._get_options()}
        return self._open_wizard(
            "contact.segment.step.wizard",
            self.env._("Change Step %(number)s", number=step.sequence),
            default_step_id=step.id,
            default_action=step.action,
            default_domain=step.domain,
            **options,
        )

    def action_branch(self, step_id):
        """Make a segment of the steps up to one, and open it.

        :param int step_id: the last of the steps that the new segment takes too
        """
        branch = self.browse(self.branch_steps(step_id))
        return branch._get_form_action()

    def action_go_back(self):
        """Undo the last step and tell which one it was."""
        return self._notify_step(self.go_back(), self.env._("Undone"))

    def action_redo(self):
        """Take the undone step again and tell which one it was."""
        return self._notify_step(self.redo(), self.env._("Redone"))

    def action_save_criteria(self):
        """Ask for the name of the saved criteria."""
        return self._open_wizard(
            "contact.segment.save.wizard", self.env._("Save Criteria")
        )

    def action_reuse_criteria(self):
        """Ask which saved criteria to run."""
        return self._open_wizard(
            "contact.segment.reuse.wizard",
            self.env._("Reuse Criteria"),
            default_source="criteria",
        )

    def action_reuse_logged(self):
        """Ask whose contacts to take over."""
        return self._open_wizard(
            "contact.segment.reuse.wizard",
            self.env._("Reuse Logged Segment"),
            default_source="logged",
        )

    def action_import(self):
        """Ask for a list of contacts."""
        return self._open_wizard(
            "contact.segment.import.wizard", self.env._("Paste a List")
        )

    def action_log(self):
        """Show the check list before logging."""
        arguments.check_one(self)
        self._check_not_logged()
        wizard = self.env["contact.segment.log.wizard"].create({"segment_id": self.id})
        return wizard._get_action()

    def action_follow_up(self):
        """Ask whom to follow up."""
        return self._open_wizard(
            "contact.segment.follow.up.wizard", self.env._("Create Follow-up")
        )

    def action_view_lines(self):
        """Open the contacts of the segment in a list of their own."""
        arguments.check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_segment_line_action"
        )
        is_draft = self.state == "draft"
        action["domain"] = [("segment_id", "=", self.id)]
        action["context"] = {
            "default_segment_id": self.id,
            "segment_is_draft": is_draft,
            "create": is_draft,
            "edit": is_draft,
        }
        return action

    def action_view_interactions(self):
        """Open the interactions of the segment."""
        arguments.check_one(self)
        return self.env["contact.interaction"]._open_list(
            [("segment_id", "=", self.id)], create=False
        )

    def action_view_follow_ups(self):
        """Open the segments that follow this one."""
        arguments.check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_segment_action_all"
        )
        action["domain"] = [("origin_id", "=", self.id)]
        return action

    def _open_step_wizard(self, action, title):
        return self._open_wizard(
            "contact.segment.step.wizard", title, default_action=action
        )

    def _open_wizard(self, model, title, **context):
        """Return the action that opens a wizard for this segment."""
        arguments.check_one(self)
        context = {"default_segment_id": self.id, **context}
        return open_dialog(model, title, view_mode="form", context=context)
