# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from functools import partial

from odoo import models
from odoo.tools import SQL, format_date

from .contact_prediction_source_check import MISSING_SHARE


class ContactPredictionSource(models.Model):
    """The data report: values that are missing or unlikely, column by column."""

    _inherit = "contact.prediction.source"

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
        if prediction.kind == "product_recommendation":
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
            "partner": self.env._("Contact"),
            "date": self.env._("Date"),
            "date_start": self.env._("Start"),
            "date_end": self.env._("End"),
            "amount": self.env._("Amount"),
            "product": self.env._("Product"),
            "months": self.env._("Period (months)"),
            "is_recurring": self.env._("Renews Itself"),
            "reference": self.env._("Reference"),
        }[column]

    def _get_percent(self, share):
        return f"{100 * share:.1f}"

    def _describe_no_partner(self, count, share):
        level = "warning" if share > MISSING_SHARE else "recommendation"
        return level, self.env._(
            "%(count)s rows (%(percent)s %%) have no contact and are left out.",
            count=count,
            percent=self._get_percent(share),
        )

    def _describe_no_day(self, count, share):
        level = "warning" if share > MISSING_SHARE else "recommendation"
        return level, self.env._(
            "%(count)s rows (%(percent)s %%) have no date and are left out.",
            count=count,
            percent=self._get_percent(share),
        )

    def _describe_future(self, today, count, share):
        return "warning", self.env._(
            "%(count)s rows have a date after today (%(date)s) and are left out until "
            "then.",
            count=count,
            date=format_date(self.env, today),
        )

    def _describe_old(self, old, count, share):
        return "warning", self.env._(
            "%(count)s rows are of before %(date)s, more than 10 years ago; check "
            "whether their dates are right.",
            count=count,
            date=format_date(self.env, old),
        )

    def _describe_end_before_start(self, count, share):
        return "warning", self.env._(
            "%(count)s rows end before they start and are left out.", count=count
        )

    def _describe_missing(self, column, count, share):
        level = "warning" if share > MISSING_SHARE else False
        return level, self.env._(
            "%(count)s rows (%(percent)s %%) have no value for %(column)s; the "
            "prediction is less reliable.",
            count=count,
            percent=self._get_percent(share),
            column=self._get_label(column),
        )

    def _describe_no_product(self, count, share):
        level = "error" if share == 1 else "warning" if share > MISSING_SHARE else False
        return level, self.env._(
            "%(count)s rows (%(percent)s %%) have no product; nothing is learned from "
            "them.",
            count=count,
            percent=self._get_percent(share),
        )
