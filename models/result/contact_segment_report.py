# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.selections import CHANNELS
from ..contact.contact_channel import ChannelField

# Ratios of sums, right for every grouping.
RATIOS = {
    "response_rate:avg": ("response_count", "addressed_count"),
    "cost_per_response:avg": ("cost", "response_count"),
}
MAIL_FIGURES = ("bounced", "opened", "clicked", "replied")
SOURCE_FIELDS = [
    "attempt_failed",
    "bounced_on",
    "campaign_id",
    "campaign_response",
    "channel",
    "clicked_on",
    "company_id",
    "cost",
    "date",
    "delivery_state",
    "duration",
    "evaluation",
    "line_deleted",
    "opened_by",
    "opened_on",
    "partner_id",
    "replied_on",
    "segment_id",
    "segment_line_id",
    "state",
    "template_id",
    "user_id",
]


class ContactSegmentReport(models.Model):
    """Results compared between segments, campaigns, templates and salespersons.

    One row for every interaction of a segment or campaign, with a one in the column of
    what became of it, so that sums are right however they are grouped. There is no
    table: the rows are those of the interactions the user may see.
    """

    _name = "contact.segment.report"
    _inherit = ["contact.rights.mixin"]
    _description = "Results of Segments"
    _auto = False
    _rec_name = "segment_id"
    _order = "date desc, id desc"
    _depends = {"contact.interaction": SOURCE_FIELDS}

    date = fields.Datetime(readonly=True)
    segment_id = fields.Many2one(comodel_name="contact.segment", readonly=True)
    campaign_id = fields.Many2one(comodel_name="utm.campaign", readonly=True)
    template_id = fields.Many2one(
        comodel_name="contact.interaction.template", readonly=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Contact", readonly=True
    )
    channel = ChannelField(selection=CHANNELS, readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    interaction_count = fields.Integer(string="Interactions", readonly=True)
    addressed_count = fields.Integer(
        string="Addressed",
        readonly=True,
        help="Interactions that are no responses and no earlier attempts.",
    )
    reached_count = fields.Integer(string="Reached", readonly=True)
    failed_count = fields.Integer(
        string="Failed",
        readonly=True,
        help="Deliveries that failed, and attempts that did not reach the contact.",
    )
    skipped_count = fields.Integer(string="Not Sent", readonly=True)
    bounced_count = fields.Integer(
        string="Bounced",
        readonly=True,
        help="E-mails that came back; they are among those that failed.",
    )
    opened_count = fields.Integer(
        string="Opened",
        readonly=True,
        help="E-mails that were opened, by a person or by a proxy.",
    )
    clicked_count = fields.Integer(
        string="Clicked",
        readonly=True,
        help="E-mails in which somebody followed a link.",
    )
    replied_count = fields.Integer(
        string="Replied", readonly=True, help="E-mails that somebody replied to."
    )
    response_count = fields.Integer(string="Responses", readonly=True)
    positive_count = fields.Integer(string="Positive", readonly=True)
    negative_count = fields.Integer(string="Negative", readonly=True)
    cost = fields.Monetary(readonly=True)
    duration = fields.Float(string="Duration (minutes)", readonly=True)
    response_rate = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Responses divided by the contacts addressed; zero without any.",
    )
    cost_per_response = fields.Monetary(
        string="Cost per Response",
        readonly=True,
        aggregator="avg",
        help="Cost divided by the number of responses; zero without responses.",
    )

    @property
    def _table_query(self):
        interactions = self.env["contact.interaction"]
        query = interactions._search(
            Domain("state", "=", "done")
            & (Domain("segment_id", "!=", False) | Domain("campaign_id", "!=", False))
        )
        company = query.left_join(
            query.table, "company_id", "res_company", "id", "company"
        )
        columns = {
            "id": SQL.identifier(query.table, "id"),
            "currency_id": SQL.identifier(company, "currency_id"),
            **self._get_source_columns(interactions, query),
            **self._get_count_columns(interactions, query),
            "response_rate": SQL("0.0"),
            "cost_per_response": SQL("0.0"),
        }
        return query.select(
            *(
                SQL("%s AS %s", column, SQL.identifier(name))
                for name, column in columns.items()
            )
        )

    def _get_source_columns(self, interactions, query):
        """Return the columns that are taken over as they are."""
        names = ["date", "segment_id", "campaign_id", "template_id", "user_id"]
        names += ["partner_id", "channel", "company_id", "cost", "duration"]
        return {
            name: interactions._field_to_sql(query.table, name, query) for name in names
        }

    def _get_count_columns(self, interactions, query):
        """Return a column for every count: one where the interaction is such a case.

        The cases are those of the results of a segment. Interactions of a campaign
        that are on no segment count as addressed and as reached likewise.
        """
        cases = self.env["contact.segment"]._get_result_domains()
        response = cases["responses"]
        alone = Domain("segment_id", "=", False)
        delivered = Domain("delivery_state", "in", ("sent", False))
        met = delivered & Domain("attempt_failed", "!=", True)
        missed = Domain("delivery_state", "=", "failed") | (
            delivered & Domain("attempt_failed", "=", True)
        )
        addressed = (cases["addressed"] | alone) & ~response
        mails = self.env["contact.segment"]._get_mail_domains(addressed)
        counts = {
            **{f"{name}_count": mails[name] for name in MAIL_FIGURES},
            "interaction_count": Domain("state", "=", "done"),
            "addressed_count": addressed,
            "reached_count": addressed & met,
            "failed_count": addressed & missed,
            "skipped_count": addressed & Domain("delivery_state", "=", "skipped"),
            "response_count": response,
            "positive_count": cases["positive"],
            "negative_count": cases["negative"],
        }
        return {
            name: SQL(
                "(%s)::int",
                domain.optimize_full(interactions)._to_sql(
                    interactions, query.table, query
                ),
            )
            for name, domain in counts.items()
        }

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec not in RATIOS:
            return super()._read_group_select(aggregate_spec, query)
        above, below = (
            self._field_to_sql(self._table, name, query)
            for name in RATIOS[aggregate_spec]
        )
        return SQL("COALESCE(SUM(%s)::float8 / NULLIF(SUM(%s), 0), 0)", above, below)
