# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestExplain(SegmentCommon):
    """Why a contact is on a segment or not: condition by condition."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment = cls._create_segment()
        cls.friends, cls.press = cls.env["res.partner.category"].create(
            [{"name": "Friends"}, {"name": "Press"}]
        )

    def _explain(self, partner, user=None):
        return self.segment.with_user(user or self.user).explain(partner.id)

    def _get_only(self, partner, user=None):
        """Return the one condition of the one step."""
        (step,) = self._explain(partner, user)["steps"]
        (condition,) = step["conditions"]
        return condition

    def test_conditions_of_who_is_in_and_of_who_is_out(self):
        domain = [("country_id", "=", self.belgium.id), ("email", "ilike", "dora")]
        self.anna.country_id = self.belgium
        self.segment.add_contacts(domain)
        labels = ["Country is Belgium", "Email contains dora"]
        for partner, found, missing in (
            (self.dora, [("Belgium", True), ("dora@example.com", True)], []),
            (self.anna, [("Belgium", True), ("anna@example.com", False)], labels[1:]),
            (self.carl, [("Netherlands", False), ("carl@example.com", False)], labels),
        ):
            for user in (self.user, self.user_all, self.manager):
                with self.subTest(partner=partner.name, user=user.login):
                    result = self._explain(partner, user)
                    self.assertEqual(result["included"], partner == self.dora)
                    self.assertEqual(result["matches_today"], partner == self.dora)
                    (step,) = result["steps"]
                    self.assertEqual(step["rule"], ["all", 0, 1])
                    conditions = step["conditions"]
                    self.assertEqual([one["label"] for one in conditions], labels)
                    self.assertEqual(conditions[0]["wanted"], "is Belgium")
                    self.assertEqual(conditions[1]["wanted"], "contains dora")
                    self.assertEqual(
                        [(one["found"], one["met"]) for one in conditions], found
                    )
                    self.assertEqual(result["missing"], missing)
                    self.assertEqual(json.loads(json.dumps(result)), result)

    def test_nested_conditions_keep_their_tree(self):
        self.segment.add_contacts(
            [
                "|",
                "&",
                ("country_id", "=", self.belgium.id),
                ("email", "ilike", "nobody"),
                "!",
                "|",
                ("is_company", "=", True),
                ("color", "=", 0),
            ]
        )
        result = self._explain(self.dora)
        (step,) = result["steps"]
        self.assertEqual(step["rule"], ["any", ["all", 0, 1], ["all", 2, 3]])
        self.assertEqual(
            [one["met"] for one in step["conditions"]], [True, False, True, False]
        )
        # one change is enough, whichever of two it is
        self.assertEqual(result["missing"], ["Email contains nobody"])

    def test_the_last_condition_that_drops_is_what_is_missing(self):
        self.dora.category_id = self.press
        self.segment.add_contacts([("country_id", "=", self.belgium.id)])
        self.segment.reduce_contacts([("category_id", "in", self.press.ids)])
        self.segment.refine_contacts([("color", "=", 0)])
        result = self._explain(self.dora)
        self.assertEqual(
            [step["effect"] for step in result["steps"]], ["added", "removed", "none"]
        )
        self.assertEqual(result["steps"][1]["conditions"][0]["found"], "Press")
        self.assertEqual(result["missing"], ["Tags is not Press"])
        self.dora.color = 7
        self.assertEqual(
            self._explain(self.dora)["missing"],
            ["Tags is not Press", "Color Index is 0"],
        )

    def test_a_condition_in_two_steps_is_missing_once(self):
        self.segment.add_contacts([("country_id", "=", self.belgium.id)])
        self.segment.refine_contacts([("country_id", "=", self.belgium.id)])
        self.assertEqual(self._explain(self.carl)["missing"], ["Country is Belgium"])

    def test_what_is_found_is_told_by_its_kind(self):
        self.dora.write(
            {"color": 4, "function": "Baker", "category_id": self.friends | self.press}
        )
        for condition, found in (
            (("color", ">", 2), "4"),
            (("function", "=", "Cook"), "Baker"),
            (("phone", "!=", False), "nothing"),
            (("type", "=", "invoice"), "Contact"),
            (("is_company", "=", True), "no"),
            (("category_id", "in", self.press.ids), "Friends; Press"),
            (("parent_id", "=", self.acme.id), "nothing"),
            (("country_id.code", "=", "NL"), "BE"),
            (("child_ids", "any", [("color", "=", 1)]), "nothing"),
            (("user_id.login", "=", "x"), "nothing"),
        ):
            with self.subTest(condition=condition):
                segment = self._create_segment()
                segment.add_contacts([condition])
                (step,) = segment.explain(self.dora.id)["steps"]
                self.assertEqual(step["conditions"][0]["found"], found)
        company = self._create_segment()
        company.add_contacts([("child_ids", "any", [("name", "=", "Bob")])])
        (step,) = company.explain(self.acme.id)["steps"]
        self.assertEqual(step["conditions"][0]["found"], "1 of 2")

    def test_a_date_is_told_as_its_reader_writes_it(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.segment.add_contacts([("create_date", ">", "2000-01-01 00:00:00")])
        today = self.anna.create_date.date()
        segment = self.segment.with_context(lang="nl_NL")
        (condition,) = segment.explain(self.anna.id)["steps"][0]["conditions"]
        self.assertIn(f"{today:%d-%m-%Y}", condition["found"])
        self.assertTrue(condition["met"])

    def test_measures_show_their_value(self):
        measure = self.env["contact.measure"].create(
            {
                "name": "Deals",
                "model": "crm.lead",
                "partner_path": "partner_id",
                "aggregate": "sum",
                "field_name": "expected_revenue",
            }
        )
        self.user.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.env["crm.lead"].create(
            {"name": "x", "partner_id": self.dora.id, "expected_revenue": 940}
        )
        terms = [("measure_id", "=", measure.id), ("value", ">=", 1000)]
        self.segment.add_contacts([("measure_value_ids", "any", terms)])
        condition = self._get_only(self.dora)
        self.assertEqual(condition["label"], "Deals ≥ 1,000")
        self.assertEqual(condition["wanted"], "≥ 1,000")
        self.assertIn("940.00", condition["found"])
        self.assertIn("0.00", self._get_only(self.carl)["found"])
        latest = measure.copy(
            {"name": "Latest", "aggregate": "maximum", "field_name": "date_deadline"}
        )
        terms = [("measure_id", "=", latest.id), ("date_value", ">=", "2026-01-01")]
        segment = self._create_segment()
        segment.add_contacts([("measure_value_ids", "any", terms)])
        (step,) = segment.explain(self.dora.id)["steps"]
        self.assertEqual(step["conditions"][0]["found"], "none")

    def test_who_is_kept_out_is_told_so(self):
        self.carl.exclude_from_segments = True
        self.segment.add_contacts([("country_id", "=", self.netherlands.id)])
        result = self._explain(self.carl)
        self.assertEqual(result["missing"], ["not excluded from segments"])
        self.assertTrue(result["steps"][0]["matched"])
        self.assertEqual(result["steps"][0]["rule"], ["all", 0, 1])
        self.carl.active = False
        result = self._explain(self.carl)
        self.assertEqual(
            result["missing"], ["not archived", "not excluded from segments"]
        )
        self.assertFalse(result["steps"][0]["matched"])
        # nobody else is bothered with it
        self.assertEqual(len(self._explain(self.dora)["steps"][0]["conditions"]), 1)

    def test_another_contact_of_the_company_can_bring_and_drop(self):
        self.segment.add_contacts([("name", "=", "Anna")], expand_companies=True)
        self.segment.reduce_contacts([("name", "=", "Anna")], entire_companies=True)
        result = self._explain(self.bob)
        self.assertEqual(
            [step["effect"] for step in result["steps"]], ["added", "removed"]
        )
        for step in result["steps"]:
            self.assertEqual(step["rule"], ["any", 0, 1])
            self.assertEqual([one["met"] for one in step["conditions"]], [False, True])
        self.assertEqual(
            result["missing"], ["not (another contact of the company is found)"]
        )
        self.assertEqual(
            self._explain(self.carl)["missing"],
            ["another contact of the company is found"],
        )

    def test_steps_by_hand_are_told_in_words(self):
        lines = self.env["contact.segment.line"].with_user(self.user)
        line = lines.create({"segment_id": self.segment.id, "partner_id": self.anna.id})
        self.assertEqual(self._get_only(self.anna)["label"], "entered by hand")
        self.assertEqual(self._explain(self.carl)["missing"], ["entered by hand"])
        line.action_remove()
        self.assertEqual(self._explain(self.anna)["missing"], ["not (removed by hand)"])
        # what one can meet comes first
        self.segment.add_contacts([("country_id", "=", self.belgium.id)])
        self.assertEqual(self._explain(self.carl)["missing"], ["Country is Belgium"])

    def test_what_changed_since_is_told(self):
        self.segment.add_contacts([("country_id", "=", self.netherlands.id)])
        self.carl.country_id = self.belgium
        self.dora.country_id = self.netherlands
        result = self._explain(self.carl)
        self.assertTrue(result["included"])
        self.assertFalse(result["matches_today"])
        self.assertEqual(result["missing"], [])
        result = self._explain(self.dora)
        self.assertFalse(result["included"])
        self.assertTrue(result["matches_today"])
        self.assertEqual(result["missing"], [])

    def test_many_conditions_are_told_as_one(self):
        domain = ["|"] * 60 + [("color", "=", number) for number in range(100, 161)]
        self.segment.add_contacts(domain)
        result = self._explain(self.anna)
        self.assertEqual(result["missing"], ["meets all the conditions of the step"])

    def test_everybody_and_nobody(self):
        self.segment.add_contacts([])
        (step,) = self._explain(self.anna)["steps"]
        self.assertEqual((step["conditions"], step["rule"]), ([], ["all"]))
        self.segment.refine_contacts([(0, "=", 1)])
        result = self._explain(self.anna)
        self.assertFalse(result["included"])
        self.assertEqual(result["missing"], [])

    def test_names_of_hidden_contacts_are_told_to_nobody(self):
        self.segment.add_contacts(
            [
                ("parent_id", "=", self.acme.id),
                ("parent_id.name", "ilike", "Ac"),
                ("parent_id.country_id", "=", self.belgium.id),
            ]
        )
        self.assertIn("Acme", json.dumps(self._explain(self.anna)))
        self._hide(self.acme)
        self.env.invalidate_all()
        told = json.dumps(self._explain(self.anna))
        self.assertNotIn("Acme", told)
        self.assertIn("not visible to you", told)
        with self.assertRaises(AccessError):
            self._explain(self.acme)

    def test_a_stranger_learns_nothing(self):
        self.segment.add_contacts([("country_id", "=", self.belgium.id)])
        with self.assertRaises(AccessError):
            self.segment.with_user(self.colleague).explain(self.anna.id)

    def test_a_measure_that_is_gone_is_named(self):
        terms = [("measure_id", "=", 0), ("value", ">=", 1)]
        step = self.env["contact.segment.step"].create(
            {
                "segment_id": self.segment.id,
                "domain": repr([("measure_value_ids", "any", terms)]),
            }
        )
        self.assertTrue(step)
        with self._assert_refused(UserError, "measure"):
            self._explain(self.anna)
        wizard = self.env["contact.segment.explain.wizard"].with_user(self.user)
        wizard = wizard.create(
            {"segment_id": self.segment.id, "partner_id": self.anna.id}
        )
        self.assertFalse(wizard.card)
        self.assertIn("measure", wizard.error)

    def test_the_card_shows_what_explain_says(self):
        self.segment.add_contacts([("country_id", "=", self.belgium.id)])
        for user in (self.user, self.user_all, self.manager):
            line = self.segment.with_user(user).line_ids[0]
            action = line.action_explain()
            wizard = self.env[action["res_model"]].with_user(user)
            wizard = wizard.with_context(**action["context"]).create({})
            self.assertEqual(wizard.partner_id, line.partner_id)
            self.assertEqual(wizard.card, self._explain(wizard.partner_id, user))
            wizard.partner_id = self.carl
            self.assertEqual(wizard.card["missing"], ["Country is Belgium"])
        from_contact = self.carl.with_user(self.user).action_view_segments()
        action = self.segment.with_context(**from_contact["context"]).action_explain()
        self.assertEqual(action["context"]["default_partner_id"], self.carl.id)

    def test_one_statement_asks_for_all_conditions(self):
        self.segment.add_contacts([("country_id", "=", self.belgium.id)])
        self._explain(self.anna)
        before = self._count_queries_of(lambda: self._explain(self.anna))
        for _turn in range(6):
            self.segment.refine_contacts(
                [("color", ">=", -1), ("type", "!=", "other"), ("street", "=", False)]
            )
        after = self._count_queries_of(lambda: self._explain(self.anna))
        self.assertLessEqual(after, before + 6)

    def test_one_contact_is_asked_for_and_nobody_else(self):
        """Others of the company are asked one by one, and no code is compiled."""
        measure = self.env["contact.measure"].create(
            {"name": "People", "model": "res.partner", "partner_path": "parent_id"}
        )
        figure = [("measure_id", "=", measure.id), ("value", "<", 1)]
        self.segment.add_contacts([("id", "=", self.carl.id)])
        self.segment.refine_contacts(
            [("measure_value_ids", "any", figure)], entire_companies=True
        )
        execute, seen = type(self.segment)._execute_bounded, []

        def spy(segment, statement):
            ((jit,),) = self.env.execute_query(SQL("SELECT current_setting('jit')"))
            plan = self.env.execute_query(SQL("EXPLAIN %s", statement))
            seen.append((jit, [line for (line,) in plan]))
            return execute(segment, statement)

        self.env.cr.execute("SET LOCAL enable_seqscan TO off")
        with patch.object(type(self.segment), "_execute_bounded", spy):
            self.segment.explain(self.bob.id)
        ((jit, plan),) = seen
        self.assertEqual(jit, "off")
        # no figure is worked out for everybody: each time it is that of one contact
        counted = [line for line in plan if "parent_id IS NOT NULL" in line]
        self.assertTrue(counted)
        for line in counted:
            self.assertIn("parent_id = ", line)

    def test_explain_of_tags_that_are_hidden(self):
        self.dora.category_id = [Command.set((self.friends | self.press).ids)]
        self.segment.add_contacts([("category_id", "in", self.friends.ids)])
        self.env["ir.rule"].create(
            {
                "name": "No press",
                "model_id": self.env["ir.model"]._get_id("res.partner.category"),
                "domain_force": repr([("id", "!=", self.press.id)]),
            }
        )
        self.assertNotIn("Press", json.dumps(self._explain(self.dora)))
