# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..interaction_log_common import InteractionCommon


@tagged("post_install", "-at_install")
class TestInteractionAccess(InteractionCommon):
    """Who may not see a contact does not see its interactions either."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden = cls._interact(cls.dora, user=cls.manager, user_id=cls.manager.id)
        cls.shown = cls._interact(cls.anna, user=cls.manager)
        cls.file = cls._attach(cls.hidden, user=cls.manager)
        cls.both = cls.hidden | cls.shown

    def _domain_of_both(self):
        return [("id", "in", self.both.ids)]

    def assertSees(self, user, expected):
        """Check everything that reads interactions."""
        self.env.invalidate_all()
        interactions = self.env["contact.interaction"].with_user(user)
        domain = self._domain_of_both()
        self.assertEqual(interactions.search(domain), expected)
        self.assertEqual(interactions.search_count(domain), len(expected))
        read = interactions.web_search_read(domain, {"title": {}})
        self.assertEqual(read["length"], len(expected))
        groups = interactions._read_group(domain, ["partner_id"], ["__count"])
        self.assertEqual(
            {partner.id: count for partner, count in groups},
            dict.fromkeys(expected.partner_id.ids, 1),
        )
        [[total]] = interactions.formatted_read_grouping_sets(domain, [[]], ["__count"])
        self.assertEqual(total["__count"], len(expected))
        self.assertEqual(self.both.with_user(user)._filtered_access("read"), expected)
        for interaction in self.both - expected:
            with self.assertRaises(AccessError):
                interaction.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                interaction.with_user(user).mapped("title")
            for change in (
                lambda one=interaction: one.with_user(user).write({"note": "x"}),
                lambda one=interaction: one.with_user(user).evaluate("neutral"),
                lambda one=interaction: one.with_user(user).cancel(),
            ):
                with self.assertRaises(AccessError):
                    change()

    def test_everybody_sees_all_without_such_a_rule(self):
        for user in (self.user, self.user_all, self.manager):
            self.assertSees(user, self.both.sorted())

    def test_rules_of_contacts_hide_interactions(self):
        self._hide(self.dora)
        for user in (self.user, self.user_all, self.manager):
            self.assertSees(user, self.shown)
        self.assertEqual(self.both.sudo().search(self._domain_of_both()), self.both)

    def test_rules_of_one_group_hide_from_that_group(self):
        rule = self._hide(self.dora, group=None)
        self.assertSees(self.manager, self.shown)
        rule.domain_force = repr([(1, "=", 1)])
        self.assertSees(self.manager, self.both)

    def test_rules_about_other_tables(self):
        self.dora.country_id = self.netherlands
        self._hide(self.dora).domain_force = repr(
            [
                "|",
                ("country_id.code", "=", "BE"),
                ("parent_id.country_id", "=", self.belgium.id),
            ]
        )
        self.assertSees(self.user, self.shown)

    def test_a_contact_of_another_company_hides_its_interactions(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.dora.company_id = company
        self.assertSees(self.user, self.shown)
        self.dora.company_id = self.env.company
        self.assertSees(self.user, self.both)

    def test_companies_of_interactions_count_as_before(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.hidden.sudo().company_id = company
        self.assertSees(self.manager, self.shown)
        self.manager.company_ids += company
        both = self.both.with_user(self.manager)
        both = both.with_context(allowed_company_ids=self.manager.company_ids.ids)
        self.assertEqual(both.search_count(self._domain_of_both()), 2)

    def test_interactions_of_deleted_contacts_stay_visible(self):
        self._hide(self.carl)
        gone = self._interact(self.carl, user=self.env.ref("base.user_root"))
        self.assertFalse(gone.with_user(self.user).has_access("read"))
        self.carl.unlink()
        self.assertFalse(gone.sudo().partner_id)
        found = self.env["contact.interaction"].with_user(self.user)
        self.assertEqual(found.search([("id", "=", gone.id)]), gone)
        self.assertTrue(gone.with_user(self.user).title)

    def test_attachments_are_hidden_with_their_interaction(self):
        for user in (self.user, self.user_all, self.manager):
            self.assertEqual(self.file.with_user(user).raw, b"What was said")
        self._hide(self.dora)
        self.env.invalidate_all()
        files = self.env["ir.attachment"]
        for user in (self.user, self.user_all):
            with self.assertRaises(AccessError):
                self.file.with_user(user).read(["raw"])
            domain = [("res_model", "=", "contact.interaction")]
            found = files.with_user(user).search(domain)
            self.assertNotIn(self.file, found)

    def test_counters_and_cards_leave_out_what_is_hidden(self):
        self._interact(self.bob, user=self.manager)
        self._hide(self.bob)
        acme = self.acme.with_user(self.user)
        self.assertEqual(acme.recent_interaction_ids, self.shown)
        self.assertEqual(acme.interaction_count, 1)
        self.assertTrue(
            self.Partner.with_user(self.user).search(
                [("interaction_ids", "in", self.shown.ids)]
            )
        )
        self.assertFalse(
            self.Partner.with_user(self.user).search(
                [("interaction_ids", "in", self.hidden.ids), ("id", "=", self.bob.id)]
            )
        )

    def test_nobody_logs_for_a_hidden_contact(self):
        self._hide(self.dora)
        with self.assertRaises(AccessError):
            self._interact(self.dora)

    def test_many_are_checked_in_one_query(self):
        self._hide(self.dora)
        for _number in range(20):
            self._interact(self.anna)
            self._interact(self.bob)
        interactions = self.env["contact.interaction"].with_user(self.user)
        found = interactions.search([])
        self.env.invalidate_all()
        found.browse(found.ids[:1]).has_access("read")
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            self.assertTrue(found.has_access("read"))
        with self.assertQueryCount(2):
            interactions.search_count(self._domain_of_both())
