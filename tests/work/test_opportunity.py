# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common_work import WorkCommon


@tagged("post_install", "-at_install")
class TestOpportunity(WorkCommon):
    """Opportunities for lines and interactions, once each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls.env["utm.campaign"].create({"name": "Spring"})
        cls.segment = cls._create_filled(
            cls.sales_lead, name="Spring", campaign_id=cls.campaign.id
        )

    def _leads(self, ids):
        return self.env["crm.lead"].browse(ids)

    def _interaction(self, user=None, **values):
        interactions = self.env["contact.interaction"].with_user(
            user or self.sales_lead
        )
        return interactions.create(
            {"name": "Call", "partner_id": self.dora.id, **values}
        )

    def test_lines_of_a_draft(self):
        line = self._line(self.segment, self.anna)
        line.write({"note": "Wants a <big> table", "user_id": self.colleague.id})
        leads = self._leads(self.segment.create_opportunities())
        self.assertEqual(leads.partner_id, self.anna | self.bob | self.carl)
        self.assertEqual(set(leads.mapped("name")), {"Spring"})
        self.assertEqual(leads.segment_id, self.segment)
        self.assertEqual(leads.campaign_id, self.campaign)
        self.assertEqual(leads.company_id, self.segment.company_id)
        self.assertEqual(set(leads.mapped("type")), {"opportunity"})
        lead = leads.filtered(lambda lead: lead.partner_id == self.anna)
        self.assertEqual(lead.user_id, self.colleague)
        self.assertIn("Wants a &lt;big&gt; table", lead.description)
        self.assertEqual((leads - lead).user_id, self.sales_lead)
        self.assertEqual(self.segment.opportunity_count, 3)

    def test_second_call_creates_none(self):
        line = self._line(self.segment, self.bob)
        self.assertEqual(len(self.segment.create_opportunities(line.ids)), 1)
        self.assertEqual(len(self.segment.create_opportunities()), 2)
        self.assertEqual(self.segment.create_opportunities(), [])

    def test_lost_and_invisible_ones_count(self):
        leads = self._leads(self.segment.create_opportunities())
        leads[0].action_set_lost()
        leads[1].user_id = self.colleague
        self.assertEqual(self.segment.with_user(self.seller).create_opportunities(), [])
        self.assertEqual(self.segment.opportunity_count, 3)
        # the colleague's is the only one this one may not see: none is this one's
        self.env.invalidate_all()
        self.assertEqual(self.segment.with_user(self.seller).opportunity_count, 0)
        self.assertEqual(self.segment.with_user(self.plain).opportunity_count, 0)

    def test_repeated_contact_gets_one(self):
        self.segment.add_contacts(self._domain(self.anna), allow_existing=True)
        self.assertEqual(len(self.segment.line_ids), 4)
        self.assertEqual(len(self.segment.create_opportunities()), 3)

    def test_logging_links_the_interactions(self):
        line = self._line(self.segment, self.anna)
        (lead_id,) = self.segment.create_opportunities(line.ids)
        self.segment.log(send=False)
        linked = self.segment.interaction_ids.filtered("lead_id")
        self.assertEqual(linked.partner_id, self.anna)
        self.assertEqual(linked.lead_id.id, lead_id)
        self.assertEqual(linked.create_opportunity(), lead_id)

    def test_logged_lines(self):
        self._line(self.segment, self.anna).note = "Said on the line"
        self.segment.log(send=False)
        interactions = self.segment.interaction_ids
        anna = interactions.filtered(lambda i: i.partner_id == self.anna)
        bob = interactions.filtered(lambda i: i.partner_id == self.bob)
        anna.sudo().note = "Said in the log"
        bob.sudo().cancel()
        leads = self._leads(self.segment.create_opportunities())
        self.assertEqual(leads.partner_id, self.anna | self.carl)
        self.assertEqual(interactions.lead_id, leads)
        self.assertIn("Said on the line", anna.lead_id.description)
        self.assertIn("Said in the log", anna.lead_id.description)

    def test_interaction_made_later_is_linked(self):
        line = self._line(self.segment, self.anna)
        (lead_id,) = self.segment.create_opportunities(line.ids)
        interaction = self._interaction(
            partner_id=self.anna.id, segment_id=self.segment.id
        )
        self.assertEqual(interaction.lead_id.id, lead_id)

    def test_one_interaction(self):
        interaction = self._interaction(
            note="Twelve chairs", campaign_id=self.campaign.id
        )
        lead_id = interaction.create_opportunity()
        lead = self._leads(lead_id)
        self.assertEqual(lead.name, "Call")
        self.assertEqual(lead.partner_id, self.dora)
        self.assertEqual(lead.user_id, self.sales_lead)
        self.assertEqual(lead.campaign_id, self.campaign)
        self.assertIn("Twelve chairs", lead.description)
        self.assertEqual(interaction.lead_id, lead)
        self.assertEqual(interaction.create_opportunity(), lead_id)
        self.assertEqual(lead.interaction_count, 1)
        found = interaction.search(lead.action_view_interactions()["domain"])
        self.assertEqual(found, interaction)

    def test_postponed_and_cancelled_ones_are_refused(self):
        for state, word in (("draft", "Postponed"), ("cancelled", "Cancelled")):
            interaction = self._interaction(state=state)
            with self._assert_refused(UserError, f"Call with Dora is {word}"):
                interaction.create_opportunity()

    def test_interactions_of_a_segment_share_one(self):
        self.segment.log(send=False)
        first = self.segment.interaction_ids.filtered(
            lambda interaction: interaction.partner_id == self.anna
        )
        second = self._interaction(partner_id=self.anna.id, segment_id=self.segment.id)
        other = self._interaction(partner_id=self.anna.id)
        action = (first | second | other).action_create_opportunities()
        leads = self.env["crm.lead"].search(action["domain"])
        self.assertEqual(len(leads), 2)
        self.assertEqual(first.lead_id, second.lead_id)
        self.assertNotEqual(other.lead_id, first.lead_id)
        self.assertEqual(len(self.segment.create_opportunities()), 2)

    def test_action_opens_the_one(self):
        interaction = self._interaction()
        action = interaction.action_create_opportunities()
        self.assertEqual(action["res_id"], interaction.lead_id.id)
        self.assertEqual(
            interaction.action_view_opportunity()["res_id"], interaction.lead_id.id
        )
        interaction.lead_id.user_id = self.colleague
        with self._assert_refused(UserError, "of a colleague"):
            interaction.with_user(self.seller).action_view_opportunity()

    def test_interaction_of_a_colleague(self):
        interaction = self._interaction(user_id=self.seller.id)
        lead = self._leads(interaction.with_user(self.seller).create_opportunity())
        self.assertEqual(interaction.lead_id, lead)
        self.assertEqual(lead.user_id, self.seller)

    def test_users_without_sales_rights_are_told(self):
        segment = self.segment.with_user(self.plain)
        with self._assert_refused(UserError, "make you a salesperson"):
            segment.create_opportunities()
        with self._assert_refused(UserError, "make you a salesperson"):
            segment.action_create_opportunities()
        with self._assert_refused(UserError, "make you a salesperson"):
            segment.line_ids.action_create_opportunities()
        interaction = self._interaction(self.plain)
        with self._assert_refused(UserError, "make you a salesperson"):
            interaction.create_opportunity()
        self.assertFalse(self.segment.opportunity_count)

    def test_salesperson_with_own_opportunities_only(self):
        segment = self._create_filled(self.seller)
        self._line(segment, self.anna).user_id = self.colleague
        with self._assert_refused(UserError, "Anna belongs to .*of others .1"):
            segment.create_opportunities()
        self.assertFalse(segment.sudo().opportunity_count)
        wizard = self._wizard("opportunity", segment)
        self.assertEqual((wizard.new_count, wizard.foreign_count), (2, 1))
        wizard.action_create()
        self.assertEqual(segment.opportunity_count, 2)
        wizard.invalidate_recordset()
        with self._assert_refused(UserError, "nothing to create"):
            wizard.action_create()

    def test_segment_of_somebody_else(self):
        other = self._create_work_user(
            "segment_other", "group_user", "sales_team.group_sale_salesman"
        )
        with self.assertRaises(AccessError):
            self.segment.with_user(other).create_opportunities()
        self.assertFalse(self.segment.opportunity_count)

    def test_salespersons_are_told_once(self):
        self.segment.line_ids.user_id = self.colleague
        messages = self.env["mail.message"]
        domain = [("notified_partner_ids", "in", self.colleague.partner_id.ids)]
        before = messages.search_count(domain)
        leads = self._leads(
            self.segment.with_context(tracking_disable=False).create_opportunities()
        )
        self.assertEqual(messages.search_count(domain), before + 1)
        self.assertIn(self.colleague.partner_id, leads[2].message_partner_ids)
        self.assertTrue(leads[2].message_ids)
        self.assertTrue(leads.stage_id)

    def test_merging_opportunities_keeps_the_links(self):
        interaction = self._interaction()
        self.env["crm.lead"].browse(interaction.create_opportunity())
        own = self.env["crm.lead"].create(
            {
                "name": "Own",
                "type": "opportunity",
                "partner_id": self.dora.id,
                "probability": 90,
            }
        )
        ids = self.segment.create_opportunities()
        leads = own | interaction.lead_id | self._leads(ids[0])
        merged = leads.with_user(self.sales_lead).merge_opportunity(auto_unlink=False)
        self.assertEqual(interaction.lead_id, merged)
        self.assertEqual(merged.segment_id, self.segment)

    def test_merging_contacts_and_deleting_the_segment(self):
        ids = self.segment.create_opportunities()
        twin = self._create_contact("Anna", email=self.anna.email)
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.anna | twin).ids, twin)
        self.assertEqual(self.segment.create_opportunities(), [])
        self.segment.unlink()
        self.env.invalidate_all()
        self.assertEqual(len(self._leads(ids).exists()), 3)
        self.assertFalse(self._leads(ids).segment_id)

    def test_bulk_takes_few_queries(self):
        partners = self.Partner.create([{"name": f"Many {i}"} for i in range(300)])
        segment = self._fill(
            self._create_segment(self.sales_lead, template_id=self.call.id), partners
        )
        segment = segment.with_context(tracking_disable=False)

        def create():
            self.assertEqual(len(segment.create_opportunities()), 300)

        self.assertLess(self._count_queries_of(create), 150)
        segment.log(send=False)
        self.assertEqual(len(segment.interaction_ids.lead_id), 300)

    def test_bulk_of_interactions_takes_few_queries(self):
        partners = self.Partner.create([{"name": f"Many {i}"} for i in range(300)])
        interactions = self.env["contact.interaction"].with_user(self.sales_lead)
        interactions = interactions.create(
            [{"name": "Call", "partner_id": partner.id} for partner in partners]
        )
        queries = self._count_queries_of(interactions._create_opportunities)
        self.assertLess(queries, 150)
        self.assertEqual(len(interactions.lead_id), 300)
