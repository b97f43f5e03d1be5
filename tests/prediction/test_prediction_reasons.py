# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.tests import tagged

from ..prediction_data import PredictionData


@tagged("post_install", "-at_install")
class TestPredictionReasons(PredictionData):
    """What raised and lowered a score, with what is known and what is usual."""

    def _make(self):
        """Import customers; one bought every 35 days, and 97 days ago."""
        import numpy as np

        random = np.random.default_rng(3)
        self.customers = self._create_contacts(150)
        ids = self.customers.ids
        rows = [(ids[0], 23 + 35 * time, 50, None) for time in range(9)]
        rows += [
            (partner_id, day, 20 + number % 7, None)
            for number, partner_id in enumerate(ids[1:])
            for day in range(number % 30, 400, int(random.integers(20, 60)))
        ]
        rows.append((ids[1], 400, 20, None))
        self._import(rows)

    def _explain(self, kind, codes, **values):
        """Explain the scores, as if nothing but these factors mattered."""
        import numpy as np

        self._make()
        prediction = self._create_prediction(kind, horizon_days=90, **values)
        model, found = prediction._get_kind(), {}
        explain = type(model)._explain

        def plant(kind, prediction, scores, names, get_effects, *rest):
            effects = np.zeros((len(scores), len(names)))
            for number, code in enumerate(codes):
                effects[:, names.index(code)] = (-1) ** number * (2.0 - number)
            found.update(
                explain(
                    kind, prediction, scores, names, lambda best: effects[best], *rest
                )
            )
            return found

        with patch.object(type(model), "_explain", plant):
            self._run(prediction)
        self.assertReady(prediction)
        score = self._get_scores(prediction)[self.customers[0]]
        return score.with_user(self.user)

    def test_who_leaves(self):
        score = self._explain("transaction_churn", ["days_since_last"], churn_days=120)
        self.assertEqual(
            score.factors,
            [{"code": "days_since_last", "effect": 2, "value": 97, "usual": 35}],
        )
        self.assertEqual(
            score.explanation, "Raised by: last bought 97 days ago, usually every 35"
        )

    def test_what_a_customer_is_worth(self):
        score = self._explain(
            "lifetime_value", ["mean_value", "days_since_last"], active_days=120
        )
        raised, lowered = score.explanation.split(". Lowered by: ")
        self.assertEqual(lowered, "last bought 97 days ago, usually every 35")
        self.assertRegex(
            raised, r"^Raised by: Mean value of repeat purchases: 50.* \(usual: 2.*\)$"
        )
        self.assertEqual(raised.count("€"), 2)

    def test_all_factors_have_values(self):
        self._make()
        prediction = self._create_prediction("transaction_churn", churn_days=120)
        self._run(prediction)
        factors = [factor for row in prediction.score_ids for factor in row.factors]
        self.assertTrue(factors)
        for factor in factors:
            self.assertLessEqual({"code", "effect", "value"}, set(factor))

    def test_who_bought_once_has_no_usual_days(self):
        kind = self.env["contact.prediction.kind"]
        prediction = self._create_prediction()
        factor = {"code": "days_since_last", "effect": 1.0, "value": 12.0}
        told = kind._tell_factors([factor], {}, prediction)
        self.assertEqual(told, "Raised by: last bought 12 days ago")

    def test_what_an_earlier_version_kept_is_told_as_before(self):
        kind = self.env["contact.prediction.kind"]
        factors = [{"code": "total", "effect": -1.0}]
        told = kind._tell_factors(factors, {"total": "All"}, self._create_prediction())
        self.assertEqual(told, "Lowered by: All")
