# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..letters_common import LettersCommon


@tagged("post_install", "-at_install")
class TestMailSender(LettersCommon):
    """From whom e-mails are, and through which mail server they leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_html("<p>Hello</p>")
        cls.env.company.email = "office@example.com"
        cls.first, cls.second = cls.env["ir.mail_server"].create(
            [{"name": name, "smtp_host": "127.0.0.1"} for name in ("First", "Second")]
        )

    def _mail(self):
        """Return the e-mail that waits for one contact."""
        return self._mailing(self.anna).sudo().mail_mail_id

    def test_salesperson(self):
        mail = self._mail()
        self.assertEqual(mail.author_id, self.user.partner_id)
        self.assertIn("segment_user@example.com", mail.email_from)
        self.assertEqual(mail.reply_to, mail.email_from)

    def test_company(self):
        self.mail_template.with_user(self.manager).sender = "company"
        mail = self._mail()
        self.assertEqual(mail.author_id, self.env.company.partner_id)
        self.assertIn("<office@example.com>", mail.email_from)
        self.assertEqual(mail.reply_to, mail.email_from)
        # one without an address writes through its people
        self.env.company.email = False
        mail = self._mail()
        self.assertEqual(mail.author_id, self.user.partner_id)
        self.assertIn("segment_user@example.com", mail.email_from)

    def test_mail_server(self):
        self.assertFalse(self._mail().mail_server_id)
        self.env.company.contact_mail_server_id = self.first
        self.assertEqual(self._mail().mail_server_id, self.first)
        self.mail_template.mail_server_id = self.second
        self.assertEqual(self._mail().mail_server_id, self.second)
        # one that cannot be used is left out
        self.second.owner_user_id = self.manager
        self.assertEqual(self._mail().mail_server_id, self.first)
        self.env.company.contact_mail_server_id = False
        self.assertFalse(self._mail().mail_server_id)

    def test_mail_server_is_used(self):
        self.env.company.contact_mail_server_id = self.second
        interactions = self._mailing(self.anna)
        with self.mock_mail_gateway(), self.mock_smtplib_connection():
            self.env["mail.mail"].process_email_queue()
            self.assertEqual(
                self.connect_mocked.call_args.kwargs["mail_server_id"], self.second.id
            )
        self.assertDelivered(interactions)

    def test_of_each_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        other.contact_mail_server_id = self.first
        template = self.mail_template
        self.assertEqual(template._get_mail_server(other), self.first)
        self.assertFalse(template._get_mail_server(self.env.company))

    def test_administrators_of_odoo_choose_servers(self):
        for user in (self.user, self.user_all, self.manager):
            with self.assertRaises(AccessError):
                self.mail_template.with_user(user).mail_server_id = self.first
            with self.assertRaises(AccessError):
                self.env.company.with_user(user).read(["contact_mail_server_id"])
        # the others see and change the rest of the template
        with Form(self.mail_template.with_user(self.manager)) as form:
            form.sender = "company"
        self.assertEqual(self.mail_template.sender, "company")
        with self.assertRaises(AccessError):
            self.mail_template.with_user(self.user).sender = "salesperson"
