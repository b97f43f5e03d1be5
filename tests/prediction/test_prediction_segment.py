# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..prediction_common import PredictionCommon


@tagged("post_install", "-at_install")
class TestPredictionSegment(PredictionCommon):
    """Ten contacts with scores 0.0 to 0.9; the last two have left already."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._create_contacts(10)
        cls.prediction = cls._create_prediction("transaction_churn")
        cls._set_scores(range(10))
        cls.env["contact.prediction.score"].search(
            [("partner_id", "in", cls.customers[8:].ids)]
        ).status = "churned"

    @classmethod
    def _set_scores(cls, tenths, product=None):
        scores = cls.env["contact.prediction.score"]
        scores.search([("prediction_id", "=", cls.prediction.id)]).unlink()
        scores.create(
            [
                {
                    "prediction_id": cls.prediction.id,
                    "partner_id": customer.id,
                    "score": tenth / 10,
                    "percentile": 10 * tenth + 5,
                    "flag": tenth >= 5,
                    "product_id": (cls.apple if tenth % 2 else cls.pear).id,
                    "rank": 1,
                }
                for customer, tenth in zip(cls.customers, tenths, strict=True)
            ]
        )
        cls.prediction.score_count = len(cls.customers)

    def _estimate(self, **conditions):
        return self.prediction.with_user(self.user).estimate_segment(**conditions)

    def _create(self, name="Likely to leave", **conditions):
        segment_id = self.prediction.with_user(self.user).create_segment(
            name, **conditions
        )
        self.assertIsInstance(segment_id, int)
        return self.env["contact.segment"].with_user(self.user).browse(segment_id)

    def test_conditions_are_counted(self):
        for conditions, count in (
            ({}, 8),
            ({"min_score": 0.6}, 2),
            ({"max_score": 0.2}, 3),
            ({"min_score": 0.2, "max_score": 0.4}, 3),
            ({"min_score": 0}, 8),
            ({"max_score": 0}, 1),
            ({"top_percent": 40}, 2),
            ({"top_percent": 100}, 8),
            ({"flag": "yes"}, 3),
            ({"flag": "no"}, 5),
            ({"product_ids": self.apple.ids}, 4),
            ({"product_ids": (self.apple | self.pear).ids, "flag": "yes"}, 3),
            ({"min_score": 5}, 0),
        ):
            self.assertEqual(self._estimate(**conditions)["count"], count, conditions)

    def test_share_is_of_the_contacts_the_user_may_see(self):
        total = self.Partner.with_user(self.user).search_count([])
        self.assertEqual(self._estimate(flag="yes"), {"count": 3, "share": 3 / total})

    def test_contacts_of_other_companies_do_not_count(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.customers[7].company_id = other
        self.assertEqual(self._estimate(min_score=0.6)["count"], 1)
        self.assertEqual(
            self._create(min_score=0.6).line_ids.partner_id, self.customers[6]
        )

    def test_without_scores_there_is_no_segment(self):
        self.prediction.score_count = 0
        for call in (self._estimate, self._create):
            with self._assert_refused(UserError, "no scores yet; train it first"):
                call()

    def test_impossible_conditions_are_refused(self):
        with self._assert_refused(UserError, "flag cannot be maybe"):
            self._estimate(flag="maybe")
        for percent in (-1, 101):
            with self._assert_refused(UserError, "cannot be"):
                self._create(top_percent=percent)

    def test_segment_has_one_step(self):
        segment = self._create(min_score=0.6)
        self.assertEqual(segment.name, "Likely to leave")
        self.assertEqual(segment.company_id, self.company)
        self.assertEqual(segment.line_ids.partner_id, self.customers[6:8])
        self.assertEqual(len(segment.step_ids), 1)
        step = segment.step_ids
        self.assertEqual((step.action, step.source), ("add", "prediction"))
        self.assertIn("prediction_score_ids", step.domain)

    def test_segment_follows_new_scores(self):
        segment = self._create(min_score=0.6)
        domain = segment.step_ids.domain
        self._set_scores(range(9, -1, -1))
        later = self._create_segment(company_id=self.company.id)
        later.add_contacts(domain)
        self.assertEqual(later.line_ids.partner_id, self.customers[:4])
        segment.save_criteria("From the prediction")
        criteria = self.env["contact.criteria"].search(
            [("name", "=", "From the prediction")]
        )
        again = self._create_segment(company_id=self.company.id)
        again.apply_criteria(criteria.id)
        self.assertEqual(again.line_ids.partner_id, self.customers[:4])

    def test_segment_can_go_back(self):
        segment = self._create(min_score=0.6)
        segment.go_back()
        self.assertFalse(segment.line_ids)
        segment.redo()
        self.assertEqual(segment.line_ids.partner_id, self.customers[6:8])
