# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..at_once_common import AtOnceCommon
from ..mail_reports import write_report
from .test_mail_replies import REPLY

LOGGERS = ("odoo.sql_db", "odoo.addons.mail.models.mail_thread")


@tagged("post_install", "-at_install")
class TestMailRepliesAtOnce(AtOnceCommon):
    """Workers that read e-mails at once, each e-mail in a transaction of its own."""

    @classmethod
    def _create_data(cls, env):
        cls._create_users(env, ["segment_reader"], email="reader@company.example.com")
        partners = env["res.partner"].create(
            [
                {"name": name, "email": f"{name}@replies.example.com"}
                for name in ("bob", "carl")
            ]
        )
        template = env["contact.interaction.template"].create(
            {"name": "At once", "channel": "email", "direction": "outbound"}
        )
        cls.partner_ids, cls.template_ids = partners.ids, template.ids

    def setUp(self):
        super().setUp()
        with self._connect(self.uids[0]) as env:
            segment = self._create_segment(env)
            segment.add_contacts([("id", "in", self.partner_ids)])
            segment.log(send=False)
            interactions = segment.interaction_ids.sorted("partner_id")
            self.ids = interactions.ids
            for one in interactions.sudo():
                one._set_delivery("sent")
                one.message_id = f"<{one.id}.at-once@company.example.com>"

    def _get_message_id(self, number):
        return f"<{self.ids[number]}.at-once@company.example.com>"

    def _write(self, number):
        name = ("bob", "carl")[number]
        return REPLY.format(
            sender=f"{name}@replies.example.com",
            to="reader@company.example.com",
            id=f"<{name}.{self.segment_id}@replies.example.com>",
            answered=self._get_message_id(number),
            headers="",
        )

    def _read_at_once(self, texts):
        """Let workers read e-mails that all have seen the database before."""
        with mute_logger(*LOGGERS), self._connect() as first, self._connect() as second:
            for env in (first, second):
                env["contact.interaction"].search_count([])
            for env, text in zip((first, second), texts, strict=True):
                env["mail.thread"].message_process(None, text)
                # as Odoo does after each, without trying again
                env.cr.commit()

    def _get_replies(self, env):
        return env["contact.interaction"].search(
            [("segment_id", "=", self.segment_id), ("direction", "=", "inbound")]
        )

    def test_two_workers_read_the_same_reply(self):
        self._read_at_once([self._write(0), self._write(0)])
        with self._connect() as env:
            reply = self._get_replies(env)
            self.assertEqual(reply.partner_id.ids, self.partner_ids[:1])
            answered = env["contact.interaction"].browse(self.ids[0])
            self.assertEqual(answered.replied_on, reply.date)
            self.assertEqual(self._segment(env).interaction_count, 3)

    def test_two_replies_to_one_segment(self):
        self._read_at_once([self._write(0), self._write(1)])
        with self._connect() as env:
            replies = self._get_replies(env)
            self.assertEqual(sorted(replies.partner_id.ids), self.partner_ids)
            self.assertEqual(self._segment(env).interaction_count, 4)

    def test_a_reply_while_the_segment_is_changed(self):
        with mute_logger(*LOGGERS), self._connect() as reader:
            reader["contact.interaction"].search_count([])
            with self._connect() as other:
                self._segment(other).register_responses(self.partner_ids[1:])
            reader["mail.thread"].message_process(None, self._write(0))
            reader.cr.commit()
        with self._connect() as env:
            self.assertEqual(len(self._get_replies(env)), 2)

    def test_two_workers_read_the_same_report(self):
        report = write_report("qmail", self._get_message_id(0), "nobody@example.com")
        self._read_at_once([report, report])
        with self._connect() as env:
            bounced = env["contact.interaction"].browse(self.ids[0])
            self.assertEqual(bounced.delivery_state, "failed")
            self.assertEqual(bounced.bounce_kind, "hard")

    def test_an_email_is_opened_while_it_comes_back(self):
        report = write_report("qmail", self._get_message_id(0), "nobody@example.com")
        with mute_logger(*LOGGERS), self._connect() as reader:
            reader["contact.interaction"].search_count([])
            with self._connect() as other:
                other.cr.execute(
                    "UPDATE contact_interaction SET delivered_on = %s WHERE id = %s",
                    ["2026-01-01", self.ids[0]],
                )
                other["contact.interaction"]._note_opened(self.ids[0], "Firefox")
            reader["mail.thread"].message_process(None, report)
            reader.cr.commit()
        with self._connect() as env:
            bounced = env["contact.interaction"].browse(self.ids[0])
            self.assertEqual(bounced.opened_by, "person")
            self.assertEqual(bounced.delivery_state, "failed")
            self.assertTrue(bounced.bounced_on)
