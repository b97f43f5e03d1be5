# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_amount, format_date, format_datetime, formatLang

from ...tools.numbers import show_count
from .measure_money import is_money

# The periods that people choose from: from when, and until when.
PERIODS = {
    "always": ("", ""),
    "days_30": ("today -30d", ""),
    "days_90": ("today -90d", ""),
    "days_365": ("today -365d", ""),
    "month": ("today =1d", ""),
    "year": ("today =1m =1d", ""),
    "last_year": ("today -1y =1m =1d", "today =1m =1d"),
}
LAST = re.compile(r"today -(\d+)d")
# Models that are no matter of the people who choose one.
TECHNICAL = ("ir.", "res.", "base.", "bus.", "mail.", "contact.segment.line")


class ContactMeasure(models.Model):
    """What a measure is called in words: its records, its period, its values."""

    _inherit = "contact.measure"

    source = fields.Selection(
        selection="_list_sources",
        string="What",
        compute="_compute_source",
        inverse="_inverse_source",
        help="Which records are counted or added up.",
    )
    period = fields.Selection(
        selection=[
            ("always", "Always"),
            ("days_30", "Last 30 days"),
            ("days_90", "Last 90 days"),
            ("days_365", "Last 365 days"),
            ("month", "This month"),
            ("year", "This year"),
            ("last_year", "Last year"),
            ("other", "Other"),
        ],
        compute="_compute_period",
        inverse="_inverse_period",
    )
    description = fields.Char(
        compute="_compute_description", help="The measure as a sentence."
    )

    @api.model
    def _list_sources(self):
        """Return the models with a link to contacts that the user may read."""
        if not self.env.user.has_group("contact_segment.group_user"):
            return []
        known = self._get_known_sources()
        groups = (
            self.env["ir.model.fields"]
            .sudo()
            ._read_group(
                [
                    ("relation", "=", "res.partner"),
                    ("ttype", "=", "many2one"),
                    ("store", "=", True),
                ],
                ["model"],
            )
        )
        names = [*known, *sorted({name for [name] in groups} - known.keys())]
        return [
            (name, known.get(name) or self._get_model_name(name))
            for name in names
            if self._is_source(name)
        ]

    @api.model
    def _get_known_sources(self):
        """Return what the records of well-known apps are called there."""
        return {
            "sale.order": self.env._("Orders"),
            "sale.order.line": self.env._("Order Lines"),
            "account.move": self.env._("Invoices"),
            "crm.lead": self.env._("Opportunities"),
            "contact.interaction": self.env._("Interactions"),
            "pos.order": self.env._("Point of Sale Orders"),
            "event.registration": self.env._("Event Registrations"),
        }

    @api.model
    def _get_model_name(self, name):
        return self.env["ir.model"]._get(name).sudo().name or name

    @api.model
    def _is_source(self, name):
        """Whether records of a model are offered."""
        model = self.env.get(name)
        return (
            model is not None
            and not (model._abstract or model._transient)
            and not name.startswith(TECHNICAL)
            and model.browse().has_access("read")
        )

    @api.depends("model")
    @api.depends_context("uid", "lang")
    def _compute_source(self):
        names = dict(self._fields["source"]._description_selection(self.env))
        for measure in self:
            measure.source = measure.model if measure.model in names else False

    def _inverse_source(self):
        for measure in self.filtered("source"):
            if measure.model != measure.source:
                measure.model = measure.source

    @api.onchange("source")
    def _onchange_source(self):
        if self.source and self.source != self.model:
            self.model = self.source
            self.update(
                {
                    "domain": False,
                    "aggregate": "count",
                    "field_name": False,
                    "date_field": False,
                    "date_from": False,
                    "date_to": False,
                }
            )

    @api.onchange("aggregate")
    def _onchange_aggregate(self):
        if self.aggregate == "count":
            self.field_name = False

    @api.depends("date_from", "date_to")
    def _compute_period(self):
        codes = {dates: code for code, dates in PERIODS.items()}
        for measure in self:
            dates = (measure.date_from or "", measure.date_to or "")
            measure.period = codes.get(dates, "other")

    def _inverse_period(self):
        for measure in self:
            measure._onchange_period()

    @api.onchange("period")
    def _onchange_period(self):
        if self.period in PERIODS:
            self.date_from, self.date_to = PERIODS[self.period]
        if self.period != "always" and not self.date_field:
            self.date_field = self._get_usual_date()

    def _get_usual_date(self):
        """Return the date by which records of the model usually go."""
        model = self.env.get(self.model)
        names = ("date_order", "invoice_date", "date", "create_date")
        known = [name for name in names if model is not None and name in model._fields]
        return known[0] if known else False

    @api.depends(
        "model",
        "aggregate",
        "field_name",
        "date_field",
        "date_from",
        "date_to",
        "domain",
        "by_company",
    )
    @api.depends_context("lang", "uid")
    def _compute_description(self):
        for measure in self:
            measure.description = measure.model and measure._describe()

    def _describe(self):
        """Return what this measure is, as a phrase."""
        parts = [self._describe_figure()]
        if period := self._describe_period():
            parts.append(period)
        if self.domain and self.domain != "[]":
            parts.append(self.env._("only some of them"))
        if self.by_company:
            parts.append(self.env._("people count for their company"))
        return ", ".join(parts)

    def _describe_figure(self):
        known = self._get_known_sources()
        records = known.get(self.model) or self._get_model_name(self.model)
        if self.aggregate == "count" or not self.field_name:
            return self.env._("number of %(records)s", records=records)
        field = self.field_name
        if self.model in self.env:
            partners = self.env["res.partner"]
            field = partners._get_condition_field(self.env[self.model], field)[0]
        patterns = {
            "count_distinct": self.env._(
                "number of different %(field)s of %(records)s"
            ),
            "sum": self.env._("sum of %(field)s of %(records)s"),
            "average": self.env._("average of %(field)s of %(records)s"),
            "minimum": self.env._("lowest or earliest %(field)s of %(records)s"),
            "maximum": self.env._("highest or latest %(field)s of %(records)s"),
            "first": self.env._("%(field)s of the first of %(records)s"),
            "last": self.env._("%(field)s of the last of %(records)s"),
        }
        return patterns[self.aggregate] % {"field": field, "records": records}

    def _describe_period(self):
        """Return the period in words; empty for always."""
        period = dict(self._fields["period"]._description_selection(self.env))
        if self.period == "always":
            return ""
        if self.period != "other":
            return period[self.period].lower()
        days = LAST.fullmatch(self.date_from or "")
        if days and not self.date_to:
            if int(days[1]) == 1:
                return self.env._("last day")
            return self.env._(
                "last %(count)s days", count=show_count(self.env, int(days[1]))
            )
        parts = []
        if self.date_from:
            parts.append(self.env._("from %(day)s", day=self.date_from))
        if self.date_to:
            parts.append(self.env._("before %(day)s", day=self.date_to))
        return " ".join(parts)

    def _tell_value(self, value):
        """Return a value as people read it.

        :param value: as the database knows it; None for none
        :rtype: str
        """
        if value is None:
            return self.env._("none")
        if hasattr(value, "hour"):
            return format_datetime(self.env, value, dt_format="short")
        if hasattr(value, "year"):
            return format_date(self.env, value)
        if self._is_money():
            company = self.company_id or self.env.company
            return format_amount(self.env, float(value), company.currency_id)
        digits = 0 if float(value).is_integer() else 2
        return formatLang(self.env, float(value), digits=digits)

    def _is_money(self):
        """Whether the values of this measure are amounts."""
        if self.aggregate in ("count", "count_distinct") or not self.field_name:
            return False
        try:
            field = self._find_field(self.field_name)
        except (AccessError, KeyError):
            return False
        return field is not None and is_money(self.env[field.model_name], field)
