# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..prediction_data import PredictionData

CUSTOMERS = 1400
DAYS = 720


@tagged("post_install", "-at_install")
class TestPredictionLifetimeValue(PredictionData):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._make_history(CUSTOMERS, DAYS, 0.9, 35, 0.6, 2.4)
        cls.prediction = cls._create_prediction(horizon_days=180)
        cls._run(cls.prediction)
        cls.Kind = cls.prediction._get_kind()

    def test_is_ready(self):
        self.assertReady(self.prediction)
        self.assertTrue(self.prediction.trained_on)
        self.assertTrue(self.prediction.scored_on)
        self.assertEqual(self.prediction.progress, 100)
        self.assertFalse(self.prediction.staged_data)

    def test_parameters_are_recovered(self):
        from ...forecasting.customer_value import HistoryValue

        last = self.Features._get_period(self.prediction)["last"]
        known = self.Features._read_rfm(self.prediction, last)
        found = HistoryValue.fit(known).get_parameters()
        self.assertAlmostEqual(found["r"], 0.9, delta=0.15)
        self.assertAlmostEqual(found["alpha"], 35, delta=6)
        self.assertAlmostEqual(found["a"] / (found["a"] + found["b"]), 0.2, delta=0.05)
        mean = found["p"] * found["v"] / (found["q"] - 1)
        self.assertAlmostEqual(mean, 30, delta=2)

    def test_beats_the_baseline_by_its_grade(self):
        from ...forecasting import grades

        model, baseline = self.prediction.model_score, self.prediction.baseline_score
        self.assertTrue(0 < baseline <= 1)
        self.assertGreaterEqual(model, baseline)
        letter = grades.grade_lifetime_value(model, baseline)
        told = self.prediction.evaluation
        is_sure = told["low"] > 0 or told["high"] < 0
        self.assertEqual(self.prediction.grade, is_sure and letter.lower())
        rates = self.prediction.parameters["success_rates"]
        from ...forecasting.customer_value import PURCHASES

        # of the models of purchases the one that was nearest on an earlier day
        self.assertEqual(len(set(rates) & set(PURCHASES)), 1)
        self.assertEqual(
            set(rates) - set(PURCHASES),
            {
                "boosted_trees",
                "two_part_trees",
                "stacked",
                "average_rank",
                "simple_rule",
            },
        )
        # a choice is judged on others than it was made on, so it looks less good
        self.assertAlmostEqual(max(rates.values()), model, delta=0.03)
        self.assertLessEqual(model, max(rates.values()) + 1e-4)

    def test_only_active_customers_have_scores(self):
        interval = self.prediction.parameters["purchase_interval"]
        last = self.Features._get_period(self.prediction)["last"]
        known = self.Features._read_rfm(self.prediction, last)
        active = known["partner_ids"][known["age"] - known["recency"] < interval]
        self.assertEqual(
            sorted(self.prediction.score_ids.partner_id.ids), active.tolist()
        )
        self.assertEqual(self.prediction.score_count, len(active))
        self.assertLess(len(active), CUSTOMERS)
        self.assertTrue(all(row.score >= 0 for row in self.prediction.score_ids))

    def test_active_days_are_obeyed(self):
        prediction = self._create_prediction(
            name="Lately", horizon_days=180, active_days=20
        )
        self._run(prediction)
        last = self.Features._get_period(prediction)["last"]
        known = self.Features._read_rfm(prediction, last)
        self.assertEqual(
            prediction.score_count, int((known["age"] - known["recency"] < 20).sum())
        )
        self.assertEqual(prediction.parameters["purchase_interval"], 20)

    def test_high_value_customers_are_the_best(self):
        flagged = self.prediction.score_ids.filtered("flag")
        others = self.prediction.score_ids - flagged
        self.assertTrue(flagged and others)
        self.assertGreaterEqual(
            min(flagged.mapped("score")), max(others.mapped("score"))
        )
        self.assertGreater(
            min(flagged.mapped("percentile")), max(others.mapped("percentile")) - 1e-6
        )

    def test_percent_of_high_value_is_obeyed(self):
        self.prediction.high_value_percent = 25
        self._run(self.prediction, "rescore")
        count = self.prediction.score_count
        flagged = self.prediction.score_ids.filtered("flag")
        self.assertEqual(len(flagged), -(-count // 4))

    def test_distribution_counts_everybody(self):
        bars = self.prediction.distribution
        groups = [bar for bar in bars if bar["kind"] == "group"]
        self.assertEqual([bar["label"] for bar in groups], ["low", "high"])
        bins = [bar for bar in bars if bar["kind"] == "bin"]
        for some in (groups, bins):
            self.assertEqual(
                sum(bar["count"] for bar in some), self.prediction.score_count
            )
        for before, after in zip(bins[:-1], bins[1:], strict=True):
            self.assertEqual(before["to"], after["from"])
        highest = max(self.prediction.score_ids.mapped("score"))
        self.assertLess(bins[-1]["from"], highest)
        self.assertGreaterEqual(bins[-1]["to"], highest)

    def test_factors_sum_up_to_hundred(self):
        factors = self.prediction.factor_ids
        self.assertAlmostEqual(sum(factors.mapped("impact")), 100, places=1)
        names = self.prediction._get_factor_names()
        self.assertTrue(all(factor.name == names[factor.code] for factor in factors))
        best = max(self.prediction.score_ids, key=lambda row: row.score)
        self.assertGreater(best.factors[0]["effect"], 0)
        self.assertIn(best.factors[0]["code"], names)

    def test_statistics_are_named(self):
        told = {row["code"]: row for row in self.prediction._get_statistics()}
        self.assertEqual(told["customers"]["value"], CUSTOMERS)
        self.assertEqual(told["active_customers"]["value"], self.prediction.score_count)
        total = sum(self.prediction.score_ids.mapped("score"))
        self.assertAlmostEqual(told["expected_total"]["value"], total, delta=1)

    def test_scoring_again_gives_the_same(self):
        before = {row.partner_id: row.score for row in self.prediction.score_ids}
        self._run(self.prediction, "rescore")
        after = {row.partner_id: row.score for row in self.prediction.score_ids}
        self.assertEqual(before, after)

    def test_trees_are_the_same_again(self):
        from ...forecasting.customer_value import TreeValue

        period = self.Features._get_period(self.prediction)
        trial = self.Kind._get_trial(self.prediction, period)
        model, stored = self.Kind._fit_final(
            self.prediction, period, trial, TreeValue.method
        )
        content = self.prediction._pack(stored["arrays"], stored["meta"])
        self.prediction.sudo().model_data = content
        again = self.Kind._load(*self.prediction._unpack("model_data"))
        # those of the other trees come first in what is kept
        rows = stored["arrays"]["features"][:50, : len(model.names)]
        self.assertEqual(
            model.predict(rows, 90).tolist(), again.predict(rows, 90).tolist()
        )
        self.assertAlmostEqual(
            model.predict(rows, 360).sum(), 4 * model.predict(rows, 90).sum(), places=3
        )

    def test_each_way_is_kept(self):
        """What is loaded again gives the scores of what was learned."""
        from ...forecasting import customer_value as values

        period = self.Features._get_period(self.prediction)
        trial = self.Kind._get_trial(self.prediction, period)
        for method in trial["predicted"]:
            model, stored = self.Kind._fit_final(self.prediction, period, trial, method)
            content = self.prediction._pack(stored["arrays"], stored["meta"])
            self.prediction.sudo().model_data = content
            again = self.Kind._load(*self.prediction._unpack("model_data"))
            self.assertEqual((again.method, again.names), (method, model.names))
            rows = values.as_features(trial["active"], model.names)
            for some in (model, again):
                self.Kind._prepare_ranks(some, rows, 180)
            found = model.predict(rows, 180)
            self.assertEqual(again.predict(rows, 180).tolist(), found.tolist())
            self.assertTrue((found >= 0).all() and found.any(), method)

    def test_trees_have_the_total_of_the_sum(self):
        period = self.Features._get_period(self.prediction)
        found = self.Kind._get_trial(self.prediction, period)["predicted"]
        for method in ("boosted_trees", "two_part_trees"):
            self.assertAlmostEqual(
                found[method].sum() / found["stacked"].sum(), 1, places=6
            )

    def test_same_days_a_year_ago(self):
        from datetime import timedelta

        period = self.Features._get_period(self.prediction)
        cut = period["last"] - timedelta(days=180)
        known = self.Features._read_rfm(self.prediction, cut)
        self.Kind._add_season(self.prediction, known, cut, 180, period["first"])
        start, end = cut - timedelta(days=365), cut - timedelta(days=185)
        self.env.cr.execute(
            """SELECT partner_id, sum(amount) FROM contact_prediction_transaction
                WHERE date > %s AND date <= %s AND partner_id = ANY(%s)
                GROUP BY partner_id""",
            (start, end, self.customers.ids),
        )
        expected = dict(self.env.cr.fetchall())
        values = zip(
            known["partner_ids"].tolist(), known["season_value"].tolist(), strict=True
        )
        for partner_id, value in values:
            self.assertAlmostEqual(value, expected.get(partner_id, 0), places=2)
        # less than a year of data before: nothing is known
        early = period["first"] + timedelta(days=300)
        known = self.Features._read_rfm(self.prediction, early)
        self.Kind._add_season(self.prediction, known, early, 180, period["first"])
        self.assertTrue((known["season_value"] != known["season_value"]).all())

    def test_lost_model_is_told(self):
        self.prediction.sudo().model_data = False
        with self._assert_refused(UserError, "train it again"):
            self.prediction._unpack("model_data")


@tagged("post_install", "-at_install")
class TestPredictionLifetimeBaseline(PredictionData):
    def test_baseline_by_hand(self):
        import numpy as np

        window = {
            # three bought in the window before, two of them again
            "window_before": np.array([1.0, 2, 1, 0]),
            "window_count": np.array([1.0, 3, 0, 2]),
            "window_value": np.array([30.0, 90, 0, 60]),
            "age": np.array([200.0, 200, 190, 50]),
            "recency": np.array([190.0, 180, 20, 40]),
        }
        kind = self.env["contact.prediction.lifetime.value"]
        found = kind._get_baseline(window, 60, 120)
        # who bought nothing within 60 days is not active
        expected = [value / 60 * 120 * 2 / 3 for value in (30, 90, 60)]
        np.testing.assert_allclose(found, expected)

    def test_interval_is_that_of_most_customers(self):
        import numpy as np

        kind = self.env["contact.prediction.lifetime.value"]
        prediction = self._create_prediction()
        known = {
            "frequency": np.array([1.0, 2, 4, 0]),
            "recency": np.array([40.0, 80, 400, 0]),
            "age": np.array([500.0, 300, 450, 10]),
        }
        # gaps of 40, 40 and 100 days
        self.assertEqual(kind._get_interval(prediction, known), 94)
        prediction.active_days = 7
        self.assertEqual(kind._get_interval(prediction, known), 7)

    def test_bounds_are_round(self):
        kind = self.env["contact.prediction.lifetime.value"]
        self.assertEqual(
            kind._get_bounds(730.0), [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
        )
        self.assertEqual(kind._get_bounds(1000.0)[-2:], [500, 1000])
        self.assertEqual(kind._get_bounds(0.0), [0, 1])

    def test_few_days_are_refused(self):
        partners = self._create_contacts(3)
        self._import(
            [(partner.id, day, 10, None) for partner in partners for day in (0, 9)]
        )
        prediction = self._create_prediction()
        with self._assert_refused(UserError, "too few days"):
            prediction._get_kind()._train(prediction)

    def test_report_stops_and_stays(self):
        partners = self._create_contacts(3)
        self._import(
            [(partner.id, day, 10, None) for partner in partners for day in (0, 400)]
        )
        prediction = self._create_prediction()
        self._run(prediction)
        self.assertEqual(prediction.state, "failed")
        self.assertIn("Too few customers have data: 3", prediction.failure)
        errors = prediction.usability_ids.filtered(lambda row: row.level == "error")
        self.assertEqual(errors.mapped("step"), ["train"])
