# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from email.message import EmailMessage
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..delivery.test_mail_seen import OPENED
from ..letters_common import LettersCommon
from ..mail_reports import write_report
from ..smtp_server import SmtpServer

LOGGERS = (
    "odoo.addons.mail.models.mail_mail",
    "odoo.addons.mail.models.mail_thread",
    "odoo.addons.base.models.ir_mail_server",
)


@tagged("post_install", "-at_install")
class TestMailRoundTrip(LettersCommon):
    """E-mails go out through a real mail server, and what comes of them comes back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.mail_server"].search([]).active = False
        cls.env["mail.mail"].search([("state", "=", "outgoing")]).unlink()
        cls.server = SmtpServer()
        cls.addClassCleanup(cls.server.stop)
        cls.env["ir.mail_server"].create(
            {
                "name": "Test",
                "smtp_host": "127.0.0.1",
                "smtp_port": cls.server.port,
                "smtp_encryption": "none",
            }
        )
        cls._add_html("<p>Hello {{Contact_Name}}</p>")
        cls.domain = cls.env["mail.alias.domain"].create(
            {"name": "company.example.com", "company_ids": cls.env.company.ids}
        )
        cls.env.company.write(
            {"alias_domain_id": cls.domain.id, "contact_replies_to": "odoo"}
        )

    def _process(self, text):
        threads = self.env["mail.thread"].with_user(self.env.ref("base.user_root"))
        with mute_logger(*LOGGERS):
            threads.message_process(None, text)
        self.env.flush_all()
        self.env.invalidate_all()

    def _answer(self, message, recipient):
        """Return the reply that a mail program writes to what it got."""
        reply = EmailMessage()
        reply["From"] = recipient
        reply["To"] = message["Reply-To"]
        reply["Subject"] = f"Re: {message['Subject']}"
        reply["Message-ID"] = f"<answer-of-{recipient}>"
        reply["In-Reply-To"] = message["Message-Id"]
        reply["References"] = message["Message-Id"]
        reply.set_content("Gladly.\n\nOn Friday Company wrote:\n> Hello\n")
        return reply.as_string()

    def test_there_and_back(self):
        interactions = self._mailing(self.anna | self.bob | self.dora)
        with (
            patch.object(IrMail_Server, "_disable_send", lambda server: False),
            mute_logger(*LOGGERS),
        ):
            self.env["mail.mail"].process_email_queue()
        self.assertDelivered(interactions)
        messages = dict(self.server.messages)
        self.assertEqual(len(messages), 3)
        for partner in interactions.partner_id:
            own = self._of(interactions, partner)
            message = messages[partner.email]
            self.assertEqual(message["Message-Id"], own.sudo().message_id)
            self.assertIn("catchall@company.example.com", message["Reply-To"])
            self.assertNotIn("References", message)
            texts = {
                part.get_content_type(): part.get_payload(decode=True).decode()
                for part in message.walk()
                if part.get_content_maintype() == "text"
            }
            self.assertEqual(int(OPENED.search(texts["text/html"])[1]), own.id)
            # the picture that tells of the reader is not in it
            self.assertTrue(texts["text/plain"].startswith(f"Hello {partner.name}\r\n"))
            self.assertNotIn("/opened/", texts["text/plain"])
        anna, bob, dora = (
            self._of(interactions, one) for one in (self.anna, self.bob, self.dora)
        )
        self._process(self._answer(messages[self.anna.email], self.anna.email))
        self.assertTrue(anna.replied_on)
        [reply] = anna.segment_id.interaction_ids - interactions
        self.assertEqual((reply.partner_id, reply.note), (self.anna, "Gladly."))
        id_ = messages[self.bob.email]["Message-Id"]
        self._process(write_report("postfix", id_, self.bob.email))
        self.assertFailed(bob, "no such address")
        self.assertDelivered(anna | dora)
        figures = anna.segment_id.get_results()["figures"]
        self.assertEqual(
            [figures[name] for name in ("mailed", "bounced", "replied", "responded")],
            [3, 1, 1, 1],
        )
