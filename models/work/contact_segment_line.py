# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ...tools.numbers import show_count


class ContactSegmentLine(models.Model):
    """Follow-up work for the lines that are selected in a list."""

    _inherit = "contact.segment.line"

    def action_schedule_activities(self):
        """Ask which activities to schedule for the contacts of the lines."""
        return self._get_one_segment()._open_work_wizard(
            "contact.segment.activity.wizard",
            self.env._("Schedule Activities"),
            lines=self,
        )

    def action_create_meeting(self):
        """Ask for the meeting with the contacts of the lines."""
        return self._get_one_segment()._open_work_wizard(
            "contact.segment.meeting.wizard", self.env._("Plan a Meeting"), lines=self
        )

    def action_create_opportunities(self):
        """Show which contacts of the lines get an opportunity."""
        self.env["crm.lead"]._check_may_create()
        return self._get_one_segment()._open_work_wizard(
            "contact.segment.opportunity.wizard",
            self.env._("Create Opportunities"),
            lines=self,
        )

    def _get_one_segment(self):
        """Return the segment of the lines, if they have the same one."""
        segment = self.segment_id
        if len(segment) != 1:
            raise UserError(
                self.env._(
                    "These %(count)s lines are of different segments; select lines of "
                    "one segment.",
                    count=show_count(self.env, len(self)),
                )
            )
        return segment
