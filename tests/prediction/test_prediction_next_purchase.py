# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, timedelta

from odoo.tests import Form, tagged

from ..prediction_data import PredictionData

DAYS = 700


@tagged("post_install", "-at_install")
class TestPredictionNextPurchase(PredictionData):
    """Customers with rhythms of their own; one more of each sort that is known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.everybody = (cls.user, cls.user_all, cls.manager)
        cls._make_rhythms(400)
        cls.weekly, cls.monthly, cls.gone, cls.once = cls._create_contacts(4, "Known")
        # the last day of the data is 700
        rows = [(cls.weekly.id, day, 20, None) for day in range(350, 701, 7)]
        rows += [(cls.monthly.id, day, 20, None) for day in range(110, 681, 30)]
        rows += [(cls.gone.id, day, 20, None) for day in range(0, 200, 10)]
        cls._import([*rows, (cls.once.id, 690, 20, None)])
        cls.prediction = cls._create_prediction("next_purchase").with_user(cls.manager)
        cls._run(cls.prediction.sudo())

    @classmethod
    def _make_rhythms(cls, count):
        """Import purchases at times Gamma(4, rate), with rates of Gamma(3, 40)."""
        import numpy as np

        random = np.random.default_rng(3)
        rows = []
        for partner_id in cls._create_contacts(count).ids:
            rate = random.gamma(3, 1 / 40)
            day = random.uniform(0, 400)
            while day < DAYS:
                rows.append((partner_id, day, 20, None))
                if random.random() < 0.1:
                    break
                day += random.gamma(4, 1 / rate)
        cls._import(rows)

    def _score(self, partner, user=None):
        scores = self.prediction.with_user(user or self.user).score_ids
        return scores.filtered(lambda row: row.partner_id == partner)

    def test_everybody_sees_days(self):
        self.assertReady(self.prediction)
        last = self._day(DAYS)
        for user in self.everybody:
            weekly = self._score(self.weekly, user)
            self.assertLessEqual(weekly.earliest_on, weekly.expected_on)
            self.assertLessEqual(weekly.expected_on, weekly.latest_on)
            self.assertGreater(weekly.earliest_on, last)
            # every 7 days, and bought on the last one
            self.assertAlmostEqual((weekly.expected_on - last).days, 7, delta=3)
            self.assertGreater(weekly.score, 0.7)
            monthly = self._score(self.monthly, user)
            # every 30 days, and the last one is 20 days ago
            self.assertAlmostEqual((monthly.expected_on - last).days, 11, delta=4)
            self.assertTrue(weekly.flag)
            self.assertIn("Will probably buy, about 12/", weekly.flag_text)

    def test_who_left_has_no_day(self):
        gone = self._score(self.gone)
        self.assertEqual(gone.status, "churned")
        self.assertFalse(gone.expected_on or gone.earliest_on or gone.latest_on)
        self.assertLess(gone.score, 0.05)
        once = self._score(self.once)
        self.assertEqual(once.status, "active")
        self.assertTrue(once.expected_on)

    def test_days_are_conditions(self):
        soon = self._day(DAYS) + timedelta(days=14)
        inner = [
            ("prediction_id", "=", self.prediction.id),
            ("expected_on", "<=", soon),
        ]
        found = self.Partner.with_user(self.user).search(
            [("prediction_score_ids", "any", inner)]
        )
        self.assertIn(self.weekly, found)
        self.assertNotIn(self.gone, found)
        segment = self._create_segment(company_id=self.company.id)
        domain = f"[('prediction_score_ids', 'any', {inner!r})]"
        domain = domain.replace(repr(soon), repr(str(soon)))
        segment.add_contacts(domain)
        self.assertEqual(segment.line_ids.partner_id, found)

    def test_it_is_tried_on_days_it_has_not_seen(self):
        for user in self.everybody:
            prediction = self.prediction.with_user(user)
            results = prediction.get_results()
            grade = results["grade"]
            self.assertEqual(
                [figure["name"] for figure in grade["figures"]],
                ["This prediction", "Simple rule: last purchase plus usual interval"],
            )
            self.assertIn("customers who bought", grade["message"])
            # either a letter, or why there is none
            self.assertTrue(grade["letter"] or "chance" in grade["message"])
            self.assertEqual(len(grade["details"]), 2)
            self.assertIn("the expected day", grade["details"][1])
            self.assertTrue(results["calibration"]["rows"])
        evaluation = self.prediction.evaluation
        self.assertLessEqual(evaluation["low"], evaluation["high"])
        self.assertGreater(evaluation["lift"]["found"], evaluation["lift"]["random"])
        tested = self.prediction.parameters["tested_customers"]
        self.assertGreater(tested, 300)
        for row in evaluation["calibration"]:
            self.assertAlmostEqual(row["predicted"], row["observed"], delta=0.25)

    def test_tested_days_are_a_part_of_the_data(self):
        period = {"first": date(2026, 1, 1), "last": date(2026, 4, 11)}
        for kind, horizon, days in (
            ("next_purchase", 30, 30),
            ("next_purchase", 365, 50),
            ("lifetime_value", 365, 50),
            ("product_recommendation", 365, 33),
        ):
            prediction = self._create_prediction(
                kind, name=f"{kind} {horizon}", horizon_days=horizon
            )
            found = prediction._get_kind()._get_cut(prediction, period)
            self.assertEqual(found, (period["last"] - timedelta(days=days), days))

    def test_tested_days_do_not_count_in_the_trial(self):
        """What happens in the tested days changes the outcome, not the prediction."""
        kind = self.env["contact.prediction.next.purchase"]
        prediction = self.prediction.sudo()._in_company()
        before = kind._get_trial(prediction, kind._get_period(prediction))
        partner = self.gone
        # it comes back in the tested days
        self._import([(partner.id, 690, 20, None)])
        after = kind._get_trial(prediction, kind._get_period(prediction))
        for name in ("probabilities", "expected", "due"):
            self.assertEqual(before[name].tolist(), after[name].tolist())
        self.assertEqual(after["bought"].sum() - before["bought"].sum(), 1)

    def test_segment_of_who_buys(self):
        for user in self.everybody:
            prediction = self.prediction.with_user(user)
            bar = prediction.get_results()["bars"][-1]
            segment_id = prediction.create_segment("Soon", **bar["conditions"])
            segment = self.env["contact.segment"].with_user(user).browse(segment_id)
            self.assertEqual(len(segment.line_ids), bar["count"])
            wizards = self.env["contact.prediction.segment.wizard"].with_user(user)
            form = Form(wizards.with_context(default_prediction_id=prediction.id))
            form.flag = "yes"
            expected = prediction.score_ids.filtered("flag")
            self.assertEqual(form.contact_count, len(expected))

    def test_list_of_scores_shows_the_days(self):
        action = self.prediction.with_user(self.user).action_view_scores()
        self.assertTrue(action["context"]["prediction_has_dates"])

    def test_words_of_a_score(self):
        explanation = self._score(self.monthly).explanation
        self.assertIn("last bought 20 days ago, usually every 30", explanation)

    def test_nobody_came_back(self):
        self.env["contact.prediction.transaction"].search([]).unlink()
        self._import(
            [
                (partner_id, number, 10, None)
                for number, partner_id in enumerate(self._create_contacts(60).ids)
            ]
        )
        self._run(self.prediction.sudo())
        self.assertEqual(self.prediction.state, "failed")
        self.assertIn("more than one day", self.prediction.failure)
