# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged

from ..prediction_data import PredictionData

SPREAD = {"off": 0.0, "constant": 0.0, "linear": 100.0, "square": 0.0}


@tagged("post_install", "-at_install")
class TestSegmentValue(PredictionData):
    """Four contacts on a segment, three of whom have a score of an amount."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.everybody = (cls.user, cls.user_all, cls.manager)
        cls.customers = cls._create_contacts(5)
        cls.prediction = cls._create_prediction(horizon_days=90)
        cls.segment = cls._create_segment(company_id=cls.company.id, user_id=False)
        cls.segment.add_contacts([("id", "in", cls.customers[:4].ids)])

    def _set_scores(self, scores, prediction=None, customers=None):
        prediction = prediction or self.prediction
        self.env["contact.prediction.score"].create(
            [
                {"prediction_id": prediction.id, "partner_id": some.id, "score": score}
                for some, score in zip(
                    customers or self.customers, scores, strict=False
                )
            ]
        )
        prediction.write(
            {
                "state": "ready",
                "score_count": len(scores),
                "scored_on": "2026-01-01",
                "evaluation": {"spread": SPREAD},
            }
        )

    def _get(self, user=None, **values):
        self.env.flush_all()
        return self.segment.with_user(user or self.user).get_expected_value(**values)

    def test_sum_of_the_scores(self):
        self._set_scores([100, 200, 300])
        for user in self.everybody:
            self.assertEqual(
                self._get(user),
                {
                    "value": 600.0,
                    # 1.96 times the root of 100 × 600
                    "low": 119.9,
                    "high": 1080.1,
                    "currency": "EUR",
                    "days": 90,
                    "contacts": 4,
                    "scored": 3,
                },
            )

    def test_who_is_removed_does_not_count(self):
        self._set_scores([100, 200, 300])
        self.segment.reduce_contacts([("id", "=", self.customers[2].id)])
        value = self._get()
        self.assertEqual(
            (value["value"], value["contacts"], value["scored"]), (300, 3, 2)
        )
        self.segment.go_back()
        self.assertEqual(self._get()["value"], 600)

    def test_a_contact_that_is_there_twice_counts_once(self):
        self._set_scores([100, 200, 300])
        self.segment.add_contacts(
            [("id", "=", self.customers[0].id)], allow_existing=True
        )
        value = self._get()
        self.assertEqual((value["value"], value["contacts"]), (600, 4))

    def test_people_count_for_their_company_once(self):
        firm = self.Partner.create({"name": "Firm", "is_company": True})
        self.customers[:2].parent_id = firm
        self.prediction.by_company = True
        self._set_scores([1000, 300], customers=firm + self.customers[2])
        value = self._get()
        self.assertEqual((value["value"], value["scored"]), (1300, 2))
        self.prediction.by_company = False
        value = self._get()
        self.assertEqual((value["value"], value["scored"]), (300, 1))

    def test_only_what_the_user_may_see(self):
        self._set_scores([100, 200, 300])
        other = self.env["res.company"].create({"name": "Other"})
        self.customers[1].company_id = other
        self.assertEqual(self._get()["value"], 400)
        alone = self._create_segment(self.user_all, user_id=self.user_all.id)
        with self.assertRaises(AccessError):
            alone.with_user(self.user).get_expected_value()

    def test_prediction_of_another_company_is_not_read(self):
        self._set_scores([100, 200, 300])
        self.user.write(
            {
                "company_id": self.env.company.id,
                "company_ids": [(3, self.company.id)],
            }
        )
        segment = self._create_segment(user_id=self.user.id).with_user(self.user)
        self.assertFalse(segment.has_value_prediction)
        self.assertEqual(segment.describe_expected_value()["text"], "")
        with self.assertRaises(AccessError):
            segment.get_expected_value(self.prediction.id)

    def test_without_a_prediction(self):
        for user in self.everybody:
            segment = self.segment.with_user(user)
            self.assertFalse(segment.has_value_prediction)
            with self.assertRaisesRegex(UserError, "No prediction tells"):
                segment.get_expected_value()
            self.assertEqual(
                segment.describe_expected_value(), {"text": "", "detail": ""}
            )
        with self.assertRaisesRegex(UserError, "no scores yet"):
            self._get(prediction_id=self.prediction.id)

    def test_prediction_of_something_else_is_refused(self):
        churn = self._create_prediction("transaction_churn")
        self._set_scores([0.5], churn)
        self.assertFalse(self.segment.with_user(self.user).has_value_prediction)
        with self.assertRaisesRegex(UserError, "no amounts"):
            self._get(prediction_id=churn.id)
        with self.assertRaises(MissingError):
            self._get(prediction_id=99999999)
        for value in ("1", -1, 1.5):
            with self.assertRaisesRegex(UserError, "prediction_id"):
                self._get(prediction_id=value)

    def test_last_scored_one_counts_unless_another_is_named(self):
        self._set_scores([100, 200, 300])
        later = self._create_prediction(name="Later", horizon_days=30)
        self._set_scores([1, 2, 3], later)
        later.scored_on = "2026-02-01"
        self.assertEqual((self._get()["value"], self._get()["days"]), (6, 30))
        self.assertEqual(self._get(prediction_id=self.prediction.id)["value"], 600)

    def test_days_are_those_it_was_scored_with(self):
        self._set_scores([100, 200, 300])
        self.prediction.scored_with = {"horizon_days": 90}
        self.prediction.horizon_days = 365
        self.assertEqual(self._get()["days"], 90)

    def test_words_on_the_form(self):
        self._set_scores([12345, 20000, 30000])
        for user in self.everybody:
            segment = self.segment.with_user(user)
            self.assertTrue(segment.has_value_prediction)
            told = segment.describe_expected_value()
            self.assertEqual(told["text"], "Next 90 days: 62,300 ± 4,890 EUR expected")
            self.assertIn("Contacts: 4, with a score of prediction", told["detail"])
            self.assertIn(self.prediction.name, told["detail"])
        self.prediction.evaluation = {"spread": {**SPREAD, "off": 2.0}}
        self.assertIn("at most 187,000", self.segment.describe_expected_value()["text"])
        # trained before an update, or never tried
        self.prediction.evaluation = {"total": {"factor": 2.0}}
        value = self._get()
        self.assertEqual((value["low"], value["high"]), (31172.5, 124690.0))
        self.prediction.evaluation = False
        told = self.segment.describe_expected_value()
        self.assertEqual(told["text"], "Next 90 days: 62,300 EUR expected")

    def test_trained_prediction_tells_how_sure_it_is(self):
        partners = self._make_history(300, 700, 0.8, 30, 0.6, 3)
        self._run(self.prediction)
        self.assertReady(self.prediction)
        spread = self.prediction.evaluation["spread"]
        self.assertEqual(set(spread), {"off", "constant", "linear", "square"})
        self.segment.add_contacts([("id", "in", partners.ids)])
        value = self._get()
        total = sum(self.prediction.score_ids.mapped("score"))
        self.assertAlmostEqual(value["value"], total, places=1)
        self.assertLess(value["low"], value["value"])
        self.assertGreater(value["high"], value["value"])
        self.assertEqual(value["scored"], self.prediction.score_count)

    def test_one_statement_whatever_the_number_of_contacts(self):
        self._set_scores([100, 200, 300])
        segment = self.segment.with_user(self.user)

        def count():
            self.env.flush_all()
            segment._sum_scores(self.prediction)
            before = self.cr.sql_log_count
            segment._sum_scores(self.prediction)
            return self.cr.sql_log_count - before

        few = count()
        more = self._create_contacts(200)
        self.segment.add_contacts([("id", "in", more.ids)])
        self._set_scores(range(200), customers=more)
        self.assertEqual(count(), few)
        self.assertEqual(few, 1)
