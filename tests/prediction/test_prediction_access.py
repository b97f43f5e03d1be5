# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..prediction_common import PredictionCommon


@tagged("post_install", "-at_install")
class TestPredictionAccess(PredictionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prediction = cls._create_prediction("transaction_churn")
        cls.prediction.score_count = 1
        cls.score = cls.env["contact.prediction.score"].create(
            {
                "prediction_id": cls.prediction.id,
                "partner_id": cls.carl.id,
                "score": 0.7,
                "percentile": 50,
            }
        )
        cls.factor = cls.env["contact.prediction.factor"].create(
            {"prediction_id": cls.prediction.id, "code": "total", "impact": 60}
        )
        cls.usability = cls.env["contact.prediction.usability"].create(
            {
                "prediction_id": cls.prediction.id,
                "step": "train",
                "level": "warning",
                "message": "Few",
            }
        )
        cls.results = (cls.prediction, cls.score, cls.factor, cls.usability)

    def test_users_read_results(self):
        for records in self.results:
            records.with_user(self.user).read()
        self.assertEqual(
            self.carl.with_user(self.user).prediction_score_ids.ids, self.score.ids
        )

    def test_users_neither_define_nor_run(self):
        prediction = self.prediction.with_user(self.user)
        for call in (prediction.train, prediction.cancel, prediction.unlink):
            with self._assert_refused(AccessError, "rights|top-secret|not allowed"):
                call()
        prediction.sudo().trained_on = "2026-01-01"
        with self._assert_refused(AccessError, "rights|top-secret|not allowed"):
            prediction.rescore()
        changes = ({"name": "Mine"}, {"score": 1}, {"impact": 1}, {"message": "Mine"})
        for records, values in zip(self.results, changes, strict=True):
            with self._assert_refused(AccessError, "rights|top-secret|not allowed"):
                records.with_user(self.user).write(values)
        with self._assert_refused(AccessError, "rights|top-secret|not allowed"):
            self.env["contact.prediction"].with_user(self.user).create(
                {"name": "Mine", "kind": "lifetime_value"}
            )

    def test_managers_define_and_run(self):
        prediction = (
            self.env["contact.prediction"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Value",
                    "kind": "lifetime_value",
                    "company_id": self.company.id,
                    "source_id": self.transactions.id,
                }
            )
        )
        self.assertTrue(prediction.train())
        self.assertEqual((prediction.state, prediction.phase), ("queued", "check"))
        self.assertTrue(prediction.cancel())
        self.assertEqual((prediction.state, prediction.phase), ("draft", False))
        prediction.unlink()

    def test_users_make_segments(self):
        prediction = self.prediction.with_user(self.user)
        self.assertEqual(prediction.estimate_segment(min_score=0.5)["count"], 1)
        segment = self.env["contact.segment"].browse(
            prediction.create_segment("Mine", min_score=0.5)
        )
        self.assertEqual(segment.create_uid, self.user)
        self.assertEqual(segment.line_ids.partner_id, self.carl)

    def test_other_companies_see_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            login="stranger",
            groups="contact_segment.group_manager,base.group_partner_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for records in self.results:
            mine = self.env[records._name].with_user(stranger)
            self.assertFalse(mine.search([("id", "in", records.ids)]))
            with self._assert_refused(AccessError, "rights|top-secret|not allowed"):
                mine.browse(records.ids).read(["company_id"])
        with self._assert_refused(AccessError, "rights|top-secret|not allowed"):
            self.prediction.with_user(stranger).estimate_segment()
        with self._assert_refused(AccessError, "rights|top-secret|not allowed"):
            self.prediction.with_user(stranger).train()
        domain = [("prediction_score_ids.score", ">", 0)]
        found = self.Partner.with_user(stranger).search(domain)
        self.assertNotIn(self.carl, found)

    def test_what_was_learned_is_no_reading_matter(self):
        with self._assert_refused(AccessError, "rights|top-secret|not allowed"):
            self.prediction.with_user(self.manager).read(["model_data"])

    def test_running_predictions_stay(self):
        self.prediction.state = "running"
        with self._assert_refused(UserError, "cancel it first"):
            self.prediction.with_user(self.manager).unlink()

    def test_names_that_differ_in_capitals_are_one(self):
        first = self._create_prediction(name="Best customers")
        predictions = self.env["contact.prediction"].with_user(self.manager)
        with self._assert_refused(ValidationError, "BEST customers"):
            first.with_user(self.manager).copy({"name": "BEST customers"})
        first.active = False
        second = predictions.browse(
            first.copy({"name": "best Customers", "active": True}).id
        )
        with self._assert_refused(ValidationError, "Best customers"):
            first.active = True
        second.name = "Worst customers"
        first.active = True
