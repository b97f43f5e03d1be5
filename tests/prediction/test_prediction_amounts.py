# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..prediction_data import PredictionData

DAYS = 720


@tagged("post_install", "-at_install")
class TestPredictionAmounts(PredictionData):
    """Values in amounts: their level, their range, and whether they are any good."""

    def _grow(self, factor):
        """Import customers who buy monthly, for more with every half year."""
        import numpy as np

        random = np.random.default_rng(2)
        partners = self._create_contacts(300)
        rows = []
        for partner_id in partners.ids:
            worth = random.gamma(2, 20)
            for day in range(int(random.integers(0, 30)), DAYS, 30):
                amount = worth * random.uniform(0.5, 1.5) * factor ** (day / 180)
                rows.append((partner_id, day, amount, None))
        rows.append((partners.ids[0], DAYS, 10, None))
        self._import(rows)

    def _train(self, **values):
        prediction = self._create_prediction(horizon_days=180, **values)
        prediction.with_user(self.manager).train()
        self._run(prediction)
        return prediction

    def test_totals_are_brought_to_their_level(self):
        self._grow(1.5)
        prediction = self._train()
        self.assertReady(prediction)
        levels = dict(prediction.parameters["levels"])
        del levels["simple_rule"]
        # of the model of purchases that was nearest on an earlier day
        [level] = levels.values()
        self.assertGreater(level, 1.3)
        total = prediction.evaluation["total"]
        # a third less without
        self.assertAlmostEqual(total["predicted"] / total["actual"], 1, delta=0.2)

    def test_total_has_a_range(self):
        self._grow(1.0)
        prediction = self._train()
        told = {row["code"]: row["value"] for row in prediction._get_statistics()}
        self.assertTrue(
            told["expected_least"] < told["expected_total"] < told["expected_most"]
        )
        self.assertAlmostEqual(
            told["expected_total"] / told["expected_least"],
            prediction.evaluation["total"]["factor"],
            places=4,
        )
        results = prediction.with_user(self.user).get_results()
        names = [row["name"] for row in results["statistics"]]
        self.assertIn("… at least, in 19 of 20 cases", names)
        self.assertIn("it expected", results["grade"]["details"][1])
        self.assertIn("€", results["calibration"]["rows"][-1]["label"])

    def test_simple_rule_that_is_not_beaten_is_the_prediction(self):
        import numpy as np

        self._grow(1.0)
        prediction = self._create_prediction(horizon_days=180)
        kind = prediction._get_kind()
        period = self.Features._get_period(prediction)
        trial = kind._get_trial(prediction, period)
        for method in trial["predicted"]:
            if method != "simple_rule":
                trial["predicted"][method] = -trial["actual"]
        trial["predicted"]["simple_rule"] = trial["actual"]
        found = kind._find_best(trial)
        first = max(found, key=lambda way: found[way].sum())
        self.assertEqual(first, trial["purchases"])
        judged = kind._judge(trial, "simple_rule", found["simple_rule"], found)
        self.assertFalse(judged["grade"])
        self.assertIn("the simple rule is the prediction", judged["grade_message"])
        self.assertEqual(judged["model_score"], judged["baseline_score"])
        # it scores what everybody bought lately
        model, stored = kind._fit_final(prediction, period, trial, "simple_rule")
        self.assertEqual(stored["arrays"], {})
        again = kind._load({}, stored["meta"])
        rows = np.array([[100.0], [0.0], [50.0]])
        self.assertEqual(
            model.predict(rows, 90).tolist(), again.predict(rows, 90).tolist()
        )
        first, none, second = again.predict(rows, 90)
        self.assertTrue(first == 2 * second > none == 0)

    def test_average_of_ranks_is_kept(self):
        self._grow(1.1)
        prediction = self._create_prediction(horizon_days=180)
        kind = prediction._get_kind()
        period = self.Features._get_period(prediction)
        trial = kind._get_trial(prediction, period)
        model, stored = kind._fit_final(prediction, period, trial, "average_rank")
        self.assertEqual(model.method, "average_rank")
        prediction.sudo().model_data = prediction._pack(
            stored["arrays"], stored["meta"]
        )
        scored = kind._score(prediction)
        self.assertEqual(len(scored["scores"]), len(scored["partner_ids"]))
        self.assertGreater(scored["scores"].min(), 0)
        again = kind._score(prediction)
        self.assertEqual(scored["scores"].tolist(), again["scores"].tolist())

    def test_what_an_earlier_version_learned_still_scores(self):
        import numpy as np

        from ...forecasting.customer_value import HistoryValue

        self._grow(1.0)
        prediction = self._create_prediction(horizon_days=180)
        kind = prediction._get_kind()
        last = self.Features._get_period(prediction)["last"]
        history = HistoryValue.fit(self.Features._read_rfm(prediction, last))
        meta = {"method": "bg_nbd", "interval": 60, "days": 180}
        model = kind._load({}, {**meta, "parameters": history.get_parameters()})
        rows = np.array([[10.0, 5, 300, 20], [0, 100, 100, 0]])
        np.testing.assert_allclose(
            model.predict(rows, 90), history.predict(rows, 90), rtol=1e-6
        )

    def test_nobody_came_back(self):
        partners = self._create_contacts(150)
        self._import(
            [
                (partner_id, 4 * number, 20, None)
                for number, partner_id in enumerate(partners.ids)
            ]
        )
        prediction = self._train()
        self.assertEqual(prediction.state, "failed")
        self.assertIn("bought on more than one day", prediction.failure)
        self.assertFalse(prediction.score_count)

    def test_nobody_of_those_who_left_came_back(self):
        partners = self._create_contacts(150)
        self._import(
            [
                (partner_id, 4 * number, 20, None)
                for number, partner_id in enumerate(partners.ids)
            ]
        )
        prediction = self._create_prediction("transaction_churn", name="Once")
        with self._assert_refused(UserError, "bought on more than one day"):
            prediction._get_kind()._train(prediction)
