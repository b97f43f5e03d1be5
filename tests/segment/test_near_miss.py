# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestNearMiss(SegmentCommon):
    """Who would be on a segment if one condition were met that is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag = cls.env["res.partner.category"].create({"name": "Near"})
        cls.people = cls.Partner.create(
            [
                {
                    "name": f"Near {color}",
                    "color": color,
                    "country_id": cls.belgium.id,
                    "category_id": [(4, cls.tag.id)],
                }
                for color in (2, 9, 7, 4, 11)
            ]
        )
        cls.segment = cls._create_segment()
        cls.domain = [("category_id", "in", cls.tag.ids), ("color", ">=", 10)]

    def _get_names(self, misses):
        names = self.Partner.browse([one["partner_id"] for one in misses])
        return names.mapped("name")

    def test_those_who_miss_least_come_first(self):
        self.segment.add_contacts(self.domain)
        for user in (self.user, self.user_all, self.manager):
            misses = self.segment.with_user(user).find_near_misses()
            self.assertEqual(
                self._get_names(misses), ["Near 9", "Near 7", "Near 4", "Near 2"]
            )
            self.assertEqual(
                misses[0],
                {
                    "partner_id": self.people[1].id,
                    "missing": ["Color Index ≥ 10"],
                    "found": "9",
                },
            )
        self.assertEqual(
            self._get_names(self.segment.find_near_misses(limit=2)),
            ["Near 9", "Near 7"],
        )

    def test_they_are_those_of_whom_explain_says_one(self):
        self.people[0].exclude_from_segments = True
        self.people[1].country_id = self.netherlands
        self.segment.add_contacts(self.domain[:1])
        self.segment.refine_contacts([("color", ">=", 4), ("color", "<", 11)])
        self.segment.refine_contacts([("color", ">=", 4)])
        self.segment.reduce_contacts([("country_id", "=", self.netherlands.id)])
        misses = {
            one["partner_id"]: one["missing"]
            for one in self.segment.find_near_misses(limit=1000)
        }
        for partner in self.people | self.contacts:
            result = self.segment.explain(partner.id)
            with self.subTest(partner=partner.name):
                is_near = not result["included"] and len(result["missing"]) == 1
                self.assertEqual(partner.id in misses, is_near)
                if is_near:
                    self.assertEqual(misses[partner.id], result["missing"])
        self.assertTrue(misses)

    def test_a_figure_counts_by_how_far_it_is(self):
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
            [
                {"name": "x", "partner_id": partner.id, "expected_revenue": amount}
                for partner, amount in zip(
                    self.people, (100, 900, 990, 500, 2000), strict=True
                )
            ]
        )
        terms = [("measure_id", "=", measure.id), ("value", ">=", 1000)]
        self.segment.add_contacts(
            [*self.domain[:1], ("measure_value_ids", "any", terms)]
        )
        misses = self.segment.find_near_misses()
        self.assertEqual(
            self._get_names(misses), ["Near 7", "Near 9", "Near 4", "Near 2"]
        )
        self.assertEqual(misses[0]["missing"], ["Deals ≥ 1,000"])
        self.assertIn("990.00", misses[0]["found"])

    def test_dates_and_companies(self):
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2001-05-01' WHERE id = %s",
            [self.people[3].id],
        )
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2002-05-01' WHERE id IN %s",
            [self.people[:3]._ids],
        )
        self.env.invalidate_all()
        self.segment.add_contacts(
            [*self.domain[:1], ("create_date", "<", "2001-01-01 00:00:00")],
            expand_companies=True,
        )
        misses = self.segment.find_near_misses()
        self.assertEqual(self._get_names(misses)[0], "Near 4")

    def test_who_was_removed_by_hand_or_is_archived_is_none(self):
        self.segment.add_contacts(self.domain)
        self.segment.line_ids.action_remove()
        self.people[1].active = False
        self.assertEqual(
            self._get_names(self.segment.find_near_misses()),
            ["Near 7", "Near 4", "Near 2"],
        )

    def test_what_one_step_wants_and_another_forbids_is_out_of_reach(self):
        self.segment.add_contacts(self.domain)
        self.segment.reduce_contacts([("color", ">=", 10)])
        self.assertEqual(self.segment.find_near_misses(), [])
        result = self.segment.explain(self.people[0].id)
        self.assertEqual(result["missing"], [])

    def test_a_segment_without_conditions_has_none(self):
        self.assertEqual(self.segment.find_near_misses(), [])
        self.segment.add_contacts([])
        self.assertEqual(self.segment.find_near_misses(), [])

    def test_hidden_contacts_are_none(self):
        self.segment.add_contacts(self.domain)
        self._hide(self.people[1])
        self.assertEqual(self._get_names(self.segment.find_near_misses())[0], "Near 7")
        with self.assertRaises(AccessError):
            self.segment.with_user(self.colleague).find_near_misses()

    def test_limit_is_checked(self):
        for limit in (0, -1, 1001, "many", None):
            with self._assert_refused(UserError, "limit"):
                self.segment.find_near_misses(limit=limit)

    def test_some_are_added_by_hand(self):
        self.segment.add_contacts(self.domain)
        for user in (self.user, self.user_all, self.manager):
            segment = self.segment.with_user(user)
            action = segment.action_find_near_misses()
            wizard = self.env[action["res_model"]].with_user(user)
            wizard = wizard.browse(action["res_id"])
            with self._assert_refused(UserError, "tick"):
                wizard.action_add()
            wizard.line_ids[0].is_chosen = True
            partner = wizard.line_ids[0].partner_id
            wizard.action_add()
            self.assertIn(partner, segment.line_ids.partner_id)
            self.assertEqual(segment.step_ids.sorted("id")[-1].source, "manual")

    def test_the_dialog_is_of_who_opened_it(self):
        self.segment.user_id = False
        self.segment.add_contacts(self.domain)
        action = self.segment.action_find_near_misses()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        with self.assertRaises(AccessError):
            wizard.with_user(self.colleague).line_ids.read(["missing"])
