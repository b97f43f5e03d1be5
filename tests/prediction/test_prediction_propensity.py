# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ..prediction_data import PredictionData

CUSTOMERS = 400
DAYS = 700


@tagged("post_install", "-at_install")
class TestPredictionPropensity(PredictionData):
    """Who made a big purchase buys a pear soon after it, and answers the campaign."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        import numpy as np

        cls.everybody = (cls.user, cls.user_all, cls.manager)
        cls.campaign = cls.env["utm.campaign"].create({"name": "Pears"})
        random = np.random.default_rng(4)
        cls.customers = cls._create_contacts(CUSTOMERS)
        rows, cls.answers = [], []
        for partner_id in cls.customers.ids:
            day = random.uniform(0, 60)
            while day < DAYS:
                rows.append((partner_id, day, random.uniform(10, 30), cls.apple.id))
                day += random.uniform(10, 40)
            for big in np.arange(random.uniform(0, 300), DAYS, 300):
                rows.append((partner_id, big, 900, cls.apple.id))
                after = big + random.uniform(20, 50)
                if after < DAYS:
                    rows.append((partner_id, after, 15, cls.pear.id))
                    cls.answers.append((partner_id, int(after)))
        rows.append((cls.customers.ids[0], DAYS, 10, cls.apple.id))
        cls._import(rows)
        cls.prediction = cls._create_prediction(
            "propensity",
            horizon_days=60,
            product_domain=f"[('id', '=', {cls.pear.id})]",
        ).with_user(cls.manager)

    @classmethod
    def _train(cls, prediction):
        cls._run(prediction.sudo())
        return prediction

    def _answer(self):
        """Log the answers to the campaign; one that failed, and one of another."""
        values = [
            {
                "partner_id": partner_id,
                "date": f"{self._day(day)} 10:00:00",
                "name": "Answer",
                "state": "done",
                "direction": "inbound",
                "campaign_id": self.campaign.id,
                "campaign_response": True,
                "company_id": self.company.id,
            }
            for partner_id, day in self.answers
        ]
        other = self.env["utm.campaign"].create({"name": "Other"})
        values.append({**values[0], "campaign_id": other.id})
        values.append({**values[0], "campaign_response": False})
        return self.env["contact.interaction"].create(values)

    def test_buyers_of_a_product_are_found(self):
        self._train(self.prediction)
        self.assertReady(self.prediction)
        self.assertEqual(self.prediction.grade, "a")
        self.assertGreater(
            self.prediction.model_score, self.prediction.baseline_score * 1.1
        )
        self.assertEqual(self.prediction.parameters["method"], "boosted_trees")
        for user in self.everybody:
            prediction = self.prediction.with_user(user)
            results = prediction.get_results()
            self.assertEqual(results["grade"]["letter"], "A")
            self.assertIn("customers who did it", results["grade"]["message"])
            self.assertEqual(
                results["grade"]["figures"][1]["name"],
                "Simple rule: as many, who did it most often before",
            )
            self.assertIn("at random", results["grade"]["details"][0])
            self.assertIn("buy one of the products within 60", results["title"])
            told = {row["name"]: row["value"] for row in results["statistics"]}
            self.assertIn("Expected number of customers who do it", told)
            self.assertNotIn("Customers who have left already", told)
            self.assertTrue(results["calibration"]["rows"])
        names = self.prediction.factor_ids.mapped("name")
        self.assertFalse(set(names) & set(self.prediction.factor_ids.mapped("code")))

    def test_scores_are_of_everybody_who_ever_bought(self):
        gone = self._create_contacts(1, "Gone")
        self._import([(gone.id, 1, 10, self.apple.id)])
        self._train(self.prediction)
        scores = self.prediction.with_user(self.user).score_ids
        self.assertEqual(len(scores), CUSTOMERS + 1)
        self.assertEqual(set(scores.mapped("status")), {"active"})
        self.assertIn(gone, scores.partner_id)
        flagged = scores.filtered("flag")
        self.assertTrue(flagged)
        self.assertEqual(set(flagged.mapped("flag_text")), {"Will probably do it"})
        self.assertGreaterEqual(min(flagged.mapped("score")), 0.5)

    def test_segment_of_who_will_buy(self):
        self._train(self.prediction)
        for user in self.everybody:
            prediction = self.prediction.with_user(user)
            segment_id = prediction.create_segment("Pears", top_percent=10)
            segment = self.env["contact.segment"].with_user(user).browse(segment_id)
            # equal scores are in or out together
            self.assertAlmostEqual(len(segment.line_ids), CUSTOMERS / 10, delta=25)

    def test_who_answers_a_campaign(self):
        self._answer()
        self.prediction.write({"event": "response", "campaign_id": self.campaign.id})
        self._train(self.prediction)
        self.assertReady(self.prediction)
        self.assertEqual(self.prediction.grade, "a")
        title = self.prediction.with_user(self.user).get_results()["title"]
        self.assertIn("answer Pears within 60", title)

    def test_events_are_those_that_count(self):
        from ...models.prediction.feature import events

        interactions = self._answer()
        self.env.flush_all()
        prediction = self.prediction.sudo()
        found = events.read_response_events(prediction, self.campaign.id)
        expected = sorted(set(self.answers))
        days = [self.Features._get_day(self._day(day)) for _partner, day in expected]
        self.assertEqual(found["customers"].tolist(), [one for one, _day in expected])
        self.assertEqual(found["days"].tolist(), days)
        interactions[:5].state = "cancelled"
        self.env.flush_all()
        found = events.read_response_events(prediction, self.campaign.id)
        self.assertEqual(len(found["days"]), len(expected) - 5)

    def test_what_is_given_back_is_not_bought(self):
        from ...models.prediction.feature import events

        one, two = self._create_contacts(2, "Returns")
        self._import(
            [
                (one.id, 10, 15, self.pear.id),
                (one.id, 10, -15, self.pear.id),
                (two.id, 10, 15, self.pear.id),
                (two.id, 20, -15, self.pear.id),
                (two.id, 30, 15, self.apple.id),
            ]
        )
        found = events.read_product_events(self.prediction.sudo(), [self.pear.id])
        self.assertNotIn(one.id, found["customers"].tolist())
        self.assertEqual(found["customers"].tolist().count(two.id), 1)
        found = events.read_product_events(self.prediction.sudo(), [])
        self.assertEqual(len(found["days"]), 0)

    def test_events_are_counted_before_and_after_a_day(self):
        import numpy as np

        from ...models.prediction.feature.events import count_events

        events = {
            "customers": np.array([1, 1, 1, 3], dtype=np.int32),
            "days": np.array([10, 20, 30, 20], dtype=np.int32),
        }
        count, since, done = count_events(
            events,
            np.array([1, 1, 1, 2, 3, 3], dtype=np.int32),
            np.array([9, 20, 30, 20, 19, 20], dtype=np.int32),
            10,
        )
        self.assertEqual(count.tolist(), [0, 2, 3, 0, 0, 1])
        self.assertEqual(np.nan_to_num(since, nan=-1).tolist(), [-1, 0, 0, -1, -1, 0])
        self.assertEqual(done.tolist(), [True, True, False, False, True, False])

    def test_outcome_is_not_known_before(self):
        """What happens in the tested days changes the outcome, not what is learned."""
        kind = self.env["contact.prediction.propensity"]
        prediction = self.prediction.sudo()._in_company()
        cut = self._day(DAYS - 60)
        before = kind._read(prediction, [cut])
        partner_id = int(before["partner_ids"][before["churned"] == 0][0])
        self._import([(partner_id, DAYS - 10, 15, self.pear.id)])
        after = kind._read(prediction, [cut])
        self.assertEqual(
            str(before["features"].tolist()), str(after["features"].tolist())
        )
        changed = before["partner_ids"][before["churned"] != after["churned"]]
        self.assertEqual(changed.tolist(), [partner_id])

    def test_nobody_did_it(self):
        other = self.env["product.product"].create({"name": "Quince"})
        self.prediction.product_domain = f"[('id', '=', {other.id})]"
        self._train(self.prediction)
        self.assertEqual(self.prediction.state, "failed")
        self.assertIn("Nobody did what", self.prediction.failure)

    def test_no_grade_where_it_is_chance(self):
        """Pears bought at random: there is nothing to find."""
        import numpy as np

        lines = self.env["contact.prediction.transaction"]
        lines.search([("product_id", "=", self.pear.id)]).unlink()
        random = np.random.default_rng(8)
        self._import(
            [
                (int(partner_id), day, 15, self.pear.id)
                for day in range(DAYS)
                for partner_id in random.choice(self.customers.ids, 2)
            ]
        )
        self._train(self.prediction)
        self.assertReady(self.prediction)
        self.assertIn(self.prediction.grade, (False, "c"))

    def test_campaign_has_to_be_chosen(self):
        with self.assertRaisesRegex(ValidationError, "choose the campaign"):
            self.prediction.event = "response"

    def test_form_shows_its_settings(self):
        form = Form(self.prediction)
        hidden = {
            name: form._get_modifier(name, "invisible")
            for name in ("event", "campaign_id", "churn_days", "product_count")
        }
        self.assertEqual(
            hidden,
            {
                "event": False,
                "campaign_id": True,
                "churn_days": True,
                "product_count": True,
            },
        )
        form.event = "response"
        self.assertFalse(form._get_modifier("campaign_id", "invisible"))
        self.assertTrue(form._get_modifier("campaign_id", "required"))
        other = Form(self._create_prediction("lifetime_value"))
        self.assertTrue(other._get_modifier("event", "invisible"))
