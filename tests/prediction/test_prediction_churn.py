# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..prediction_data import PredictionData

CUSTOMERS = 900
DAYS = 600


@tagged("post_install", "-at_install")
class TestPredictionChurn(PredictionData):
    """Customers buy once in twelve days; who gives something back stops buying."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        import numpy as np

        random = np.random.default_rng(3)
        customers = cls._create_contacts(CUSTOMERS)
        cls.unhappy = set()
        rows = []
        for partner_id in customers.ids:
            leaves = random.uniform(100, 900)
            day = random.uniform(0, 60)
            while day < min(leaves, DAYS):
                rows.append((partner_id, day, random.uniform(20, 60), None))
                if day > leaves - 45:
                    rows.append((partner_id, min(day + 1, DAYS - 1), -5, None))
                    cls.unhappy.add(partner_id)
                day += random.uniform(6, 18)
        rows.append((customers.ids[0], DAYS, 30, None))
        cls._import(rows)
        cls.prediction = cls._create_prediction(
            "transaction_churn", horizon_days=60, churn_days=60
        )
        cls._run(cls.prediction)

    def test_planted_signal_is_found(self):
        self.assertReady(self.prediction)
        told = self.prediction.parameters
        self.assertEqual(told["method"], "boosted_trees")
        self.assertGreater(told["accuracy"], 0.9)
        self.assertGreater(told["accuracy_of_churned"], 0.6)
        self.assertGreater(
            self.prediction.model_score, self.prediction.baseline_score * 1.1
        )
        self.assertEqual(self.prediction.grade, "a")
        codes = self.prediction.factor_ids.mapped("code")[:4]
        self.assertTrue({"returns", "given_back"} & set(codes), codes)

    def test_it_is_judged_on_the_last_days(self):
        told = self.prediction.parameters
        self.assertEqual(told["cut"], self._day(DAYS - 60).isoformat())
        self.assertEqual(told["cuts"], 5)

    def test_who_gave_back_is_likely_to_leave(self):
        active = self.prediction.score_ids.filtered(lambda row: row.status == "active")
        unhappy = active.filtered(lambda row: row.partner_id.id in self.unhappy)
        happy = active - unhappy
        self.assertTrue(unhappy)
        self.assertGreater(sum(unhappy.mapped("score")) / len(unhappy), 0.5)
        self.assertLess(sum(happy.mapped("score")) / len(happy), 0.2)
        best = max(unhappy, key=lambda row: row.score)
        codes = {factor["code"] for factor in best.factors}
        self.assertTrue({"returns", "given_back"} & codes, best.factors)

    def test_who_has_left_is_told_apart(self):
        import numpy as np

        period = self.Features._get_period(self.prediction)
        known = self.Features._read_rfm(self.prediction, period["last"])
        since = known["age"] - known["recency"]
        gone = np.sort(known["partner_ids"][since >= 60])
        left = self.prediction.score_ids.filtered(lambda row: row.status == "churned")
        self.assertEqual(sorted(left.partner_id.ids), gone.tolist())
        self.assertFalse(any(left.mapped("flag")))
        self.assertEqual(self.prediction.score_count, len(known["partner_ids"]))

    def test_histogram_is_of_those_who_can_leave(self):
        bars = self.prediction.distribution
        self.assertEqual([bar["from"] for bar in bars], [n / 10 for n in range(10)])
        active = self.prediction.score_ids.filtered(lambda row: row.status == "active")
        self.assertEqual(sum(bar["count"] for bar in bars), len(active))
        for bar in bars:
            found = self.prediction.estimate_segment(
                min_score=bar["from"], max_score=bar["to"]
            )
            self.assertEqual(found["count"], bar["count"])

    def test_flags_are_from_one_half_on(self):
        for row in self.prediction.score_ids.filtered(
            lambda row: row.status == "active"
        ):
            self.assertEqual(row.flag, row.score >= 0.5)
            self.assertTrue(0 <= row.score <= 1)

    def test_one_row_of_1970_changes_nothing(self):
        customer = self.prediction.score_ids.partner_id[0]
        self._buy(customer, -19_700, 5)
        prediction = self._create_prediction(
            "transaction_churn", name="Stray", horizon_days=60, churn_days=60
        )
        self._run(prediction)
        self.assertEqual(prediction.grade, self.prediction.grade)
        self.assertEqual(prediction.parameters["cuts"], 5)
        self.assertAlmostEqual(
            prediction.model_score, self.prediction.model_score, delta=0.02
        )

    def test_long_definition_excludes_who_bought_lately(self):
        """Who bought yesterday cannot be without purchase for 90 days in 30 days."""
        prediction = self._create_prediction(
            "transaction_churn", name="Long", horizon_days=30, churn_days=90
        )
        self._run(prediction)
        self.assertReady(prediction)
        period = self.Features._get_period(prediction)
        known = self.Features._read_rfm(prediction, period["last"])
        since = dict(
            zip(
                known["partner_ids"].tolist(),
                (known["age"] - known["recency"]).tolist(),
                strict=True,
            )
        )
        scores = prediction.score_ids
        recent = scores.filtered(lambda row: since[row.partner_id.id] < 60)
        self.assertTrue(recent)
        self.assertEqual(set(recent.mapped("score")), {0.0})

    def test_features_of_another_version_are_refused(self):
        arrays, meta = self.prediction._unpack("model_data")
        meta["names"] = meta["names"][1:]
        self.prediction.sudo().model_data = self.prediction._pack(arrays, meta)
        self._run(self.prediction, "rescore")
        self.assertEqual(self.prediction.state, "failed")
        self.assertIn("train it again", self.prediction.failure)
        self.assertTrue(self.prediction.score_ids)


@tagged("post_install", "-at_install")
class TestPredictionChurnOfFew(PredictionData):
    """Where data are few, purchase histories decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._make_history(150, 400, 1.2, 30, 0.8, 2.5, seed=5)

    def _create_churn(self, **values):
        return self._create_prediction("transaction_churn", **values)

    def test_few_data_are_enough(self):
        prediction = self._create_churn(horizon_days=60, churn_days=60)
        self._run(prediction)
        self.assertReady(prediction)
        self.assertEqual(prediction.parameters["method"], self._get_better(prediction))
        self.assertTrue(prediction.factor_ids)

    def _get_better(self, prediction):
        """Return which method is less surprised by who left in the latest window."""
        import numpy as np

        kind = prediction._get_kind()
        known = kind._read_known(prediction, kind._get_period(prediction))
        last = kind._keep(known, known["is_last"])
        surprise = {}
        for model in (
            kind._fit_history(prediction, known["cut"]),
            kind._fit(known, ~known["is_last"]),
        ):
            left = kind._predict(prediction, model, last)
            told = np.where(last["churned"] == 1, left, 1 - left)
            surprise[model.method] = -np.log(told).mean()
        self.assertEqual({*surprise}, {"bg_nbd", "logistic"})
        return min(surprise, key=surprise.get)

    def test_probability_is_that_of_no_purchase(self):
        """Who bought once is surely alive in this model, and may still never return."""
        prediction = self._create_churn(horizon_days=60, churn_days=60)
        kind = prediction._get_kind()
        cut = self.Features._get_period(prediction)["last"]
        model = kind._fit_history(prediction, cut)
        known = kind._read(prediction, [cut], everybody=True)
        rows = kind._select(model, known)
        once = rows[:, 0] == 1
        self.assertTrue(once.any())
        found = model.predict(rows)
        self.assertTrue((found[once] > 0.05).all())
        frequency = rows[:, 0] - 1
        recency = rows[:, 2] - rows[:, 1]
        bg_nbd = model.bg_nbd
        expected = bg_nbd.probability_no_purchase(60, frequency, recency, rows[:, 2])
        self.assertAlmostEqual(float(abs(found - expected).max()), 0, places=9)
        alive = bg_nbd.probability_alive(frequency, recency, rows[:, 2])
        self.assertEqual(set(alive[once].tolist()), {1.0})

    def test_later_window_is_integrated(self):
        """Simulated: alive now, buys at a rate and leaves after a purchase."""
        import numpy as np

        from ...forecasting.bg_nbd import BgNbd, probability_no_purchase_between

        model = BgNbd(1.3, 20.0, 0.9, 2.0)
        x, recency, age = 3.0, 70.0, 80.0
        random = np.random.default_rng(0)
        count = 100_000
        rates = random.gamma(model.r + x, 1 / (model.alpha + age), count)
        leaves = random.beta(model.a, model.b + x, count)
        is_there = random.random(count) < model.probability_alive(x, recency, age)
        is_there &= random.random(count) < np.exp(-rates * leaves * 30)
        buys = is_there & (random.random(count) < -np.expm1(-rates * 60))
        found = probability_no_purchase_between(model, 30, 90, [x], [recency], [age])
        self.assertAlmostEqual(float(found[0]), 1 - buys.mean(), delta=0.006)

    def test_model_is_kept(self):
        prediction = self._create_churn(horizon_days=150, churn_days=60)
        self._run(prediction)
        self.assertReady(prediction)
        before = prediction.score_ids.sorted("partner_id").mapped("score")
        self._run(prediction, "rescore")
        self.assertEqual(
            before, prediction.score_ids.sorted("partner_id").mapped("score")
        )

    def test_too_short_history_is_told(self):
        prediction = self._create_churn(horizon_days=600, churn_days=60)
        with self._assert_refused(UserError, "1,200 days back"):
            prediction._get_kind()._train(prediction)

    def test_training_days_lie_before_the_last_one(self):
        kind = self.env["contact.prediction.kind"]
        cuts = kind._get_training_cuts(self._day(0), self._day(100), 30)
        self.assertEqual(cuts, [self._day(day) for day in (10, 40, 70)])
        cuts = kind._get_training_cuts(self._day(0), self._day(1000), 30)
        self.assertEqual(len(cuts), 4)
        self.assertEqual(cuts[-1], self._day(970))
        self.assertEqual(cuts[0], self._day(10))
        self.assertEqual(kind._get_training_cuts(self._day(0), self._day(10), 30), [])

    def test_training_days_are_of_recent_years(self):
        kind = self.env["contact.prediction.kind"]
        last = self._day(1500)
        for first in (self._day(0), self._day(-20_000)):
            cuts = kind._get_training_cuts(first, last, 60)
            self.assertEqual(cuts[0], self._day(1500 - 18 * 60))
            self.assertEqual(cuts[-1], self._day(1440))
        # who looks two years ahead has to look back further
        cuts = kind._get_training_cuts(self._day(-20_000), last, 730)
        self.assertEqual(cuts, [self._day(1500 - 2 * 730), self._day(1500 - 730)])


