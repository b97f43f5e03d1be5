# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from ..common import SegmentCommon


class TestAccessCompany(SegmentCommon):
    """Two companies, and record rules that hide contacts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a = cls.env.company
        cls.company_b = cls.env["res.company"].create({"name": "Company B"})
        both = cls.company_a | cls.company_b
        groups = "contact_segment.group_manager,base.group_partner_manager"
        cls.user_b = new_test_user(
            cls.env,
            login="user_b",
            groups=groups,
            company_id=cls.company_b.id,
            company_ids=[Command.set(cls.company_b.ids)],
        )
        cls.user_b.name = "User B"
        cls.user_ab = new_test_user(
            cls.env, login="user_ab", groups=groups, company_ids=[Command.set(both.ids)]
        )
        cls.contact_a = cls._create_contact("Only A", company_id=cls.company_a.id)
        cls.contact_b = cls._create_contact("Only B", company_id=cls.company_b.id)
        cls.mixed = cls.contact_a | cls.contact_b | cls.carl
        cls.template_b = cls.template.copy(
            {"name": "Template B", "company_id": cls.company_b.id}
        )
        cls.segment = cls._create_segment(template_id=cls.template.id)
        cls.segment_b = cls._create_segment(cls.user_b)
        cls._fill(cls.segment_b, cls.contact_b)
        cls.env.flush_all()

    def test_segments_belong_to_the_company_of_their_creator(self):
        self.assertEqual(self.segment.company_id, self.company_a)
        self.assertEqual(self.segment_b.company_id, self.company_b)

    def test_segments_of_another_company_are_not_seen(self):
        self.segment_b.template_id = self.template_b
        self.segment_b.save_criteria("Criteria B")
        self.segment_b.document_ids = [Command.create({"kind": "html"})]
        self.segment_b.log(send=False)
        for name in (
            "contact.segment",
            "contact.segment.line",
            "contact.segment.step",
            "contact.segment.document",
            "contact.criteria",
            "contact.criteria.step",
            "contact.interaction",
            "contact.interaction.template",
        ):
            domain = [("create_uid", "=", self.user_b.id)]
            if name == "contact.segment.line":
                domain = [("segment_id.create_uid", "=", self.user_b.id)]
            if name.endswith("template"):
                domain = [("id", "=", self.template_b.id)]
            records = self.env[name].with_context(active_test=False)
            self.assertTrue(records.with_user(self.user_b).search(domain), name)
            found = records.with_user(self.manager).search(domain)
            self.assertFalse(found, name)
        segment = self.segment_b.with_user(self.manager)
        for action in (
            lambda: segment.read(["name"]),
            lambda: segment.preview_step("add", []),
            lambda: segment.cancel_logged(),
            lambda: self.segment.with_user(self.manager).reuse_logged(segment.id),
        ):
            with self.assertRaises(AccessError):
                action()

    def test_contacts_of_another_company_are_not_counted_or_added(self):
        domain = self._domain(self.mixed)
        preview = self.segment.preview_step("add", domain)
        self.assertEqual((preview["matched"], preview["added"]), (2, 2))
        result = self.segment.add_contacts(domain)
        self.assertEqual((result["matched"], result["added"]), (2, 2))
        self.assertEqual(self.segment.line_ids.partner_id, self.contact_a | self.carl)

    def test_user_of_both_companies_adds_those_of_the_segment_only(self):
        both = (self.company_a | self.company_b).ids
        segment = self.segment.with_user(self.user_ab)
        segment = segment.with_context(allowed_company_ids=both)
        domain = self._domain(self.mixed)
        self.assertEqual(segment.preview_step("add", domain)["added"], 2)
        self.assertEqual(segment.add_contacts(domain)["matched"], 2)
        self.assertEqual(segment.line_ids.partner_id, self.contact_a | self.carl)

    def test_companies_bring_no_people_of_another_company(self):
        stranger = self._create_contact(
            "Stranger", parent_id=self.acme.id, company_id=self.company_b.id
        )
        both = (self.company_a | self.company_b).ids
        for user in (self.user, self.user_ab):
            segment = self._create_segment(user)
            segment = segment.with_context(
                allowed_company_ids=both[: len(user.company_ids)]
            )
            segment.add_contacts(self._domain(self.anna), expand_companies=True)
            self.assertIn(self.bob, segment.line_ids.partner_id)
            self.assertNotIn(stranger, segment.line_ids.partner_id)

    def test_contact_of_another_company_cannot_be_entered_by_hand(self):
        values = {"segment_id": self.segment.id, "partner_id": self.contact_b.id}
        lines = self.env["contact.segment.line"]
        with self.assertRaises(AccessError):
            lines.with_user(self.user).create(values)
        both = (self.company_a | self.company_b).ids
        lines = lines.with_user(self.user_ab).with_context(allowed_company_ids=both)
        with self._assert_refused(UserError, "Only B"):
            lines.create(values)
        self.assertFalse(self.segment.step_ids)
        self.assertEqual(self.segment.line_count, 0)

    def test_template_or_user_of_another_company_is_refused(self):
        both = (self.company_a | self.company_b).ids
        segment = self.segment.with_user(self.user_ab)
        segment = segment.with_context(allowed_company_ids=both)
        self._fill(segment, self.carl)
        for name, record in (
            ("template_id", self.template_b),
            ("user_id", self.user_b),
        ):
            with self._assert_refused(UserError, record.name):
                segment.write({name: record.id, "name": "Changed"})
            with self._assert_refused(UserError, record.name):
                segment.create({"name": "New", name: record.id})
            with self._assert_refused(UserError, record.name):
                segment.line_ids.write({name: record.id})
        self.assertRecordValues(
            segment,
            [
                {
                    "name": "Test segment",
                    "template_id": self.template.id,
                    "user_id": self.user.id,
                    "unit_cost": 2.0,
                }
            ],
        )
        self.assertEqual(segment.line_ids.overridden_fields, [])
        self.assertEqual(segment.search_count([("name", "=", "New")]), 0)

    def test_company_with_foreign_contacts_cannot_be_given_to_a_segment(self):
        both = (self.company_a | self.company_b).ids
        segment = self.segment.with_user(self.user_ab)
        segment = segment.with_context(allowed_company_ids=both)
        segment.write({"user_id": False})
        self._fill(segment, self.contact_a | self.carl)
        with self._assert_refused(UserError, "Only A"):
            segment.company_id = self.company_b
        segment.reduce_contacts(self._domain(self.contact_a))
        segment.company_id = self.company_b
        self.assertEqual(segment.line_count, 1)

    def test_number_is_unique_in_a_company(self):
        self.assertNotEqual(self.segment.number, "/")
        other = self._create_segment()
        self.assertNotEqual(other.number, self.segment.number)

    def test_last_interaction_counts_only_companies_one_may_see(self):
        interactions = self.env["contact.interaction"]
        interactions.with_user(self.user_b).create(
            {"name": "B", "partner_id": self.carl.id, "date": "2026-05-05 10:00:00"}
        )
        carl = self.carl.with_user(self.user)
        self.assertFalse(carl.last_interaction_date)
        self.assertEqual(carl.interaction_count, 0)
        domain = [("id", "=", carl.id), ("last_interaction_date", "!=", False)]
        self.assertFalse(carl.search(domain))
        self.assertTrue(carl.with_user(self.user_b).search(domain))

    def test_hidden_contacts_are_neither_counted_nor_added(self):
        self._hide(self.dora | self.bob, group=None)
        domain = self._domain(self.contacts)
        preview = self.segment.preview_step("add", domain)
        self.assertEqual((preview["matched"], preview["added"]), (3, 3))
        result = self.segment.add_contacts(domain, expand_companies=True)
        self.assertEqual((result["matched"], result["added"]), (3, 3))
        self.assertEqual(
            self.segment.line_ids.partner_id, self.acme | self.anna | self.carl
        )
        with self.assertRaises(AccessError):
            self.env["contact.segment.line"].with_user(self.user).create(
                {"segment_id": self.segment.id, "partner_id": self.dora.id}
            )
        with self.assertRaises(AccessError):
            self.segment.explain(self.dora.id)

    def test_hidden_contacts_are_no_hits_of_reduce(self):
        self._fill(self.segment, self.contacts)
        self._hide(self.dora, group=None)
        domain = self._domain(self.dora | self.carl)
        self.assertEqual(self.segment.preview_step("reduce", domain)["matched"], 1)
        self.assertEqual(self.segment.reduce_contacts(domain)["removed"], 1)
        result = self.segment.reduce_contacts([("name", "=like", "Dor%")])
        self.assertEqual((result["matched"], result["line_count"]), (0, 4))
