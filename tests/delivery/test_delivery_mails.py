# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..letters import get_texts
from ..letters_common import LettersCommon
from ..word_file import encode_word

HTML = "<p>Hello <b>{{Contact_Name}}</b>, {{note}}</p>"
MAIL = "odoo.addons.mail.models.mail_mail"


@tagged("post_install", "-at_install")
class TestDeliveryMails(LettersCommon):
    """E-mails: one for each interaction, through Odoo's own queue."""

    def test_text_of_an_email(self):
        self._add_html(HTML)
        subject = "For {{Contact_Name}} & co «Fest»"
        segment = self._create_mail_segment(subject=subject)
        self._line(segment, self.anna).note = "a <note>"
        interactions = self._log(segment)
        self._deliver_batches()
        self.assertDelivered(interactions, "queued")
        mails = interactions.sudo().mail_mail_id
        self.assertEqual(len(mails), 5)
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})
        self.assertTrue(all(mails.mapped("auto_delete")))
        sent = self._send_queue()
        self.assertEqual(len(sent), 5)
        mail = self._mail_of(sent, self.anna)
        self.assertEqual(mail["subject"], "For Anna Peeters & co «Fest»")
        self.assertIn("<b>Anna Peeters</b>, a &lt;note&gt;", mail["body"])
        self.assertIn("segment_user@example.com", mail["email_from"])
        self.assertIn("segment_user@example.com", mail["reply_to"])
        self.assertFalse(mail["attachments"])
        self.assertDelivered(interactions)
        self.assertTrue(all(interactions.mapped("delivered_on")))
        self.assertFalse(mails.exists())
        self.assertFalse(self._send_queue())
        self.assertEqual(segment.delivery_sent_count, 5)

    def test_word_document_as_text_or_as_attachment(self):
        self._add_document("Offer for {{Contact_Name}}", template=self.mail_template)
        for as_attachment in (False, True):
            interactions = self._mailing(
                self.anna | self.dora, send_as_attachment=as_attachment
            )
            sent = self._send_queue()
            mail = self._mail_of(sent, self.anna)
            if not as_attachment:
                self.assertIn("Offer for Anna Peeters", mail["body"])
                self.assertFalse(mail["attachments"])
                continue
            [(name, content, mimetype)] = mail["attachments"]
            self.assertEqual(mimetype, "application/pdf")
            self.assertRegex(name, "Anna Peeters - Our offer.*pdf$")
            self.assertIn("Offer for Anna Peeters", get_texts(content)[0])
            self.assertIn("Please find our letter attached", mail["body"])
            self.assertDelivered(interactions)
            for interaction in interactions:
                self.assertEqual(len(interaction.attachment_ids), 1)

    def test_file_is_attached(self):
        self._add_document(
            template=self.mail_template,
            kind="file",
            filename="prices.csv",
            content=base64.b64encode(b"a,b"),
        )
        self._mailing(self.anna)
        [mail] = self._send_queue()
        self.assertEqual(mail["attachments"][0][:2], ("prices.csv", b"a,b"))

    def test_mail_template(self):
        static = self.env["ir.attachment"].create({"name": "terms.txt", "raw": b"x"})
        self.mail_template.mail_template_id = self.env["mail.template"].create(
            {
                "name": "Test",
                "model_id": self.env["ir.model"]._get_id("contact.interaction"),
                "subject": "Template for {{ object.partner_id.name }}",
                "body_html": '<p>Dear <t t-out="object.partner_id.name"/></p>',
                "attachment_ids": [(6, 0, static.ids)],
            }
        )
        segment = self._create_mail_segment(self.anna | self.bob, subject=False)
        self.assertFalse(segment.check_log())
        interactions = self._log(segment)
        self._deliver_batches()
        sent = self._send_queue()
        mail = self._mail_of(sent, self.bob)
        self.assertEqual(mail["subject"], "Template for Bob")
        self.assertIn("<p>Dear Bob</p>", mail["body"])
        self.assertEqual(mail["attachments"][0][0], "terms.txt")
        self.assertDelivered(interactions)
        content, extension = interactions[0]._make_again()
        self.assertEqual(extension, "html")
        self.assertIn(b"<p>Dear", content)
        self.assertTrue(static.exists())

    def test_mail_template_reads_with_the_rights_of_the_sender(self):
        self.mail_template.mail_template_id = self.env["mail.template"].create(
            {
                "name": "Test",
                "model_id": self.env["ir.model"]._get_id("contact.interaction"),
                "body_html": '<p>A<t t-out="object.partner_id.function"/></p>',
            }
        )
        interactions = self._log(self._create_mail_segment(self.anna))
        field = self.env["res.partner"]._fields["function"]
        with (
            patch.object(field, "groups", "base.group_system"),
            mute_logger("odoo.addons.mail.models.mail_render_mixin"),
        ):
            self._deliver_batches()
        self.assertEqual(interactions.delivery_state, "failed")
        self.assertFalse(interactions.sudo().mail_mail_id)

    def test_language(self):
        self._add_html("<p>Hello {{Contact_Name}}, {{Today}}</p>")
        self._add_html("<p>Dag {{Contact_Name}}</p>", lang="nl_NL")
        self._mailing(self.anna | self.carl)
        sent = self._send_queue()
        self.assertIn("Dag Carl", self._mail_of(sent, self.carl)["body"])
        self.assertIn("Hello Anna", self._mail_of(sent, self.anna)["body"])

    def test_an_empty_email_fails(self):
        self._add_html("<p>{{note}}</p>")
        segment = self._create_mail_segment(self.anna | self.bob)
        self._line(segment, self.bob).note = "not empty"
        interactions = self._log(segment)
        self._deliver_batches()
        self.assertFailed(self._of(interactions, self.anna), "would be empty")
        self.assertFalse(self._of(interactions, self.anna).sudo().mail_mail_id)
        self.assertDelivered(self._of(interactions, self.bob), "queued")

    def test_ordinary_emails_are_sent_as_before(self):
        self._add_html(HTML)
        self._mailing(self.anna)
        self.env["mail.mail"].create(
            {"email_to": "other@example.com", "body_html": "<p>x</p>", "subject": "x"}
        )
        self.assertEqual(len(self._send_queue()), 2)

    def test_pictures_in_the_text(self):
        self._add_html(HTML + "<p>{{Company_Logo}}</p>")
        interactions = self._mailing(self.anna | self.bob)
        bodies = interactions.sudo().mail_mail_id.mapped("body_html")
        for body in bodies:
            self.assertRegex(body, r"/web/image/\d+\?access_token=")
        pictures = self.env["ir.attachment"].search(
            [("res_model", "=", "contact.document.version"), ("res_id", "=", 0)]
        )
        self.assertEqual(len(pictures), 1)

    def test_subject_takes_no_header(self):
        self._add_html(HTML)
        self.anna.name = "Anna\r\nBcc: evil@example.com"
        self._mailing(self.anna, subject="For {{Contact_Name}}")
        [mail] = self._send_queue()
        self.assertNotIn("\n", mail["subject"])

    def test_text_is_kept_as_it_was_sent(self):
        self._add_html(HTML)
        interactions = self._mailing(self.anna)
        self._send_queue()
        self.anna.name = "Changed"
        content, extension = interactions._make_again()
        self.assertEqual(extension, "html")
        self.assertIn(b"Anna Peeters", content)

    def test_a_template_that_cannot_be_merged(self):
        document = self._add_document("x", template=self.mail_template)
        segment = self._create_mail_segment(self.anna)
        interactions = self._log(segment)
        version = interactions.sudo().document_version_id
        version.content = base64.b64encode(b"broken")
        self._deliver_batches()
        self.assertEqual(interactions.delivery_state, "failed")
        self.assertTrue(document.exists())
        self.assertTrue(encode_word("x"))

    def test_files_of_the_mail_template_go_with_any_document(self):
        static = self.env["ir.attachment"].create({"name": "terms.txt", "raw": b"x"})
        self.mail_template.mail_template_id = self.env["mail.template"].create(
            {
                "name": "Test",
                "model_id": self.env["ir.model"]._get_id("contact.interaction"),
                "body_html": "<p>Unused</p>",
                "attachment_ids": [(6, 0, static.ids)],
            }
        )
        self._add_html(HTML)
        self._mailing(self.anna)
        [mail] = self._send_queue()
        self.assertIn("<b>Anna Peeters</b>", mail["body"])
        self.assertEqual([name for name, *_rest in mail["attachments"]], ["terms.txt"])
        self.assertTrue(static.exists())
