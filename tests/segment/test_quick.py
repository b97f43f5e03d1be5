# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...tools.conditions import split_conjuncts
from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestQuickConditions(SegmentCommon):
    """The conditions of one click: what they write, and how many they bring."""

    def setUp(self):
        super().setUp()
        self.segment = self._create_segment()
        self.retail, self.gold = self.env["res.partner.category"].create(
            [{"name": "Test retail"}, {"name": "Test gold"}]
        )
        self.contacts.category_id = self.retail
        self.carl.category_id |= self.gold
        self.only = [("category_id", "in", self.retail.ids)]

    def _get(self, domain, toggle=None, **kwargs):
        if toggle:
            domain = self.segment.toggle_quick_condition(domain, *toggle)
        result = self.segment.get_quick_conditions(domain, **kwargs)
        facets = {
            facet["name"]: {
                value["label"]: (value["count"], value["is_on"])
                for value in facet["values"]
            }
            for facet in result
        }
        return domain, facets

    def test_values_have_the_counts_of_what_they_add(self):
        _domain, facets = self._get(self.only)
        self.assertEqual(
            facets["country_id"], {"Belgium": (4, False), "Netherlands": (1, False)}
        )
        for label, country in (("Belgium", self.belgium), ("Netherlands", False)):
            domain = [*self.only, ("country_id", "=", (country or self.netherlands).id)]
            preview = self.segment.preview_step("add", domain)
            self.assertEqual(preview["added"], facets["country_id"][label][0])
        # within a kind, each value counts for itself
        self.assertEqual(facets["category_id"]["Test retail"], (5, True))
        self.assertEqual(facets["last_interaction"], {"never": (5, False)})

    def test_who_does_not_come_in_is_not_counted(self):
        self.dora.exclude_from_segments = True
        self.bob.active = False
        self._fill(self.segment, self.anna)
        _domain, facets = self._get(self.only)
        self.assertEqual(facets["country_id"]["Belgium"], (1, False))
        # a step that is changed brings those it has brought
        step_id = self.segment.step_ids.id
        _domain, facets = self._get(self.only, step_id=step_id)
        self.assertEqual(facets["country_id"]["Belgium"], (2, False))

    def test_a_click_is_a_condition(self):
        belgium = ["country_id", self.belgium.id]
        domain, facets = self._get("[]", belgium)
        self.assertEqual(domain, f"[('country_id', 'in', [{self.belgium.id}])]")
        self.assertTrue(facets["country_id"]["Belgium"][1])
        domain, _facets = self._get(domain, ["country_id", self.netherlands.id])
        ids = sorted((self.belgium | self.netherlands).ids)
        self.assertEqual(domain, f"[('country_id', 'in', {ids})]")
        domain, facets = self._get(domain, ["category_id", self.gold.id])
        self.assertEqual(facets["country_id"]["Netherlands"], (1, True))
        self.assertEqual(facets["country_id"]["Belgium"], (0, True))
        domain, _facets = self._get(domain, belgium)
        domain, _facets = self._get(domain, ["country_id", self.netherlands.id])
        self.assertEqual(domain, f"[('category_id', 'in', [{self.gold.id}])]")

    def test_kinds_of_one_value_change_it(self):
        template = {"template_id": self.call.id}
        segment = self._fill(self._create_segment(**template), self.anna)
        segment.log(send=False)
        domain, facets = self._get(self.only, ["last_interaction", "30"])
        self.assertEqual(facets["last_interaction"]["last 30 days"], (1, True))
        self.assertEqual(facets["last_interaction"]["never"], (4, False))
        self.assertEqual(facets["country_id"], {"Belgium": (1, False)})
        domain, facets = self._get(domain, ["last_interaction", "never"])
        self.assertEqual(facets["last_interaction"]["never"], (4, True))
        self.segment.add_contacts(domain)
        self.assertEqual(self.segment.line_ids.partner_id, self.contacts - self.anna)
        domain, _facets = self._get(domain, ["last_interaction", "never"])
        self.assertEqual(domain, repr([self.only[0]]))

    def test_open_opportunities_are_counted_for_who_may_see_them(self):
        _domain, facets = self._get(self.only)
        self.assertNotIn("open_opportunity", facets)
        self.user.group_ids |= self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "partner_id": self.carl.id}
        )
        _domain, facets = self._get(self.only, ["open_opportunity", "with"])
        self.assertEqual(
            facets["open_opportunity"], {"with": (1, True), "without": (4, False)}
        )

    def test_other_conditions_stay(self):
        mixed = ["|", ("city", "=", False), ("city", "ilike", "gent"), *self.only]
        domain, facets = self._get(mixed, ["country_id", self.belgium.id])
        self.assertEqual(domain, repr([*mixed, ("country_id", "in", self.belgium.ids)]))
        self.assertEqual(facets["country_id"]["Belgium"], (4, True))
        # as the editor of Odoo writes it
        domain, _facets = self._get(
            repr(["&", *mixed]), ["country_id", self.belgium.id]
        )
        self.assertEqual(domain, repr([*mixed, ("country_id", "in", self.belgium.ids)]))

    def test_a_rule_without_a_value_is_completed(self):
        open_rule = [("country_id", "in", []), *self.only]
        _domain, facets = self._get(open_rule)
        self.assertEqual(facets["category_id"]["Test retail"], (5, True))
        domain, _facets = self._get(open_rule, ["country_id", self.belgium.id])
        self.assertEqual(
            domain, repr([("country_id", "in", self.belgium.ids), *self.only])
        )

    def test_a_condition_that_cannot_be_used_has_no_values(self):
        for domain in ("[('no_such_field', '=', 1)]", "nonsense", "[uid]"):
            with self.subTest(domain=domain):
                self.assertEqual(self._get(domain), (domain, {}))
        domain, facets = self._get([("color", "=", "blue")], ["country_id", 1])
        self.assertEqual(facets, {})
        self.assertIn("country_id", domain)

    def test_what_is_switched_must_exist(self):
        for toggle in (
            ["email", "x"],
            ["country_id", False],
            ["last_interaction", "yesterday"],
            ["country_id", "Belgium"],
            ["open_opportunity", "with"],
        ):
            with self.subTest(toggle=toggle), self.assertRaises(UserError):
                self.segment.toggle_quick_condition("[]", *toggle)

    def test_who_may_not_see_the_segment_counts_nothing(self):
        segment = self.segment.with_user(self.colleague)
        with self.assertRaises(AccessError):
            segment.get_quick_conditions("[]")
        with self.assertRaises(AccessError):
            segment.toggle_quick_condition("[]", "country_id", self.belgium.id)

    def test_contacts_and_names_are_those_the_user_may_see(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.dora.company_id = elsewhere
        _domain, facets = self._get(self.only)
        self.assertEqual(facets["country_id"]["Belgium"], (3, False))

    def test_parts_of_a_condition(self):
        a, b, c = ("a", "=", 1), ("b", "=", 2), ("c", "=", 3)
        for domain, parts in (
            ([], []),
            ([a, b], [[a], [b]]),
            (["&", a, b], [[a], [b]]),
            (["&", "&", a, b, c], [[a], [b], [c]]),
            (["|", a, b, c], [["|", a, b], [c]]),
            (["&", "|", a, b, "!", c], [["|", a, b], ["!", c]]),
            (["!", "&", a, b], [["!", "&", a, b]]),
            (["|", "&", a, b, c], [["|", "&", a, b, c]]),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(split_conjuncts(domain), parts)
