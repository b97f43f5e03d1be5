# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import new_test_user, tagged

from ..prediction_data import PredictionData


@tagged("post_install", "-at_install")
class TestPredictionMerged(PredictionData):
    """A contact that was two has the scores of one, until it is predicted anew."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dst, cls.src, cls.third, cls.other = cls._create_contacts(4, "Twin")
        cls.merger = new_test_user(
            cls.env,
            login="score_merger",
            groups="base.group_erp_manager,base.group_partner_manager",
        )
        cls.prediction = cls._make("lifetime_value")

    @classmethod
    def _make(cls, kind, partners=None, products=(False,)):
        prediction = cls._create_prediction(kind)
        partners = cls.dst + cls.src + cls.other if partners is None else partners
        cls.env["contact.prediction.score"].create(
            [
                {
                    "prediction_id": prediction.id,
                    "partner_id": partner.id,
                    "score": 10.0 * number + rank,
                    "rank": rank,
                    "product_id": product,
                }
                for number, partner in enumerate(partners)
                for rank, product in enumerate(products)
            ]
        )
        prediction.write(
            {
                "state": "ready",
                "score_count": len(partners) * len(products),
                "data_stamp": prediction.source_id._get_data_stamp(prediction),
            }
        )
        return prediction

    def _merge(self, *sources):
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        partners = self.dst.union(*sources)
        wizard.with_user(self.merger)._merge(partners.ids, self.dst)
        self.env.invalidate_all()

    def test_the_score_of_the_destination_stays(self):
        self.assertFalse(self.prediction._is_outdated())
        self._merge(self.src)
        scores = self.prediction.score_ids
        self.assertEqual(scores.partner_id, self.dst + self.other)
        self.assertEqual(len(scores), 2)
        self.assertEqual(self._get_scores(self.prediction)[self.dst].score, 0)
        self.assertEqual(self.prediction.score_count, 2)

    def test_the_prediction_knows_that_it_is_outdated(self):
        self._merge(self.src)
        self.assertTrue(self.prediction._is_outdated())

    def test_two_sources_become_one(self):
        prediction = self._make("transaction_churn", self.src + self.third)
        self._merge(self.src, self.third)
        self.assertEqual(prediction.score_ids.partner_id, self.dst)
        self.assertEqual(prediction.score_ids.mapped("score"), [0])
        self.assertEqual(prediction.score_count, 1)

    def test_one_list_of_products_stays(self):
        products = (self.apple + self.pear).ids
        prediction = self._make("product_recommendation", products=products)
        self._merge(self.src)
        scores = prediction.score_ids.filtered(lambda row: row.partner_id == self.dst)
        self.assertEqual(sorted(scores.mapped("rank")), [0, 1])
        self.assertEqual(prediction.score_count, 4)

    def test_others_are_left_alone(self):
        prediction = self._make("transaction_churn", self.other)
        self._merge(self.src)
        self.assertFalse(prediction._is_outdated())
        self.assertEqual(prediction.score_count, 1)
