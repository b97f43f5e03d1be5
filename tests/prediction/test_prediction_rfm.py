# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..prediction_data import PredictionData


@tagged("post_install", "-at_install")
class TestPredictionRfm(PredictionData):
    """Thirty customers: the later one is in the list, the better it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.everybody = (cls.user, cls.user_all, cls.manager)
        cls.customers = cls._create_contacts(30)
        cls._import(
            [
                (partner_id, 10 * number + 2 * time, 10, None)
                for number, partner_id in enumerate(cls.customers.ids)
                for time in range(number + 1)
            ]
        )
        cls.prediction = cls._create_prediction("rfm").with_user(cls.manager)

    def _train(self):
        self._run(self.prediction.sudo())
        self.assertReady(self.prediction)
        return self.prediction

    def test_thirty_customers_are_enough(self):
        self._train()
        self.assertEqual(self.prediction.score_count, 30)
        self.assertFalse(
            self.prediction.usability_ids.filtered(
                lambda row: (
                    row.level in ("error", "warning")
                    and "customers have data" in row.message
                )
            )
        )
        scores = self._get_scores(self.prediction)
        statuses = [scores[customer].status for customer in self.customers]
        self.assertEqual(
            statuses,
            ["hibernating"] * 12
            + ["need_attention"] * 6
            + ["loyal"] * 6
            + ["champion"] * 6,
        )
        points = [scores[customer].score for customer in self.customers]
        self.assertEqual(
            points, [number for number in (3, 6, 9, 12, 15) for _ in range(6)]
        )

    def test_results_say_why_there_is_no_grade(self):
        self._train()
        for user in self.everybody:
            prediction = self.prediction.with_user(user)
            self.assertFalse(prediction.grade)
            results = prediction.get_results()
            grade = results["grade"]
            self.assertEqual((grade["letter"], grade["figures"]), ("", []))
            self.assertIn("foretell nothing", grade["message"])
            self.assertFalse(results["calibration"])
            classes = {bar["label"]: bar for bar in results["groups"]}
            self.assertEqual(len(classes), 10)
            self.assertEqual(classes["Champions"]["count"], 6)
            self.assertEqual(
                classes["Champions"]["text"], "Contacts: 6, on average 15 points"
            )
            self.assertEqual(
                [(bar["label"], bar["count"]) for bar in results["bars"]],
                [
                    ("3–4", 6),
                    ("5–6", 6),
                    ("7–8", 0),
                    ("9–10", 6),
                    ("11–12", 6),
                    ("13–15", 6),
                ],
            )

    def test_segment_of_a_class(self):
        self._train()
        for user in self.everybody:
            prediction = self.prediction.with_user(user)
            bars = prediction.get_results()["groups"]
            [champions] = [bar for bar in bars if bar["label"] == "Champions"]
            conditions = champions["conditions"]
            self.assertEqual(conditions, {"status": "champion"})
            self.assertEqual(prediction.estimate_segment(**conditions)["count"], 6)
            segment_id = prediction.create_segment("The best", **conditions)
            segment = self.env["contact.segment"].with_user(user).browse(segment_id)
            self.assertEqual(segment.line_ids.partner_id, self.customers[24:])
        with self.assertRaisesRegex(UserError, "status"):
            prediction.estimate_segment(status="rich")

    def test_segment_of_a_bar(self):
        self._train()
        prediction = self.prediction.with_user(self.user)
        bars = prediction.get_results()["bars"]
        for bar in bars:
            count = prediction.estimate_segment(**bar["conditions"])["count"]
            self.assertEqual(count, bar["count"], bar["label"])

    def test_dialog_offers_the_classes(self):
        self._train()
        wizards = self.env["contact.prediction.segment.wizard"].with_user(self.user)
        form = Form(wizards.with_context(default_prediction_id=self.prediction.id))
        self.assertTrue(form.has_classes)
        self.assertEqual(form.contact_count, 30)
        form.status = "champion"
        self.assertEqual(form.contact_count, 6)
        form.min_score = 16
        self.assertEqual(form.contact_count, 0)
        form.min_score = 0
        action = form.save().action_apply()
        segment = self.env["contact.segment"].browse(action["res_id"])
        self.assertEqual(segment.line_ids.partner_id, self.customers[24:])

    def test_form_has_no_days_ahead(self):
        form = Form(self.prediction)
        for name in ("horizon_days", "churn_days", "active_days"):
            self.assertTrue(form._get_modifier(name, "invisible"), name)

    def test_equal_customers_are_in_one_class(self):
        self.env["contact.prediction.transaction"].search([]).unlink()
        self._import(
            [
                (partner_id, day, 10, None)
                for partner_id in self.customers.ids
                for day in (1, 40)
            ]
        )
        self._train()
        scores = self.prediction.score_ids
        self.assertEqual(set(scores.mapped("status")), {"need_attention"})
        self.assertEqual(set(scores.mapped("score")), {9})

    def test_words_of_a_score(self):
        self._train()
        scores = self._get_scores(self.prediction.with_user(self.user))
        score = scores[self.customers[29]]
        self.assertEqual(score.flag_text, "Champions")
        self.assertEqual(score.score_text, "15 points")
        self.assertIn("last bought 0 days ago", score.explanation)
        self.assertIn("Value of all purchases", score.explanation)

    def test_who_moved(self):
        self._train()
        self._import([(self.customers[0].id, 400, 500, None)])
        self._run(self.prediction.sudo(), "rescore")
        better = self.prediction.with_user(self.user).get_results()["moves"][0]
        self.assertEqual(better["conditions"], {"move": "better", "least_change": 2})
        self.assertIn("2 points", better["text"])
        segment_id = self.prediction.with_user(self.user).create_segment(
            "Back again", **better["conditions"]
        )
        segment = self.env["contact.segment"].browse(segment_id)
        self.assertIn(self.customers[0], segment.line_ids.partner_id)

    def test_without_data(self):
        self.env["contact.prediction.transaction"].search([]).unlink()
        self._run(self.prediction.sudo())
        self.assertEqual(self.prediction.state, "failed")
        self.assertIn("no data", self.prediction.failure)
