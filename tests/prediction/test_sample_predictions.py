# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import TransactionCase, tagged
from odoo.tools import convert_file

FILES = (
    "res_partner_category_demo.xml",
    "product.category-prediction.csv",
    "product.product-prediction.csv",
    "res.partner-prediction.csv",
    "contact_prediction_transaction_demo.xml",
    "contact_prediction_subscription_demo.xml",
    "contact_prediction_demo.xml",
)
DRAFTS = ("value", "churn", "subscription", "products")
# Classes are never graded, and of the other two the simple rule is hard to beat.
MORE_DRAFTS = ("classes", "next", "lighting")


@tagged("post_install", "-at_install")
class TestSamplePredictions(TransactionCase):
    """Whoever tries the addon presses Train, and gets predictions and their worth."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls._find("category_shop"):
            for name in FILES:
                # only then functions are called
                options = {"mode": "init", "noupdate": True}
                path = f"demo/{name}"
                convert_file(cls.env, "contact_segment", path, {}, **options)

    @classmethod
    def _find(cls, name):
        return cls.env.ref(f"contact_segment.{name}", raise_if_not_found=False)

    def test_all_kinds(self):
        for name in DRAFTS:
            with self.subTest(name):
                prediction = self._find(f"prediction_{name}")
                self._train(prediction)
                # 320 customers are few: what may be chance gets no grade
                self.assertIn(prediction.grade, ("a", "b", False))
                self.assertTrue(prediction.grade_message)
                self.assertGreater(prediction.model_score, prediction.baseline_score)
                self.assertGreater(prediction.score_count, 100)
                self.assertTrue(prediction.factor_ids)
                self.assertNotIn("error", prediction.usability_ids.mapped("level"))
        kinds = self.env["contact.prediction"].search([("state", "=", "ready")])
        self.assertGreaterEqual(len(set(kinds.mapped("kind"))), len(DRAFTS))

    def test_kinds_that_may_have_no_grade(self):
        for name in MORE_DRAFTS:
            with self.subTest(name):
                prediction = self._find(f"prediction_{name}")
                self._train(prediction)
                self.assertTrue(prediction.grade_message)
                self.assertGreater(prediction.score_count, 100)
                self.assertNotIn("error", prediction.usability_ids.mapped("level"))
                self.assertTrue(prediction.get_results()["bars"])

    def _train(self, prediction):
        prediction.train()
        while prediction.state == "queued":
            prediction.state = "running"
            self.env.flush_all()
            prediction._run_phase()
        self.assertEqual(prediction.state, "ready", prediction.failure)

    def test_other_sample_data_know_nothing_of_these_customers(self):
        customers = self._find("category_shop").partner_ids
        self.assertGreater(len(customers), 100)
        self.assertFalse(customers.segment_line_ids)
        self.assertFalse(customers.interaction_ids)
