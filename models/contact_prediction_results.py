# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import models
from odoo.tools import format_amount, format_date, formatLang

from ..tools import arguments

AMOUNTS = {"expected_total", "expected_average"}
SHARES = {"first_retention"}
# Scores are kept with six digits; bars do not overlap.
STEP = 1e-6


class ContactPrediction(models.Model):
    """The page with the results of a prediction, in words and ready to show."""

    _inherit = "contact.prediction"

    def get_results(self):
        """Return what the page with the results shows.

        :return: ``grade`` (or False), ``title``, ``bars``, ``groups``, ``products``,
            ``factors_title``, ``factors``, ``statistics`` and ``samples``
        :rtype: dict
        """
        arguments.check_one(self)
        self.check_access("read")
        rows = self.distribution or []
        bins = [row for row in rows if row["kind"] == "bin"]
        return {
            "grade": self._tell_grade(),
            "title": self._tell_distribution(),
            "bars": [self._get_bar(row, row is bins[-1]) for row in bins],
            "groups": self._get_bars("group"),
            "products": self._get_bars("product"),
            "factors_title": self._tell_factors_title(),
            "factors": [
                {"id": factor.id, "name": factor.name, "impact": factor.impact}
                for factor in self.factor_ids
            ],
            "statistics": [
                {**row, "value": self._format_statistic(row["code"], row["value"])}
                for row in self._get_statistics()
            ],
            "samples": self._get_samples(),
        }

    def _tell_factors_title(self):
        if self.kind == "product_recommendation":
            return self.env._("What recommendations rest on")
        return self.env._("What matters most")

    def _get_bars(self, kind):
        rows = [row for row in self.distribution or [] if row["kind"] == kind]
        return [self._get_bar(row) for row in rows]

    def _get_bar(self, row, is_last=True):
        """Return a bar with its words and the conditions of its segment."""
        conditions = {}
        if row["kind"] == "group":
            label = {
                "low": self.env._("Other customers"),
                "high": self.env._("High-value customers"),
            }[row["label"]]
            conditions["flag"] = "yes" if row["label"] == "high" else "no"
        elif row["kind"] == "product":
            label = row["label"]
            conditions["product_ids"] = [row["product_id"]]
        else:
            label = self._tell_bounds(row["from"], row["to"])
            conditions["min_score"] = row["from"]
            # the last bar has no upper end: scores may rise
            conditions["max_score"] = 0.0 if is_last else round(row["to"] - STEP, 6)
        return {
            "label": label,
            "count": row["count"],
            "text": self._tell_bar(row),
            "conditions": conditions,
        }

    def _tell_bar(self, row):
        count = formatLang(self.env, row["count"], digits=0)
        if row["kind"] == "product":
            return self.env._("recommended to %(count)s contacts", count=count)
        return self.env._(
            "%(count)s contacts, on average %(average)s",
            count=count,
            average=self._format_score(row["average"]),
        )

    def _tell_bounds(self, low, high):
        """Return the bounds of a bar, as short as they fit under it."""
        if self.kind == "lifetime_value":
            digits = 0 if high >= 5 else 2
            return self.env._(
                "%(low)s – %(high)s",
                low=formatLang(self.env, low, digits=digits),
                high=formatLang(self.env, high, digits=digits),
            )
        return self.env._(
            "%(low)s–%(high)s %%", low=round(100 * low), high=round(100 * high)
        )

    def _tell_distribution(self):
        """Return what the bars are about."""
        values = {row["name"]: row["value"] for row in self.statistics or []}
        count = formatLang(self.env, values.get("active_customers") or 0, digits=0)
        if self.kind == "lifetime_value":
            return self.env._(
                "What %(count)s active customers will buy for in %(days)s days "
                "(%(currency)s)",
                count=count,
                days=self.horizon_days,
                currency=self.currency_id.name,
            )
        if self.kind == "product_recommendation":
            return self.env._("Products recommended most")
        return self.env._(
            "How likely %(count)s active customers leave within %(days)s days",
            count=count,
            days=self.horizon_days,
        )

    def _format_score(self, score):
        """Return a score in its unit."""
        if self.kind == "lifetime_value":
            return format_amount(self.env, score, self.currency_id)
        if self.kind == "product_recommendation":
            return formatLang(self.env, score, digits=3)
        return self._format_percent(score)

    def _format_percent(self, share, digits=1):
        """Return a fraction as a percentage."""
        number = formatLang(self.env, 100 * share, digits=digits)
        return self.env._("%(number)s %%", number=number)

    def _format_statistic(self, code, value):
        if isinstance(value, str):
            return format_date(self.env, date.fromisoformat(value))
        if code in AMOUNTS:
            return format_amount(self.env, value, self.currency_id)
        if code in SHARES:
            return self._format_percent(value)
        is_whole = float(value).is_integer()
        return formatLang(self.env, value, digits=0 if is_whole else 1)
