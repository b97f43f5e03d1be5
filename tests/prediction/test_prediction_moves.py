# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..prediction_data import PredictionData


@tagged("post_install", "-at_install")
class TestPredictionMoves(PredictionData):
    """Five customers, who are scored a second time with other scores."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._create_contacts(5)
        cls.prediction = cls._create_prediction("lifetime_value")
        cls.everybody = (cls.user, cls.user_all, cls.manager)
        cls._publish([100, 200, 300, 400])

    @classmethod
    def _publish(cls, scores, prediction=None, customers=None, **result):
        """Write scores of the first customers, as the last two phases do."""
        import numpy as np

        prediction = prediction or cls.prediction
        customers = customers or cls.customers
        partner_ids = np.array(customers.ids[: len(scores)])
        prediction.staged_data = prediction._stage_scores(
            {
                "partner_ids": partner_ids,
                "scores": np.array(scores, dtype=float),
                "distribution": [],
                "statistics": [],
                **result,
            }
        )
        prediction.write(prediction._publish_scores())
        cls.env.flush_all()

    def _read(self, user=None, prediction=None):
        """Return score, score before and change of each customer."""
        scores = (prediction or self.prediction).score_ids.with_user(user or self.user)
        return {
            row.partner_id: (row.score, row.previous_score, row.change)
            for row in scores
        }

    def _find(self, *condition):
        inner = [("prediction_id", "=", self.prediction.id), condition]
        domain = [("prediction_score_ids", "any", inner)]
        return self.Partner.with_user(self.user).search(domain, order="id")

    def test_first_scores_have_none_before(self):
        self.assertEqual(
            set(self._read().values()),
            {(100, 0, 0), (200, 0, 0), (300, 0, 0), (400, 0, 0)},
        )
        results = self.prediction.with_user(self.user).get_results()
        self.assertEqual(results["moves"], [])

    def test_scores_keep_those_before(self):
        self._publish([150, 200, 120, 400, 500])
        one, two, three, four, five = self.customers
        for user in self.everybody:
            self.assertEqual(
                self._read(user),
                {
                    one: (150, 100, 50),
                    two: (200, 200, 0),
                    three: (120, 300, -180),
                    four: (400, 400, 0),
                    five: (500, 0, 0),
                },
            )
        self.assertEqual(self._find("change", ">", 10), one)
        self.assertEqual(self._find("change", "<", 0), three)
        self.assertEqual(self._find("previous_score", ">", 250), three + four)

    def test_scores_of_products_are_told_apart(self):
        import numpy as np

        prediction = self._create_prediction("product_recommendation")
        products = [self.apple.id, self.pear.id]

        for scores in ([0.5, 0.2], [0.3, 0.4]):
            self._publish(
                scores,
                prediction,
                partner_ids=np.array([self.customers[0].id] * 2),
                product_ids=np.array(products),
                ranks=np.array([1, 2]),
            )
        found = {
            row.product_id: (row.previous_score, round(row.change, 6))
            for row in prediction.score_ids
        }
        self.assertEqual(found, {self.apple: (0.5, -0.2), self.pear: (0.2, 0.2)})
        self.assertEqual(prediction.get_results()["moves"], [])

    def test_other_settings_make_other_scores(self):
        self.prediction.horizon_days = 30
        self._publish([10, 20, 30, 40])
        self.assertEqual({change for *_, change in self._read().values()}, {0})
        self.assertEqual(self._find("previous_score", ">", 0), self.Partner)

    def test_scoring_of_the_same_data_forgets_nothing(self):
        self._publish([150, 200, 120, 400])
        before = self._read()
        self._publish([150, 200, 120, 400])
        self.assertEqual(self._read(), before)
        self._publish([150, 200, 120, 401])
        self.assertEqual(self._read()[self.customers[0]], (150, 150, 0))

    def test_results_offer_who_moved(self):
        self._publish([150, 200, 120, 401])
        for user in self.everybody:
            better, worse = self.prediction.with_user(user).get_results()["moves"]
            self.assertEqual((better["count"], worse["count"]), (1, 1))
            # a tenth of the average of 217.75
            self.assertEqual(
                better["conditions"], {"move": "better", "least_change": 20}
            )
            self.assertIn("20.00", better["text"])
        found = self.prediction.with_user(self.user).estimate_segment(
            **worse["conditions"]
        )
        self.assertEqual(found["count"], 1)

    def test_conditions_go_by_what_is_better(self):
        self._publish([150, 200, 120, 401])
        estimate = self.prediction.with_user(self.user).estimate_segment
        for conditions, count in (
            ({"move": "better"}, 2),
            ({"move": "better", "least_change": 1}, 2),
            ({"move": "better", "least_change": 1.5}, 1),
            ({"move": "worse"}, 1),
            ({"move": "worse", "least_change": 180}, 1),
            ({"move": "worse", "least_change": 181}, 0),
            ({"move": "", "least_change": 181}, 4),
            ({"status": "active"}, 4),
            ({"status": "churned"}, 0),
        ):
            self.assertEqual(estimate(**conditions)["count"], count, conditions)

    def test_of_who_leaves_less_is_better(self):
        prediction = self._create_prediction("transaction_churn")
        self._publish([0.5, 0.5, 0.5, 0.9], prediction)
        statuses = [0, 0, 0, 1]
        self._publish([0.3, 0.45, 0.8, 0.1], prediction, statuses=statuses)
        prediction = prediction.with_user(self.user)
        better, worse = prediction.get_results()["moves"]
        self.assertEqual((better["count"], worse["count"]), (1, 1))
        self.assertIn("10.0 percentage points", better["text"])
        segments = self.env["contact.segment"].with_user(self.user)
        for move, customer in ((better, 0), (worse, 2)):
            segment_id = prediction.create_segment("Moved", **move["conditions"])
            segment = segments.browse(segment_id)
            self.assertEqual(segment.line_ids.partner_id, self.customers[customer])
        texts = {row.partner_id: row.change_text for row in prediction.score_ids}
        self.assertEqual(texts[self.customers[0]], "−20.0 percentage points")
        self.assertEqual(texts[self.customers[2]], "+30.0 percentage points")

    def test_buttons_open_the_dialog_with_the_condition(self):
        self._publish([150, 200, 120, 401])
        for user in self.everybody:
            prediction = self.prediction.with_user(user)
            action = prediction.action_got_better()
            wizards = self.env[action["res_model"]].with_user(user)
            form = Form(wizards.with_context(**action["context"]))
            self.assertEqual((form.move, form.least_change), ("better", 20))
            self.assertFalse(form.flag)
            self.assertEqual(form.contact_count, 1)
            opened = form.save().action_apply()
            segment = self.env["contact.segment"].browse(opened["res_id"])
            self.assertEqual(segment.line_ids.partner_id, self.customers[0])
            action = prediction.action_got_worse()
            form = Form(wizards.with_context(**action["context"]))
            self.assertEqual(form.contact_count, 1)
            form.least_change = 500
            self.assertEqual(form.contact_count, 0)
            with self.assertRaisesRegex(UserError, "No contact"):
                form.save().action_apply()

    def test_bad_conditions_are_refused(self):
        estimate = self.prediction.with_user(self.user).estimate_segment
        for conditions, named in (
            ({"move": "up"}, "move"),
            ({"move": 1}, "move"),
            ({"least_change": -1}, "least_change"),
            ({"least_change": "much"}, "least_change"),
            ({"status": "rich"}, "status"),
        ):
            with self.assertRaisesRegex(UserError, named):
                estimate(**conditions)

    def test_merged_contacts_keep_one(self):
        self._publish([150, 200, 120, 400])
        one, two, three = self.customers[:3]
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((one | three).ids, three)
        self.assertEqual(self._read()[three], (120, 300, -180))
        self.assertEqual(len(self._read()), 3)
        # who is gone has no score before; what was merged is compared with the one left
        self._publish([200, 121], customers=two | three)
        self.assertEqual(self._read()[three], (121, 120, 1))

    def test_nobody_writes_them(self):
        score = self.prediction.score_ids[0]
        for user in self.everybody:
            for name in ("previous_score", "change"):
                with self.assertRaises(AccessError):
                    score.with_user(user).write({name: 1})
                    self.env.flush_all()
            with self.assertRaises(AccessError):
                self.prediction.with_user(user).write({"scored_with": {"kind": "x"}})

    def test_comparing_takes_as_many_statements_whatever_the_number(self):
        import numpy as np

        def count(customers):
            self._publish(np.arange(len(customers)), customers=customers)
            before = self.cr.sql_log_count
            self._publish(np.arange(len(customers)) + 1, customers=customers)
            return self.cr.sql_log_count - before

        few = count(self.customers)
        # a larger file of scores on their way may take one more
        self.assertLessEqual(count(self._create_contacts(300)), few + 1)
