# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..interaction_log_common import InteractionCommon


@tagged("post_install", "-at_install")
class TestInteractionOpportunity(InteractionCommon):
    """The opportunity of an interaction is one of its contact or of the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env,
            login="segment_seller",
            groups="contact_segment.group_user,sales_team.group_sale_salesman",
        )
        leads = cls.env["crm.lead"].with_user(cls.seller)
        cls.acme_lead, cls.carl_lead, cls.loose_lead = leads.create(
            [
                {"name": "Stairs", "type": "opportunity", "partner_id": cls.bob.id},
                {"name": "Roof", "type": "opportunity", "partner_id": cls.carl.id},
                {"name": "Floor", "type": "opportunity"},
            ]
        )

    def test_opportunity_of_somebody_else_is_refused(self):
        with self._assert_refused(UserError, "Carl and not to Acme, Anna"):
            self._interact(user=self.seller, lead_id=self.carl_lead.id)
        made = self._interact(user=self.seller)
        with self._assert_refused(UserError, "Carl and not to Acme, Anna"):
            made.lead_id = self.carl_lead
        made.lead_id = self.acme_lead
        with self._assert_refused(UserError, "Acme, Bob and not to Carl"):
            made.partner_id = self.carl
        made.write({"partner_id": self.carl.id, "lead_id": self.carl_lead.id})
        self.assertEqual(made.lead_id, self.carl_lead)

    def test_calls_are_asked_too(self):
        self.env.company.contact_outgoing_call_template_id = self.call
        wizards = self.env["contact.call.wizard"].with_user(self.seller)
        wizard = wizards.create(
            {"partner_id": self.anna.id, "lead_id": self.carl_lead.id}
        )
        with self._assert_refused(UserError, "Carl and not to Acme, Anna"):
            wizard.action_finish()
        wizard.lead_id = self.acme_lead
        wizard.action_finish()
        self.assertEqual(self.anna.interaction_ids.lead_id, self.acme_lead)

    def test_opportunity_of_the_company_or_of_nobody(self):
        for lead in (self.acme_lead, self.loose_lead):
            made = self._interact(user=self.seller, lead_id=lead.id)
            self.assertEqual(made.lead_id, lead)

    def test_what_is_there_already_stays(self):
        made = self._interact(user=self.seller)
        # as an e-mail about an opportunity, which goes to others too
        made.sudo().lead_id = self.carl_lead
        made.write({"lead_id": self.carl_lead.id, "note": "An architect"})
        self.assertEqual(made.note, "An architect")
