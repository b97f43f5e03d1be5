# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo.tests import new_test_user
from odoo.tools import mute_logger

from ..common import SegmentCommon
from ..events_common import EventsMixin


class TestLoggedByItselfMails(EventsMixin, SegmentCommon):
    """E-mails become interactions, each once for every contact, when it is wanted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesman = new_test_user(
            cls.env,
            login="salesman",
            name="Sally Sales",
            email="sally@example.com",
            groups="sales_team.group_sale_salesman_all_leads",
        )
        cls.campaign = cls.env["utm.campaign"].create({"name": "Spring"})
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Ten chairs",
                "partner_id": cls.anna.id,
                "user_id": cls.salesman.id,
                "campaign_id": cls.campaign.id,
            }
        )

    def _receive(self, record, author, **values):
        """Let an e-mail come in, as the mail gateway does."""
        return record.with_user(self.env.ref("base.user_root")).message_post(
            **{
                "body": "Hello",
                "subject": "A question",
                "message_type": "email",
                "subtype_xmlid": "mail.mt_comment",
                "author_id": author.id,
                **values,
            }
        )

    def test_mail_to_a_contact(self):
        self._switch_on("mail_out")
        message = self._post(
            self.lead, self.anna, user=self.salesman, subject="Our offer"
        )
        interaction = self._find(self.anna)
        self.assertRecordValues(
            interaction,
            [
                {
                    "name": "Our offer",
                    "subject": "Our offer",
                    "date": message.date,
                    "direction": "outbound",
                    "initiated_by": "us",
                    "channel": "email",
                    "duration": 5.0,
                    "user_id": self.salesman.id,
                    "logged_by_id": self.salesman.id,
                    "company_id": self.env.company.id,
                    "res_model": "crm.lead",
                    "res_id": self.lead.id,
                    "lead_id": self.lead.id,
                    "campaign_id": self.campaign.id,
                    "contact_via": self.anna.email,
                    "template_id": self.env.ref("contact_segment.template_mail_out").id,
                    "group_id": self.env.ref("contact_segment.group_email").id,
                    "state": "done",
                }
            ],
        )
        action = interaction.action_open_source()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("crm.lead", self.lead.id)
        )

    def test_mail_by_each_group(self):
        self._switch_on("mail_out")
        for user in (self.user, self.user_all, self.manager, self.salesman):
            self._post(self.carl, self.carl, user=user)
            self.assertEqual(self._find(self.carl)[-1].user_id, user)
            self.assertEqual(self._find(self.carl)[-1].name, "E-mail sent")
        self.assertEqual(len(self._find(self.carl)), 4)

    def test_mail_from_a_contact(self):
        self._switch_on("mail_in")
        self._receive(self.lead, self.anna)
        self.assertRecordValues(
            self._find(self.anna),
            [
                {
                    "name": "A question",
                    "direction": "inbound",
                    "initiated_by": "them",
                    "user_id": self.salesman.id,
                    "lead_id": self.lead.id,
                    "contact_via": self.anna.email,
                }
            ],
        )

    def test_mail_through_the_gateway(self):
        self._switch_on("mail_in")
        self.carl.user_id = self.colleague
        text = (
            "From: Carl <carl@example.com>\nTo: info@example.com\n"
            "Subject: New house\nMessage-Id: <one@example.com>\n\nHello\n"
        )
        threads = self.env["mail.thread"].with_user(self.env.ref("base.user_root"))
        thread_id = threads.message_process("crm.lead", text)
        interaction = self._find(self.carl)
        self.assertEqual(interaction.res_id, thread_id)
        self.assertEqual(interaction.user_id, self.colleague)
        # the same e-mail, fetched once more
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            threads.message_process("crm.lead", text)
        self.assertEqual(self._find(self.carl), interaction)

    def test_reply_of_an_employee_from_outside_is_outbound(self):
        self._switch_on("mail_in", "mail_out")
        self._receive(
            self.lead,
            self.salesman.partner_id,
            partner_ids=self.anna.ids,
            incoming_email_to=self.anna.email,
        )
        self.assertEqual(self._find(self.anna).direction, "outbound")
        self.assertFalse(self._find(self.salesman.partner_id))

    def test_followers_and_everybody_addressed_once(self):
        self._switch_on("mail_out")
        self.lead.message_subscribe(self.bob.ids)
        self._post(self.lead, self.anna, self.bob, self.acme, user=self.salesman)
        logged = self._find(self.anna, self.bob, self.acme, self.salesman.partner_id)
        self.assertEqual(
            logged.partner_id, self.anna | self.bob | (self.acme.filtered("email"))
        )
        self.assertEqual(len(logged), len(logged.partner_id))

    def test_not_logged(self):
        self._switch_on("mail_in", "mail_out")
        colleague = self.colleague.partner_id
        lead = self.lead.with_user(self.salesman)
        note = "mail.mt_note"
        self._post(lead, self.anna, user=self.salesman, subtype_xmlid=note)
        self._post(lead, self.anna, user=self.salesman, message_type="notification")
        self._post(lead, self.anna, user=self.salesman, message_type="auto_comment")
        self._post(lead, colleague, user=self.salesman)
        self._post(lead, self.env.company.partner_id, user=self.salesman)
        lead.message_notify(body="Hello", partner_ids=self.anna.ids)
        root = self.env.ref("base.user_root")
        self._post(lead, self.anna, user=root)
        self._receive(self.lead, colleague)
        found = self._find(self.anna, colleague, self.env.company.partner_id)
        self.assertFalse(found)

    def test_portal_users_are_contacts(self):
        self._switch_on("mail_out", "mail_in")
        portal = new_test_user(
            self.env, "portal_dora", "base.group_portal", partner_id=self.dora.id
        )
        self._post(self.lead, self.dora, user=self.salesman)
        self._receive(self.lead, portal.partner_id)
        self.assertEqual(
            self._find(self.dora).mapped("direction"), ["outbound", "inbound"]
        )

    def test_composer_to_many(self):
        self._switch_on("mail_out")
        composer = self.env["mail.compose.message"].with_user(self.manager)
        composer = composer.with_context(active_ids=(self.carl | self.dora).ids)
        composer.create(
            {
                "composition_mode": "mass_mail",
                "model": "res.partner",
                "res_ids": (self.carl | self.dora).ids,
                "subject": "Closed on Friday",
                "body": "Hello",
            }
        )._action_send_mail()
        self.assertRecordValues(
            self._find(self.carl, self.dora),
            [
                {
                    "partner_id": contact.id,
                    "name": "Closed on Friday",
                    "res_model": "res.partner",
                    "res_id": contact.id,
                    "user_id": self.manager.id,
                }
                for contact in (self.carl, self.dora)
            ],
        )

    def test_mails_of_segments_are_not_logged_twice(self):
        self._switch_on("mail_out", "mail_in")
        template = self.env.ref("contact_segment.template_newsletter").copy()
        template.mail_template_id = self.env["mail.template"].create(
            {
                "name": "News",
                "model_id": self.env["ir.model"]._get_id("contact.interaction"),
                "subject": "News",
                "body_html": "<p>News</p>",
            }
        )
        segment = self._create_segment(template_id=template.id)
        segment.date = "2026-01-01"
        self._fill(segment, self.carl)
        segment.log()
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1
        ):
            self.env["contact.interaction"]._cron_deliver()
        interaction = self._find(self.carl)
        self.assertTrue(interaction.mail_mail_id)
        self.assertEqual(interaction.segment_id, segment)

    def test_logged_by_users_without_access_to_interactions(self):
        self._switch_on("mail_out")
        self.assertFalse(self.salesman.has_group("contact_segment.group_user"))
        self._post(self.lead, self.anna, user=self.salesman)
        logged = self._find(self.anna)
        self.assertEqual(logged.with_user(self.user).user_id, self.salesman)

    def test_edited_message_is_not_logged_again(self):
        self._switch_on("mail_out")
        message = self._post(self.carl, self.carl)
        logged = self._find(self.carl)
        record = self.carl.sudo()
        record._message_update_content(
            message.sudo(), body="Hello again", partner_ids=[]
        )
        record._notify_thread(message)
        self.assertEqual(self._find(self.carl), logged)
