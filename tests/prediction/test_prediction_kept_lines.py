# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date
from unittest.mock import patch

from odoo.tests import tagged

from ...models.prediction.feature import lines
from ...models.prediction.feature.days import PurchaseDays, as_day
from ..prediction_data import PredictionData


@tagged("post_install", "-at_install")
class TestPredictionKeptLines(PredictionData):
    """Lines are read once in a phase, and added up the same way every time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._make_history(120, 500, 1.2, 30, 0.8, 2.5)
        cls.products = cls.env["product.product"].create(
            [{"name": f"Product {number}"} for number in range(12)]
        )
        cls._import(
            [
                (partner, 400 + number % 90, 5, cls.products[number % 12].id)
                for number, partner in enumerate(cls.customers.ids * 3)
            ]
        )
        cls.prediction = cls._create_prediction(horizon_days=60).with_user(cls.manager)

    def _read(self, prediction):
        """Return the figures of customers and what tells who leaves, as text."""
        cut = self._day(300)
        features = self.Features
        figures = features._read_rfm(prediction, cut, until=self._day(400))
        churn = features._read_churn_features(prediction, [cut], 60, 60)
        bought = features._read_purchases(prediction)
        parts = [*figures.items(), *churn.items(), *bought.items()]
        return str([(name, list(some)) for name, some in parts])

    def test_kept_lines_give_the_same(self):
        prediction = self.prediction.sudo()
        read = self._read(prediction)
        with patch.object(lines, "_read_lines", side_effect=lines._read_lines) as reads:
            keeping = self._create_prediction(
                "propensity", name="Keeps", event="purchase"
            )
            keeping = keeping._with_kept_lines()
            self.assertEqual(self._read(keeping), read)
            period = self.Features._get_period(keeping)
            self.assertEqual(reads.call_count, 1)
        # outside of a phase PostgreSQL counts
        self.assertEqual(period, self.Features._get_period(prediction))

    def test_lines_are_read_once_in_a_phase(self):
        kinds = (
            "lifetime_value",
            "next_purchase",
            "transaction_churn",
            "product_recommendation",
            "propensity",
            "rfm",
        )
        for kind in kinds:
            prediction = self._create_prediction(kind, name=kind, horizon_days=60)
            with patch.object(
                lines, "_read_lines", side_effect=lines._read_lines
            ) as reads:
                self._run(prediction)
            self.assertReady(prediction)
            # twice the data report, training and scoring
            count = 4 + prediction._get_kind()._has_preparation
            self.assertEqual(reads.call_count, count, kind)

    def test_prepared_training_is_the_same(self):
        for kind, method in (
            ("lifetime_value", "_learn_earlier"),
            ("product_recommendation", "_choose_settings"),
        ):
            prediction = self._create_prediction(kind, name=kind, horizon_days=60)
            model = prediction._get_kind()
            trained = model._train(prediction)
            prediction.prepared = prepared = model._prepare(prediction)
            with patch.object(
                type(model),
                method,
                autospec=True,
                side_effect=getattr(type(model), method),
            ) as found:
                again = model._train(prediction)
                self.assertFalse(found.called, "what was prepared is used")
                # of other days it is worth nothing
                stale = {"cut": "2000-01-01", "learned_at": ["2000-01-01", 60, 1]}
                prediction.prepared = prepared | stale
                model._train(prediction)
                self.assertTrue(found.called)
            for name in ("parameters", "factors", "model_score", "grade", "meta"):
                self.assertEqual(again[name], trained[name], (kind, name))

    def test_next_phase_sees_new_lines(self):
        self._run(self.prediction.sudo())
        new = self._create_contacts(1, "New")
        self._import([(new.id, 499, 10, None)])
        self._run(self.prediction.sudo(), "rescore")
        self.assertIn(new, self.prediction.score_ids.partner_id)

    def test_context_of_a_stranger_names_no_lines(self):
        read = self._read(self.prediction.sudo())
        for value in ("res_users", {"customers": [1]}, True):
            named = self.prediction.sudo().with_context(prediction_kept_lines=value)
            self.assertEqual(self._read(named), read)

    def _add_up(self, rows):
        """Return what customers bought on each day, of rows of numbers."""
        import numpy as np

        names = lines.COLUMNS
        columns = zip(*rows, strict=True) if rows else [()] * len(names)
        return PurchaseDays(
            {
                name: np.array(column, dtype=names[name])
                for name, column in zip(names, columns, strict=True)
            }
        )

    def _describe(self, days):
        names = ("customers", "days", "net", "purchases", "returns", "given_back")
        names += ("products", "gaps", "documents", "lines")
        return {name: getattr(days, name).tolist() for name in names}

    def test_order_of_lines_does_not_matter(self):
        from random import Random

        random = Random(3)
        rows = [
            (
                random.randrange(1, 6),
                random.randrange(-4, 4),
                random.randrange(-1, 9),
                random.randrange(4),
                random.uniform(-1, 3),
            )
            for _number in range(500)
        ]
        first = self._describe(self._add_up(rows))
        for _number in range(5):
            random.shuffle(rows)
            self.assertEqual(self._describe(self._add_up(rows)), first)

    def test_days_before_1970(self):
        days = [as_day(date(1, 1, 1)), -1, 0, 1]
        found = self._add_up([(7, day, -1, 1, 5.0) for day in days])
        self.assertEqual(found.days.tolist(), days)
        self.assertEqual(found.get_customers().tolist(), [7])
        self.assertEqual(found.get_period()["first"], date(1, 1, 1))
        self.assertEqual(found.gaps.tolist(), [-1, -1 - days[0], 1, 1])

    def test_amounts_that_cancel_each_other_are_nothing(self):
        # 0.1 + 0.2 - 0.3 is no zero to a computer
        cancelled = self._add_up([(1, 0, -1, 1, some) for some in (0.1, 0.2, -0.3)])
        self.assertEqual(cancelled.net.tolist(), [0])
        self.assertEqual((cancelled.purchases[0], cancelled.returns[0]), (0, 0))
        self.assertEqual((cancelled.documents[0], cancelled.lines[0]), (1, 3))
        two = self._add_up(
            [(1, 0, -1, 1, 0.3), (1, 0, -1, 2, -0.1), (1, 0, -1, 3, -0.2)]
        )
        self.assertEqual(two.net.tolist(), [0])
        self.assertEqual((two.purchases[0], two.returns[0]), (1, 2))
        # a cent beside a billion is something
        cent = self._add_up([(1, 0, -1, 1, 1e9 + 0.01), (1, 0, -1, 1, -1e9)])
        self.assertEqual(cent.purchases.tolist(), [1])
        free = self._add_up([(1, 0, -1, 1, 0.0)])
        self.assertEqual(free.purchases.tolist(), [1])

    def test_no_lines(self):
        days = self._add_up([])
        self.assertEqual(set(map(str, self._describe(days).values())), {"[]"})
        self.assertEqual(
            days.get_period(),
            {
                "first": False,
                "last": False,
                "customers": 0,
                "transactions": 0,
                "rows": 0,
            },
        )

    def test_usual_first_day_counts_lines(self):
        days = self._add_up(
            [(1, 0, -1, 1, 1.0), (1, 700, -1, 1, 1.0), (2, 700, -1, 1, 1.0)]
        )
        found = [as_day(days.get_usual_first(few)) for few in range(3)]
        self.assertEqual(found, [0, 700, 700])
