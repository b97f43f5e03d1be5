# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestToursCampaign(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "contact_segment.group_user,base.group_partner_manager"
        cls.user = new_test_user(cls.env, login="tour_user", groups=groups)
        cls.contacts = cls.env["res.partner"].create(
            [{"name": f"Tour {name}"} for name in ("Anna", "Bob", "Carl")]
        )
        cls.campaign = cls.env["utm.campaign"].create({"title": "Tour campaign"})
        segments = cls.env["contact.segment"].with_user(cls.user)
        template = cls.env["contact.interaction.template"].create(
            {"name": "Tour letter", "channel": "letter", "unit_cost": 2.0}
        )
        cls.segment, cls.draft = segments.create(
            [
                {
                    "name": name,
                    "template_id": template.id,
                    "campaign_id": cls.campaign.id,
                    "campaign_target": True,
                }
                for name in ("Tour logged", "Tour draft")
            ]
        )
        for segment in cls.segment | cls.draft:
            segment.add_contacts([("id", "in", cls.contacts.ids)])
        cls.segment.log(send=False)

    def test_campaign(self):
        self.start_tour(
            "/odoo/segment-campaigns", "contact_segment_campaign", login="tour_user"
        )
        response = self.segment.interaction_ids.filtered("campaign_response")
        self.assertEqual(response.partner_id.name, "Tour Bob")
        self.assertEqual(response.evaluation, "positive")
        self.assertEqual(response.campaign_id, self.campaign)

    def test_overview(self):
        others = self.env["contact.interaction"].search([])
        others.delivery_state = False
        [line] = self.draft.line_ids.filtered(
            lambda line: line.partner_id.name == "Tour Bob"
        )
        line.channel = "phone"
        self.contacts[0].activity_schedule(
            "mail.mail_activity_data_call", user_id=self.user.id, summary="Tour call"
        )
        self.start_tour(
            "/odoo/segments-overview", "contact_segment_overview", login="tour_user"
        )
        self.assertTrue(self.user.res_users_settings_id.contact_start_dismissed)

    def test_results(self):
        for path, tour in {
            "segments": "contact_segment_results_empty",
            "segment-results": "contact_segment_results_report",
            "segments-compared": "contact_segment_results_list",
        }.items():
            self.start_tour(f"/odoo/{path}", tour, login="tour_user")

    def test_results_of_mails(self):
        anna, bob, carl = self.segment.interaction_ids.sudo().sorted("partner_id")
        mails = anna | bob | carl
        mails.channel = "email"
        mails._set_delivery("sent")
        anna._set_delivery("failed", "x", bounced_on="2026-04-05", bounce_kind="hard")
        (bob | carl).opened_on = "2026-04-05 10:00:00"
        bob.opened_by, carl.opened_by = "person", "proxy"
        self.start_tour(
            "/odoo/segments-compared",
            "contact_segment_results_mails",
            login="tour_user",
        )
