# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from email import message_from_bytes
from email.policy import default
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..smtp_server import SmtpServer
from ..unsubscribe_common import UnsubscribeCommon

EXAMPLE = "/contact_segment/unsubscribe/example"


@tagged("post_install", "-at_install")
class TestUnsubscribeMails(UnsubscribeCommon):
    """Every e-mail has its own way out, and the gate keeps to it."""

    def test_text_and_headers(self):
        interactions = self._mailing(self.anna | self.bob)
        links = {self._link(interaction) for interaction in interactions}
        self.assertEqual(len(links), 2)
        sent = self._send_queue()
        for partner in self.anna | self.bob:
            mail = self._mail_of(sent, partner)
            [link] = self._links(mail["body"])
            self.assertIn(partner.email.replace("@", "%40"), link)
            self.assertIn("Unsubscribe</a>", mail["body"])
            self.assertEqual(mail["headers"]["List-Unsubscribe"], f"<{link}>")
            self.assertEqual(
                mail["headers"]["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click"
            )

    def test_what_the_mail_server_gets(self):
        server = SmtpServer()
        self.addCleanup(server.stop)
        self.env["ir.mail_server"].search([]).active = False
        self.env["mail.mail"].search([("state", "=", "outgoing")]).unlink()
        self.env["ir.mail_server"].create(
            {"name": "Test", "smtp_host": "127.0.0.1", "smtp_port": server.port}
        )
        interactions = self._mailing(self.anna | self.bob)
        links = {one.partner_id.email: self._link(one) for one in interactions}
        with (
            patch.object(IrMail_Server, "_disable_send", lambda server: False),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            self.env["mail.mail"].process_email_queue()
        self.assertDelivered(interactions)
        self.assertEqual(len(server.messages), 2)
        self.assertEqual(len(set(links.values())), 2)
        for recipient, received in server.messages:
            link = links[recipient]
            # as it came: on one line, in plain letters
            self.assertEqual(received["List-Unsubscribe"], f"<{link}>")
            one_click = received["List-Unsubscribe-Post"]
            self.assertEqual(one_click, "List-Unsubscribe=One-Click")
            message = message_from_bytes(bytes(received), policy=default)
            html = message.get_body(["html"]).get_content()
            self.assertEqual(self._links(html), [link])
            self.assertIn(link, message.get_body(["plain"]).get_content())

    def test_link_in_the_text(self):
        document = self.mail_template.document_ids
        for text, count in (
            ('<p>x <a href="{{Unsubscribe_Link}}">Bye</a></p>', 1),
            ('<p>x <a href="«unsubscribe_link»">Bye</a></p>', 1),
            ('<p>x <a href="%7B%7BUnsubscribe_Link%7D%7D">Bye</a></p>', 1),
            # as text it becomes a link
            ("<p>x {{Unsubscribe_Link}}</p>", 2),
        ):
            with self.subTest(text=text):
                document.unlink()
                document = self._add_html(text)
                interaction = self._mailing(self.anna)
                body = interaction.sudo().mail_mail_id.body_html
                self.assertEqual(len(self._links(body)), count, body)
                self.assertIn(f'<a href="{self._link(interaction)}">', body)
                self.assertNotIn("margin-top:24px", body)

    def test_whole_html_document(self):
        self.mail_template.document_ids.unlink()
        self._add_html("<html><body><p>x</p></body></html>")
        interaction = self._mailing(self.anna)
        body = interaction.sudo().mail_mail_id.body_html
        self.assertEqual(len(self._links(body)), 1)
        self.assertTrue(body.strip().endswith("</body></html>"), body)

    def test_word_letters(self):
        self.mail_template.document_ids.unlink()
        self._add_document(
            "Hello {{Contact_Name}} {{Unsubscribe_Link}}", template=self.mail_template
        )
        interaction = self._mailing(self.anna)
        body = interaction.sudo().mail_mail_id.body_html
        self.assertIn(f'<a href="{self._link(interaction)}">', body)
        self.assertEqual(len(self._links(body)), 2)
        # as an attachment the letter has the address, and the text the link
        with self._without_libreoffice():
            interaction = self._mailing(self.bob, send_as_attachment=True)
        self.assertIn(self._link(interaction), self._text(interaction))

    def test_printed_letters_have_none(self):
        self.document.unlink()
        self._add_document("Dear {{Contact_Name}} [{{Unsubscribe_Link}}]")
        interaction = self._log(self._fill(self._create_letter(), self.dora))
        self._deliver_words()
        self.assertDelivered(interaction)
        self.assertIn("[]", self._text(interaction))

    def _create_letter(self):
        return self._create_segment(template_id=self.template.id)

    def test_mail_template(self):
        self.mail_template.document_ids.unlink()
        text = '<p><a href="{{Unsubscribe_Link}}">Bye</a> <t t-out="object.name"/></p>'
        self.mail_template.mail_template_id = self.env["mail.template"].create(
            {
                "name": "Test",
                "model_id": self.env["ir.model"]._get_id("contact.interaction"),
                "body_html": text,
            }
        )
        interaction = self._mailing(self.anna)
        body = interaction.sudo().mail_mail_id.body_html
        self.assertEqual(self._links(body), [self._link(interaction)])
        self.assertIn(">Bye</a>", body)
        kept = str(interaction.sudo().merge_values)
        self.assertNotIn("anna%40example.com", kept)
        # who looks at it, before or after, has the example
        content, _extension = interaction._make_again()
        wizard = self.env["contact.interaction.wizard"].with_user(self.user)
        wizard = wizard.browse(wizard._open_preview(self.mail_template)["res_id"])
        for shown in (content.decode(), wizard.html):
            [link] = self._links(shown)
            self.assertTrue(link.endswith(EXAMPLE))

    def test_previews_have_an_example(self):
        self.mail_template.document_ids.unlink()
        self._add_html('<p>x <a href="{{Unsubscribe_Link}}">Bye</a></p>')
        segment = self._create_mail_segment(self.anna)
        attachment = segment.line_ids.preview_document()
        text = self.env["ir.attachment"].browse(attachment).sudo().raw.decode()
        [link] = self._links(text)
        self.assertTrue(link.endswith(EXAMPLE))
        wizard = self.env["contact.interaction.wizard"].with_user(self.user)
        wizard = wizard.browse(wizard._open_preview(self.mail_template)["res_id"])
        [link] = self._links(wizard.html)
        self.assertTrue(link.endswith(EXAMPLE))

    def test_no_working_link_is_kept(self):
        self.mail_template.document_ids.unlink()
        self._add_html('<p>x <a href="{{UNSUBSCRIBE LINK}}">Bye</a></p>')
        interaction = self._mailing(self.anna)
        link = self._link(interaction)
        self._send_queue()
        self.assertDelivered(interaction)
        self.assertNotIn("anna%40", str(interaction.sudo().merge_values))
        content, _extension = interaction._make_again()
        self.assertIn(EXAMPLE, content.decode())
        self.assertTrue(interaction._get_unsubscribe_link().endswith(EXAMPLE))
        # sent again it has its own
        interaction.with_user(self.user).resend()
        self._deliver_batches()
        again = self.Interaction.search([("resent_from_id", "=", interaction.id)])
        own = self._link(again)
        self.assertNotEqual(own, link)
        self.assertIn(f"/{again.id}/", own)

    def test_sent_again_by_another_channel(self):
        self.document.unlink()
        self._add_document("Dear {{Contact_Name}} [{{Unsubscribe_Link}}]")
        interaction = self._log(self._fill(self._create_letter(), self.dora))
        self._deliver_words()
        interaction.with_user(self.user).resend(channel="email")
        with self._without_libreoffice():
            self._deliver_batches()
        again = self.Interaction.search([("resent_from_id", "=", interaction.id)])
        self.assertIn(self._link(again), again.sudo().mail_mail_id.body_html)

    def test_address_changed_while_it_waits(self):
        interaction = self._mailing(self.anna)
        link = self._link(interaction)
        self.anna.email = "new@example.com"
        [mail] = self._send_queue()
        [own] = self._links(mail["body"])
        self.assertNotEqual(own, link)
        self.assertIn("new%40example.com", own)
        self.assertEqual(mail["headers"]["List-Unsubscribe"], f"<{own}>")
        self.assertNotIn("anna%40", mail["body"] + mail["body_alternative"])

    def test_what_a_contact_cannot_do_without(self):
        self.mail_template.without_unsubscribe = True
        self.env.company.contact_mail_imprint = "My Street 1"
        self._mailing(self.anna)
        [mail] = self._send_queue()
        self.assertFalse(self._links(mail["body"]))
        self.assertNotIn("List-Unsubscribe", mail["headers"])
        self.assertNotIn("List-Unsubscribe-Post", mail["headers"])
        self.assertIn("My Street 1", mail["body"])

    def test_imprint(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        company = self.env.company
        company.contact_mail_imprint = "Tulip & Sons\nMy Street 1"
        company.with_context(lang="nl_NL").contact_mail_imprint = "Mijn Straat 1"
        self.assertIn("Tulip", company.contact_mail_imprint)
        interactions = self._log(self._create_mail_segment(self.anna | self.bob))
        self._of(interactions, self.bob).sudo().lang = "nl_NL"
        self._deliver_batches()
        sent = self._send_queue()
        body = self._mail_of(sent, self.anna)["body"]
        self.assertIn("Tulip &amp; Sons<br>My Street 1", body.replace("<br/>", "<br>"))
        self.assertIn("Mijn Straat 1", self._mail_of(sent, self.bob)["body"])

    def test_single_interactions(self):
        interaction = self.Interaction.with_user(self.user).create(
            {"partner_id": self.anna.id, "template_id": self.mail_template.id}
        )
        interaction.send()
        self._deliver_batches()
        [mail] = self._send_queue()
        [link] = self._links(mail["body"])
        self.assertEqual(mail["headers"]["List-Unsubscribe"], f"<{link}>")

    def test_unsubscribed_while_it_waits(self):
        interactions = self._log(self._create_mail_segment(self.anna | self.bob))
        self.newsletter._leave(["anna@example.com"])
        self._deliver_batches()
        anna = self._of(interactions, self.anna)
        self.assertSkipped(anna, "does not want to be addressed")
        self.assertEqual(anna.delivery_code, "opted_out")
        # and in the mail queue
        bob = self._of(interactions, self.bob)
        self.assertTrue(bob.sudo().mail_mail_id)
        bob.sudo()._unsubscribe(["bob@example.com"])
        self.assertFalse(self._send_queue())
        self.assertEqual(bob.delivery_code, "opted_out")
        self.assertSkipped(bob, "does not want to be addressed")

    def test_other_topics_go_on(self):
        self.newsletter._leave(["anna@example.com"])
        invitations = self.mail_template.copy({"topic_id": False})
        segment = self._create_mail_segment(self.anna)
        segment.template_id = invitations
        interaction = self._log(segment)
        self._deliver_batches()
        self.assertEqual(len(self._send_queue()), 1)
        self.assertDelivered(interaction)

    def test_users_cannot_write_what_the_page_writes(self):
        interaction = self._mailing(self.anna)
        for name, value in (
            ("unsubscribed_on", "2026-01-01"),
            ("unsubscribed_from", "x"),
            ("unsubscribe_reason", "other"),
            ("unsubscribe_note", "x"),
        ):
            with self._assert_refused(Exception, "cannot be written directly"):
                interaction.with_user(self.user).write({name: value})

    def test_found_in_the_log(self):
        interactions = self._mailing(self.anna | self.bob)
        anna = self._of(interactions, self.anna)
        anna.sudo()._unsubscribe(["anna@example.com"])
        log = self.Interaction.with_user(self.user)
        found = log.search([("unsubscribed_on", "!=", False)])
        self.assertEqual(found, anna)
        self.assertEqual(found.unsubscribed_from, "Everything")
        self.assertFalse(found.copy().unsubscribed_on)
