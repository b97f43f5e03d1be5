# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class ContactSegment(models.Model):
    """The figures of a segment, none of which reads its lines."""

    _inherit = "contact.segment"

    @api.depends("line_count", "unit_cost", "unit_duration", "template_id")
    def _compute_totals(self):
        """Add up all lines without reading them.

        Lines that say nothing of their own cost what the header says, so only the
        others are added up one by one.
        """
        own = self.env["contact.segment.line"]._get_own_totals(self)
        for segment in self:
            count, cost, duration = own.get(segment._origin.id, (0, 0.0, 0.0))
            usual = segment.line_count - count
            segment.cost = usual * segment.unit_cost + cost
            segment.duration = usual * segment.unit_duration + duration

    @api.depends("step_ids")
    def _compute_step_counts(self):
        groups = (
            self.env["contact.segment.step"]
            .with_context(active_test=False)
            ._read_group(
                [("segment_id", "in", self.ids)], ["segment_id", "active"], ["__count"]
            )
        )
        counts = {(segment.id, active): count for segment, active, count in groups}
        for segment in self:
            segment.step_count = counts.get((segment._origin.id, True), 0)
            segment.undone_step_count = counts.get((segment._origin.id, False), 0)

    @api.depends("follow_up_ids")
    def _compute_follow_up_count(self):
        groups = self._read_group(
            [("origin_id", "in", self.ids)], ["origin_id"], ["__count"]
        )
        counts = {segment.id: count for segment, count in groups}
        for segment in self:
            segment.follow_up_count = counts.get(segment._origin.id, 0)

    @api.depends("interaction_ids.state")
    def _compute_interaction_count(self):
        groups = self.env["contact.interaction"]._read_group(
            [("segment_id", "in", self.ids), ("state", "=", "done")],
            ["segment_id"],
            ["__count"],
        )
        counts = {segment.id: count for segment, count in groups}
        for segment in self:
            segment.interaction_count = counts.get(segment._origin.id, 0)

    def _recount_interactions(self):
        """Count again after a statement wrote interactions past the ORM."""
        self.env.add_to_compute(self._fields["interaction_count"], self)
