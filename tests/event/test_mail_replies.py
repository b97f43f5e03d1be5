# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from functools import partial
from unittest.mock import patch

import psycopg2.errors

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..events_common import EventsMixin
from ..letters_common import LettersCommon

REPLY = """\
From: {sender}
To: {to}
Subject: Re: Our offer
Message-ID: {id}
In-Reply-To: {answered}
References: <before@example.com> {answered}
Date: Fri, 27 Nov 2020 10:15:03 +0100
{headers}MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<div>Yes, <b>gladly</b>.<br>Ten of them.</div>
<div class="gmail_quote">On Friday Segment User wrote:
<blockquote>Hello Bob</blockquote></div>
"""
AUTOMATIC = (
    "Auto-Submitted: auto-replied\n",
    "Auto-Submitted: Auto-Generated; owner=bob\n",
    "X-Autoreply: yes\n",
    "X-Autorespond: absent\n",
    "Precedence: auto_reply\n",
    "Precedence: bulk\n",
    "Return-Path: <>\n",
)


class RepliesCommon(EventsMixin, LettersCommon):
    """E-mails that went out, and replies as the mail gateway takes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_html("<p>Hello {{Contact_Name}}</p>")
        cls.mail_template.write({"direction": "outbound", "initiated_by": "us"})
        cls.threads = cls.env["mail.thread"].with_user(cls.env.ref("base.user_root"))
        cls.domain = cls.env["mail.alias.domain"].create(
            {"name": "company.example.com", "company_ids": cls.env.company.ids}
        )
        cls.env.company.alias_domain_id = cls.domain
        cls.campaign = cls.env["utm.campaign"].create({"name": "Spring"})

    def setUp(self):
        super().setUp()
        self.interactions = self._mailing(
            self.anna | self.bob, campaign_id=self.campaign.id
        )
        self.mails = self._send_queue()
        self.segment = self.interactions.segment_id
        self.bobs = self._of(self.interactions, self.bob)

    def _write(self, number=1, headers="", **values):
        values = {
            "sender": "Bob <bob@example.com>",
            "to": "catchall@company.example.com",
            "id": f"<reply.{number}@example.com>",
            "answered": self.bobs.sudo().message_id,
            "headers": headers,
        } | values
        return REPLY.format(**values)

    def _receive(self, *args, model=None, **values):
        """Let a reply come in, as the mail gateway does."""
        text = self._write(*args, **values)
        with (
            mute_logger("odoo.addons.mail.models.mail_thread"),
            self.mock_mail_gateway(),
        ):
            self.threads.message_process(model, text)
            self.env.flush_all()
            self._commit()
        self.env.invalidate_all()

    def _get_replies(self):
        return self.Interaction.search(
            [("segment_id", "=", self.segment.id), ("direction", "=", "inbound")]
        )


@tagged("post_install", "-at_install")
class TestMailReplies(RepliesCommon):
    """Replies to e-mails of interactions are interactions of the same segment."""

    def test_a_reply_is_an_interaction_of_the_segment(self):
        before = fields.Datetime.now() - timedelta(seconds=1)
        self._receive()
        reply = self._get_replies()
        self.assertRecordValues(
            reply,
            [
                {
                    "partner_id": self.bob.id,
                    "user_id": self.user.id,
                    "campaign_id": self.campaign.id,
                    "campaign_response": True,
                    "campaign_target": False,
                    "channel": "email",
                    "initiated_by": "them",
                    "name": "Re: Our offer",
                    "subject": "Re: Our offer",
                    "note": "Yes, *gladly*.\nTen of them.",
                    "contact_via": "bob@example.com",
                    "template_id": False,
                    "state": "done",
                    "company_id": self.env.company.id,
                }
            ],
        )
        self.assertGreaterEqual(reply.date, before)
        self.assertEqual(self.bobs.replied_on, reply.date)
        answered = self.Interaction.search([("is_answered", "=", True)])
        self.assertEqual(answered & self.interactions, self.bobs)
        self.assertEqual(self.interactions.filtered("is_answered"), self.bobs)
        self.assertFalse(self._of(self.interactions, self.anna).replied_on)

    def test_it_ends_that_there_is_no_response(self):
        self._receive()
        follow_up = self.env["contact.segment"].browse(
            self.segment.create_follow_up("no_response")
        )
        self.assertEqual(follow_up.line_ids.partner_id, self.anna)
        figures = self.segment.get_results()["figures"]
        self.assertEqual((figures["replied"], figures["responded"]), (1, 1))
        self.assertEqual(self.segment.result_replied, 1)

    def test_it_stands_in_the_chatter_of_the_contact(self):
        self._receive()
        message = self.bob.message_ids[0]
        self.assertEqual(message.author_id, self.bob)
        self.assertIn("gladly", message.body)
        # the salesperson gets it himself
        self.assertNotIn(self.user.partner_id, message.notified_partner_ids)

    def test_each_once(self):
        self._receive()
        self._receive()
        self.assertEqual(len(self._get_replies()), 1)
        # the same e-mail, which Odoo has forgotten
        self.bob.message_ids.unlink()
        self._receive()
        self.assertEqual(len(self._get_replies()), 1)

    def test_a_second_answer_to_the_same_email_counts(self):
        self._receive(1)
        first = self.bobs.replied_on
        self._receive(2)
        self.assertEqual(len(self._get_replies()), 2)
        self.assertEqual(self.bobs.replied_on, first)
        self.assertEqual(self.segment.get_results()["figures"]["responded"], 1)

    def test_what_comes_later_in_the_thread_answers_something_else(self):
        self._receive(1)
        text = self._write(2).replace(
            f"In-Reply-To: {self.bobs.sudo().message_id}",
            "In-Reply-To: <ours@company.example.com>",
        )
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.threads.message_process(None, text)
        self.assertEqual(len(self._get_replies()), 1)

    def test_the_first_answer_of_a_thread_counts(self):
        text = self._write(2).replace(
            f"In-Reply-To: {self.bobs.sudo().message_id}",
            "In-Reply-To: <forwarded@example.com>",
        )
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.threads.message_process(None, text)
        self.env.flush_all()
        self.assertEqual(len(self._get_replies()), 1)

    def test_notes_of_programs_are_no_replies(self):
        for number, headers in enumerate(AUTOMATIC):
            with self.subTest(headers):
                self._receive(number, headers)
                self.assertFalse(self._get_replies())
                self.assertFalse(self.bobs.replied_on)
        # but nobody is told that it could not be delivered
        self.assertEqual(
            len(self.bob.message_ids.filtered("email_from")), len(AUTOMATIC)
        )
        self._receive(99, "Auto-Submitted: no\nPrecedence: normal\n")
        self.assertEqual(len(self._get_replies()), 1)

    def test_what_we_write_ourselves_is_none(self):
        for number, sender in enumerate(
            (self.user.email, self.colleague.email, self.user.email.upper())
        ):
            self._receive(number, sender=sender)
        self.assertFalse(self._get_replies())

    def test_a_colleague_answers_from_an_unknown_address(self):
        self._receive(sender="Secretary <office@acme.example.com>")
        reply = self._get_replies()
        self.assertEqual(reply.partner_id, self.bob)
        self.assertEqual(reply.contact_via, "office@acme.example.com")

    def test_answers_to_other_emails_are_not_ours(self):
        with self.assertRaisesRegex(ValueError, "No possible route"):
            self._receive(answered="<other@example.com>", to="nobody@example.com")
        self.assertFalse(self._get_replies())

    def test_it_is_not_logged_as_an_email_as_well(self):
        self._switch_on("mail_in", "mail_out")
        self._receive()
        reply = self._get_replies()
        self.assertEqual(len(reply), 1)
        self.assertEqual(self._find(self.bob) - self.bobs, reply)
        self.assertEqual(
            reply.template_id, self.env.ref("contact_segment.template_mail_in")
        )
        # what is no reply is logged as before
        self._receive(2, "Auto-Submitted: auto-replied\n")
        logged = self._find(self.bob) - self.bobs - reply
        self.assertEqual(len(logged), 1)
        self.assertFalse(logged.segment_id)

    def test_an_alias_or_a_server_with_a_model_goes_first(self):
        self.env["mail.alias"].create(
            {
                "alias_name": "offers",
                "alias_domain_id": self.domain.id,
                "alias_model_id": self.env["ir.model"]._get_id("crm.lead"),
            }
        )
        self._receive(1, to="offers@company.example.com")
        self._receive(2, to="sales@company.example.com", model="crm.lead")
        leads = self.env["crm.lead"].search([("name", "=", "Re: Our offer")])
        self.assertEqual(len(leads), 2)
        self.assertEqual(len(self._get_replies()), 2)
        self._receive(3, model="crm.lead")
        self.assertEqual(len(self._get_replies()), 3)
        self.assertEqual(
            self.env["crm.lead"].search_count([("name", "=", "Re: Our offer")]), 2
        )

    def test_where_replies_go(self):
        for one in self.mails:
            self.assertIn(self.user.email, one["reply_to"])
        self.env.company.contact_replies_to = "odoo"
        self._mailing(self.carl)
        [mail] = self._send_queue()
        self.assertIn("catchall@company.example.com", mail["reply_to"])
        self.assertIn(self.user.email, mail["email_from"])
        self.env.company.alias_domain_id = False
        self._mailing(self.dora)
        [mail] = self._send_queue()
        self.assertIn(self.user.email, mail["reply_to"])

    def test_the_salesperson_is_told_what_he_does_not_get_himself(self):
        self.env.company.contact_replies_to = "odoo"
        for number, kind in enumerate(("inbox", "email")):
            self.user.notification_type = kind
            self._receive(number)
            message = self.bob.message_ids[0]
            notification = message.notification_ids.filtered(
                lambda one: one.res_partner_id == self.user.partner_id
            )
            self.assertEqual(notification.notification_type, kind)
        self.assertEqual(len(self._get_replies()), 2)

    def test_nobody_is_told_by_a_context(self):
        ids = self.colleague.partner_id.ids
        message = self._post(self.bob.with_context(contact_told_of_reply=ids))
        self.assertFalse(message.partner_ids)

    def test_of_a_contact_who_is_gone(self):
        carls = self._mailing(self.carl)
        self._send_queue()
        answered = carls.sudo().message_id
        # the drafts that the tests share
        self.env["contact.segment.line"].search(
            [("partner_id", "=", self.carl.id), ("segment_id.state", "=", "draft")]
        ).unlink()
        self.carl.unlink()
        # who is nobody's contact has no chatter; the e-mail becomes a lead here
        self._receive(answered=answered, to="sales@example.com", model="crm.lead")
        self.assertTrue(carls.replied_on)
        self.assertEqual(carls.segment_id.interaction_count, 1)

    def test_single_interactions_have_replies_too(self):
        single = self.Interaction.with_user(self.user).create(
            {"template_id": self.mail_template.id, "partner_id": self.carl.id}
        )
        single.send()
        self._deliver_batches()
        self._send_queue()
        self._receive(sender="carl@example.com", answered=single.sudo().message_id)
        self.assertTrue(single.replied_on)
        [reply] = self._find(self.carl) - single
        self.assertFalse(reply.segment_id or reply.campaign_response)
        self.assertEqual(reply.direction, "inbound")

    def test_copies_have_no_replies(self):
        self._receive()
        self.assertFalse(self.bobs.copy().replied_on)
        for user in (self.user, self.user_all, self.manager):
            with self.assertRaises(AccessError):
                self.bobs.with_user(user).write({"replied_on": False})

    def test_what_somebody_else_writes_at_this_moment_is_waited_for(self):
        """The e-mail is not lost, and the reply is logged when it is read."""
        failing = patch.object(
            type(self.Interaction),
            "_note_reply",
            side_effect=psycopg2.errors.SerializationFailure("somebody else"),
        )
        later = self.env.cr.postcommit._funcs
        self.addCleanup(later.clear)
        with failing:
            self._receive()
        self.assertFalse(self._get_replies())
        self.assertIn("gladly", self.bob.message_ids[0].body)
        jobs = [job for job in later if isinstance(job, partial)]
        [again] = [job for job in jobs if job.func.__name__ == "_take_again"]
        with self.enter_registry_test_mode():
            again()
        self.env.invalidate_all()
        self.assertEqual(len(self._get_replies()), 1)
