# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models

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
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_currency_id"
    )
    total_cost = fields.Monetary(compute="_compute_statistics")
    total_duration = fields.Float(
        string="Total Duration (minutes)", compute="_compute_statistics"
    )

    @api.depends_context("company")
    def _compute_currency_id(self):
        self.currency_id = self.env.company.currency_id

    @api.depends_context("company")
    def _compute_statistics(self):
        groups = self.env["contact.interaction"]._read_group(
            [(self._statistics_field, "in", self.ids), ("state", "=", "done")],
            [self._statistics_field, "company_id"],
            ["__count", "cost:sum", "duration:sum"],
        )
        figures = defaultdict(lambda: [0, 0.0, 0.0])
        today = fields.Date.context_today(self)
        for record, company, count, cost, duration in groups:
            # each company's costs are in its own currency
            currency = record.currency_id or self.env.company.currency_id
            cost = company.currency_id._convert(cost, currency, company, today)
            own = figures[record.id]
            for number, value in enumerate((count, cost, duration)):
                own[number] += value
        for record in self:
            count, cost, duration = figures[record.id]
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
