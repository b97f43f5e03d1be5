# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from functools import partial

from odoo import models
from odoo.tools import SQL, LazyTranslate

from ....tools.told import Figure, tell

_lt = LazyTranslate(__name__)

YEAR = 365
OLD_DAYS = 3653
MISSING_SHARE = 0.2
STALE_DAYS = 90
FEW_TRANSACTIONS = 2
FEW_PRODUCTS = 10
MONTHS_SHOWN = 5
# So many interactions, for so many of the customers, are wanted.
INTERACTIONS = 2
INTERACTIONS_SHARE = 0.5


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
            return [
                self._report_row(
                    "error", "", self._get_adapter()._get_unavailable_reason()
                )
            ]
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
        """Return a row of the data report, which others may read in their language."""
        return {
            "level": level,
            "field_name": tell(self.env, field_name or False),
            "record_name": record_name or False,
            "message": tell(self.env, message),
        }

    def _report_inactive_user(self):
        message = _lt(
            "%(name)s is read with the rights of %(user)s, who is archived; let an "
            "administrator save it again.",
            name=self.name,
            user=self.user_id.name,
        )
        return self._report_row("error", "", message)

    def _report_empty(self):
        message = _lt(
            "%(name)s has no data of a contact for company %(company)s; nothing can "
            "be predicted.",
            name=self.name,
            company=self.company_id.name,
        )
        return self._report_row("error", "", message)

    def _check_customers(self, prediction, period):
        kind = prediction._get_kind()
        least, recommended = kind._least_customers, kind._recommended_customers
        customers = period["customers"]
        if customers >= recommended:
            return []
        if customers < least:
            message = _lt(
                "Too few customers have data: %(count)s. This prediction needs at "
                "least %(least)s, and %(recommended)s to be reliable.",
                count=customers,
                least=least,
                recommended=recommended,
            )
            return [self._report_row("error", self._get_label("partner"), message)]
        message = _lt(
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
        kind = prediction._get_kind()
        least = kind._least_history or horizon
        texts = {"days": days, "least": least, "horizon": horizon}
        if days <= least:
            message = _lt(
                "The data cover too few days: %(days)s. This prediction needs more "
                "than %(least)s.",
                **texts,
            )
            return [self._report_row("error", self._get_label("date"), message)]
        rows = []
        if days < YEAR:
            message = _lt(
                "The data cover %(days)s days; with less than a year, seasons are "
                "taken for habits.",
                **texts,
            )
            rows.append(self._report_row("warning", self._get_label("date"), message))
        if days < kind._wanted_horizons * horizon:
            message = _lt(
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
        message = _lt(
            "The newest data are of %(date)s; predictions look ahead from that day, "
            "not from today.",
            date=period["last"],
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

    # --------------------------------------------------------------------------------
    # The data report: values that are missing or unlikely, column by column.
    # --------------------------------------------------------------------------------

    def _get_problems(self, prediction, today, old):
        """Return what to look for in the rows.

        :return: column, SQL condition on a row, and a function of the number of rows
            and their share that returns level (False: not worth saying) and message
        :rtype: list[tuple]
        """
        is_transaction = self.usage == "transaction"
        day = "date" if is_transaction else "date_start"
        column = SQL.identifier(day)
        problems = [
            ("partner", SQL("partner_id IS NULL"), self._describe_no_partner),
            (day, SQL("%s IS NULL", column), self._describe_no_day),
            (
                day,
                SQL("%s > %s", column, today),
                partial(self._describe_future, today),
            ),
            (day, SQL("%s < %s", column, old), partial(self._describe_old, old)),
            self._get_missing("amount"),
        ]
        if not is_transaction:
            return problems + [
                (
                    "date_end",
                    SQL("date_end < date_start"),
                    self._describe_end_before_start,
                ),
                self._get_missing("months"),
                self._get_missing("is_recurring"),
            ]
        if prediction._get_kind()._needs_products:
            problems.append(
                ("product", SQL("product_id IS NULL"), self._describe_no_product)
            )
        return problems

    def _get_missing(self, column):
        condition = SQL("%s IS NULL", SQL.identifier(column))
        return column, condition, partial(self._describe_missing, column)

    def _get_label(self, column):
        """Return what the user calls a column."""
        return {
            "partner": _lt("Contact"),
            "date": _lt("Date"),
            "date_start": _lt("Start"),
            "date_end": _lt("End"),
            "amount": _lt("Amount"),
            "product": _lt("Product"),
            "months": _lt("Period (months)"),
            "is_recurring": _lt("Renews Itself"),
            "reference": _lt("Reference"),
        }[column]

    def _get_percent(self, share):
        return Figure(100 * share, 1)

    def _describe_no_partner(self, count, share):
        level = "warning" if share > MISSING_SHARE else "recommendation"
        return level, _lt(
            "Rows without a contact, which are left out: %(count)s (%(percent)s %%).",
            count=count,
            percent=self._get_percent(share),
        )

    def _describe_no_day(self, count, share):
        level = "warning" if share > MISSING_SHARE else "recommendation"
        return level, _lt(
            "Rows without a date, which are left out: %(count)s (%(percent)s %%).",
            count=count,
            percent=self._get_percent(share),
        )

    def _describe_future(self, today, count, share):
        return "warning", _lt(
            "Rows with a date after today (%(date)s), which are left out until then: "
            "%(count)s.",
            count=count,
            date=today,
        )

    def _describe_old(self, old, count, share):
        return "warning", _lt(
            "Rows of before %(date)s, more than 10 years ago: %(count)s. Check "
            "whether the dates are right.",
            count=count,
            date=old,
        )

    def _describe_end_before_start(self, count, share):
        return "warning", _lt(
            "Rows that end before they start, which are left out: %(count)s.",
            count=count,
        )

    def _describe_missing(self, column, count, share):
        level = "warning" if share > MISSING_SHARE else False
        return level, _lt(
            "Rows without a value for %(column)s: %(count)s (%(percent)s %%). The "
            "prediction is less reliable.",
            count=count,
            percent=self._get_percent(share),
            column=self._get_label(column),
        )

    def _describe_no_product(self, count, share):
        level = "error" if share == 1 else "warning" if share > MISSING_SHARE else False
        return level, _lt(
            "Rows without a product, from which nothing is learned: %(count)s "
            "(%(percent)s %%).",
            count=count,
            percent=self._get_percent(share),
        )

    # --------------------------------------------------------------------------------
    # The data report: what is the matter with transactions as a whole.
    # --------------------------------------------------------------------------------

    def _check_transactions(self, prediction, period, step):
        rows = self._check_transactions_per_customer(period)
        rows += self._check_amounts(prediction)
        if step == "train":
            rows += self._check_months(prediction)
        if prediction._get_kind()._needs_products:
            rows += self._check_products(prediction)
        return rows

    def _check_transactions_per_customer(self, period):
        mean = period["transactions"] / period["customers"]
        if mean >= FEW_TRANSACTIONS:
            return []
        message = _lt(
            "Customers have %(mean)s transactions on average; with fewer than "
            "%(least)s little is known of their habits. Check that all are there.",
            mean=Figure(mean, 2),
            least=FEW_TRANSACTIONS,
        )
        return [self._report_row("warning", self._get_label("partner"), message)]

    def _check_amounts(self, prediction):
        """Look at what is bought and what is given back, over all."""
        bought, returned, given = self.env.execute_query(
            SQL(
                """SELECT COALESCE(sum(amount) FILTER (WHERE amount > 0), 0),
                          COALESCE(-sum(amount) FILTER (WHERE amount < 0), 0),
                          count(*) FILTER (WHERE COALESCE(amount, 0) = 0)
                     FROM (%s) row""",
                self._get_rows(prediction),
            )
        )[0]
        if returned and not bought and not given:
            level = "error"
            message = _lt(
                "Every row is a return, with an amount below zero; nothing was bought. "
                "Check the signs of the amounts."
            )
        elif not bought:
            is_needed = prediction._get_kind()._needs_amounts
            level = "error" if is_needed else "recommendation"
            message = _lt("No row has an amount above zero.")
        elif returned > bought / 2:
            level = "warning"
            message = _lt(
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
                self._get_rows(prediction, is_converted=False),
            )
        )
        if not missing:
            return []
        names = [month for (month,) in missing]
        shown = ", ".join(names[:MONTHS_SHOWN])
        if len(names) > MONTHS_SHOWN:
            shown += " …"
        message = _lt(
            "Months without any transaction: %(count)s (%(months)s). Check that "
            "nothing is missing.",
            count=len(names),
            months=shown,
        )
        return [self._report_row("recommendation", self._get_label("date"), message)]

    def _check_products(self, prediction):
        count = self.env.execute_query(
            SQL(
                """SELECT count(*) FROM (SELECT DISTINCT product_id FROM (%s) row
                                    WHERE product_id IS NOT NULL) product""",
                self._get_rows(prediction, is_converted=False),
            )
        )[0][0]
        if not 0 < count < FEW_PRODUCTS:
            return []
        message = _lt(
            "Few different products were bought (%(count)s); there is little to "
            "choose from.",
            count=count,
        )
        return [self._report_row("warning", self._get_label("product"), message)]

    # --------------------------------------------------------------------------------
    # The data report: what is the matter with subscriptions as a whole.
    # --------------------------------------------------------------------------------

    def _check_subscriptions(self, prediction, period, step):
        rows = self._check_interactions(prediction)
        if step == "train":
            rows += self._check_ended(prediction)
        return rows

    def _check_interactions(self, prediction):
        """Compare with how many customers there were interactions."""
        partner = SQL.identifier(
            "commercial_partner_id" if prediction.by_company else "partner_id"
        )
        share = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(avg((interactions >= %(least)s)::int), 0)
                  FROM (SELECT customer.partner_id, count(i.id) AS interactions
                          FROM (SELECT DISTINCT partner_id FROM (%(rows)s) row) customer
                          LEFT JOIN contact_interaction i
                            ON i.%(partner)s = customer.partner_id
                           AND i.state = 'done' AND i.attempt_failed IS NOT TRUE
                         GROUP BY customer.partner_id) customer
                """,
                least=INTERACTIONS,
                partner=partner,
                rows=self._get_rows(prediction),
            )
        )[0][0]
        if share >= INTERACTIONS_SHARE:
            return []
        message = _lt(
            "%(percent)s %% of the customers have %(least)s or more interactions; from "
            "half of them on, interactions tell more about who will leave.",
            percent=self._get_percent(float(share)),
            least=INTERACTIONS,
        )
        return [self._report_row("recommendation", _lt("Interactions"), message)]

    def _check_ended(self, prediction):
        """Check that there is somebody who left, and somebody who did not."""
        customers, running, left = self.env.execute_query(
            SQL(
                """
                SELECT count(*), count(*) FILTER (WHERE until >= CURRENT_DATE),
                       count(*) FILTER (WHERE until < CURRENT_DATE)
                  FROM (SELECT partner_id,
                               max(COALESCE(date_end, '9999-12-31')) AS until
                          FROM (%s) row GROUP BY partner_id) customer
                """,
                self._get_rows(prediction),
            )
        )[0]
        column = self._get_label("date_end")
        if not left:
            message = _lt(
                "All customers still subscribe (%(count)s); without anybody who left, "
                "nothing can be learned.",
                count=customers,
            )
            return [self._report_row("error", column, message)]
        if not running:
            message = _lt(
                "None of the customers (%(count)s) subscribes today; check that "
                "running subscriptions are there.",
                count=customers,
            )
            return [self._report_row("warning", column, message)]
        return []
