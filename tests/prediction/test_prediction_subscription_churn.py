# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..prediction_data import PredictionData

SUBSCRIBERS = 600
MONTHS = 30


@tagged("post_install", "-at_install")
class TestPredictionSubscriptionChurn(PredictionData):
    """Monthly subscriptions; who pays much leaves four times as often."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        import numpy as np

        random = np.random.default_rng(7)
        subscribers = cls._create_contacts(SUBSCRIBERS)
        cls.dear = set(subscribers.ids[::2])
        rows = []
        for partner_id in subscribers.ids:
            month = int(random.integers(0, 20))
            leaves = 0.16 if partner_id in cls.dear else 0.04
            price = 50 if partner_id in cls.dear else 10
            while month < MONTHS:
                start = month * 30
                rows.append((partner_id, str(partner_id), start, start + 29, price))
                month += 1
                if random.random() < leaves:
                    break
        cls._import_periods(rows)
        cls.prediction = cls._create_prediction(
            "subscription_churn", horizon_days=93, grace_days=30
        )
        cls._run(cls.prediction)

    def test_planted_signal_is_found(self):
        self.assertReady(self.prediction)
        active = self.prediction.score_ids.filtered(lambda row: row.status == "active")
        dear = active.filtered(lambda row: row.partner_id.id in self.dear)
        cheap = active - dear
        self.assertTrue(dear and cheap)
        self.assertGreater(
            sum(dear.mapped("score")) / len(dear),
            2 * sum(cheap.mapped("score")) / len(cheap),
        )
        codes = self.prediction.factor_ids.mapped("code")[:4]
        self.assertIn("monthly", codes)

    def test_documented_rule_is_shown_beside_the_grade(self):
        from ...forecasting import grades

        told, shown = self.prediction.parameters, self.prediction.evaluation
        rate = told["historical_churn_rate"]
        self.assertTrue(0.05 < rate < 0.4)
        letter = grades.grade_subscription_churn(
            told["accuracy"], told["accuracy_of_churned"], rate
        )
        self.assertEqual(
            (shown["documented"], shown["documented_rule"]), (letter, rate)
        )

    def test_it_is_compared_with_as_many_at_random(self):
        told = self.prediction.parameters
        share = told["marked_customers"] / told["tested_customers"]
        self.assertTrue(0 < share < 1)
        self.assertAlmostEqual(self.prediction.baseline_score, share, places=3)
        # dear subscriptions end four times as often
        self.assertGreater(self.prediction.model_score, 1.5 * share)
        self.assertEqual(self.prediction.grade, "a")

    def test_who_has_left_is_told_apart(self):
        left = self.prediction.score_ids.filtered(lambda row: row.status == "churned")
        self.assertTrue(left)
        last = self.Features._get_period(self.prediction)["last"]
        running = self.env["contact.prediction.subscription"].search(
            [("date_end", ">=", last), ("company_id", "=", self.company.id)]
        )
        active = self.prediction.score_ids - left
        self.assertEqual(active.partner_id, running.partner_id & active.partner_id)
        self.assertEqual(len(active), len(running.partner_id))

    def test_retention_is_told(self):
        told = {row["code"]: row["value"] for row in self.prediction._get_statistics()}
        self.assertEqual(told["retention_months"], 1)
        # 10 % of the subscribers leave in the first month
        self.assertAlmostEqual(told["first_retention"], 0.9, delta=0.05)
        self.assertTrue(4 < told["expected_periods"] < 11)

    def test_short_history_is_told(self):
        prediction = self._create_prediction(
            "subscription_churn", name="Far", horizon_days=850, grace_days=30
        )
        with self._assert_refused(UserError, "1,700 days back"):
            prediction._get_kind()._train(prediction)
