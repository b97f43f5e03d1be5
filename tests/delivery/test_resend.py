# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...tools.mail_links import drop_picture
from ..letters_common import LettersCommon
from ..word_file import encode_word


@tagged("post_install", "-at_install")
class TestResend(LettersCommon):
    """Letters and e-mails that are cancelled, tried again and sent again."""

    def _copies(self, interactions):
        return self.Interaction.search([("resent_from_id", "in", interactions.ids)])

    def test_a_sent_letter_gets_an_interaction_of_its_own(self):
        interactions = self._log()
        self._deliver_words()
        annas = self._of(interactions, self.anna)
        annas.evaluation = "positive"
        before = annas.sudo().document_attachment_id.raw
        self.document.content = encode_word("Changed")
        self.anna.name = "Changed"
        self.assertIs(annas.resend(), True)
        copy = self._copies(annas)
        self.assertEqual(copy.delivery_state, "queued")
        self.assertEqual(copy.segment_id, self.segment)
        self.assertEqual(copy.logged_by_id, self.user)
        self.assertFalse(copy.attachment_ids)
        self.assertFalse(copy.evaluation)
        self._deliver_words()
        self.assertDelivered(annas | copy)
        self.assertEqual(copy.sudo().document_attachment_id.raw, before)
        self.assertEqual(annas.sudo().document_attachment_id.raw, before)
        self.assertEqual(self.segment.print_file_ids.mapped("letter_count"), [5, 1])

    def test_resend_as_letter_and_as_email(self):
        interactions = self._log()
        self._deliver_words()
        annas = self._of(interactions, self.anna)
        annas.resend(channel="email")
        copy = self._copies(annas)
        self.assertEqual(copy.channel, "email")
        self.anna.name = "Changed"
        self.env["mail.blacklist"]._add("bob@example.com")
        self._of(interactions, self.bob).resend("email")
        self._deliver_words()
        [mail] = self._send_queue()
        self.assertIn("Dear Anna Peeters", mail["body"])
        self.assertDelivered(copy)
        self.assertSkipped(
            self._copies(self._of(interactions, self.bob)), "does not want"
        )

    def test_a_sent_email_is_sent_as_it_was(self):
        self._add_html("<p>Hello {{Contact_Name}}</p>")
        segment = self._create_mail_segment(self.anna, subject="For {{Contact_Name}}")
        interactions = self._log(segment)
        self._deliver_batches()
        [first] = self._send_queue()
        self.anna.name = "Changed"
        interactions.resend()
        self._deliver_batches()
        [second] = self._send_queue()
        self.assertEqual(first["subject"], second["subject"])
        self._assert_same_text(first, second)

    def _assert_same_text(self, first, second):
        """Check that e-mails say the same; each has its own way out and picture."""
        own = re.compile(r'/contact_segment/unsubscribe/[^"]+')
        texts = [own.sub("", drop_picture(mail["body"])) for mail in (first, second)]
        self.assertEqual(*texts)
        self.assertNotEqual(first["body"], second["body"])

    def test_a_sent_file_keeps_its_text(self):
        self._add_document(
            template=self.mail_template, kind="file", filename="a.csv", content=b"YQ=="
        )
        interactions = self._log(self._create_mail_segment(self.anna))
        self._deliver_batches()
        [first] = self._send_queue()
        self.anna.name = "Changed"
        interactions.resend()
        self._deliver_batches()
        [second] = self._send_queue()
        self._assert_same_text(first, second)
        self.assertEqual(first["attachments"], second["attachments"])

    def test_pressed_twice(self):
        interactions = self._log()
        self._deliver_words()
        annas = self._of(interactions, self.anna)
        annas.resend()
        with self._assert_refused(UserError, "is waiting to be sent already"):
            annas.resend()
        annas.resend("email")
        self.assertEqual(len(self._copies(annas)), 2)
        self._deliver_words()
        annas.resend()
        self.assertEqual(len(self._copies(annas)), 3)

    def test_skipped_and_failed_ones_are_sent_once_more(self):
        interactions = self._log()
        annas = self._of(interactions, self.anna)
        bobs = self._of(interactions, self.bob)
        annas.cancel_delivery()
        bobs._set_delivery("failed", "test")
        self._deliver_words()
        (annas | bobs).resend()
        self.assertFalse(self._copies(interactions))
        self.assertFalse(annas.delivery_message)
        self._deliver_words()
        self.assertDelivered(interactions)

    def test_retry_takes_the_failed_only(self):
        interactions = self._log()
        self._of(interactions, self.anna).cancel_delivery()
        self._of(interactions, self.bob)._set_delivery("failed", "test")
        self.assertIs(self.segment.retry_delivery(), True)
        waiting = interactions.filtered(lambda one: one.delivery_state == "queued")
        self.assertEqual(len(waiting), 4)
        self.assertNotIn(self._of(interactions, self.anna), waiting)

    def test_never_sent_ones_get_the_effective_document(self):
        interactions = self._log(send=False)
        annas = self._of(interactions, self.anna)
        annas.resend()
        self._deliver_words()
        self.assertDelivered(annas)
        self.assertIn("Dear Anna Peeters", self._text(annas))

    def test_refusals(self):
        interactions = self._log()
        annas = self._of(interactions, self.anna)
        with self._assert_refused(UserError, "is waiting to be sent already"):
            annas.resend()
        with self._assert_refused(UserError, "channel cannot be phone"):
            annas.resend("phone")
        annas.cancel()
        with self._assert_refused(UserError, "is not done"):
            annas.resend()
        own = self.Interaction.with_user(self.user).create(
            {"name": "Lunch", "partner_id": self.bob.id, "channel": "email"}
        )
        with self._assert_refused(UserError, "Lunch.* has no document"):
            own.resend()

    def test_a_text_is_no_letter(self):
        self._add_html("<p>Hello</p>")
        interactions = self._log(self._create_mail_segment(self.anna))
        self._deliver_batches()
        self._send_queue()
        with self._assert_refused(UserError, "is the text of an e-mail"):
            interactions.resend("letter")

    def test_of_somebody_else(self):
        interactions = self._log()
        self._deliver_words()
        for method in ("resend", "retry_delivery", "cancel_delivery"):
            with self.assertRaises(AccessError):
                getattr(interactions.with_user(self.colleague), method)()

    def test_cancelling_leaves_what_was_sent(self):
        interactions = self._log()
        self._deliver_words()
        self.assertIs(self.segment.cancel_delivery(), True)
        self.assertDelivered(interactions)

    def test_deliveries_of_a_segment(self):
        interactions = self._log()
        self._of(interactions, self.anna).cancel_delivery()
        self._deliver_words()
        segment = self.segment
        figures = (
            segment.delivery_count,
            segment.delivery_sent_count,
            segment.delivery_skipped_count,
            segment.delivery_progress,
        )
        self.assertEqual(figures, (5, 4, 1, 100))
        action = segment.with_context(delivery_state="skipped").action_view_deliveries()
        self.assertEqual(
            self.Interaction.search(action["domain"]), self._of(interactions, self.anna)
        )

    def test_a_copy_made_by_hand_is_not_delivered(self):
        interactions = self._log()
        self._deliver_words()
        annas = self._of(interactions, self.anna).with_user(self.user)
        copy = annas.copy()
        self.assertFalse(copy.delivery_state)
        self.assertFalse(copy.sudo().document_version_id)
        self.assertFalse(copy.sudo().merge_values)
