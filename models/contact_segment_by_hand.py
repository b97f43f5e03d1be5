# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ContactSegment(models.Model):
    """The steps of lines that are created or removed by hand."""

    _inherit = "contact.segment"

    def _start_manual_add(self, vals_list):
        """Create the step of new lines and let the lines know it.

        An excluded contact may be entered by hand, an archived one may not.
        """
        self._lock()
        self._check_draft()
        partners = self.env["res.partner"].browse(
            [vals["partner_id"] for vals in vals_list]
        )
        self._check_new_by_hand(partners, vals_list)
        step = self._create_step(
            {
                "action": "add",
                "source": "manual",
                "domain": repr([("id", "in", partners.ids)]),
                "ignore_exclusion": any(partners.mapped("exclude_from_segments")),
            }
        )
        for vals in vals_list:
            vals.update(step_id=step.id, removed_step_id=False, active=True)
        return step

    def _check_new_by_hand(self, partners, vals_list):
        for partner in partners:
            if not partner.active:
                raise UserError(
                    self.env._(
                        "%(contact)s is archived and cannot be added to segment "
                        "%(segment)s; restore the contact first.",
                        contact=partner.display_name,
                        segment=self.display_name,
                    )
                )
        once = [vals["partner_id"] for vals in vals_list if not vals.get("is_repeat")]
        present = self.env["contact.segment.line"].search(
            [
                ("segment_id", "=", self.id),
                ("partner_id", "in", once),
                ("active", "=", True),
            ]
        )
        twice = [partner_id for partner_id, count in Counter(once).items() if count > 1]
        doubles = present.partner_id | partners.browse(twice)
        if doubles:
            raise UserError(
                self.env._(
                    "%(contacts)s cannot be added to segment %(segment)s a second "
                    "time; change the line that is there.",
                    contacts=self._name_contacts(doubles.ids),
                    segment=self.display_name,
                )
            )

    def _remove_lines_by_hand(self, lines):
        """Archive lines under a new manual step."""
        self._lock()
        self._check_draft()
        step = self._create_step(
            {
                "action": "reduce",
                "source": "manual",
                "domain": repr([("id", "in", lines.partner_id.ids)]),
            }
        )
        lines.flush_model()
        with self._watched_lines():
            self.env.cr.execute(
                SQL(
                    """UPDATE contact_segment_line
                    SET active = FALSE, removed_step_id = %s
                    WHERE active AND id IN %s""",
                    step.id,
                    lines._ids,
                )
            )
            count = self.env.cr.rowcount
            self._finish_step(step, count, 0, count)

    def _recount_lines(self):
        """Count the lines again after contacts were deleted or merged."""
        counts = dict(
            self.env["contact.segment.line"]
            .sudo()
            ._read_group(
                [("segment_id", "in", self.ids), ("active", "=", True)],
                ["segment_id"],
                ["__count"],
            )
        )
        for segment in self.sudo():
            segment._write_header({"line_count": counts.get(segment, 0)})
