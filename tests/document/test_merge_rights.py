# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.document.contact_merge_mixin import Checked
from ...word_merge import LANGUAGE
from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestMergeRights(SegmentCommon):
    """The author of a template reads nothing that the sender may not read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment = cls._create_segment(template_id=cls.template.id)
        cls._fill(cls.segment, cls.contacts)
        cls.users = cls.user | cls.user_all | cls.manager

    def _read(self, user, *names):
        lines = self.segment.line_ids.with_user(user)
        rows = lines._get_merge_values(list(names))
        return [
            {name: value for name, value in row.items() if name != LANGUAGE}
            for row in rows
        ]

    def test_every_group_merges_the_usual_fields(self):
        names = [
            name
            for name, field in self.segment.line_ids._get_merge_fields().items()
            if not field.is_list
        ]
        for user in self.users:
            with self.subTest(user=user.name):
                self.assertEqual(len(self._read(user, *names)), 5)

    def test_a_segment_of_somebody_else_gives_nothing(self):
        with self.assertRaises(AccessError):
            self._read(self.colleague, "Contact_Name")

    def test_fields_of_other_groups_are_refused(self):
        # somebody who may read it did, so it is in the cache
        self.contacts.sudo().mapped("signup_type")
        for user in self.users:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self._read(user, "partner_id.signup_type")

    def test_values_in_the_cache_are_refused_too(self):
        partner_class = type(self.env["res.partner"])
        field = partner_class._fields["comment"]
        self.patch(field, "groups", "base.group_system")
        self.contacts.sudo().mapped("comment")
        for user in self.users:
            with self.assertRaises(AccessError):
                self._read(user, "partner_id.comment")

    def test_models_without_access_are_refused(self):
        for path in (
            "partner_id.opportunity_ids.name",
            "partner_id.opportunity_ids",
            "Opportunities.Name",
        ):
            for user in self.users:
                with self.subTest(path=path, user=user.name):
                    interaction = self._create_interaction(user)
                    with self.assertRaises(AccessError):
                        interaction._get_merge_values([path])

    def _create_interaction(self, user):
        return (
            self.env["contact.interaction"]
            .with_user(user)
            .create({"name": "Letter", "partner_id": self.anna.id})
        )

    def test_records_under_a_rule_are_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.acme.company_id = other
        self.anna.company_id = False
        self.acme.mapped("name")
        for user in self.users:
            interaction = self._create_interaction(user)
            for path in ("partner_id.parent_id.name", "partner_id.parent_id"):
                with self.subTest(path=path, user=user.name):
                    with self.assertRaises(AccessError):
                        interaction._get_merge_values([path])
            (values,) = interaction._get_merge_values(["Contact_Name"])
            self.assertEqual(values["Contact_Name"], "Anna")

    def test_only_fields_can_be_named(self):
        for name in ("_get_merge_values", "sudo", "env", "partner_id.sudo.name"):
            for values in self._read(self.user, name):
                self.assertEqual(values, {})

    def test_the_check_tells_before_what_would_be_refused(self):
        lines = self.env["contact.segment.line"]
        names = ["Opportunities.Name", "partner_id.signup_type", "Contact_Name"]
        problems = lines.with_user(self.manager)._check_merge_fields(names)
        self.assertEqual(len(problems), 2)
        self.assertIn("may not read", problems["Opportunities.Name"])
        self.assertIn("may not read", problems["partner_id.signup_type"])
        sales = self.env.ref("sales_team.group_sale_salesman")
        self.manager.group_ids = [Command.link(sales.id)]
        problems = lines.with_user(self.manager)._check_merge_fields(names)
        self.assertEqual(list(problems), ["partner_id.signup_type"])

    def test_the_check_suggests_the_nearest_name(self):
        lines = self.env["contact.segment.line"].with_user(self.user)
        for name, nearest in (
            ("Contact_Nam", "Contact_Name"),
            ("contact adress", "Contact_Address"),
            ("Address", "Contact_Address"),
            ("Salutation_Informl", "Salutation_Informal"),
            ("Opportunities.Amont", "Opportunities.Amount"),
            ("Frobnicate", ""),
        ):
            self.assertEqual(lines._suggest_merge_field(name), nearest)
        self.assertIn(
            "mean Opportunities.stage_id.name?",
            lines.with_user(self._get_seller())._check_merge_fields(
                ["Opportunities.stge_id.name"]
            )["Opportunities.stge_id.name"],
        )
        names = ["Contact_Nam", "Frobnicate", "partner_id.contry_id.name", "partner_id"]
        problems = lines._check_merge_fields(names)
        self.assertIn("mean Contact_Name?", problems["Contact_Nam"])
        self.assertIn("shows nothing of the contact", problems["Frobnicate"])
        self.assertIn(
            "mean partner_id.country_id.name?", problems["partner_id.contry_id.name"]
        )
        self.assertNotIn("partner_id", problems)
        for name in ("partner_id.name.x", "partner_id.properties", "segment_id."):
            self.assertTrue(lines._check_merge_fields([name]), name)

    def _get_seller(self):
        sales = self.env.ref("sales_team.group_sale_salesman")
        self.user_all.group_ids = [Command.link(sales.id)]
        return self.user_all

    def test_every_field_of_the_catalogue_passes_the_check(self):
        sales = self.env.ref("sales_team.group_sale_salesman")
        self.user.group_ids = [Command.link(sales.id)]
        for model in ("contact.segment.line", "contact.interaction"):
            records = self.env[model].with_user(self.user)
            self.assertFalse(records._check_merge_fields(records._list_merge_names()))

    def test_pictures_are_only_what_was_kept(self):
        lines = self.segment.line_ids.with_user(self.user)
        secret = self.env["ir.attachment"].create({"name": "secret", "raw": b"secret"})
        value = {"X": {"type": "picture", "checksum": secret.checksum}}
        self.assertEqual(lines._load_merge_values(value), {"X": ""})

    def test_contacts_are_checked_once_for_all_fields(self):
        lines = self.segment.line_ids.with_user(self.user)
        partner_class = type(self.env["res.partner"])
        original, checked = partner_class.check_access, []

        def check_access(records, operation):
            checked.append(records._ids)
            return original(records, operation)

        def count(names):
            checked.clear()
            with patch.object(partner_class, "check_access", check_access):
                lines._get_merge_values(names)
            return checked.count(lines.partner_id._ids)

        names = ["partner_id.name", "partner_id.street", "partner_id.city"]
        self.assertEqual(count(names[:1]), 1)
        self.assertEqual(count(names), 1)

    def test_what_others_may_read_counts_for_nobody_else(self):
        contact, checked = self.anna, Checked()
        self.env["ir.rule"].create(
            {
                "name": "Not Anna",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {contact.id})]",
            }
        )
        checked.check(contact.sudo())
        for user in self.users:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                checked.check(contact.with_user(user).sudo(False))
        # nor does a word in the context
        with self.assertRaises(AccessError):
            self.env["contact.merge.mixin"].with_user(self.user)._check_merge_records(
                contact.with_user(self.user).with_context(contact_merge_checked=True)
            )
