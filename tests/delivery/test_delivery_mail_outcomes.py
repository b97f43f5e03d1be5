# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..letters_common import LettersCommon

HTML = "<p>Hello <b>{{Contact_Name}}</b>, {{note}}</p>"
MAIL = "odoo.addons.mail.models.mail_mail"


@tagged("post_install", "-at_install")
class TestDeliveryMailOutcomes(LettersCommon):
    """E-mails that are not sent, must not be sent, or may have been sent."""

    def test_opt_out_between_logging_and_delivery(self):
        self._add_html(HTML)
        interactions = self._log(self._create_mail_segment())
        self.env["mail.blacklist"]._add(" BOB@example.com")
        self._deliver_batches()
        bobs = self._of(interactions, self.bob)
        self.assertSkipped(bobs, "does not want to be addressed")
        self.assertFalse(bobs.sudo().mail_mail_id)
        self.assertEqual(len(self._send_queue()), 4)

    def test_opt_out_between_queueing_and_sending(self):
        self._add_html(HTML)
        interactions = self._mailing()
        self.env["mail.blacklist"]._add("bob@example.com")
        self.carl.exclude_from_segments = True
        self.dora.active = False
        sent = self._send_queue()
        self.assertEqual(len(sent), 2)
        self.assertSkipped(self._of(interactions, self.bob), "does not want")
        self.assertSkipped(self._of(interactions, self.carl), "excluded")
        self.assertSkipped(self._of(interactions, self.dora), "archived")
        self.assertFalse(self._send_queue())

    def test_opt_out_of_one_of_several_addresses(self):
        self._add_html(HTML)
        self.bob.email = "bob@example.com; Bobby <BOBBY@example.com>"
        interactions = self._mailing(self.bob | self.anna)
        self.env["mail.blacklist"]._add("bobby@example.com")
        self.assertEqual(len(self._send_queue()), 1)
        self.assertSkipped(self._of(interactions, self.bob), "does not want")

    def test_exclusion_that_was_accepted_when_logging(self):
        self._add_html(HTML)
        self.bob.exclude_from_segments = True
        segment = self._create_mail_segment(self.anna)
        segment.add_contacts(self._domain(self.bob), ignore_exclusion=True)
        interactions = self._log(segment)
        self._deliver_batches()
        self.assertEqual(len(self._send_queue()), 2)
        self.assertDelivered(interactions)

    def test_address_that_was_taken_away(self):
        self._add_html(HTML)
        interactions = self._mailing(self.anna | self.bob)
        self.bob.email = False
        self.assertEqual(len(self._send_queue()), 1)
        self.assertSkipped(self._of(interactions, self.bob), "no valid e-mail address")

    @mute_logger(MAIL)
    def test_refused_by_the_mail_server(self):
        self._add_html(HTML)
        interactions = self._mailing(self.anna | self.bob)
        original = IrMail_Server.send_email

        def send_email(server, message, *args, **kwargs):
            if "bob" in message["To"]:
                raise ValueError("550 no such user")
            return original(server, message, *args, **kwargs)

        with patch.object(IrMail_Server, "send_email", send_email):
            self._send_queue()
        bobs = self._of(interactions, self.bob)
        self.assertFailed(bobs, "550 no such user")
        self.assertEqual(bobs.sudo().mail_mail_id.state, "exception")
        self.assertDelivered(self._of(interactions, self.anna))
        old = bobs.sudo().mail_mail_id
        bobs.retry_delivery()
        self.assertFalse(old.exists())
        self._deliver_batches()
        [mail] = self._send_queue()
        self.assertIn("bob@example.com", mail["email_to"][0])
        self.assertDelivered(interactions)

    @mute_logger(MAIL)
    def test_no_connection_to_the_mail_server(self):
        self._add_html(HTML)
        interactions = self._mailing()
        with patch.object(
            IrMail_Server, "_connect__", side_effect=OSError("no route to host")
        ):
            self.assertFalse(self._send_queue())
        for interaction in interactions:
            self.assertEqual(interaction.delivery_state, "queued")
            self.assertIn("(no route to host)", interaction.delivery_message)
        self.assertFalse(self._send_queue())
        interactions.retry_delivery()
        self.assertDelivered(interactions, "queued")
        self.assertEqual(len(self._send_queue()), 5)
        self.assertDelivered(interactions)

    def test_retry_does_not_attach_twice(self):
        self._add_document("Offer for {{Contact_Name}}", template=self.mail_template)
        interactions = self._mailing(self.anna, send_as_attachment=True)
        interactions.sudo().mail_mail_id.write({"state": "exception"})
        interactions._set_delivery("failed", "test")
        interactions.retry_delivery()
        self._deliver_batches()
        [mail] = self._send_queue()
        self.assertEqual(len(mail["attachments"]), 1)
        self.assertEqual(len(interactions.attachment_ids), 1)

    def test_documents_that_are_not_stored_go_with_the_email(self):
        self.env["ir.config_parameter"].set_param(
            "contact_segment.store_documents", "False"
        )
        self._add_document("Offer for {{Contact_Name}}", template=self.mail_template)
        interactions = self._mailing(self.anna, send_as_attachment=True)
        attachment = interactions.sudo().mail_mail_id.attachment_ids
        [mail] = self._send_queue()
        self.assertEqual(len(mail["attachments"]), 1)
        self.assertFalse(interactions.attachment_ids)
        self.assertFalse(attachment.exists())
        self.assertFalse(
            self.env["ir.attachment"].search(
                [
                    ("res_model", "=", "contact.interaction"),
                    ("res_id", "=", interactions.id),
                ]
            )
        )

    def test_cancelled_in_the_mail_queue(self):
        self._add_html(HTML)
        interactions = self._mailing(self.anna | self.bob)
        bobs = self._of(interactions, self.bob)
        bobs.sudo().mail_mail_id.cancel()
        self.assertSkipped(bobs, "cancelled in the mail queue")
        self.assertEqual(len(self._send_queue()), 1)

    def test_deleted_from_the_mail_queue(self):
        self._add_html(HTML)
        interactions = self._mailing(self.anna | self.bob)
        bobs = self._of(interactions, self.bob)
        bobs.sudo().mail_mail_id.unlink()
        self.assertSkipped(bobs, "deleted from the mail queue")
        self._deliver_batches()
        self.assertEqual(len(self._send_queue()), 1)

    def test_cancelled_interactions_are_not_sent(self):
        self._add_html(HTML)
        interactions = self._mailing()
        self._of(interactions, self.anna).cancel()
        bobs = self._of(interactions, self.bob)
        bobs.cancel()
        bobs.with_user(self.manager).unlink()
        self.assertEqual(len(self._send_queue()), 3)

    def test_cancelled_segment(self):
        self._add_html(HTML)
        interactions = self._mailing()
        segment = interactions.segment_id.with_user(self.manager)
        segment.cancel_logged()
        self.assertFalse(self._send_queue())
        segment.uncancel_logged()
        for interaction in interactions:
            self.assertSkipped(interaction, "cancelled in the mail queue")

    def test_cancel_delivery(self):
        self._add_html(HTML)
        interactions = self._mailing()
        interactions.segment_id.cancel_delivery()
        for interaction in interactions:
            self.assertSkipped(interaction, "Cancelled by Segment User")
        self.assertFalse(self._send_queue())
        self.assertEqual(interactions.segment_id.delivery_skipped_count, 5)

    def test_what_was_claimed_is_not_sent_again(self):
        self._add_html(HTML)
        interactions = self._mailing(self.anna | self.bob)
        bobs = self._of(interactions, self.bob).sudo()
        bobs.sending_since = fields.Datetime.now()
        bobs.segment_id.cancel_delivery()
        self.assertDelivered(bobs, "queued")
        self.assertEqual(self._send_queue(), [])
        self.assertFailed(bobs, "may have arrived; ask the contact")
        self.assertEqual(bobs.mail_mail_id.state, "exception")
        self.assertFalse(self._send_queue())
        bobs.with_user(self.user).resend()
        self._deliver_batches()
        self.assertEqual(len(self._send_queue()), 1)
        self.assertDelivered(bobs)

    def test_claimed_and_then_deleted(self):
        self._add_html(HTML)
        interactions = self._mailing(self.bob)
        interactions.sudo().sending_since = fields.Datetime.now()
        interactions.sudo().mail_mail_id.unlink()
        self.assertFailed(interactions, "may have arrived")

    def test_claimed_and_the_mail_is_lost(self):
        self._add_html(HTML)
        interactions = self._mailing(self.bob)
        interactions.sudo().write(
            {"sending_since": fields.Datetime.now(), "mail_mail_id": False}
        )
        self._deliver_batches()
        self.assertFailed(interactions, "may have arrived")
