# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A fifth kind of prediction is one file: this one.

Nothing else of the addon knows of it.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.orm.model_classes import add_to_registry
from odoo.tests import Form, tagged

from ...models.prediction.feature.rfm import get_rfm_names
from ..prediction_data import PredictionData

CODE = "quick_return"


class ContactPrediction(models.Model):
    _inherit = "contact.prediction"
    # of no module: only this test adds it to a registry
    _module = None

    kind = fields.Selection(
        selection_add=[(CODE, "Customers who come back soon")],
        ondelete={CODE: "cascade"},
    )


class ContactPredictionQuickReturn(models.AbstractModel):
    """Who bought lately comes back soon."""

    _name = "contact.prediction.quick.return"
    _inherit = ["contact.prediction.kind"]
    _description = "Prediction of Who Comes Back Soon"
    _module = None
    _usual_days = 14
    _settings = ("active_days",)
    _icon = "fa-undo"
    _flag_meaning = "other"
    _least_customers = 4
    _recommended_customers = 6
    _least_history = 5
    _shares = ("soon",)

    @api.model
    def _train(self, prediction):
        return {
            "grade": "A",
            "model_score": 0.75,
            "baseline_score": 0.5,
            "factors": [("recency", 60.0), ("weather", 40.0)],
            "parameters": {"method": "lately"},
            "arrays": {},
            "meta": {"days": self._get_period(prediction)["last"].isoformat()},
        }

    @api.model
    def _score(self, prediction):
        import numpy as np

        period = self._get_period(prediction)
        known = self.env["contact.prediction.features"]._read_rfm(
            prediction, period["last"]
        )
        scores = np.exp2((known["recency"] - known["age"]) / prediction.horizon_days)
        flags = scores > 0.5
        return {
            "partner_ids": known["partner_ids"],
            "scores": scores,
            "flags": flags,
            "distribution": [
                self._get_group("high", scores[flags]),
                *self._get_bars(scores, [0, 0.5, 1]),
            ],
            "statistics": self._get_statistics(
                period, active_customers=len(scores), soon=float(scores.mean())
            ),
        }

    @api.model
    def _check_settings(self, prediction):
        if prediction.active_days == 13:
            text = "Never thirteen days."
            raise ValidationError(text)

    @api.model
    def _tell_question(self):
        return "Who comes back soon?"

    @api.model
    def _tell_needs(self):
        return "Purchases."

    @api.model
    def _tell_distribution(self, prediction):
        return f"{self._count_active(prediction)} who may come back"

    @api.model
    def _tell_measure(self):
        return "How many came back:"

    @api.model
    def _tell_baseline(self, prediction):
        return "Nobody does"

    @api.model
    def _tell_flag(self, score):
        return "Comes back" if score.flag else ""

    @api.model
    def _tell_group(self, label):
        return {"high": "Back soon"}[label]

    @api.model
    def _get_factor_names(self):
        return {**get_rfm_names(self.env), "weather": "The weather"}

    @api.model
    def _get_statistic_names(self):
        return {**super()._get_statistic_names(), "soon": "Share that comes back"}


