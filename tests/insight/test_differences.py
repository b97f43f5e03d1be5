# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..insight_common import InsightCommon


@tagged("post_install", "-at_install")
class TestDifferences(InsightCommon):
    def _find(self, rows, value):
        return next((row for row in rows if row["value"] == value), None)

    def test_each_choice_finds_who_made_it(self):
        """The one property all insights rest on, for every feature there is."""
        self.env["contact.measure"].create(
            [
                {
                    "name": f"Chances {aggregate}",
                    "model": "crm.lead",
                    "partner_path": "partner_id",
                    "aggregate": aggregate,
                    "field_name": aggregate != "count" and field,
                    "by_company": aggregate == "maximum",
                }
                for aggregate, field in (
                    ("count", False),
                    ("sum", "expected_revenue"),
                    ("maximum", "expected_revenue"),
                    ("minimum", "create_date"),
                )
            ]
        )
        self._score_crowd()
        self.user.tz, self.manager.tz = "America/New_York", "Asia/Tokyo"
        sales = self.env.ref("sales_team.group_sale_salesman_all_leads")
        (self.user | self.manager).group_ids |= sales
        for user in (self.user, self.manager):
            segment = self._make_group([], user)
            known = segment._read_known_contacts(lambda query: {})
            kinds = {factor.feature.name for factor in known.factors}
            self.assertLess(
                {
                    *("country_id", "industry_id", "user_id", "category_id"),
                    *("preferred_channel", "is_company", "create_date"),
                    *("last_interaction_date", "interaction_count"),
                    "open_opportunity",
                },
                kinds,
            )
            measured = [name for name in kinds if name.startswith("measure_")]
            self.assertGreaterEqual(len(measured), 4)
            self.assertTrue(any(name.startswith("score_") for name in kinds))
            partners = self.Partner.with_user(user)
            for factor in known.factors:
                for code, (label, domain) in enumerate(factor.choices):
                    with self.subTest(feature=factor.feature.name, choice=label):
                        found = set(known.ids[factor.codes == code].tolist())
                        self.assertEqual(found, set(partners.search(domain).ids))

    def _score_crowd(self):
        """Have a prediction with a score for two of three of the crowd."""
        prediction = self.env["contact.prediction"].create(
            {"name": "Who stays", "kind": "transaction_churn"}
        )
        self.env["contact.prediction.score"].create(
            [
                {
                    "prediction_id": prediction.id,
                    "partner_id": contact.id,
                    "score": (contact.id * 7919 % 1000) / 1000,
                }
                for contact in self.crowd
                if contact.id % 3
            ]
        )
        prediction.score_count = 1

    def test_hidden_scores_are_left_out(self):
        self._score_crowd()
        segment = self._make_group([("country_id", "=", self.belgium.id)])

        def find():
            known = segment._read_known_contacts(lambda query: {})
            names = {factor.feature.label for factor in known.factors}
            return "Who stays" in names

        self.assertTrue(find())
        self.env["ir.rule"].create(
            {
                "name": "No predictions",
                "model_id": self.env["ir.model"]._get_id("contact.prediction"),
                "domain_force": "[('id', '=', 0)]",
            }
        )
        self.assertFalse(find())

    def test_the_choice_of_a_segment_comes_first(self):
        segment = self._make_group([("country_id", "=", self.belgium.id)])
        rows = segment.get_differences()
        self.assertEqual(rows[0]["value"], self.belgium.name)
        self.assertEqual(rows[0]["share"], 1.0)
        self.assertEqual(rows[0]["inside"], segment.line_count)
        visible = self.Partner.with_user(self.user)
        in_belgium = visible.search_count([("country_id", "=", self.belgium.id)])
        self.assertEqual(rows[0]["size"], in_belgium)
        base = in_belgium / visible.search_count([])
        self.assertAlmostEqual(rows[0]["base_share"], base)
        self.assertAlmostEqual(rows[0]["lift"], 1 / base)
        self.assertTrue(all(row["p_value"] <= 0.05 for row in rows))
        self.assertLessEqual(len(rows), 30)

    def test_differences_by_chance_are_left_out(self):
        half = self.Partner.browse(self.crowd.ids[::2])
        self._hide_others()
        segment = self._fill(self._create_segment(), half)
        self.assertEqual(segment.get_differences(), [])

    def test_hidden_contacts_do_not_count(self):
        segment = self._make_group([("country_id", "=", self.belgium.id)])
        hidden = segment.line_ids.partner_id[:7]
        before = self._find(segment.get_differences(), self.belgium.name)
        self._hide(hidden)
        after = self._find(segment.get_differences(), self.belgium.name)
        self.assertEqual(after["inside"], before["inside"] - 7)
        self.assertEqual(after["size"], before["size"] - 7)
        everything = segment.with_user(self.manager).sudo().get_differences()
        self.assertEqual(
            self._find(everything, self.belgium.name)["inside"], before["inside"]
        )

    def test_hidden_interactions_and_fields_are_left_out(self):
        segment = self._make_group([("country_id", "=", self.belgium.id)])
        self.env["ir.rule"].create(
            {
                "name": "Nobody's calls",
                "model_id": self.env["ir.model"]._get_id("contact.interaction"),
                "domain_force": "[('id', '=', 0)]",
            }
        )
        names = [feature.name for feature in segment._get_features()]
        self.assertNotIn("open_opportunity", names, "he has no rights on leads")
        self.patch(self.Partner._fields["industry_id"], "groups", "base.group_system")
        self.assertIn("industry_id", names)
        names = [feature.name for feature in segment._get_features()]
        self.assertNotIn("industry_id", names)
        known = segment._read_known_contacts(lambda query: {})
        kinds = {factor.feature.name for factor in known.factors}
        self.assertNotIn("last_interaction_date", kinds)
        self.assertIn("country_id", kinds)

    def test_names_one_may_not_read_are_not_told(self):
        segment = self._make_group([("category_id", "in", self.tag.ids)])
        self.assertTrue(self._find(segment.get_differences(), "Gardener"))
        self.env["ir.rule"].create(
            {
                "name": "No gardeners",
                "model_id": self.env["ir.model"]._get_id("res.partner.category"),
                "domain_force": repr([("id", "!=", self.tag.id)]),
            }
        )
        self.assertFalse(self._find(segment.get_differences(), "Gardener"))

    def test_who_may_ask(self):
        segment = self._make_group([("country_id", "=", self.belgium.id)])
        for user in (self.user, self.user_all, self.manager):
            self.assertTrue(segment.with_user(user).get_differences())
        with self.assertRaises(AccessError):
            segment.with_user(self.colleague).get_differences()

    def test_refusals(self):
        segment = self._create_segment()
        with self._assert_refused(UserError, "has no contacts to compare"):
            segment.get_differences()
        predictions = type(self.env["contact.prediction"])
        with (
            patch.object(predictions, "_get_missing_libraries", lambda self: ["scipy"]),
            self._assert_refused(UserError, "Insights need scipy; .* pip install"),
        ):
            segment.get_differences()

    def test_a_condition_becomes_a_step(self):
        segment = self._make_group([("country_id", "=", self.belgium.id)])
        domain = [("category_id", "in", self.tag.ids)]
        dialog = segment.action_take_condition(domain, "refine")
        self.assertEqual(dialog["res_model"], "contact.segment.step.wizard")
        context = dialog["context"]
        self.assertEqual(context["default_action"], "refine")
        wizard = self.env[dialog["res_model"]].with_user(self.user)
        wizard.with_context(**context).create({}).action_apply()
        self.assertEqual(
            segment.line_ids.partner_id,
            self.crowd.filtered(
                lambda one: (
                    self.tag in one.category_id and one.country_id == self.belgium
                )
            ),
        )
        with self._assert_refused(UserError, "action cannot be choose"):
            segment.action_take_condition(domain, "choose")

    def test_a_condition_of_a_logged_segment_makes_a_new_one(self):
        segment = self._make_group([], template_id=self.call.id)
        segment.log(send=False)
        action = segment.action_take_condition([("category_id", "in", self.tag.ids)])
        new = self.env["contact.segment"].browse(action["res_id"])
        self.assertEqual(new.state, "draft")
        self.assertIn(self.tag, new.line_ids.partner_id.category_id)
        self.assertEqual(new.step_count, 1)
