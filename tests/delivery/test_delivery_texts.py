# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

import requests

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..texts_common import NUMBERS, TextsCommon


@tagged("post_install", "-at_install")
class TestDeliveryTexts(TextsCommon):
    """Text messages: one for each interaction, through Odoo's own queue."""

    def test_texts_go_out_once(self):
        segment = self._create_text_segment()
        self.assertFalse(segment.check_log())
        interactions = self._log(segment)
        self.assertEqual(set(interactions.mapped("channel")), {"sms"})
        self._deliver_batches()
        self.assertDelivered(interactions, "queued")
        rows = self._rows(interactions)
        self.assertEqual(len(rows), 5)
        self.assertEqual(set(rows.mapped("state")), {"outgoing"})
        company = self.env.company.name
        self.assertEqual(
            self._run_sms_queue(),
            sorted(
                (
                    NUMBERS[one.name.split()[0]],
                    f"Dear {one.name},\nsee you at {company}!",
                )
                for one in self.contacts
            ),
        )
        self.assertDelivered(interactions)
        self.assertTrue(all(interactions.mapped("delivered_on")))
        self.assertFalse(self._run_sms_queue())
        self.assertEqual(segment.delivery_sent_count, 5)
        self.assertEqual(segment.interaction_count, 5)

    def test_the_text_is_kept_as_it_was(self):
        interactions = self._send_texts(self.anna)
        self.text.body_text = "Something else"
        self._run_sms_queue()
        content, extension = interactions._make_again()
        self.assertEqual(extension, "txt")
        self.assertIn(b"Dear Anna Peeters,\nsee you", content)
        self.anna.name = "Changed"
        interactions.resend()
        copy = self.Interaction.search([("resent_from_id", "=", interactions.id)])
        self._deliver_batches()
        [(_number, text)] = self._run_sms_queue()
        self.assertIn("Dear Anna Peeters,", text)
        self.assertDelivered(copy)

    def test_contacts_see_what_they_got(self):
        interactions = self._send_texts(self.anna | self.bob)
        [message] = self.anna.message_ids.filtered(
            lambda one: one.message_type == "sms"
        )
        self.assertIn("Dear Anna Peeters,<br", message.body)
        self.assertEqual(message.author_id, self.user.partner_id)
        self.assertEqual(message.notification_ids.notification_status, "ready")
        self._run_sms_queue()
        self.assertEqual(message.notification_ids.notification_status, "pending")
        # no second interaction logs what the first one sent
        logged = self.Interaction.search([("partner_id", "=", self.anna.id)])
        self.assertEqual(logged, self._of(interactions, self.anna))

    def test_values_are_read_with_the_rights_of_the_sender(self):
        self.text.body_text = "{{partner_id.comment}}: {{partner_id.function}}"
        self.anna.write({"function": "Buyer", "comment": "x"})
        interactions = self._log(self._create_text_segment(self.anna | self.bob))
        field = self.env["res.partner"]._fields["function"]
        self.patch(field, "groups", "base.group_system")
        self._deliver_batches()
        for interaction in interactions:
            self.assertFailed(interaction, "may not read.*function")
        self.assertFalse(self._run_sms_queue())

    def test_empty_text(self):
        self.text.body_text = " {{note}}\n"
        segment = self._create_text_segment(self.anna | self.bob)
        self._line(segment, self.anna).note = "Only for you"
        interactions = self._log(segment)
        self._deliver_batches()
        self.assertFailed(self._of(interactions, self.bob), "would be empty")
        self.assertEqual(self._run_sms_queue(), [(NUMBERS["Anna"], "Only for you")])

    def test_users_neither_read_nor_write_the_queue(self):
        interactions = self._send_texts(self.anna)
        for user in (self.user, self.user_all, self.manager):
            own = interactions.with_user(user)
            self.assertTrue(own.sms_uuid)
            with self.assertRaises(AccessError):
                own.sms_uuid = "mine"
            with self.assertRaises(AccessError):
                self.Interaction.with_user(user).create(
                    {
                        "name": "x",
                        "partner_id": self.anna.id,
                        "sms_uuid": interactions.sms_uuid,
                    }
                )

    # what the queue and the gateway say

    def test_reports_of_the_gateway(self):
        interactions = self._send_texts(self.anna | self.bob | self.carl)
        anna, bob, carl = (
            self._of(interactions, one) for one in (self.anna, self.bob, self.carl)
        )
        self.answers = {NUMBERS["Carl"]: "processing"}
        self._run_sms_queue()
        self.assertDelivered(anna | bob)
        self.assertEqual(carl.delivery_state, "queued")
        self.assertIn("looks at the text message", carl.delivery_message)
        carl.cancel_delivery()
        self.assertEqual(carl.delivery_state, "queued")
        on = anna.delivered_on
        self._report(anna, "delivered")
        self.assertDelivered(anna)
        self.assertEqual(anna.delivered_on, on)
        self._report(bob, "invalid_destination")
        self.assertFailed(bob, "There is no phone with this number")
        self._report(carl, "sent")
        self.assertDelivered(carl)

    def test_refusals_of_the_gateway(self):
        refusals = {
            "insufficient_credit": "not enough credits",
            "wrong_number_format": "takes the number for none",
            "unregistered": "no account for text messages",
            "country_not_supported": "no text messages to the country",
            "incompatible_content": "did not send the text message: incompatible_con",
        }
        interactions = self._send_texts()
        self.answers = dict(zip(NUMBERS.values(), refusals, strict=True))
        self._run_sms_queue()
        for name, sentence in zip(NUMBERS, refusals.values(), strict=True):
            partner = self.contacts.filtered(lambda one, n=name: n in one.name)
            self.assertFailed(self._of(interactions, partner), sentence)
        self.answers = {}
        interactions.retry_delivery()
        self._deliver_batches()
        self.assertEqual(len(self._run_sms_queue()), 5)
        self.assertDelivered(interactions)
        self.assertEqual(len(self._rows(interactions)), 5)

    def test_message_is_read_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        interactions = self._send_texts(self.anna)
        self.answers = {NUMBERS["Anna"]: "insufficient_credit"}
        self._run_sms_queue()
        told = interactions.with_context(lang="nl_NL").delivery_message
        self.assertTrue(told)

    # what happens between making and sending

    def test_the_gate_is_asked_again(self):
        interactions = self._send_texts(self.anna | self.bob | self.carl | self.dora)
        self.env["phone.blacklist"].sudo()._add([NUMBERS["Anna"]])
        self.bob.phone = "+32470999999"
        self.carl.phone = False
        self.dora.active = False
        self.assertEqual(
            [number for number, _text in self._run_sms_queue()], ["+32470999999"]
        )
        anna, carl, dora = (
            self._of(interactions, one) for one in (self.anna, self.carl, self.dora)
        )
        self.assertSkipped(anna, "does not want to be addressed")
        self.assertSkipped(carl, "no valid phone number of its own")
        self.assertSkipped(dora, "is archived")
        self.assertEqual(
            set(self._rows(anna | carl | dora).mapped("state")), {"canceled"}
        )

    def test_cancelled_and_deleted(self):
        interactions = self._send_texts()
        anna, bob, carl, dora = (
            self._of(interactions, one)
            for one in (self.anna, self.bob, self.carl, self.dora)
        )
        anna.cancel_delivery()
        self.assertSkipped(anna, "Cancelled by Segment User")
        self._rows(bob).action_set_canceled()
        self.assertSkipped(bob, "cancelled in the SMS queue")
        self._rows(carl).unlink()
        self.Interaction._settle_lost_texts()
        self.assertSkipped(carl, "deleted from the SMS queue")
        dora.with_user(self.user).cancel()
        dora.with_user(self.manager).unlink()
        self.assertEqual(
            [number for number, _t in self._run_sms_queue()], [NUMBERS["Acme"]]
        )

    def test_an_interaction_that_is_cancelled_is_not_sent(self):
        interactions = self._send_texts(self.anna | self.bob)
        self._of(interactions, self.anna).with_user(self.user).cancel()
        self.assertEqual(len(self._run_sms_queue()), 1)

    def test_sent_again_from_the_queue(self):
        interactions = self._send_texts(self.anna)
        self.answers = {NUMBERS["Anna"]: "insufficient_credit"}
        self._run_sms_queue()
        self.answers = {}
        self._rows(interactions).resend_failed()
        self.assertDelivered(interactions)
        self.assertEqual(len(self.sent), 1)

    def test_ordinary_texts_are_sent_as_always(self):
        self.env["sms.sms"].create({"number": "+32470000001", "body": "Ordinary"})
        self._send_texts(self.anna)
        self.assertEqual(len(self._run_sms_queue()), 2)
        self.env["sms.sms"].create({"number": "+32470000001", "body": "Ordinary"})
        self.error = ValueError("broken")
        self._run_sms_queue()

    def test_emails_of_others_ask_for_no_text(self):
        texts = type(self.env["mail.notification"])
        with (
            patch.object(texts, "_tell_text_interactions") as asked,
            self.mock_mail_gateway(mail_unlink_sent=True),
        ):
            message = self.carl.message_post(
                body=self.text.body_text,
                partner_ids=self.anna.ids,
                subtype_xmlid="mail.mt_comment",
            )
            self.assertEqual(len(self._mails), 1)
        asked.assert_not_called()
        self.assertEqual(message.notification_ids.notification_status, "sent")

    # when the gateway does not answer

    def test_gateway_that_does_not_answer(self):
        interactions = self._send_texts(self.anna | self.bob)
        self.error = AccessError("The request to the service timed out.")
        self._run_sms_queue()
        for interaction in interactions:
            self.assertFailed(
                interaction, "timed out.*may have arrived; ask the contact"
            )
        self.error = None
        self._rows(interactions).resend_failed()
        self.assertFalse(self.sent)
        interactions.retry_delivery(may_have_arrived=True)
        self._deliver_batches()
        self.assertEqual(len(self._run_sms_queue()), 2)
        self.assertDelivered(interactions)

    def test_gateway_that_cannot_be_reached_is_tried_again(self):
        interactions = self._send_texts(self.anna | self.bob)
        self.error = requests.exceptions.ConnectTimeout("no way there")
        self._run_sms_queue()
        self.assertDelivered(interactions, "queued")
        self.assertEqual(set(interactions.mapped("delivery_retries")), {1})
        self.assertTrue(all(interactions.mapped("delivery_waits_until")))
        for interaction in interactions:
            self.assertIn("cannot be reached", interaction.delivery_message)
            self.assertIn("next attempt", interaction.delivery_waiting_text)
        self.assertFalse(self.env["sms.sms"].search([("state", "=", "outgoing")]))
        self._deliver_batches()
        self.assertFalse(self._run_sms_queue())
        interactions.sudo().delivery_waits_until = "2026-01-01 00:00:00"
        self._deliver_batches()
        self._run_sms_queue()
        self.assertEqual(set(interactions.mapped("delivery_retries")), {2})
        self.error = None
        interactions.retry_delivery()
        self._deliver_batches()
        self.assertEqual(len(self._run_sms_queue()), 2)
        self.assertDelivered(interactions)
        messages = self.anna.message_ids
        self.assertEqual(len(messages.filtered(lambda m: m.message_type == "sms")), 1)

    def test_what_was_being_sent_when_the_server_stopped(self):
        interactions = self._send_texts(self.anna | self.bob)
        anna = self._of(interactions, self.anna)
        anna.sudo().sending_since = "2026-04-05 10:00:00"
        self.assertEqual(
            [number for number, _t in self._run_sms_queue()], [NUMBERS["Bob"]]
        )
        self.assertFailed(anna, "The server stopped.*may have arrived")
        self.assertEqual(self._rows(anna).state, "error")
        self.assertFalse(self._run_sms_queue())

    def test_merged_contacts_get_one(self):
        interactions = self._send_texts(self.anna | self.bob)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.anna | self.bob).ids, self.anna
        )
        self._run_sms_queue()
        self._run_sms_queue()
        self.assertEqual(
            sorted(interactions.mapped("delivery_state")), ["sent", "skipped"]
        )

    def test_a_single_one(self):
        self.text_template.sender = "company"
        values = {"name": "Reminder", "template_id": self.text_template.id}
        values |= {"channel": "sms", "user_id": self.user.id}
        interactions = self.Interaction.with_user(self.user)
        anna, bob = interactions.create(
            [{**values, "partner_id": one.id} for one in (self.anna, self.bob)]
        )
        self.bob.phone = False
        with self._assert_refused(UserError, "no valid phone number of its own"):
            bob.send()
        anna.send()
        self._deliver_batches()
        self.assertEqual(len(self._run_sms_queue()), 1)
        self.assertDelivered(anna)
        with self._assert_refused(UserError, "Only a text message is sent as one"):
            anna.resend("email")
        letter = self._log(self.segment)[0]
        with self._assert_refused(UserError, "Only a text message is sent as one"):
            letter.cancel_delivery()
            letter.resend("sms")

    def test_several_companies_in_one_queue(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.user.company_ids |= other
        interactions = self._send_texts(self.anna)
        interactions |= self._send_texts(self.bob, company_id=other.id)
        self.assertEqual(len(self._run_sms_queue()), 2)
        self.assertDelivered(interactions)

    def test_waiting_text(self):
        segment = self._create_text_segment(self.anna | self.bob)
        self._log(segment)
        self.assertIn("2 text messages wait.", segment.delivery_waiting_text)
        self._deliver_batches()
        self.env.invalidate_all()
        self.assertIn("2 text messages wait.", segment.delivery_waiting_text)
