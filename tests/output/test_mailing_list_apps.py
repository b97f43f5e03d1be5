# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import ast

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from ..common_apps import AppsCommon


class TestMailingListApps(AppsCommon):
    """The contacts of a segment on a mailing list, and as recipients of a mailing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give_group(cls.user, "mass_mailing.group_mass_mailing_user")
        cls.acme.email = "acme@example.com"
        cls.campaign = cls.env["utm.campaign"].create({"name": "Spring"})
        cls.segment = cls._create_segment(subject="News", campaign_id=cls.campaign.id)
        cls._fill(cls.segment, cls.contacts)
        cls.list = cls.env["mailing.list"].create({"name": "News"})

    def _emails(self, **values):
        subscriptions = self.list.subscription_ids.filtered_domain(
            [(name, "=", value) for name, value in values.items()]
        )
        return sorted(subscriptions.contact_id.mapped("email"))

    def _subscribe(self, email, **values):
        contact = self.env["mailing.contact"].create({"name": email, "email": email})
        return self.env["mailing.subscription"].create(
            {"contact_id": contact.id, "list_id": self.list.id, **values}
        )

    def test_everybody_with_an_address(self):
        result = self.segment.add_to_mailing_list(self.list.id)
        self.assertEqual(
            result, {"added": 5, "already": 0, "removed": 0, "left_out": {}}
        )
        self.assertEqual(len(self._emails()), 5)
        carl = self.list.contact_ids.filtered(lambda one: one.name == "Carl")
        self.assertEqual(carl.email_normalized, "carl@example.com")
        self.assertEqual(carl.country_id, self.netherlands)
        anna = self.list.contact_ids.filtered(lambda one: one.name == "Anna")
        self.assertEqual(anna.company_name, "Acme")
        self.assertEqual(self.list.contact_count, 5)

    def test_who_sees_no_list_and_no_contact_counts_none(self):
        self._subscribe("carl@example.com")
        self._hide(self.dora, group=None)
        self.env.invalidate_all()
        counts = self.segment._count_for_mailing_list(self.list.id)
        self.assertEqual(counts, {"new": 3, "already": 1, "no_access": 1})
        segment = self.segment.with_user(self.user_all)
        with self.assertRaises(AccessError):
            segment._count_for_mailing_list(self.list.id)
        self.assertEqual(segment._count_for_mailing_list(0)["new"], 4)

    def test_twice(self):
        self.segment.add_to_mailing_list(self.list.id)
        result = self.segment.add_to_mailing_list(self.list.id)
        self.assertEqual((result["added"], result["already"]), (0, 5))
        self.assertEqual(len(self.list.subscription_ids), 5)

    def test_who_may_not_be_addressed_is_left_out(self):
        self.acme.email = False
        self.anna.exclude_from_segments = True
        self.bob.active = False
        self.env["mail.blacklist"]._add("carl@example.com")
        result = self.segment.add_to_mailing_list(self.list.id)
        self.assertEqual(
            result["left_out"],
            {"no_email": 1, "excluded": 1, "archived": 1, "opted_out": 1},
        )
        self.assertEqual(self._emails(), ["dora@example.com"])

    def test_one_entry_for_each_address(self):
        self.bob.email = "Anna <ANNA@example.com>"
        known = self.env["mailing.contact"].create(
            {"name": "Dora of the fair", "email": "dora@example.com"}
        )
        result = self.segment.add_to_mailing_list(self.list.id)
        self.assertEqual(result["left_out"], {"duplicate": 1})
        self.assertEqual(result["added"], 4)
        # who is known to the app is not made once more
        self.assertIn(known, self.list.contact_ids)
        contacts = self.env["mailing.contact"]
        self.assertEqual(contacts.search_count([("email", "=", "dora@example.com")]), 1)

    def test_who_left_the_list_stays_off(self):
        self._subscribe("carl@example.com", opt_out=True)
        for replace in (False, True):
            result = self.segment.add_to_mailing_list(self.list.id, replace=replace)
            self.assertEqual(result["left_out"], {"opted_out": 1})
        self.assertEqual(self._emails(opt_out=True), ["carl@example.com"])
        self.assertNotIn("carl@example.com", self._emails(opt_out=False))

    def test_replace(self):
        self._subscribe("stranger@example.com")
        self._subscribe("gone@example.com", opt_out=True)
        self._subscribe("dora@example.com")
        result = self.segment.add_to_mailing_list(self.list.id, replace=True)
        self.assertEqual((result["added"], result["already"]), (4, 1))
        self.assertEqual(result["removed"], 1)
        self.assertNotIn("stranger@example.com", self._emails())
        # remembered, so that nobody writes to them again
        self.assertEqual(self._emails(opt_out=True), ["gone@example.com"])

    def test_a_contact_that_is_hidden_is_left_out(self):
        self._hide(self.carl)
        result = self.segment.add_to_mailing_list(self.list.id)
        self.assertEqual(result["left_out"], {"no_access": 1})

    def test_rights(self):
        segment = self.segment.with_user(self.user_all)
        for action in (
            lambda: segment.add_to_mailing_list(self.list.id),
            segment.action_add_to_mailing_list,
            segment.create_mailing,
        ):
            with self.assertRaises(AccessError):
                action()
        self._give_group(self.colleague, "mass_mailing.group_mass_mailing_user")
        with self.assertRaises(AccessError):
            self.segment.with_user(self.colleague).add_to_mailing_list(self.list.id)

    def test_bad_input(self):
        for list_id, message in (
            (999999999, "there is no"),
            ("3", "list_id cannot be 3"),
            (0, "list_id cannot be 0"),
        ):
            with self._assert_refused(UserError, message):
                self.segment.add_to_mailing_list(list_id)

    def _open_wizard(self):
        action = self.segment.action_add_to_mailing_list()
        wizards = self.env[action["res_model"]].with_user(self.user)
        return Form(wizards.with_context(**action["context"]))

    def test_wizard(self):
        self.acme.email = False
        self._subscribe("dora@example.com")
        form = self._open_wizard()
        form.list_id = self.list.id
        self.assertEqual((form.added_count, form.already_count), (3, 1))
        self.assertIn("1 without a valid e-mail", form.message)
        message = form.save().action_add()["params"]["message"]
        self.assertIn("3 added, 1 were on the list already", message)
        self.assertIn("1 without a valid e-mail address", message)

    def test_wizard_with_a_new_list(self):
        wizards = self.env["contact.segment.mailing.list.wizard"].with_user(self.user)
        with self._assert_refused(UserError, "No mailing list is chosen"):
            wizards.create({"segment_id": self.segment.id}).action_add()
        form = self._open_wizard()
        form.target = "new"
        self.assertEqual(form.new_name, self.segment.name)
        form.new_name = "Spring readers"
        form.save().action_add()
        made = self.env["mailing.list"].search([("name", "=", "Spring readers")])
        self.assertEqual(made.contact_count, 5)

    def test_mailing(self):
        mailing = self.env["mailing.mailing"].browse(self.segment.create_mailing())
        self.assertEqual(mailing.subject, "News")
        self.assertEqual(mailing.campaign_id, self.campaign)
        self.assertEqual(mailing.user_id, self.user)
        self.assertEqual(mailing.mailing_model_real, "res.partner")
        self.assertEqual(mailing.state, "draft")
        domain = ast.literal_eval(mailing.mailing_domain)
        self.assertEqual(self.Partner.search(domain), self.contacts.sorted())
        self.assertEqual(set(mailing._get_recipients()), set(self.contacts.ids))
        # the recipients follow the segment
        self.segment.reduce_contacts(self._domain(self.carl))
        self.dora.exclude_from_segments = True
        recipients = set(mailing.with_user(self.user)._get_recipients())
        self.assertEqual(recipients, set((self.acme | self.anna | self.bob).ids))
        action = self.segment.action_create_mailing()
        self.assertEqual(action["res_model"], "mailing.mailing")

    def test_menu_entries_for_those_who_may_use_them(self):
        actions = self.env["ir.actions.actions"]
        for user, is_shown in ((self.user, True), (self.user_all, False)):
            bound = actions.with_user(user).get_bindings("contact.segment")["action"]
            names = {action["name"] for action in bound}
            self.assertEqual("Add to Mailing List" in names, is_shown)
            self.assertEqual("Create Mailing" in names, is_shown)
