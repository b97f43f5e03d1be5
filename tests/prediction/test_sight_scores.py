# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..interaction_log_common import InteractionCommon


@tagged("post_install", "-at_install")
class TestSightOfScores(InteractionCommon):
    """Scores of a contact are for those who may see the contact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prediction = cls.env["contact.prediction"].create(
            {"name": "Worth", "kind": "product_recommendation"}
        )
        cls.product = cls.env["product.product"].create({"name": "Lamp"})
        contacts = cls.dora | cls.anna | cls.carl
        cls.scores = cls.env["contact.prediction.score"].create(
            [
                {
                    "prediction_id": cls.prediction.id,
                    "partner_id": contact.id,
                    "product_id": cls.product.id,
                    "score": score,
                    "percentile": 100 * score,
                    "rank": 1,
                    "factors": [{"code": "past_transactions", "effect": 1}],
                }
                for contact, score in zip(contacts, (0.9, 0.5, 0.1), strict=True)
            ]
        )
        cls.prediction.score_count = 3
        cls.hidden, cls.shown, cls.other = cls.scores
        cls.everybody = (cls.user, cls.user_all, cls.manager)
        cls.purchase = cls.env["contact.prediction.transaction"].create(
            {
                "partner_id": cls.dora.id,
                "date": "2026-01-01",
                "amount": 70,
            }
        )
        cls._hide(cls.dora)
        cls.env.flush_all()

    def _scores(self, user):
        self.env.invalidate_all()
        return self.env["contact.prediction.score"].with_user(user)

    def test_scores_are_hidden_with_their_contact(self):
        mine = [("prediction_id", "=", self.prediction.id)]
        for user in self.everybody:
            scores = self._scores(user)
            self.assertEqual(scores.search(mine), self.shown | self.other)
            for term in (
                ("partner_id", "=", self.dora.id),
                ("partner_id.name", "=", "Dora"),
                ("score", ">", 0.8),
                ("percentile", ">", 80),
                ("id", "=", self.hidden.id),
            ):
                self.assertFalse(scores.search([*mine, term]), term)
            groups = scores._read_group(mine, ["partner_id"], ["score:max"])
            self.assertNotIn(self.dora, [partner for partner, _score in groups])
            [[highest]] = scores._read_group(mine, [], ["score:max"])
            self.assertEqual(highest, 0.5)
            for name in ("score", "factors", "explanation", "partner_id"):
                with self.assertRaises(AccessError):
                    self.hidden.with_user(user).read([name])
            ids = self.prediction.with_user(user).score_ids.ids
            self.assertNotIn(self.hidden.id, ids)

    def test_conditions_on_contacts_find_no_hidden_score(self):
        for user in self.everybody:
            self.env.invalidate_all()
            partners = self.env["res.partner"].with_user(user)
            inner = [("prediction_id", "=", self.prediction.id), ("score", ">", 0.2)]
            found = partners.search([("prediction_score_ids", "any", inner)])
            self.assertEqual(found, self.anna)
            predictions = self.env["contact.prediction"].with_user(user)
            self.assertFalse(
                predictions.search([("score_ids", "any", [("score", ">", 0.8)])])
            )
            prediction = self.prediction.with_user(user)
            self.assertEqual(prediction.estimate_segment(min_score=0.2)["count"], 1)
            segment_id = prediction.create_segment("Best", min_score=0.2)
            lines = self.env["contact.segment.line"].search(
                [("segment_id", "=", segment_id)]
            )
            self.assertEqual(lines.partner_id, self.anna)

    def test_a_company_is_not_found_by_the_score_of_a_hidden_person(self):
        self.env["contact.prediction.score"].create(
            {"prediction_id": self.prediction.id, "partner_id": self.bob.id, "score": 7}
        )
        self._hide(self.bob, group=None)
        inner = [("prediction_score_ids.score", "=", 7)]
        for user in self.everybody:
            self.env.invalidate_all()
            partners = self.env["res.partner"].with_user(user)
            self.assertFalse(partners.search([("child_ids", "any", inner)]))

    def test_the_page_of_a_prediction(self):
        for user in self.everybody:
            self.env.invalidate_all()
            prediction = self.prediction.with_user(user)
            samples = prediction.get_results()["samples"]
            self.assertEqual(
                [row["partner_id"] for row in samples], (self.anna | self.carl).ids
            )
            self.assertEqual(samples[0]["product"], "Lamp")
        self.assertEqual(
            [row["partner_id"] for row in self.prediction.get_results()["samples"]],
            (self.dora | self.anna | self.carl).ids,
        )

    def test_imported_rows_are_hidden_with_their_contact(self):
        self.env.invalidate_all()
        rows = self.env["contact.prediction.transaction"].with_user(self.manager)
        self.assertFalse(rows.search([("id", "=", self.purchase.id)]))
        with self.assertRaises(AccessError):
            self.purchase.with_user(self.manager).read(["amount"])

    def test_scores_of_contacts_of_another_company(self):
        self.anna.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        mine = [("prediction_id", "=", self.prediction.id)]
        for user in self.everybody:
            self.assertEqual(self._scores(user).search(mine), self.other)
