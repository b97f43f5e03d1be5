# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import math

from odoo.tests import tagged

from ..prediction_common import PredictionCommon


@tagged("post_install", "-at_install")
class TestPredictionSubscriptionFeatures(PredictionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prediction = cls._create_prediction("subscription_churn", grace_days=10)
        # somebody whose data reach far enough to know what became of the others
        cls._subscribe(cls.acme, 600)

    def _read(self, cuts, horizon=30, grace=10, everybody=False):
        cuts = [self._day(cut) for cut in cuts]
        return self.Features._read_subscription_features(
            self.prediction, cuts, horizon, grace, everybody
        )

    def _get_labels(self, cut, **options):
        result = self._read([cut], **options)
        return dict(
            zip(result["partner_ids"].tolist(), result["churned"].tolist(), strict=True)
        )

    def test_labels(self):
        """Horizon 30, grace 10: a gap from day 101 to 120 at most has to be over."""
        self._subscribe(self.anna, 0, 120)
        self._subscribe(self.bob, 0, 121)
        self._subscribe(self.carl, 0, 105)
        self._subscribe(self.carl, 115, 200)  # nine days without one
        self._subscribe(self.dora, 0, 105)
        self._subscribe(self.dora, 116, 200)  # ten days
        self.assertEqual(
            self._get_labels(100),
            {self.anna.id: 1, self.bob.id: 0, self.carl.id: 0, self.dora.id: 1},
        )

    def test_population_subscribes_on_the_day(self):
        self._subscribe(self.anna, 0, 99)
        self._subscribe(self.bob, 101, 200)
        self._subscribe(self.carl, 100, 100)
        self._subscribe(self.dora, 0)
        self.assertEqual(self._get_labels(100), {self.carl.id: 1, self.dora.id: 0})
        result = self._read([100], everybody=True)
        active = dict(
            zip(result["partner_ids"].tolist(), result["active"].tolist(), strict=True)
        )
        self.assertEqual(
            active, {self.anna.id: False, self.carl.id: True, self.dora.id: True}
        )

    def test_labels_of_the_future_are_unknown(self):
        self._subscribe(self.anna, 0, 580)
        self.assertEqual(self._get_labels(571)[self.anna.id], -1)
        self.assertEqual(self._get_labels(570)[self.anna.id], 1)

    def test_end_that_was_not_known_is_not_used(self):
        self._subscribe(self.anna, 0, 120, is_recurring=True)
        self._subscribe(self.bob, 0, 120, date_event=self._day(110), is_recurring=True)
        self._subscribe(self.carl, 0, 120, date_event=self._day(95), is_recurring=True)
        self._subscribe(self.dora, 0, 120)
        result = self._read([100])
        found = {
            partner: self._get_features(result, partner, self._day(100))
            for partner in (self.anna, self.bob, self.carl, self.dora)
        }
        self.assertTrue(math.isnan(found[self.anna]["days_to_end"]))
        self.assertTrue(math.isnan(found[self.bob]["days_to_end"]))
        self.assertEqual(found[self.carl]["days_to_end"], 20)
        self.assertEqual(found[self.dora]["days_to_end"], 20)
        self.assertEqual([found[partner]["notice"] for partner in found], [0, 0, 1, 0])

    def test_period_bought_later_is_not_used(self):
        self._subscribe(self.anna, 0, 120)
        self._subscribe(self.anna, 121, 200, date_event=self._day(110))
        features = self._get_features(self._read([100]), self.anna, self._day(100))
        self.assertEqual(features["days_to_end"], 20)
        features = self._get_features(self._read([110]), self.anna, self._day(110))
        self.assertEqual(features["days_to_end"], 90)

    def test_features(self):
        self._subscribe(self.anna, 0, 30, amount=10)
        self._subscribe(self.anna, 31, 60, amount=20)
        self._subscribe(self.anna, 81, 200, amount=30, product_id=self.apple.id)
        self._subscribe(self.anna, 90, 300, reference="Other", months=12, amount=120)
        for day in (50, 75, 99, 101):
            self._talk(self.anna, day)
        features = self._get_features(self._read([100]), self.anna, self._day(100))
        expected = {
            "tenure_days": 100,
            "period_days": 10,
            "days_to_end": 200,
            "renewals": 2,
            "longest_pause": 20,
            "ended": 2,
            "parallel": 2,
            "products": 1,
            "recurring": 0,
            "months": 6.5,
            "monthly": 40,
            "price_change": 0.5,
            "days_since_activity": 1,
            "activity_to_end": 201,
            "activities_30": 2,
            "activities_90": 3,
            "purchases_365": 0,
        }
        self.assertEqual({name: features[name] for name in expected}, expected)
        self.assertTrue(math.isnan(features["days_since_change"]))
        self.assertTrue(math.isnan(features["days_since_purchase"]))

    def _talk(self, partner, day):
        return self.env["contact.interaction"].create(
            {
                "name": "Call",
                "partner_id": partner.id,
                "date": f"{self._day(day)} 10:00:00",
                "company_id": self.company.id,
                "state": "done",
            }
        )

    def test_next_renewal_of_what_renews_itself(self):
        self._subscribe(self.anna, 0, is_recurring=True, months=12)
        features = self._get_features(self._read([100]), self.anna, self._day(100))
        self.assertEqual(features["days_to_renewal"], 365.25 - 100)
        features = self._get_features(self._read([400]), self.anna, self._day(400))
        self.assertEqual(features["days_to_renewal"], 2 * 365.25 - 400)
        self.assertEqual(features["renewals"], 1)

    def test_purchases_of_subscribers(self):
        self.subscriptions.purchase_source_id = self.transactions
        self._subscribe(self.anna, 0)
        self._buy(self.anna, 80, 10)
        self._buy(self.anna, 90, 20)
        self._buy(self.anna, 110, 40)
        features = self._get_features(self._read([100]), self.anna, self._day(100))
        self.assertEqual(features["days_since_purchase"], 10)
        self.assertEqual(features["purchases_365"], 2)
        self.assertEqual(features["purchased_365"], 30)

    def test_names(self):
        self.assertEqual(
            set(self._read([100])["names"]) - set(self.Features._get_feature_names()),
            set(),
        )

    def test_survivors(self):
        for number, last in enumerate([29, 45, 100, None]):
            partner = self._create_contacts(1, f"Survivor {number}")
            self._subscribe(partner, 0, last, is_recurring=True)
        found = self.Features._read_survivors(self.prediction)
        self.assertEqual(found["months"], 1)
        self.assertEqual(found["survivors"].tolist()[:5], [4, 3, 2, 2, 1])

    def test_survivors_without_data(self):
        self.env["contact.prediction.subscription"].search(
            [("company_id", "=", self.company.id)]
        ).unlink()
        found = self.Features._read_survivors(self.prediction)
        self.assertEqual(found["survivors"].tolist(), [0, 0])
