# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from ..campaign_common import CampaignCommon


class TestCampaignFigures(CampaignCommon):
    def test_a_campaign_without_anything_has_zeros(self):
        campaign = self.env["utm.campaign"].create({"title": "Empty"})
        figures = self._figures(campaign, self.salesman)
        self.assertEqual(len(figures), 13)
        self.assertFalse(any(figures.values()), figures)
        new = self.env["utm.campaign"].with_user(self.user).new({"title": "Not saved"})
        self.assertEqual(new.contact_target_count, 0)

    def test_targets_are_lines_of_drafts_and_interactions(self):
        self.assertFigures(target_count=3, segment_count=1, interaction_count=3)
        draft = self._create_segment(
            campaign_id=self.campaign.id, template_id=self.letters.id
        )
        self._fill(draft, self.anna | self.dora)
        self.assertFigures(target_count=3, segment_count=2)
        draft.campaign_target = True
        self.assertFigures(target_count=4)
        self._line(draft, self.dora).campaign_target = False
        self.assertFigures(target_count=3)
        draft.campaign_target = False
        self._line(draft, self.dora).campaign_target = True
        self.assertFigures(target_count=4)
        draft.reduce_contacts(self._domain(self.dora))
        self.assertFigures(target_count=3)
        draft.go_back()
        self.assertFigures(target_count=4)
        self._line(draft, self.dora).campaign_id = self.campaign.copy({"title": "Two"})
        self.assertFigures(target_count=3)

    def test_cancelled_segments_and_interactions_count_nowhere(self):
        self.logged.interaction_ids[0].cancel()
        self.assertFigures(target_count=2, interaction_count=2, cost=4.0)
        self.logged.with_user(self.manager).cancel_logged()
        self.assertFigures(target_count=0, segment_count=0, interaction_count=0)

    def test_responses_and_what_they_cost(self):
        self.logged.register_responses(self.anna.ids)
        self.assertFigures(
            response_count=1,
            responded_count=1,
            response_rate=1 / 3,
            cost=6.0,
            cost_per_response=6.0,
            duration=45.0,
            duration_per_response=45.0,
        )
        # whoever is no target responds too, but does not make the rate better
        self.env["contact.interaction"].with_user(self.user).create(
            {
                "name": "Call",
                "partner_id": self.dora.id,
                "campaign_id": self.campaign.id,
                "campaign_response": True,
                "cost": 2.0,
            }
        )
        self.assertFigures(
            response_count=2, responded_count=2, response_rate=1 / 3, cost=8.0
        )
        self.assertFigures(cost_per_response=4.0)

    def test_the_classical_way_a_segment_of_responses(self):
        responses = self.call.copy({"campaign_response": True, "direction": "inbound"})
        self._log(self.bob, template_id=responses.id, campaign_target=False)
        self.assertFigures(
            target_count=3, responded_count=1, response_rate=1 / 3, response_count=1
        )

    def test_opportunities(self):
        stage = self.env["crm.stage"].create({"name": "Bought", "is_won": True})
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": name,
                    "type": "opportunity",
                    "expected_revenue": amount,
                    "campaign_id": self.campaign.id,
                }
                for name, amount in (("Open", 100), ("Won", 50), ("Lost", 30))
            ]
        )
        leads[1].stage_id = stage
        leads[2].action_set_lost()
        self.env["crm.lead"].create(
            {"name": "No", "type": "lead", "campaign_id": self.campaign.id}
        )
        self.assertFigures(
            self.salesman,
            opportunity_count=3,
            opportunity_value=150.0,
            won_value=50.0,
        )

    def test_opportunity_figures_need_rights_of_sales(self):
        self.assertNotIn("opportunity_count", self._figures())
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.user).read(["contact_opportunity_value"])
        outsider = new_test_user(self.env, "outsider", "base.group_user")
        with self.assertRaises(AccessError):
            self.campaign.with_user(outsider).read(["contact_target_count"])
        own = new_test_user(
            self.env,
            "own_leads",
            "contact_segment.group_user,sales_team.group_sale_salesman",
        )
        self.env["crm.lead"].create(
            [
                {
                    "name": "Lead",
                    "type": "opportunity",
                    "campaign_id": self.campaign.id,
                    "user_id": user.id,
                }
                for user in (own, self.salesman)
            ]
        )
        self.assertFigures(own, opportunity_count=1)
        self.assertFigures(self.salesman, opportunity_count=2)

    def test_lines_of_segments_of_others_do_not_count(self):
        draft = self._create_segment(
            self.colleague,
            campaign_id=self.campaign.id,
            campaign_target=True,
        )
        self._fill(draft, self.dora)
        self.assertFigures(target_count=3, segment_count=1)
        self.assertFigures(self.colleague, target_count=4, segment_count=1)
        self.assertFigures(self.user_all, target_count=4, segment_count=2)

    def test_hidden_contacts_do_not_count(self):
        draft = self._create_segment(campaign_id=self.campaign.id, campaign_target=True)
        self._fill(draft, self.acme | self.dora)
        self.logged.register_responses(self.anna.ids)
        self.assertFigures(target_count=5, responded_count=1, interaction_count=4)
        self._hide(self.anna | self.dora, group=None)
        self.assertFigures(target_count=3, responded_count=0, interaction_count=2)

    def test_amounts_of_other_companies_are_converted(self):
        euro = self.env.ref("base.EUR")
        dollar = self.env.ref("base.USD")
        (euro | dollar).active = True
        here = self.env.company
        other = euro if here.currency_id != euro else dollar
        company = self.env["res.company"].create(
            {"name": "Abroad", "currency_id": other.id}
        )
        self.env["res.currency.rate"].search([("currency_id", "=", other.id)]).unlink()
        self.env["res.currency.rate"].create(
            {
                "currency_id": other.id,
                "company_id": False,
                "rate": 4.0,
                "name": "2020-01-01",
            }
        )
        self.user.company_ids = [Command.link(company.id)]
        self.env["contact.interaction"].create(
            {
                "name": "Abroad",
                "partner_id": self.anna.id,
                "campaign_id": self.campaign.id,
                "company_id": company.id,
                "cost": 20.0,
            }
        )
        self.campaign.invalidate_recordset()
        campaign = self.campaign.with_user(self.user)
        alone = campaign.with_context(allowed_company_ids=here.ids)
        self.assertEqual(alone.contact_cost, 6.0)
        both = campaign.with_context(allowed_company_ids=[here.id, company.id])
        self.assertEqual(both.contact_currency_id, here.currency_id)
        self.assertAlmostEqual(both.contact_cost, 6.0 + 20.0 / 4)
        there = campaign.with_context(allowed_company_ids=[company.id, here.id])
        self.assertEqual(there.contact_currency_id, other)
        self.assertAlmostEqual(there.contact_cost, 6.0 * 4 + 20.0)

    def test_as_many_queries_for_many_campaigns(self):
        campaigns = self.env["utm.campaign"].create(
            [{"title": f"Campaign {number}"} for number in range(40)]
        )
        for campaign in campaigns:
            self.logged.interaction_ids[0].copy({"campaign_id": campaign.id})
        self.env.flush_all()
        seen = campaigns.with_user(self.salesman)
        names = [
            name
            for name, field in campaigns._fields.items()
            if name.startswith("contact_") and seen._has_field_access(field, "read")
        ]
        counts = []
        # the first round fills the caches of the rights
        for records in (campaigns, campaigns[:2], campaigns):
            records = records.with_user(self.salesman)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2], counts)
        self.assertLess(counts[2], 15)

    def test_random_campaigns_count_as_a_naive_program_does(self):
        rng = random.Random(5)
        partners = self.Partner.create([{"name": f"P{n}"} for n in range(30)])
        campaigns = self.env["utm.campaign"].create(
            [{"title": f"Random {n}"} for n in range(4)]
        )
        for number in range(6):
            segment = self._create_segment(
                campaign_id=rng.choice(campaigns.ids),
                campaign_target=rng.random() < 0.5,
                template_id=self.letters.id,
            )
            self._fill(segment, partners.browse(rng.sample(partners.ids, 8)))
            for line in segment.line_ids:
                if rng.random() < 0.3:
                    line.campaign_id = rng.choice(campaigns)
                if rng.random() < 0.3:
                    line.campaign_target = rng.random() < 0.5
            if number % 2:
                segment.log(send=False)
        self.env["contact.interaction"].create(
            [
                {
                    "name": "Random",
                    "partner_id": rng.choice(partners.ids),
                    "campaign_id": rng.choice(campaigns.ids),
                    "campaign_target": rng.random() < 0.3,
                    "campaign_response": rng.random() < 0.5,
                    "state": rng.choice(["done", "done", "draft", "cancelled"]),
                    "cost": rng.randint(0, 5),
                    "duration": rng.randint(0, 5),
                }
                for _number in range(120)
            ]
        )
        for campaign in campaigns:
            self.assertFigures(campaign=campaign, **self._count_naively(campaign))

    def _count_naively(self, campaign):
        done = self.env["contact.interaction"].search(
            [("campaign_id", "=", campaign.id), ("state", "=", "done")]
        )
        targets = {i.partner_id for i in done if i.campaign_target}
        for line in self.env["contact.segment.line"].search([]):
            if line.segment_id.state == "draft" and line.campaign_target:
                if line.campaign_id == campaign:
                    targets.add(line.partner_id)
        responses = done.filtered("campaign_response")
        responded = {i.partner_id for i in responses}
        return {
            "target_count": len(targets),
            "responded_count": len(responded),
            "response_rate": len(targets & responded) / len(targets),
            "interaction_count": len(done),
            "response_count": len(responses),
            "cost": sum(done.mapped("cost")),
            "duration": sum(done.mapped("duration")),
            "cost_per_response": round(sum(done.mapped("cost")) / len(responses), 2),
        }