@tagged("post_install", "-at_install")
class TestPredictionFifthKind(PredictionData):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_kind()
        cls.customers = cls._create_contacts(5)
        cls._import(
            [
                (partner_id, 7 * number, 10, None)
                for number, partner_id in enumerate(cls.customers.ids)
            ]
        )
        cls.prediction = (
            cls.env["contact.prediction"]
            .with_user(cls.manager)
            .create(
                {
                    "name": "Back soon",
                    "kind": CODE,
                    "company_id": cls.company.id,
                    "source_id": cls.transactions.id,
                    "by_company": False,
                }
            )
        )

    @classmethod
    def _add_kind(cls):
        """Add the kind as a module would, for this test only."""
        cls.env.flush_all()
        model = cls.registry["contact.prediction"]
        bases = model._base_classes__
        cls.addClassCleanup(cls._remove_kind, bases)
        for definition in (ContactPrediction, ContactPredictionQuickReturn):
            add_to_registry(cls.registry, definition)
        cls.registry._setup_models__(cls.env.cr, ["contact.prediction"])

    @classmethod
    def _remove_kind(cls, bases):
        cls.registry["contact.prediction"]._base_classes__ = bases
        del cls.registry[ContactPredictionQuickReturn._name]
        cls.registry._setup_models__(cls.env.cr, ["contact.prediction"])

    def _train(self):
        """Let an administrator of segments train it, and the scheduled action work."""
        self.prediction.train()
        self._run(self.prediction.sudo())
        self.assertReady(self.prediction)

    def test_its_tile_is_offered(self):
        predictions = self.env["contact.prediction"].with_user(self.manager)
        tiles = predictions.with_company(self.company).get_tiles()["tiles"]
        kinds = predictions._fields["kind"].get_values(self.env)
        self.assertEqual([tile["kind"] for tile in tiles], kinds)
        tile = tiles[-1]
        self.assertEqual(
            (tile["name"], tile["icon"], tile["question"], tile["needs"]),
            (
                "Customers who come back soon",
                "fa-undo",
                "Who comes back soon?",
                "Purchases.",
            ),
        )
        self.assertEqual(tile["source_id"], self.transactions.id)

    def test_form_shows_its_settings(self):
        self.assertEqual(self.prediction.horizon_days, 14)
        form = Form(self.prediction)
        hidden = {
            name: form._get_modifier(name, "invisible")
            for name in ("active_days", "churn_days", "grace_days", "product_count")
        }
        self.assertEqual(
            hidden,
            {
                "active_days": False,
                "churn_days": True,
                "grace_days": True,
                "product_count": True,
            },
        )
        with self.assertRaisesRegex(ValidationError, "Never thirteen"):
            self.prediction.active_days = 13

    def test_it_is_trained_and_scored(self):
        self._train()
        self.assertEqual(self.prediction.grade, "a")
        scores = self.prediction.score_ids.with_user(self.user).sorted("score")
        self.assertEqual(scores.partner_id, self.customers)
        self.assertEqual(scores[-1].score, 1)
        self.assertEqual(scores[-1].score_text, "100.0 %")
        self.assertEqual(
            scores.mapped("flag_text"), ["", "", "", "Comes back", "Comes back"]
        )

    def test_data_report_goes_by_its_limits(self):
        self._train()
        report = self.prediction.usability_ids.filtered(lambda row: row.step == "train")
        messages = " ".join(report.mapped("message"))
        self.assertIn("5 customers have data; from 6 on", messages)
        lost = [("partner_id", "in", self.customers[:2].ids)]
        self.env["contact.prediction.transaction"].search(lost).unlink()
        self._run(self.prediction.sudo())
        self.assertEqual(self.prediction.state, "failed")
        self.assertIn("needs at least 4, and 6", self.prediction.failure)

    def test_results_page(self):
        self._train()
        results = self.prediction.with_user(self.user).get_results()
        self.assertEqual(results["title"], "5 who may come back")
        self.assertEqual(results["grade"]["text"], "How many came back:")
        self.assertEqual(
            [figure["name"] for figure in results["grade"]["figures"]],
            ["This prediction", "Nobody does"],
        )
        self.assertEqual(
            [(bar["label"], bar["count"]) for bar in results["bars"]],
            [("0–50 %", 2), ("50–100 %", 3)],
        )
        self.assertEqual(results["groups"][0]["label"], "Back soon")
        self.assertEqual(
            [factor["name"] for factor in results["factors"]],
            ["Days between first and last purchase", "The weather"],
        )
        told = {row["name"]: row["value"] for row in results["statistics"]}
        self.assertEqual(told["Share that comes back"], "56.2 %")
        self.assertEqual(results["samples"], [])

    def test_segment_of_a_bar(self):
        self._train()
        prediction = self.prediction.with_user(self.user)
        bar = prediction.get_results()["bars"][0]
        segment_id = prediction.create_segment("Not so soon", **bar["conditions"])
        segment = self.env["contact.segment"].browse(segment_id)
        self.assertEqual(segment.line_ids.partner_id, self.customers[:2])

    def test_dialog_asks_for_its_conditions(self):
        self._train()
        wizards = self.env["contact.prediction.segment.wizard"].with_user(self.user)
        form = Form(wizards.with_context(default_prediction_id=self.prediction.id))
        self.assertEqual((form.score_unit, form.flag_meaning), ("probability", "other"))
        form.flag = "yes"
        self.assertEqual(form.contact_count, 2)
        form.max_score = 0.1
        self.assertEqual(form.contact_count, 0)
        with self.assertRaisesRegex(UserError, "No contact"):
            form.save().action_apply()
        form.flag = "no"
        form.max_score = 0.5
        action = form.save().action_apply()
        segment = self.env["contact.segment"].browse(action["res_id"])
        self.assertEqual(segment.line_ids.partner_id, self.customers[:3])