@tagged("post_install", "-at_install")
class TestPredictionGrades(PredictionData):
    def test_grades_at_their_borders(self):
        from ...forecasting import grades

        for rate, grade in ((0.63, "A"), (0.6299, "B"), (0.6, "B"), (0.5999, "C")):
            self.assertEqual(grades.grade_lifetime_value(rate, 0.6), grade)
        for rate, grade in ((0.22, "A"), (0.2199, "B"), (0.2, "B"), (0.1999, "C")):
            self.assertEqual(grades.grade_recommendation(rate, 0.2), grade)
        for accuracy, found, grade in (
            (0.5, 0.44, "A"),
            (0.5, 0.43, "B"),
            (0.5, 0.4, "B"),
            (0.5, 0.39, "C"),
            (0.49, 0.9, "C"),
        ):
            self.assertEqual(
                grades.grade_transactional_churn(accuracy, found, 0.4), grade
            )
            self.assertEqual(
                grades.grade_subscription_churn(accuracy, found, 0.4), grade
            )

    def test_best_halving_rule(self):
        import numpy as np

        from ...forecasting import evaluation

        since = np.array([2, 20, 25, 40, 70])
        churned = np.array([False, False, True, True, True])
        # 90 days: nobody; 45: one; 22.5: all three
        days, total, found = evaluation.get_recency_baseline(since, churned, 90)
        self.assertEqual((days, total, found), (22.5, 1.0, 1.0))
