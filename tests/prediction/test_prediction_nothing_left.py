# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from ..prediction_data import PredictionData

CUSTOMERS = 120
DAYS = 200


@tagged("post_install", "-at_install")
class TestPredictionNothingLeft(PredictionData):
    """Nothing is left to recommend: no crash, no score, and no grade."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._create_contacts(CUSTOMERS)

    def _sell(self, products):
        self._import(
            [
                (partner_id, (7 * number + 40 * times) % DAYS, 10, product.id)
                for number, partner_id in enumerate(self.customers.ids)
                for times, product in enumerate(products)
            ]
        )

    def _recommend(self, **values):
        prediction = self._create_prediction("product_recommendation", **values)
        prediction.with_user(self.manager).train()
        self._run(prediction)
        self.assertReady(prediction)
        return prediction

    def _assert_nothing(self, prediction):
        self.assertFalse(prediction.score_count)
        self.assertFalse(prediction.grade)
        results = prediction.with_user(self.user).get_results()
        self.assertEqual((results["products"], results["samples"]), ([], []))
        return results

    def test_one_product_that_everybody_has(self):
        self._sell(self.apple)
        self._assert_nothing(self._recommend(allow_repeat=False))

    def test_everything_was_bought_lately(self):
        self._sell(self.apple + self.pear)
        self._assert_nothing(self._recommend(lookback_days=DAYS + 1))

    def test_condition_matches_no_product(self):
        self._sell(self.apple + self.pear)
        self._assert_nothing(self._recommend(product_domain="[('id', '=', 0)]"))

    def test_every_product_was_archived(self):
        self._sell(self.apple + self.pear)
        (self.apple + self.pear).action_archive()
        self._assert_nothing(self._recommend())

    def test_scored_again_when_nothing_is_left(self):
        self._sell(self.apple + self.pear)
        prediction = self._recommend(lookback_days=1)
        self.assertTrue(prediction.score_count)
        prediction.product_domain = "[('id', '=', 0)]"
        self._run(prediction, "rescore")
        self.assertReady(prediction)
        self.assertFalse(prediction.score_count)
