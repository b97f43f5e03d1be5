# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError

from ..campaign_common import CampaignCommon


class TestCampaignLists(CampaignCommon):
    def test_buttons_open_what_the_figures_count(self):
        self.logged.register_responses(self.anna.ids)
        self.env["crm.lead"].create(
            {"name": "L", "type": "opportunity", "campaign_id": self.campaign.id}
        )
        campaign = self.campaign.with_user(self.salesman)
        for name, button in {
            "segment_count": "segments",
            "target_count": "targets",
            "responded_count": "responded",
            "interaction_count": "interactions",
            "response_count": "responses",
            "opportunity_count": "opportunities",
        }.items():
            action = getattr(campaign, f"action_view_contact_{button}")()
            records = self.env[action["res_model"]].with_user(self.salesman)
            count = records.with_context(**action["context"]).search_count(
                action["domain"]
            )
            self.assertEqual(count, campaign[f"contact_{name}"], name)
            self.assertTrue(count, name)
            self.assertEqual(action["views"][0][1], "list")
        report = campaign.action_view_contact_report()
        self.assertEqual(report["res_model"], "contact.segment.report")

    def test_segments_of_who_responded_and_who_did_not(self):
        self.logged.register_responses((self.anna | self.carl).ids)
        campaign = self.campaign.with_user(self.user)
        segments = self.env["contact.segment"].with_user(self.user)
        for include, expected in {
            "targets": self.anna | self.bob | self.carl,
            "responded": self.anna | self.carl,
            "not_responded": self.bob,
        }.items():
            segment = segments.browse(campaign.create_segment(include))
            self.assertEqual(segment.line_ids.partner_id, expected)
            self.assertEqual(segment.campaign_id, self.campaign)
            self.assertEqual(segment.state, "draft")
            self.assertEqual(segment.step_count, 1)
            # the step is a literal that gives the same again
            segment.go_back()
            segment.redo()
            segment.save_criteria(f"Criteria {include}")
        action = campaign.with_context(
            include="responded"
        ).action_create_contact_segment()
        opened = segments.browse(action["res_id"])
        self.assertEqual(opened.line_count, 2)

    def test_targets_of_an_unlogged_segment_are_in_the_condition(self):
        draft = self._create_segment(campaign_id=self.campaign.id, campaign_target=True)
        self._fill(draft, self.dora)
        domain = self.campaign.with_user(self.user).get_target_domain()
        found = self.Partner.with_user(self.user).search(domain)
        self.assertEqual(found, self.anna | self.bob | self.carl | self.dora)

    def test_unknown_choices_are_refused(self):
        campaign = self.campaign.with_user(self.user)
        before = self.env["contact.segment"].search_count([])
        for choice in ("everybody", ["targets"], False, {}):
            with self._assert_refused(UserError, "include cannot be"):
                campaign.create_segment(choice)
        self.assertEqual(self.env["contact.segment"].search_count([]), before)
