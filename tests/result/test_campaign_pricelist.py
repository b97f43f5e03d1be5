# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ...hooks import _take_pricelists_back
from ..campaign_common import CampaignCommon

FEATURE = "product.group_product_pricelist"


@tagged("post_install", "-at_install")
class TestCampaignPricelist(CampaignCommon):
    """A price list for the targets, and afterwards what each had before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.feature = cls.env.ref(FEATURE)
        cls.env.ref("base.group_user").implied_ids = [Command.link(cls.feature.id)]
        pricelists = cls.env["product.pricelist"]
        cls.usual, cls.special, cls.other = pricelists.create(
            [{"name": name, "company_id": False} for name in ("Usual", "VIP", "Other")]
        )
        cls.offer = pricelists.create({"name": "Offer"})
        cls.carl.property_product_pricelist = cls.special
        cls.campaign.contact_pricelist_id = cls.offer
        # what others have is read as themselves do
        cls.eva = cls._create_contact("Eva", parent_id=cls.acme.id)

    def _give(self, campaign=None, user=None):
        campaign = campaign or self.campaign
        return campaign.with_user(user or self.manager).give_pricelist()

    def _take(self, campaign=None, user=None):
        campaign = campaign or self.campaign
        return campaign.with_user(user or self.manager).take_pricelist_back()

    def assertLists(self, expected, *contacts):
        self.env.invalidate_all()
        for contact in contacts:
            found = contact.specific_property_product_pricelist
            self.assertEqual(found.name or "", expected, contact.name)

    def test_there_and_back(self):
        before = self.dora.property_product_pricelist
        self.assertEqual(self._give(), {"changed": 2, "unchanged": 0})
        # Anna and Bob are of Acme, and so is Eva
        self.assertLists("Offer", self.carl, self.acme, self.anna, self.bob, self.eva)
        self.assertEqual(self.carl.property_product_pricelist, self.offer)
        self.assertLists("", self.dora)
        self.assertEqual(self.dora.property_product_pricelist, before)
        campaign = self.campaign.with_user(self.user)
        self.assertEqual(campaign.contact_pricelist_count, 2)
        self.assertEqual(self._give(), {"changed": 0, "unchanged": 2})
        self.assertEqual(self._take(), {"changed": 2, "unchanged": 0})
        self.assertLists("VIP", self.carl)
        self.assertLists("", self.acme, self.anna, self.bob, self.eva)
        self.assertFalse(self.env["contact.campaign.pricelist"].search([]))
        self.assertEqual(self._take(), {"changed": 0, "unchanged": 0})

    def test_who_got_another_one_meanwhile(self):
        self._give()
        self.carl.property_product_pricelist = self.other
        self.assertEqual(self._give()["changed"], 0)
        self.assertLists("Other", self.carl)
        self.assertEqual(self._take(), {"changed": 1, "unchanged": 1})
        self.assertLists("Other", self.carl)

    def test_new_targets(self):
        self._give()
        self._log(self.dora)
        self.assertLists("", self.dora)
        self.assertEqual(self._give(), {"changed": 1, "unchanged": 2})
        self.assertLists("Offer", self.dora)

    def test_only_targets_that_were_addressed(self):
        draft = self._create_segment(
            template_id=self.letters.id,
            campaign_id=self.campaign.id,
            campaign_target=True,
        )
        self._fill(draft, self.dora)
        other = self.env["utm.campaign"].create(
            {"title": "Other", "contact_pricelist_id": self.offer.id}
        )
        self._log(self.dora, campaign_id=other.id, campaign_target=False)
        self.logged.with_user(self.manager).interaction_ids.filtered(
            lambda one: one.partner_id == self.carl
        ).cancel()
        self.assertEqual(self._give()["changed"], 1)
        self.assertEqual(self._give(other)["changed"], 0)
        self.assertLists("VIP", self.carl)
        self.assertLists("", self.dora)

    def test_two_campaigns(self):
        """Whichever ends first, in the end each has what it had before both."""
        for first_ends in (True, False):
            second = self.env["utm.campaign"].create(
                {"title": "Second", "contact_pricelist_id": self.other.id}
            )
            self._log(self.carl, campaign_id=second.id)
            self._give()
            self._give(second)
            self.assertLists("Other", self.carl)
            order = [self.campaign, second] if first_ends else [second, self.campaign]
            self._take(order[0])
            self.assertLists("Other" if first_ends else "Offer", self.carl)
            self._take(order[1])
            self.assertLists("VIP", self.carl)

    def test_two_campaigns_with_one_list(self):
        second = self.env["utm.campaign"].create(
            {"title": "Second", "contact_pricelist_id": self.offer.id}
        )
        self._log(self.carl, campaign_id=second.id)
        self._give()
        self._give(second)
        self._take()
        self.assertLists("Offer", self.carl)
        self._take(second)
        self.assertLists("VIP", self.carl)

    def test_each_company_has_its_own(self):
        company = self.env["res.company"].create({"name": "Second Company"})
        self.manager.company_ids += company
        there = self.carl.with_company(company)
        there.specific_property_product_pricelist = self.other
        self._give()
        self.assertLists("Offer", self.carl)
        self.assertLists("Other", there)
        self._take()
        self.assertLists("VIP", self.carl)
        self.assertLists("Other", there)
        self.offer.company_id = self.env.company
        with self._assert_refused(UserError, "belongs to another company"):
            self._give(self.campaign.with_company(company))

    def test_who_may(self):
        for user in (self.user, self.user_all, self.salesman):
            for method in (self._give, self._take):
                with self._assert_refused(AccessError, "Only an administrator"):
                    method(user=user)
        manager = self._create_user("pure_manager", "group_manager")
        manager.group_ids -= self.env.ref("base.group_partner_manager")
        if not self.env["res.partner"].with_user(manager).has_access("write"):
            with self._assert_refused(AccessError, "Contact"):
                self._give(user=manager)
        self.assertLists("VIP", self.carl)

    def test_contacts_one_may_not_see_or_change(self):
        self._hide(self.carl, "contact_segment.group_manager")
        self.assertEqual(self._give(), {"changed": 1, "unchanged": 0})
        self.assertLists("VIP", self.carl)
        rule = self._hide(self.acme, "")
        rule.write({"perm_read": False})
        self._take()
        self.assertEqual(self._give(), {"changed": 0, "unchanged": 0})
        self.assertLists("", self.acme)

    def test_refused(self):
        with self._assert_refused(UserError, "has no price list"):
            self._give(self.env["utm.campaign"].create({"title": "Plain"}))
        self._give()
        with self._assert_refused(ValidationError, "take it back"):
            self.campaign.contact_pricelist_id = self.other
        with self._assert_refused(ValidationError, "take it back"):
            self.campaign.contact_pricelist_id = False
        with self._assert_refused(UserError, "take it back"):
            self.campaign.unlink()
        self._take()
        self.campaign.contact_pricelist_id = self.other
        self.env.ref("base.group_user").implied_ids = [Command.unlink(self.feature.id)]
        with self._assert_refused(UserError, "uses no price lists"):
            self._give()

    def test_merged_and_deleted_customers(self):
        self._log(self.dora)
        self._give()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.carl | self.dora).ids, self.carl
        )
        self._take()
        self.assertIn(
            self.carl.specific_property_product_pricelist.name or "", ("VIP", "")
        )
        self.assertFalse(self.env["contact.campaign.pricelist"].search([]))

    def test_uninstalled(self):
        self._give()
        _take_pricelists_back(self.env)
        self.assertLists("VIP", self.carl)

    def test_buttons(self):
        campaign = self.campaign.with_user(self.manager)
        note = campaign.action_give_pricelist()
        self.assertIn("the price list now: 2", note["params"]["message"])
        note = campaign.action_take_pricelist_back()
        self.assertIn("their own price list again: 2", note["params"]["message"])
