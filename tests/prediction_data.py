# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from .prediction_common import PredictionCommon


class PredictionData(PredictionCommon):
    """Many customers whose habits are known, because they are made up."""

    @classmethod
    def _import(cls, rows):
        """Import transactions: tuples of contact id, day, amount and product id."""
        cls.env.cr.execute_values(
            """INSERT INTO contact_prediction_transaction
                   (partner_id, date, amount, product_id, currency_id, company_id)
               VALUES %s""",
            [
                (
                    partner,
                    cls._day(int(day)),
                    amount,
                    product,
                    cls.euro.id,
                    cls.company.id,
                )
                for partner, day, amount, product in rows
            ],
            page_size=5000,
        )
        cls.env.invalidate_all()

    @classmethod
    def _import_periods(cls, rows):
        """Import subscriptions: tuples of contact id, reference, start, end, amount."""
        cls.env.cr.execute_values(
            """INSERT INTO contact_prediction_subscription
                   (partner_id, reference, date_start, date_end, amount, months,
                    is_recurring, currency_id, company_id)
               VALUES %s""",
            [
                (
                    partner,
                    reference,
                    cls._day(int(start)),
                    cls._day(int(end)),
                    amount,
                    1,
                    False,
                    cls.euro.id,
                    cls.company.id,
                )
                for partner, reference, start, end, amount in rows
            ],
            page_size=5000,
        )
        cls.env.invalidate_all()

    @classmethod
    def _make_history(cls, count, days, r, alpha, a, b, seed=1):
        """Import what customers of a BG/NBD and Gamma-Gamma model buy.

        The first purchases are spread over the first third of the days; a purchase is
        worth Gamma(6, nu) with nu of Gamma(4, 15), 30 on average.
        """
        import numpy as np

        random = np.random.default_rng(seed)
        partners = cls._create_contacts(count)
        rows = []
        for partner_id in partners.ids:
            rate = random.gamma(r, 1 / alpha)
            leaves = random.beta(a, b)
            scale = random.gamma(4, 1 / 15)
            day = random.uniform(0, days / 3)
            while day < days:
                rows.append((partner_id, day, random.gamma(6, 1 / scale), None))
                if len(rows) > 1 and rows[-2][0] == partner_id:
                    if random.random() < leaves:
                        break
                day += random.exponential(1 / rate)
        cls._import(rows)
        return partners

    @classmethod
    def _run(cls, prediction, work="train"):
        """Ask for a prediction, and run all its phases without committing."""
        getattr(prediction, work)()
        with patch.object(
            type(cls.env["ir.cron"]), "_commit_progress", lambda *args, **named: 0
        ):
            while prediction.state in ("queued", "running"):
                prediction._cron_predict()
        return prediction

    def assertReady(self, prediction):
        self.assertEqual(
            (prediction.state, prediction.failure), ("ready", False), prediction.name
        )

    def _get_scores(self, prediction):
        """Return the scores of a prediction by contact."""
        return {row.partner_id: row for row in prediction.score_ids}
