# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, models
from odoo.exceptions import UserError

from ..tools import arguments


class ContactSegment(models.Model):
    """Steps saved under a name, and segments filled from what is there already."""

    _inherit = "contact.segment"

    def save_criteria(self, name):
        """Save the steps of the segment under a name.

        :param str name: unique in the company
        :return: id of the new contact.criteria
        :rtype: int
        :raise UserError: the segment has no step
        :raise ValidationError: the name is taken
        """
        arguments.check_one(self)
        self.check_access("read")
        steps = self._get_done_steps()
        if not steps:
            raise UserError(
                self.env._(
                    "Segment %(segment)s has no steps yet; add contacts first, then "
                    "save its criteria.",
                    segment=self.display_name,
                )
            )
        name = arguments.read_text(self.env, "name", name)
        if not name.strip():
            raise UserError(self.env._("Saved criteria need a name; enter one."))
        criteria = self.env["contact.criteria"].create(
            {
                "name": name.strip(),
                "company_id": self.company_id.id,
                "step_ids": [
                    Command.create(dict(step._prepare_step_vals(), sequence=number))
                    for number, step in enumerate(steps, start=1)
                ],
            }
        )
        return criteria.id

    def apply_criteria(self, criteria_id):
        """Replay saved criteria with the data of today, one step each.

        :param int criteria_id: id of a contact.criteria
        :return: the figures of every step, as the steps themselves return them
        :rtype: list[dict]
        :raise MissingError: the criteria do not exist
        :raise UserError: the criteria are empty, the segment cannot be changed, or it
            was stopped
        """
        arguments.check_one(self)
        self.check_access("write")
        criteria = arguments.read_record(
            self.env, "criteria_id", criteria_id, "contact.criteria"
        )
        if not criteria.step_ids:
            raise UserError(
                self.env._(
                    "Saved criteria %(name)s have no steps; add one to them first.",
                    name=criteria.name,
                )
            )
        with self._within_time():
            return [
                self._take_step(
                    step.action,
                    step.domain,
                    step._get_options(),
                    source="saved_criteria",
                    criteria_id=criteria.id,
                )
                for step in criteria.step_ids.sorted(lambda one: (one.sequence, one.id))
            ]

    def reuse_logged(self, segment_id):
        """Add the contacts of a logged segment that may be addressed, as one step.

        :param int segment_id: a logged or cancelled segment
        :return: step_id, matched, added, removed and line_count
        :rtype: dict
        :raise MissingError: that segment does not exist
        :raise UserError: that segment is a draft, or the step was stopped
        """
        arguments.check_one(self)
        self.check_access("write")
        logged = arguments.read_record(
            self.env, "segment_id", segment_id, "contact.segment"
        )
        if logged.state == "draft":
            raise UserError(
                self.env._(
                    "Segment %(segment)s is not logged yet; choose one that is.",
                    segment=logged.display_name,
                )
            )
        domain = [("interaction_ids", "any", [("segment_id", "=", logged.id)])]
        return self._take_step("add", domain, {}, source="logged_segment")
