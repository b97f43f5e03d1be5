# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

FEW_TRANSACTIONS = 2
FEW_PRODUCTS = 10
MONTHS_SHOWN = 5


class ContactPredictionSource(models.Model):
    """The data report: what is the matter with transactions as a whole."""

    _inherit = "contact.prediction.source"

    def _check_transactions(self, prediction, period, step):
        rows = self._check_transactions_per_customer(period)
        rows += self._check_amounts(prediction)
        if step == "train":
            rows += self._check_months(prediction)
        if prediction.kind == "product_recommendation":
            rows += self._check_products(prediction)
        return rows

    def _check_transactions_per_customer(self, period):
        mean = period["transactions"] / period["customers"]
        if mean >= FEW_TRANSACTIONS:
            return []
        message = self.env._(
            "Customers have %(mean)s transactions on average; with fewer than "
            "%(least)s little is known of their habits. Check that all are there.",
            mean=f"{mean:.2f}",
            least=FEW_TRANSACTIONS,
        )
        return [self._report_row("warning", self._get_label("partner"), message)]

    def _check_amounts(self, prediction):
        """Look at what is bought and what is given back, over all."""
        bought, returned = self.env.execute_query(
            SQL(
                """SELECT COALESCE(sum(amount) FILTER (WHERE amount > 0), 0),
                          COALESCE(-sum(amount) FILTER (WHERE amount < 0), 0)
                     FROM (%s) row""",
                self._get_rows(prediction),
            )
        )[0]
        if not bought:
            is_needed = prediction.kind == "lifetime_value"
            level = "error" if is_needed else "recommendation"
            message = self.env._("No row has an amount above zero.")
        elif returned > bought / 2:
            level = "warning"
            message = self.env._(
                "Returns are worth %(percent)s %% of purchases; check the signs of the "
                "amounts.",
                percent=self._get_percent(float(returned / bought)),
            )
        else:
            return []
        return [self._report_row(level, self._get_label("amount"), message)]

    def _check_months(self, prediction):
        """Look for months without anything, between the first and the last."""
        missing = self.env.execute_query(
            SQL(
                """
                WITH months AS (
                    SELECT DISTINCT date_trunc('month', date)::date AS month
                      FROM (%s) row WHERE date <= CURRENT_DATE)
                SELECT to_char(month, 'YYYY-MM')
                  FROM generate_series((SELECT min(month) FROM months),
                                       (SELECT max(month) FROM months),
                                       '1 month') month
                 WHERE month NOT IN (SELECT month FROM months)
                 ORDER BY month
                """,
                self._get_rows(prediction),
            )
        )
        if not missing:
            return []
        names = [month for (month,) in missing]
        shown = ", ".join(names[:MONTHS_SHOWN])
        if len(names) > MONTHS_SHOWN:
            shown += " …"
        message = self.env._(
            "%(count)s months have no transaction at all: %(months)s. Check that "
            "nothing is missing.",
            count=len(names),
            months=shown,
        )
        return [self._report_row("recommendation", self._get_label("date"), message)]

    def _check_products(self, prediction):
        count = self.env.execute_query(
            SQL(
                "SELECT count(DISTINCT product_id) FROM (%s) row",
                self._get_rows(prediction),
            )
        )[0][0]
        if not 0 < count < FEW_PRODUCTS:
            return []
        message = self.env._(
            "Only %(count)s different products were bought; there is little to choose "
            "from.",
            count=count,
        )
        return [self._report_row("warning", self._get_label("product"), message)]
