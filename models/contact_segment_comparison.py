# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

HELP = "As on the results of the segment."


class ContactSegment(models.Model):
    """Results as columns, to compare segments in a list: one query for the page."""

    _inherit = "contact.segment"

    result_reached = fields.Integer(
        string="Reached", compute="_compute_result_columns", help=HELP
    )
    result_failed = fields.Integer(
        string="Failed",
        compute="_compute_result_columns",
        help="Deliveries that failed, and attempts that did not reach the contact.",
    )
    result_skipped = fields.Integer(
        string="Not Sent", compute="_compute_result_columns", help=HELP
    )
    result_responded = fields.Integer(
        string="Responded", compute="_compute_result_columns", help=HELP
    )
    result_response_rate = fields.Float(
        string="Response Rate",
        compute="_compute_result_columns",
        help="Contacts who responded, divided by those with an interaction.",
    )
    result_positive = fields.Integer(
        string="Positive", compute="_compute_result_columns", help=HELP
    )
    result_cost = fields.Monetary(
        string="Cost so Far",
        compute="_compute_result_columns",
        help="Of the interactions that took place, responses included.",
    )
    result_cost_per_response = fields.Monetary(
        string="Cost per Response", compute="_compute_result_columns", help=HELP
    )

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("interaction_count")
    def _compute_result_columns(self):
        results = self._read_result_figures()
        empty = self.browse()._get_empty_figures()
        for segment in self:
            row = results.get(segment._origin.id, empty)
            ratios = self._get_result_ratios(row)
            segment.result_reached = row["reached"]
            segment.result_failed = row["failed"] + row["not_reached"]
            segment.result_skipped = row["skipped"]
            segment.result_responded = row["responded"]
            segment.result_response_rate = ratios["response_rate"]
            segment.result_positive = row["positive"]
            segment.result_cost = row["cost"]
            segment.result_cost_per_response = ratios["cost_per_response"]

    @api.model
    def _get_empty_figures(self):
        """Return the figures of a segment that has no interactions."""
        return dict.fromkeys([*self._get_result_domains(), "cost", "duration"], 0)
