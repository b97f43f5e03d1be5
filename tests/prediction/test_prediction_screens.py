# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..prediction_data import PredictionData


@tagged("post_install", "-at_install")
class TestPredictionScreens(PredictionData):
    """What the screens of predictions show and do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contacts = cls._create_contacts(4)
        cls.prediction = cls._create_prediction()
        cls._set_scores(cls.prediction, [10.0, 20.0, 30.0, 40.0])

    @classmethod
    def _set_scores(cls, prediction, scores, **values):
        cls.env["contact.prediction.score"].create(
            [
                {
                    "prediction_id": prediction.id,
                    "partner_id": partner.id,
                    "score": score,
                    "percentile": 25.0 * number,
                    "flag": number == 3,
                    "factors": [
                        {"code": "days_since_last", "effect": 1.5},
                        {"code": "product_similarity", "effect": -0.5},
                    ],
                    **values,
                }
                for number, (partner, score) in enumerate(
                    zip(cls.contacts, scores, strict=True)
                )
            ]
        )
        prediction.write(
            {
                "state": "ready",
                "score_count": len(scores),
                "trained_on": "2026-01-01",
                "scored_on": "2026-01-01",
                "grade": "b",
                "model_score": 0.61,
                "baseline_score": 0.6,
                "statistics": [
                    {"name": "active_customers", "value": 4},
                    {"name": "last_day", "value": "2026-01-01"},
                    {"name": "expected_total", "value": 100.0},
                ],
                "distribution": [
                    cls._bar("group", label="high", to=40.0),
                    cls._bar("bin", to=20.0),
                    cls._bar("bin", **{"from": 20.0, "to": 50.0}),
                ],
            }
        )

    @classmethod
    def _bar(cls, kind, **values):
        bar = {"kind": kind, "label": "", "from": 0.0, "to": 0.0, "count": 2}
        return {**bar, "average": 15.0, **values}

    def _open_wizard(self, user=None, **context):
        wizards = self.env["contact.prediction.segment.wizard"]
        if user:
            wizards = wizards.with_user(user)
        return Form(wizards.with_context(**context))

    def test_tiles_tell_what_is_missing(self):
        predictions = self.env["contact.prediction"].with_user(self.manager)
        predictions = predictions.with_company(self.company)
        tiles = predictions.get_tiles()
        self.assertTrue(tiles["can_define"])
        self.assertEqual(
            [tile["kind"] for tile in tiles["tiles"]],
            [
                "lifetime_value",
                "transaction_churn",
                "subscription_churn",
                "product_recommendation",
                "rfm",
                "next_purchase",
                "propensity",
            ],
        )
        self.assertFalse(tiles["tiles"][0]["has_data"])
        self._buy(self.contacts[0], 1, 10.0)
        tile = predictions.get_tiles()["tiles"][0]
        self.assertEqual(tile["source_id"], self.transactions.id)
        self.assertIn(": 1 row", tile["data"])

    def test_users_get_no_tiles(self):
        tiles = self.env["contact.prediction"].with_user(self.user).get_tiles()
        self.assertEqual((tiles["can_define"], tiles["tiles"]), (False, []))

    def test_tiles_wait_for_no_rates(self):
        """Rows are counted as they are: their amounts are not looked at."""
        source = type(self.transactions)
        with patch.object(source, "_get_conversion", side_effect=AssertionError):
            tiles = self.env["contact.prediction"].with_user(self.manager).get_tiles()
        self.assertEqual(len(tiles["tiles"]), 7)

    def test_missing_libraries_are_named(self):
        predictions = self.env["contact.prediction"].with_user(self.user)
        missing = type(predictions)
        with patch.object(missing, "_get_missing_libraries", lambda self: ["scipy"]):
            self.assertEqual(predictions.get_tiles()["missing_libraries"], "scipy")

    def test_results(self):
        results = self.prediction.with_user(self.user).get_results()
        self.assertEqual(results["grade"]["letter"], "B")
        self.assertEqual(
            [figure["text"] for figure in results["grade"]["figures"]],
            ["61.0 %", "60.0 %"],
        )
        first, last = results["bars"]
        self.assertEqual(first["conditions"]["max_score"], 19.999999)
        self.assertEqual(
            last["conditions"], {"min_score": 20.0, "max_score": 0.0}, "open above"
        )
        self.assertEqual(results["groups"][0]["conditions"], {"flag": "yes"})
        self.assertEqual(len(results["statistics"]), 3)

    def test_no_results_before_training(self):
        results = self._create_prediction("transaction_churn").get_results()
        self.assertFalse(results["grade"] or results["bars"] or results["factors"])

    def test_score_in_words(self):
        score = self.prediction.score_ids.sorted("score")[-1].with_user(self.user)
        self.assertIn("40", score.score_text)
        self.assertEqual(score.flag_text, "High value")
        self.assertIn("Raised by: ", score.explanation)
        self.assertIn("Lowered by: Similar products", score.explanation)

    def test_factors_are_named_as_their_kind_names_them(self):
        """Two kinds have figures of one code that are not the same."""
        factors = [{"code": "products", "effect": 1.0}]
        score = self.prediction.score_ids[0]
        score.factors = factors
        other = self._create_prediction("subscription_churn")
        self._set_scores(other, [0.1, 0.2, 0.3, 0.4], factors=factors)
        scores = (score | other.score_ids[0]).with_user(self.user)
        self.assertEqual(
            scores.mapped("explanation"),
            [
                "Raised by: Number of different products",
                "Raised by: Different products subscribed to",
            ],
        )
        self.env["contact.prediction.factor"].create(
            [
                {"prediction_id": prediction.id, "code": "products", "impact": 1.0}
                for prediction in (self.prediction, other)
            ]
        )
        names = (self.prediction | other).with_user(self.user).factor_ids.mapped("name")
        self.assertEqual(
            names, ["Number of different products", "Different products subscribed to"]
        )

    def test_wizard_counts_while_typing(self):
        form = self._open_wizard(default_prediction_id=self.prediction.id)
        # those it is for
        self.assertEqual((form.flag, form.contact_count), ("yes", 1))
        form.flag = False
        self.assertEqual(form.contact_count, 4)
        form.min_score = 20.0
        self.assertEqual(form.contact_count, 3)
        form.max_score = 35.0
        self.assertEqual(form.contact_count, 2)
        form.flag = "yes"
        self.assertEqual(form.contact_count, 0)
        with self.assertRaisesRegex(UserError, "No contact"):
            form.save().action_apply()

    def test_wizard_begins_with_those_the_prediction_is_for(self):
        prediction = {"default_prediction_id": self.prediction.id}
        form = self._open_wizard(self.user, **prediction)
        self.assertEqual(form.contact_count, 1)
        # as the results page asks for the rest
        form = self._open_wizard(self.user, **prediction, default_flag="no")
        self.assertEqual(form.contact_count, 3)

    def test_wizard_makes_segment(self):
        context = {"default_prediction_id": self.prediction.id}
        form = self._open_wizard(self.user, **context, default_min_score=30.0)
        self.assertFalse(form.flag)
        form.name = "Best customers"
        action = form.save().action_apply()
        segment = self.env["contact.segment"].browse(action["res_id"])
        self.assertEqual(segment.name, "Best customers")
        self.assertEqual(segment.line_ids.partner_id, self.contacts[2:])
        self.assertEqual(segment.step_ids.source, "prediction")

    def test_wizard_of_products(self):
        prediction = self._create_prediction("product_recommendation")
        self._set_scores(prediction, [1, 1, 1, 1], product_id=self.apple.id, rank=1)
        form = self._open_wizard(default_prediction_id=prediction.id)
        self.assertFalse(form.flag)
        form.product_ids.add(self.pear)
        self.assertEqual(form.contact_count, 0)
        form.product_ids.add(self.apple)
        self.assertEqual(form.contact_count, 4)

    def test_segment_takes_contacts_from_prediction(self):
        segment = self.env["contact.segment"].with_user(self.user)
        segment = segment.create({"name": "By hand", "company_id": self.company.id})
        self.assertTrue(segment.has_prediction)
        action = segment.action_from_prediction()
        form = self._open_wizard(self.user, **action["context"])
        form.flag = False
        form.top_percent = 50
        form.save().action_apply()
        self.assertEqual(segment.line_ids.partner_id, self.contacts[2:])

    def test_pages_ask_as_little_with_more_scores(self):
        def open_pages():
            prediction = self.prediction.with_user(self.user)
            prediction.get_results()
            names = ("score_text", "flag_text", "change_text", "explanation")
            prediction.score_ids.web_search_read(
                prediction.action_view_scores()["domain"],
                {name: {} for name in names} | {"partner_id": {"fields": {"name": {}}}},
                limit=80,
                order="score desc, id",
                count_limit=10_001,
            )
            prediction.web_search_read([], {"name": {}, "score_count": {}, "grade": {}})

        open_pages()
        few = self._count_queries_of(open_pages)
        more = self._create_contacts(60, "More")
        self.env["contact.prediction.score"].create(
            [
                {
                    "prediction_id": self.prediction.id,
                    "partner_id": partner.id,
                    "score": 5.0,
                    "factors": [{"code": "total", "effect": 1.0, "value": 7.0}],
                }
                for partner in more
            ]
        )
        self.assertEqual(self._count_queries_of(open_pages), few)

    def test_users_define_nothing(self):
        prediction = self.prediction.with_user(self.user)
        for work in (prediction.train, prediction.rescore, prediction.unlink):
            with self.assertRaises(AccessError):
                work()
        domain = prediction.action_view_scores()["domain"]
        scores = self.env["contact.prediction.score"].with_user(self.user)
        self.assertEqual(scores.search_count(domain), 4)
        report = prediction.action_view_report()
        self.assertFalse(self.env[report["res_model"]].search(report["domain"]))

    def test_contact_form(self):
        form = Form(
            self.env["res.partner"].with_user(self.user).browse(self.contacts[3].id)
        )
        self.assertEqual(len(form.prediction_score_ids), 1)
