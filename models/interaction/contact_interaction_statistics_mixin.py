# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...tools import arguments


class ContactInteractionStatisticsMixin(models.AbstractModel):
    """Number, cost and duration of the interactions that point at a record.

    Postponed and cancelled interactions count nowhere.
    """

    _name = "contact.interaction.statistics.mixin"
    _description = "Statistics of Interactions"
    _statistics_field = None

    interaction_count = fields.Integer(
        string="Interactions",
        compute="_compute_statistics",
        help="Interactions that took place: neither postponed nor cancelled.",
    )
    total_cost = fields.Float(compute="_compute_statistics", digits="Product Price")
    total_duration = fields.Float(
        string="Total Duration (minutes)", compute="_compute_statistics"
    )

    def _compute_statistics(self):
        groups = self.env["contact.interaction"]._read_group(
            [(self._statistics_field, "in", self.ids), ("state", "=", "done")],
            [self._statistics_field],
            ["__count", "cost:sum", "duration:sum"],
        )
        figures = {record.id: values for record, *values in groups}
        for record in self:
            count, cost, duration = figures.get(record.id, (0, 0.0, 0.0))
            record.interaction_count = count
            record.total_cost = cost
            record.total_duration = duration

    def action_view_interactions(self):
        """Open the interactions of this record.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        field = self._statistics_field
        return self.env["contact.interaction"]._open_list(
            [(field, "=", self.id)],
            **{f"default_{field}": self.id, "search_default_done": 1},
        )
