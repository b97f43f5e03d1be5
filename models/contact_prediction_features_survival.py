# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

# A curve of more periods says less, because fewer customers have been there as long.
MOST_PERIODS = 12


class ContactPredictionFeaturesSurvival(models.AbstractModel):
    """How long customers keep subscriptions; see ``contact.prediction.features``."""

    _name = "contact.prediction.features.survival"
    _inherit = ["contact.prediction.features.subscription"]
    _description = "How Long Subscriptions Last"

    @api.model
    def _read_survivors(self, prediction):
        period = prediction.source_id._get_period(prediction)
        months = self._get_usual_months(prediction)
        days = months * 30.4375
        history = (period["last"] - period["first"]).days if period["first"] else 0
        # half of the history begins cohorts, the other half tells what became of them
        periods = max(1, min(MOST_PERIODS, int(history / 2 / days)))
        query = SQL(
            """
            WITH %(periods)s
            SELECT lasted AS number, count(*) AS customers
              FROM (SELECT LEAST(floor((until - since + 1) / %(days)s),
                                 %(count)s) AS lasted
                      FROM (SELECT DISTINCT ON (partner_id) since, until
                              FROM coverage ORDER BY partner_id, since) first_time
                     WHERE since <= %(last)s::date - %(count)s * %(days)s::int) customer
             GROUP BY lasted
            """,
            periods=self._get_periods(prediction, prediction.grace_days),
            days=days,
            count=periods,
            last=period["last"] or None,
        )
        arrays = self._read_arrays(query, {"number": "int32", "customers": "int64"})
        return {"survivors": self._count_down(arrays, periods), "months": months}

    def _get_usual_months(self, prediction):
        """Return the length of most periods, a month if nothing is known."""
        rows = self.env.execute_query(
            SQL(
                """SELECT mode() WITHIN GROUP (ORDER BY round(months))
                     FROM (%s) row WHERE months >= 1""",
                prediction.source_id._get_rows(prediction),
            )
        )
        return int(rows[0][0] or 1)

    def _count_down(self, arrays, periods):
        """Return how many lasted at least 0, 1, 2 … periods."""
        import numpy as np

        lasted = np.zeros(periods + 1, dtype=np.int64)
        lasted[arrays["number"]] = arrays["customers"]
        return lasted[::-1].cumsum()[::-1]
