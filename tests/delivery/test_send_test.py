# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
from email import message_from_string, policy
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..letters_common import LettersCommon
from ..word_file import encode_word

TEXT = (
    "<p>Dear {{Contact_Name}}, {{Note}}</p>"
    '<p><a href="https://example.com/{{Contact_City}}">Shop</a></p>'
)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestSendTest(LettersCommon):
    """An e-mail that is sent to see it: as it will be, and with no trace."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mail_document = cls._add_html(TEXT, subject="News for {{Contact_Name}}")
        cls.mailing = cls._create_mail_segment(subject=False).with_user(cls.user)
        cls.lines = cls.mailing.line_ids.sorted("id")

    def _send(self, address="anna@example.com", owner=None, **options):
        """Send a test; return what went out."""
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.assertIs((owner or self.mailing).send_test(address, **options), True)
            return list(self._mails)

    def _send_one(self, *args, **options):
        [mail] = self._send(*args, **options)
        return mail

    def test_it_is_the_email_of_the_first_contact(self):
        mail = self._send_one()
        name = self.lines[0].partner_id.name
        self.assertEqual(mail["email_to"], ["anna@example.com"])
        self.assertEqual(mail["subject"], f"[Test] News for {name}")
        self.assertIn(f"Dear {name}", mail["body"])
        self.assertIn(self.user.email, mail["email_from"])
        # the text for who reads no HTML
        self.assertIn(f"Dear {name}", mail["body_alternative"])
        self.assertNotIn("<p>", mail["body_alternative"])

    def test_of_a_contact_with_its_own_words(self):
        line = self.lines[1]
        line.note = "See you <b>soon</b>"
        mail = self._send_one(partner_id=line.partner_id.id)
        self.assertIn(f"Dear {line.partner_id.name}", mail["body"])
        self.assertIn("See you &lt;b&gt;soon", mail["body"])

    def test_nothing_is_noted(self):
        models = ("contact.interaction", "mail.message", "contact.document.version")
        models += ("ir.attachment", "mail.mail")
        before = [self.env[model].search_count([]) for model in models]
        self._send()
        self.env.invalidate_all()
        after = [self.env[model].search_count([]) for model in models]
        self.assertEqual(after, before)
        self.assertEqual(self.mailing.state, "draft")
        self.assertFalse(any(self.lines.mapped("override_lang")))

    def test_in_another_language(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self._add_html("<p>Beste {{Contact_Name}}</p>", lang="nl_NL")
        self.assertIn("Beste", self._send_one(lang="nl_NL")["body"])
        self.assertIn("Dear", self._send_one()["body"])
        template = self.mail_template.with_user(self.user)
        self.assertIn("Beste", self._send_one(owner=template, lang="nl_NL")["body"])
        with self._assert_refused(UserError, "lang cannot be"):
            self._send(lang="xx_XX")

    def test_of_a_template(self):
        template = self.mail_template.with_user(self.user)
        mail = self._send_one(owner=template)
        self.assertIn(f"Dear {self.user.name}", mail["body"])
        mail = self._send_one(owner=template, partner_id=self.bob.id)
        self.assertIn("Dear Bob", mail["body"])
        self.assertEqual(mail["subject"], "[Test] News for Bob")
        with self._assert_refused(UserError, "has no document"):
            self._send(owner=self.template.copy({"document_ids": False}))

    def test_of_word_letters_and_files(self):
        self.mail_document.unlink()
        word = self._add_document("Dear {{Contact_Name}}", template=self.mail_template)
        mail = self._send_one()
        self.assertIn("Dear Acme", mail["body"])
        self.assertFalse(mail["attachments"])
        self.mailing.send_as_attachment = True
        with self._without_libreoffice():
            mail = self._send_one()
        self.assertEqual(len(mail["attachments"]), 1)
        word.write({"kind": "file", "filename": "a.txt", "content": encode_word("x")})
        [attachment] = self._send_one()["attachments"]
        self.assertEqual(attachment[0], "a.txt")

    def test_pictures_are_to_be_seen(self):
        self.user.image_1920 = base64.b64encode(PIXEL)
        self.mail_document.body_html = "<p>{{Salesperson_Picture}}</p>"
        body = self._send_one()["body"]
        [picture] = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "contact.document.version"),
                ("access_token", "!=", False),
                ("create_uid", "=", self.user.id),
            ],
            order="id desc",
            limit=1,
        ) or self.fail(body)
        self.assertIn(f"/web/image/{picture.id}?access_token=", body)
        self.assertNotIn("sample-picture", body)

    # where to

    def test_addresses(self):
        for address, to in (
            (" Anna <anna@example.com> ", "anna@example.com"),
            ("info@münchen.example", "info@münchen.example"),
            ("o'neil+a@example.com", "o'neil+a@example.com"),
        ):
            self.assertEqual(self._send_one(address)["email_to"], [to])

    def test_what_is_no_address(self):
        for address in (
            "",
            "anna",
            "anna@example.com, bob@example.com",
            "anna@example.com\nBcc: bob@example.com",
            "anna@example.com\r\nSubject: x",
            "anna@exam\u2028ple.com",
            "😀",
        ):
            with self._assert_refused(UserError, "is no e-mail address"):
                self._send(address)
        for address in (7, ["anna@example.com"], {"a": 1}):
            with self._assert_refused(UserError, "address cannot be"):
                self._send(address)

    def test_no_value_adds_a_header(self):
        evil = "Eve\r\nBcc: all@example.com\n\n<script>alert(1)</script>"
        partner = self.lines[0].partner_id
        partner.name = evil
        self.mailing.write({"subject": "{{Contact_Name}}\nX-Evil: 1", "name": evil})
        self.lines[0].note = evil
        with patch.object(type(self.env["ir.mail_server"]), "_disable_send", bool):
            built = []
            server = self.env["ir.mail_server"]
            build = type(server)._build_email__

            def keep(*args, **kwargs):
                built.append(build(*args, **kwargs))
                return built[-1]

            with (
                patch.object(type(server), "_build_email__", keep),
                patch.object(type(server), "send_email", return_value="id"),
                patch.object(type(server), "_connect__"),
            ):
                self.mailing.send_test("anna@example.com")
        [message] = built
        message = message_from_string(message.as_string(), policy=policy.SMTP)
        self.assertEqual(message["To"], "anna@example.com")
        self.assertFalse(message["Bcc"] or message["X-Evil"])
        self.assertIn("Eve Bcc: all@example.com", message["Subject"])
        text = message.get_body(["html"]).get_content()
        self.assertNotIn("<script", text)

    def test_expressions_of_odoo_are_text(self):
        self.lines[0].partner_id.name = "{{ object.user_id.login }}"
        self.mail_document.body_html = (
            "<p>{{Contact_Name}}<t t-out='object.user_id.login'/>"
            "{{ object.user_id.login }}</p>"
        )
        body = self._send_one()["body"]
        self.assertNotIn(self.user.login, body.replace(self.user.email, ""))
        self.assertNotIn("t-out", body)

    # who may

    def test_with_the_rights_of_who_sends_it(self):
        with self.assertRaises(AccessError):
            self._send(owner=self.mailing.with_user(self.colleague))
        self.mail_document.body_html = "<p>{{partner_id.signup_type}}</p>"
        with self.assertRaises(AccessError):
            self._send()
        self.mail_document.body_html = TEXT
        mail = self._send_one(owner=self.mailing.with_user(self.manager))
        self.assertIn("Dear", mail["body"])

    def test_contacts_that_are_not_on_the_segment(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        with self._assert_refused(UserError, "is not on segment"):
            self._send(partner_id=stranger.id)
        empty = self._create_mail_segment(self.env["res.partner"])
        with self._assert_refused(UserError, "is empty"):
            self._send(owner=empty)
        with self._assert_refused(UserError, "partner_id cannot be"):
            self._send(partner_id=-1)

    def test_a_mail_server_that_is_gone(self):
        server = type(self.env["ir.mail_server"])
        with (
            patch.object(server, "_disable_send", bool),
            patch.object(server, "_connect__", side_effect=OSError("refused")),
            self._assert_refused(UserError, "could not be sent to anna@example.com"),
        ):
            self.mailing.send_test("anna@example.com")

    def test_of_a_logged_segment(self):
        self.mailing.log(skip_blocked=True)
        self.assertIn("Dear", self._send_one(lang="en_US")["body"])

    def test_the_dialog(self):
        for user in (self.user, self.manager):
            owners = (self.mailing, self.mail_template, self.mail_document)
            for owner in owners:
                action = owner.with_user(user).action_send_test()
                form = Form(
                    self.env[action["res_model"]]
                    .with_user(user)
                    .with_context(**action["context"])
                )
                self.assertEqual(form.address, user.email)
                form.address = "anna@example.com"
                with self.mock_mail_gateway():
                    note = form.save().action_send()
                self.assertIn("anna@example.com", note["params"]["message"])
                self.assertEqual(len(self._mails), 1)
