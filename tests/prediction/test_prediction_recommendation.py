# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..prediction_data import PredictionData

CUSTOMERS = 300
GROUPS = 5
PRODUCTS = 40
DAYS = 360


@tagged("post_install", "-at_install")
class TestPredictionRecommendation(PredictionData):
    """Five groups of customers; each buys the eight products of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        import numpy as np

        random = np.random.default_rng(11)
        cls.products = cls.env["product.product"].create(
            [{"name": f"Product {number}"} for number in range(PRODUCTS)]
        )
        cls.customers = cls._create_contacts(CUSTOMERS)
        ids, size = cls.products.ids, PRODUCTS // GROUPS
        rows = []
        for number, partner_id in enumerate(cls.customers.ids):
            group = number % GROUPS
            own = random.permutation(ids[group * size : (group + 1) * size])
            days = np.sort(random.uniform(0, DAYS, 7)).astype(int)
            # seven of the eight, each once
            for day, product_id in zip(days, own, strict=False):
                rows.append((partner_id, day, 10, int(product_id)))
        rows.append((cls.customers.ids[0], DAYS, 10, ids[0]))
        cls.cold = cls._create_contacts(2, "Cold")
        rows += [(partner_id, 300, 10, None) for partner_id in cls.cold.ids]
        cls._import(rows)
        cls.prediction = cls._create_prediction(
            "product_recommendation", allow_repeat=False, product_count=3
        )
        cls._run(cls.prediction)
        cls.bought = {}
        for partner_id, _day, _amount, product_id in rows:
            cls.bought.setdefault(partner_id, set()).add(product_id)

    def _get_group(self, product):
        return self.products.ids.index(product.id) // (PRODUCTS // GROUPS)

    def test_planted_affinities_are_recommended(self):
        self.assertReady(self.prediction)
        best = self.prediction.score_ids.filtered(
            lambda row: row.rank == 1 and row.partner_id in self.customers
        )
        self.assertEqual(len(best), CUSTOMERS)
        right = [
            self._get_group(row.product_id)
            == self.customers.ids.index(row.partner_id.id) % GROUPS
            for row in best
        ]
        # only one of the customers may have bought all eight
        self.assertGreaterEqual(sum(right), CUSTOMERS - 2)

    def test_it_is_better_than_what_is_popular(self):
        self.assertGreater(self.prediction.model_score, 0.9)
        self.assertLess(self.prediction.baseline_score, 0.5)
        self.assertEqual(self.prediction.grade, "a")

    def test_all_ways_compete(self):
        told = self.prediction.parameters
        rates = told["success_rates"]
        self.assertEqual(
            set(rates), {"item_similarity", "ease", "repeat", "popularity"}
        )
        self.assertEqual(rates[told["method"]], max(rates.values()))
        self.assertGreater(rates["ease"], rates["popularity"])
        self.assertGreater(told["ndcg"]["ease"], told["ndcg"]["popularity"])
        details = self.prediction.with_user(self.user).get_results()["grade"]["details"]
        self.assertIn("Found in the best of several ways", details[0])
        self.assertIn("what is bought most of late", details[1])

    def test_what_is_bought_most_is_used_where_nothing_finds_more(self):
        kind = self.prediction._get_kind()
        self.prediction.parameters = {
            **self.prediction.parameters,
            "method": "popularity",
        }
        scored = kind._score(self.prediction)
        # it is no lack of knowledge then
        self.assertFalse(scored["statuses"].any())
        texts = scored["factor_texts"][scored["factor_rows"]]
        self.assertEqual(set(texts.tolist()), {'[{"code": "popularity", "effect": 1}]'})
        self.assertAlmostEqual(scored["scores"].max(), 1)
        for row, product_id in zip(
            scored["partner_ids"].tolist(), scored["product_ids"].tolist(), strict=True
        ):
            self.assertNotIn(product_id, self.bought[row])

    def test_reasons_rest_on_what_was_bought(self):
        row = self.prediction.score_ids.filtered(
            lambda row: row.partner_id in self.cold and row.rank == 1
        )[0].with_user(self.user)
        self.assertEqual(row.explanation, "Because of: What is bought most")

    def test_nothing_bought_is_recommended_again(self):
        for row in self.prediction.score_ids:
            self.assertNotIn(row.product_id.id, self.bought[row.partner_id.id])

    def test_ranks_follow_scores(self):
        for customer in self.customers[:20]:
            rows = self.prediction.score_ids.filtered(
                lambda row, customer=customer: row.partner_id == customer
            ).sorted("rank")
            self.assertEqual(rows.mapped("rank"), [1, 2, 3])
            scores = rows.mapped("score")
            self.assertEqual(scores, sorted(scores, reverse=True))
            self.assertEqual(len(rows.product_id), 3)

    def test_who_is_unknown_gets_what_is_popular(self):
        rows = self.prediction.score_ids.filtered(
            lambda row: row.partner_id in self.cold
        )
        self.assertEqual(len(rows), 6)
        self.assertEqual(set(rows.mapped("status")), {"cold"})
        first, second = (
            rows.filtered(lambda row, cold=cold: row.partner_id == cold).sorted("rank")
            for cold in self.cold
        )
        self.assertEqual(first.product_id.ids, second.product_id.ids)

    def test_repeat_purchases_but_not_lately(self):
        import numpy as np

        prediction = self._create_prediction(
            "product_recommendation",
            name="Again",
            allow_repeat=True,
            lookback_days=100,
            product_count=8,
        )
        self._run(prediction)
        self.assertReady(prediction)
        known = self.Features._read_purchases(prediction)
        last = self.Features._get_day(self.Features._get_period(prediction)["last"])
        keys = np.stack([known["customers"], known["products"]], axis=1).tolist()
        days = dict(zip(map(tuple, keys), known["days"].tolist(), strict=True))
        found = {(row.partner_id.id, row.product_id.id) for row in prediction.score_ids}
        again = [last - days[pair] for pair in found if pair in days]
        self.assertTrue(again)
        self.assertGreaterEqual(min(again), 100)

    def test_products_are_filtered(self):
        some = self.products[:4]
        prediction = self._create_prediction(
            "product_recommendation",
            name="Some",
            product_domain=f"[('id', 'in', {some.ids})]",
        )
        self._run(prediction)
        self.assertReady(prediction)
        self.assertTrue(prediction.score_ids)
        self.assertLessEqual(prediction.score_ids.product_id, some)
        # all are learned from
        self.assertEqual(prediction.parameters["products"], PRODUCTS)

    def test_archived_products_are_not_recommended(self):
        archived = self.products[:8]
        archived.action_archive()
        self._run(self.prediction, "rescore")
        self.assertFalse(self.prediction.score_ids.product_id & archived)

    def test_bad_product_conditions_are_refused(self):
        for domain, why in (
            ("[('nothing', '=', 1)]", "cannot be used on products"),
            ("__import__('os')", "cannot be used on products"),
            ("7", "no list of conditions"),
        ):
            with self._assert_refused(ValidationError, why):
                self.prediction.product_domain = domain

    def test_products_are_needed(self):
        source = self._create_source("mapped_transaction", **self._get_mapping())
        prediction = self._create_prediction(
            "product_recommendation", source=source, name="Without"
        )
        with self._assert_refused(UserError, "name no products"):
            prediction._get_kind()._read_purchases(prediction)

    def _get_mapping(self):
        model = self.env["ir.model"]._get("contact.prediction.transaction")
        return {
            "model_id": model.id,
            "partner_field": "partner_id",
            "date_field": "date",
            "amount_field": "amount",
        }

    def test_factors_are_shares_of_recommendations(self):
        impacts = {row.code: row.impact for row in self.prediction.factor_ids}
        self.assertGreater(impacts["past_transactions"], 60)
        self.assertLessEqual(max(impacts.values()), 100)
        row = self.prediction.score_ids.filtered(
            lambda row: row.rank == 1 and row.status == "active"
        )[0]
        self.assertIn("past_transactions", {item["code"] for item in row.factors})

    def test_results_are_told(self):
        told = {row["code"]: row["value"] for row in self.prediction._get_statistics()}
        self.assertEqual(told["products"], PRODUCTS)
        self.assertEqual(told["recommendations"], self.prediction.score_count)
        self.assertEqual(told["contacts"], CUSTOMERS + 2)
        bars = self.prediction.distribution
        self.assertEqual(len(bars), 10)
        first = bars[0]
        rows = self.prediction.score_ids.filtered(
            lambda row: row.product_id.id == first["product_id"]
        )
        self.assertEqual(first["count"], len(rows))
        self.assertEqual(first["label"], rows.product_id.display_name)

    def test_samples_have_names(self):
        samples = self.prediction.with_user(self.user).get_results()["samples"]
        self.assertEqual(len(samples), 10)
        for sample in samples:
            self.assertTrue(sample["partner"].startswith("Customer"))
            self.assertTrue(sample["product"].startswith("Product"))
        # who reads the prediction need not see all of these contacts
        kept = [row["name"] for row in self.prediction.statistics]
        self.assertNotIn("samples", kept)

    def test_popular_rule_obeys_the_settings(self):
        import numpy as np

        kind = self.prediction._get_kind()
        known = {
            "customers": np.array([1, 1, 2, 3, 3]),
            "products": np.array([7, 8, 7, 7, 9]),
            "days": np.array([10, 20, 10, 10, 20]),
            "weights": np.ones(5),
        }
        self.prediction.product_count = 2
        customers = np.array([1, 2, 4])
        found = kind._get_popular(self.prediction, known, customers, "bought", None)
        self.assertEqual(found.tolist(), [[9, -1], [8, 9], [7, 8]])
        found = kind._get_popular(self.prediction, known, customers, None, [8, 9])
        self.assertEqual(found.tolist(), [[8, 9]] * 3)
