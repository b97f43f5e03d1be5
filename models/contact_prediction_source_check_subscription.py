# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

# So many interactions, for so many of the customers, are wanted.
INTERACTIONS = 2
INTERACTIONS_SHARE = 0.5


class ContactPredictionSource(models.Model):
    """The data report: what is the matter with subscriptions as a whole."""

    _inherit = "contact.prediction.source"

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
        message = self.env._(
            "%(percent)s %% of the customers have %(least)s or more interactions; from "
            "half of them on, interactions tell more about who will leave.",
            percent=self._get_percent(float(share)),
            least=INTERACTIONS,
        )
        return [self._report_row("recommendation", self.env._("Interactions"), message)]

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
            message = self.env._(
                "All %(count)s customers still subscribe; without anybody who left, "
                "nothing can be learned.",
                count=customers,
            )
            return [self._report_row("error", column, message)]
        if not running:
            message = self.env._(
                "None of the %(count)s customers subscribes today; check that running "
                "subscriptions are there.",
                count=customers,
            )
            return [self._report_row("warning", column, message)]
        return []
