# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestInteractionKey(SegmentCommon):
    """A caller's own key makes a repeated call return the first interaction."""

    def _create(self, *keys, user=None, **values):
        Interaction = self.env["contact.interaction"].with_user(user or self.user)
        return Interaction.create(
            [
                {
                    "name": f"Number {number}",
                    "partner_id": self.dora.id,
                    "external_key": key,
                    **values,
                }
                for number, key in enumerate(keys)
            ]
        )

    def test_repeated_call_returns_the_first(self):
        for user in (self.user, self.user_all, self.manager):
            with self.subTest(user=user.name):
                first = self._create(f"order-{user.id}", user=user)
                again = self._create(f"order-{user.id}", user=user, note="Another")
                self.assertEqual(again, first)
                self.assertEqual(first.name, "Number 0")
                self.assertFalse(first.note)

    def test_repeated_in_one_call(self):
        created = self._create("a", "b", "a", False, False)
        self.assertEqual(len(created._ids), 5)
        self.assertEqual(created[0], created[2])
        self.assertEqual(len(set(created._ids)), 4)
        self.assertEqual(
            [record.name for record in created],
            ["Number 0", "Number 1", "Number 0", "Number 3", "Number 4"],
        )
        again = self._create("c", "b")
        self.assertEqual(again[1], created[1])
        self.assertNotIn(again[0], created)

    def test_ids_over_rpc(self):
        first = self._create("rpc")
        Interaction = self.env["contact.interaction"].with_user(self.user)
        values = {"name": "x", "partner_id": self.dora.id, "external_key": "rpc"}
        self.assertEqual(Interaction.create(values), first)

    def test_another_company_another_interaction(self):
        company = self.env["res.company"].create({"name": "Other company"})
        self.user.company_ids |= company
        first = self._create("shared")
        Interaction = self.env["contact.interaction"].with_user(self.user)
        Interaction = Interaction.with_context(
            allowed_company_ids=[company.id, self.env.company.id]
        )
        values = {"name": "x", "partner_id": self.dora.id, "external_key": "shared"}
        second = Interaction.create(values)
        self.assertNotEqual(second, first)
        self.assertEqual(second.company_id, company)
        both = Interaction.create(
            [values, {**values, "company_id": self.env.company.id}]
        )
        self.assertEqual(both, second | first)

    def test_keys_of_events_are_reserved(self):
        key = self.env["contact.interaction"]._get_event_key(self.acme, self.dora)
        with self._assert_refused(UserError, "choose another one"):
            self._create(key)
        with self._assert_refused(UserError, "choose another one"):
            self._create("mine").write({"external_key": key})
        # those who log events have the rights of the system
        created = self._create("mine")
        created.sudo().external_key = key
        for other in ("mine", False):
            with self._assert_refused(UserError, "was logged by itself"):
                created.write({"external_key": other})
        self.assertEqual(created.external_key, key)

    def test_key_that_is_taken_is_not_written(self):
        self._create("taken")
        other = self._create("other")
        with self._assert_refused(UserError, "has the key taken already"):
            other.write({"external_key": "taken"})
        with self._assert_refused(UserError, "has the key new already"):
            (other | self._create("third")).write({"external_key": "new"})
        self.assertEqual(other.external_key, "other")
        other.write({"external_key": "other"})
        other.write({"external_key": ""})
        self.assertFalse(other.external_key)

    def test_keys_must_be_text(self):
        for key in (5, ["a"], {"a": 1}):
            with self._assert_refused(UserError, "key"):
                self._create(key)
        # no key at all
        self.assertEqual(len(set(self._create("", "", False)._ids)), 3)

    def test_spaces_do_not_make_another_key(self):
        self.assertEqual(self._create(" spaced "), self._create(" spaced "))

    def test_unreadable_first_one(self):
        company = self.env["res.company"].create({"name": "Other company"})
        Interaction = self.env["contact.interaction"]
        values = {"name": "x", "partner_id": self.dora.id, "external_key": "hidden"}
        Interaction.create({**values, "company_id": company.id})
        with self.assertRaises(AccessError):
            Interaction.with_user(self.user).create(
                {**values, "company_id": company.id}
            )

    def test_copy_has_no_key(self):
        self.assertFalse(self._create("original").copy().external_key)

    def test_refused_values_leave_the_key_free(self):
        with self.assertRaises(UserError):
            self._create("free", cost=-1)
        self.assertTrue(self._create("free"))
