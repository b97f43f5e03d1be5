# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import math
from random import Random

from odoo.tests import tagged
from odoo.tools import SQL

from ...models.prediction.feature.reader import read_arrays
from ..prediction_common import PredictionCommon


@tagged("post_install", "-at_install")
class TestPredictionFeatures(PredictionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prediction = cls._create_prediction()

    def _read_rfm(self, cut, until=None, **options):
        until = until is not None and self._day(until)
        return self.Features._read_rfm(
            self.prediction, self._day(cut), until, **options
        )

    def _read_churn(self, cuts, horizon, churn, everybody=False):
        cuts = [self._day(cut) for cut in cuts]
        return self.Features._read_churn_features(
            self.prediction, cuts, horizon, churn, everybody
        )

    def test_rfm_of_one_customer(self):
        self._buy(self.carl, 0, 30, self.apple, "A")
        self._buy(self.carl, 0, 20, self.pear, "A")
        self._buy(self.carl, 10, 40, self.apple, "B")
        self._buy(self.carl, 10, 20, self.apple, "C")
        self._buy(self.carl, 20, -10, self.apple, "D")
        self._buy(self.carl, 30, 60, self.apple, "E")
        self._buy(self.carl, 50, 70, self.apple, "F")
        self._buy(self.carl, 60, -5, self.apple, "G")
        row = self._get_row(self._read_rfm(40, 60, window_days=20), self.carl)
        self.assertEqual(
            {name: float(value) for name, value in row.items()},
            {
                "partner_ids": self.carl.id,
                "frequency": 2,
                "recency": 30,
                "age": 40,
                "mean_value": (60 - 10 + 60) / 2,
                "mean_purchase": (50 + 60 - 10 + 60) / 3,
                "total": 160,
                "purchases": 4,
                "returns": 1,
                "products": 2,
                "recent_count": 1,
                "recent_value": 60,
                "previous_count": 1,
                "previous_value": 50,
                "outcome_count": 1,
                "outcome_value": 65,
                "outcome_first": 10,
            },
        )

    def test_rfm_without_outcome(self):
        self._buy(self.carl, 0, 30)
        arrays = self._read_rfm(0)
        self.assertNotIn("outcome_count", arrays)
        self.assertEqual(self._get_row(arrays, self.carl)["mean_value"], 0)

    def test_rfm_leaves_out_who_bought_nothing_yet(self):
        self._buy(self.carl, 0, 30)
        self._buy(self.dora, 5, 30)
        self._buy(self.bob, 0, -30)
        self.assertEqual(self._read_rfm(4)["partner_ids"].tolist(), [self.carl.id])

    def test_free_purchases_count(self):
        self._buy(self.carl, 0, 0, reference="A")
        self._buy(self.carl, 5, 0, reference="B")
        row = self._get_row(self._read_rfm(9), self.carl)
        self.assertEqual(
            (row["frequency"], row["recency"], row["mean_value"]), (1, 5, 0)
        )

    def test_return_with_a_line_above_zero_is_a_return(self):
        self._buy(self.carl, 0, 100, reference="A")
        self._buy(self.carl, 5, -100, reference="B")
        self._buy(self.carl, 5, 10, reference="B")
        row = self._get_row(self._read_rfm(9), self.carl)
        self.assertEqual((row["frequency"], row["returns"], row["total"]), (0, 1, 10))

    def test_no_data(self):
        self.assertEqual(len(self._read_rfm(4)["partner_ids"]), 0)
        self.assertEqual(self._read_churn([4], 2, 2)["features"].shape[0], 0)
        self.assertEqual(len(self.Features._read_purchases(self.prediction)["days"]), 0)

    def test_features_have_names(self):
        self._buy(self.carl, 0, 10)
        names = self.Features._get_feature_names()
        self.assertEqual(len(names), len(set(names)))
        self.assertFalse(set(self._read_churn([4], 2, 2)["names"]) - set(names))
        self.assertFalse(
            set(self._read_rfm(4)) - {"partner_ids"} - set(names), "a name is missing"
        )

    def test_churn_labels(self):
        """Horizon 30, churn 20: nothing in the last 20 of the 30 days is churned."""
        bought = {
            self.anna: [0, 12],  # within the first ten days of the horizon
            self.bob: [0, 25],
            self.carl: [-19],  # too long ago to belong to the population
            self.dora: [-10, 30],
            self.acme: [-5, 31],
        }
        for partner, days in bought.items():
            for day in days:
                self._buy(partner, day, 10)
        self._buy(self.carl, 40, 10)
        result = self._read_churn([0], 30, 20, everybody=True)
        labels = dict(
            zip(
                result["partner_ids"].tolist(),
                zip(result["churned"].tolist(), result["active"].tolist(), strict=True),
                strict=True,
            )
        )
        self.assertEqual(labels[self.anna.id], (0, True))
        self.assertEqual(labels[self.bob.id], (0, True))
        self.assertEqual(labels[self.dora.id], (0, True))
        self.assertEqual(labels[self.acme.id], (1, True))
        self.assertEqual(labels[self.carl.id], (1, True))
        result = self._read_churn([2], 30, 20)
        self.assertNotIn(self.carl.id, result["partner_ids"].tolist())

    def test_churn_label_bought_early_in_a_long_horizon(self):
        self._buy(self.carl, 0, 10)
        self._buy(self.carl, 9, 10)
        self._buy(self.dora, 60, 10)
        result = self._read_churn([0], 30, 20)
        self.assertEqual(result["churned"].tolist(), [1])

    def test_churn_label_with_a_short_horizon(self):
        """Horizon 10, churn 30: nothing for 30 days, 10 days after the cut."""
        self._buy(self.carl, -20, 10)
        self._buy(self.dora, -19, 10)
        self._buy(self.anna, -25, 10)
        self._buy(self.anna, 5, 10)
        self._buy(self.bob, 50, 10)
        result = self._read_churn([0], 10, 30)
        labels = dict(
            zip(result["partner_ids"].tolist(), result["churned"].tolist(), strict=True)
        )
        self.assertEqual(labels, {self.carl.id: 1, self.dora.id: 0, self.anna.id: 0})

    def test_churn_labels_of_the_future_are_unknown(self):
        self._buy(self.carl, 0, 10)
        self._buy(self.dora, 29, 10)
        self.assertEqual(self._read_churn([0], 30, 20)["churned"].tolist(), [-1])
        self._buy(self.dora, 30, 10)
        self.assertEqual(self._read_churn([0], 30, 20)["churned"].tolist(), [1])

    def test_churn_features_of_random_customers(self):
        """What arrays tell is what a simple program in Python finds."""
        random = Random(4)
        customers = self._create_contacts(12)
        lines = {}
        for customer in customers:
            lines[customer] = [
                (
                    random.randrange(500),
                    random.choice([5, 10, 20, 50, -10]),
                    random.choice([self.apple, self.pear, None]),
                )
                for _number in range(random.randrange(1, 15))
            ]
            for day, amount, product in lines[customer]:
                self._buy(customer, day, amount, product)
        cuts = [100, 250, 400]
        result = self._read_churn(cuts, 60, 400, everybody=True)
        found = 0
        for customer in customers:
            for cut in cuts:
                expected = self._expect(lines[customer], cut)
                if not expected:
                    continue
                features = self._get_features(result, customer, self._day(cut))
                for name, value in expected.items():
                    if value is None:
                        self.assertTrue(math.isnan(features[name]), name)
                    else:
                        self.assertAlmostEqual(features[name], value, 6, name)
                found += 1
        self.assertEqual(found, len(result["partner_ids"]))
        self.assertGreater(found, 20)

    def _expect(self, lines, cut):
        """Return the features of the lines (day, amount, product) of a customer."""
        past = [line for line in lines if line[0] <= cut]
        net = {}
        for day, amount, _product in past:
            net[day] = net.get(day, 0) + amount
        days = sorted(day for day, value in net.items() if value > 0)
        if not days:
            return None
        gaps = [after - before for before, after in zip(days, days[1:], strict=False)]
        mean = sum(gaps) / len(gaps) if gaps else None
        expected = {
            "days_since_last": cut - days[-1],
            "days_since_first": cut - days[0],
            "days_active": days[-1] - days[0],
            "purchase_days": len(days),
            "mean_gap": mean,
            "last_gap": gaps[-1] if gaps else None,
            "overdue": (cut - days[-1]) / mean if mean else None,
            "gap_deviation": (
                math.sqrt(sum(gap**2 for gap in gaps) / len(gaps) - mean**2)
                if gaps
                else None
            ),
            "total": sum(net.values()),
            "mean_purchase": sum(net.values()) / len(days),
            "products": len(
                {product for _day, amount, product in past if product and amount >= 0}
            ),
            "returns": sum(value < 0 for value in net.values()),
            "given_back": -sum(value for value in net.values() if value < 0),
            "previous_180": sum(cut - 360 < day <= cut - 180 for day in days),
        }
        for window in (30, 90, 180, 365):
            expected[f"count_{window}"] = sum(day > cut - window for day in days)
            expected[f"value_{window}"] = sum(
                value for day, value in net.items() if day > cut - window
            )
        return expected

    def test_purchases_for_recommendation(self):
        self._buy(self.carl, 0, 10, self.apple, "A")
        self._buy(self.carl, 0, 10, self.apple, "B")
        self._buy(self.carl, 9, 10, self.apple, "C")
        self._buy(self.carl, 20, -10, self.apple, "D")
        self._buy(self.carl, 3, 10, self.pear, "A")
        self._buy(self.carl, 20, -10, self.pear, "D")
        self._buy(self.dora, 4, 0, self.pear)
        self._buy(self.dora, 4, 5)
        arrays = self.Features._read_purchases(self.prediction)
        rows = list(zip(*(array.tolist() for array in arrays.values()), strict=True))
        day = self.Features._get_day
        self.assertEqual(
            [(*row[:3], round(row[3], 4)) for row in rows],
            [
                (self.carl.id, self.apple.id, day(self._day(0)), round(4 / 3, 4)),
                (self.carl.id, self.apple.id, day(self._day(9)), round(2 / 3, 4)),
                (self.dora.id, self.pear.id, day(self._day(4)), 1),
            ],
        )
        before = self.Features._read_purchases(self.prediction, until=self._day(3))
        self.assertEqual(before["weights"].tolist(), [2, 1])
        after = self.Features._read_purchases(self.prediction, after=self._day(3))
        self.assertEqual(after["customers"].tolist(), [self.dora.id])

    def test_blocks_are_put_together(self):
        """More rows than one block holds come out as they went in."""
        arrays = read_arrays(
            self.env,
            SQL(
                """SELECT number AS a, number * 10000000000 AS b, number / 4.0 AS c,
                          NULLIF(number %% 2, 0) AS d, NULLIF(number %% 2, 0) AS e
                     FROM generate_series(1, 200000) number"""
            ),
            {"a": "int32", "b": "int64", "c": "float64", "d": "float32", "e": "int32"},
        )
        numbers = range(1, 200001)
        self.assertEqual(arrays["a"].tolist(), list(numbers))
        self.assertEqual(arrays["b"].tolist(), [10000000000 * n for n in numbers])
        self.assertEqual(arrays["c"].tolist(), [n / 4 for n in numbers])
        self.assertEqual(arrays["d"][0], 1)
        self.assertTrue(math.isnan(arrays["d"][1]))
        self.assertEqual(arrays["e"].tolist()[:2], [1, -1])
        self.assertEqual(str(arrays["c"].dtype), "float64")
