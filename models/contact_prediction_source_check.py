# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import models
from odoo.tools import SQL, format_date

# Fewer customers than these are an error; fewer than the second, a warning.
CUSTOMERS = {
    "lifetime_value": (100, 1000),
    "transaction_churn": (10, 500),
    "subscription_churn": (10, 1000),
    "product_recommendation": (100, 1000),
}
# Days of history without which there is nothing to learn from.
LEAST_HISTORY = {"lifetime_value": 90, "product_recommendation": 30}
YEAR = 365
OLD_DAYS = 3653
MISSING_SHARE = 0.2
STALE_DAYS = 90


class ContactPredictionSource(models.Model):
    """The data report: whether there is enough to learn from, and what looks wrong."""

    _inherit = "contact.prediction.source"

    def _check_rows(self, prediction, step):
        """Return what is wrong with the data, worst first.

        :param str step: train or score; what only matters to learning is not said for
            scoring
        :return: level, field_name, record_name and message of each
        :rtype: list[dict]
        """
        self.ensure_one()
        if not self.is_available:
            return [self._report_row("error", "", self.unavailable_reason)]
        if self.is_mapped and not self.user_id.active:
            return [self._report_inactive_user()]
        self.env.flush_all()
        period = self._get_period(prediction)
        if not period["rows"]:
            rows = [self._report_empty()]
        else:
            rows = self._check_customers(prediction, period)
            rows += self._check_staleness(period)
            if step == "train":
                rows += self._check_history(prediction, period)
        rows += self._check_columns(prediction)
        if period["rows"] and self.usage == "transaction":
            rows += self._check_transactions(prediction, period, step)
        elif period["rows"]:
            rows += self._check_subscriptions(prediction, period, step)
        order = ["error", "warning", "recommendation"]
        return sorted(rows, key=lambda row: order.index(row["level"]))

    def _report_row(self, level, field_name, message, record_name=""):
        """Return a row of the data report."""
        return {
            "level": level,
            "field_name": field_name or False,
            "record_name": record_name or False,
            "message": message,
        }

    def _report_inactive_user(self):
        message = self.env._(
            "%(name)s is read with the rights of %(user)s, who is archived; let an "
            "administrator save it again.",
            name=self.name,
            user=self.user_id.name,
        )
        return self._report_row("error", "", message)

    def _report_empty(self):
        message = self.env._(
            "%(name)s has no data of a contact for company %(company)s; nothing can "
            "be predicted.",
            name=self.name,
            company=self.company_id.name,
        )
        return self._report_row("error", "", message)

    def _check_customers(self, prediction, period):
        least, recommended = CUSTOMERS[prediction.kind]
        customers = period["customers"]
        if customers >= recommended:
            return []
        if customers < least:
            message = self.env._(
                "Only %(count)s customers have data; this prediction needs at least "
                "%(least)s, and %(recommended)s to be reliable.",
                count=customers,
                least=least,
                recommended=recommended,
            )
            return [self._report_row("error", self._get_label("partner"), message)]
        message = self.env._(
            "%(count)s customers have data; from %(recommended)s on, predictions are "
            "more reliable.",
            count=customers,
            recommended=recommended,
        )
        return [self._report_row("warning", self._get_label("partner"), message)]

    def _check_history(self, prediction, period):
        """Compare the length of the history with what the settings need."""
        days = (period["last"] - period["first"]).days
        horizon = prediction.horizon_days
        is_churn = prediction.kind.endswith("churn")
        least = horizon if is_churn else LEAST_HISTORY[prediction.kind]
        texts = {"days": days, "least": least, "horizon": horizon}
        if days <= least:
            message = self.env._(
                "The data cover %(days)s days; this prediction needs more than "
                "%(least)s.",
                **texts,
            )
            return [self._report_row("error", self._get_label("date"), message)]
        rows = []
        if days < YEAR:
            message = self.env._(
                "The data cover %(days)s days; with less than a year, seasons are "
                "taken for habits.",
                **texts,
            )
            rows.append(self._report_row("warning", self._get_label("date"), message))
        factor = {"lifetime_value": 1.5, "product_recommendation": 0}
        if days < factor.get(prediction.kind, 2) * horizon:
            message = self.env._(
                "The data cover %(days)s days, little for a prediction %(horizon)s "
                "days ahead; look less far ahead, or add older data.",
                **texts,
            )
            rows.append(self._report_row("warning", self._get_label("date"), message))
        return rows

    def _check_staleness(self, period):
        today = self._get_today()
        if not period["last"] or (today - period["last"]).days <= STALE_DAYS:
            return []
        message = self.env._(
            "The newest data are of %(date)s; predictions look ahead from that day, "
            "not from today.",
            date=format_date(self.env, period["last"]),
        )
        return [self._report_row("warning", self._get_label("date"), message)]

    def _check_columns(self, prediction):
        """Look for missing and unlikely values, also in what is left out."""
        today = self._get_today()
        old = today - timedelta(days=OLD_DAYS)
        problems = self._get_problems(prediction, today, old)
        found = self.env.execute_query(
            SQL(
                "SELECT count(*), %s FROM (%s) row",
                SQL(", ").join(
                    SQL(
                        """count(*) FILTER (WHERE %(is)s),
                           min(reference) FILTER (WHERE %(is)s)""",
                        **{"is": condition},
                    )
                    for _name, condition, _messages in problems
                ),
                self._get_raw_rows(prediction),
            )
        )[0]
        total, *values = found
        rows = []
        for number, (column, _condition, describe) in enumerate(problems):
            count, example = values[2 * number : 2 * number + 2]
            if count:
                level, message = describe(count, count / total)
                label = self._get_label(column)
                rows.append(self._report_row(level, label, message, example))
        return [row for row in rows if row["level"]]

    def _get_today(self):
        return self.env.execute_query(SQL("SELECT CURRENT_DATE"))[0][0]
