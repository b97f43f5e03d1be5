# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..delivery_processes import LETTERS, DeliveryProcesses


@tagged("post_install", "-at_install")
class TestDeliveryKilled(DeliveryProcesses):
    """Servers that are killed while they deliver."""

    def test_killed_in_the_middle_of_letters(self):
        segment_id = self._log(0)
        interaction = "contact.interaction"
        # before anything, between two letters, between the parts of a batch, at a
        # commit and after one, and while the print file is made
        self._kill_at(interaction, "_deliver", 1)
        self._kill_at(interaction, "_set_delivery", 3)
        self._kill_at(interaction, "_add_print_file", 2, after=True)
        self._kill_at("cursor", "commit", 3)
        with self._connect() as env:
            sent = env["contact.segment"].browse(segment_id).delivery_sent_count
            self.assertTrue(0 < sent < LETTERS)
        self._kill_at("contact.print.file", "_join_places", 1, after=True)
        with self._connect() as env:
            self.assertEqual(
                env["contact.segment"].browse(segment_id).delivery_sent_count, LETTERS
            )
            self.assertEqual(env["contact.interaction"]._count_waiting(), 1)
        self._wait(self._start())
        self.assertEqual(self.assertAllDelivered(segment_id), 1)

    def test_what_always_kills_is_left_alone(self):
        segment_id = self._log(0)
        for _time in range(5):
            self._kill_at("contact.interaction", "_deliver_by_letter", 1)
        with self._connect() as env:
            attempts = env["contact.segment"].browse(segment_id).interaction_ids
            self.assertGreater(max(attempts.mapped("delivery_attempts")), 0)
            attempts.filtered("delivery_attempts").delivery_attempts = 4
        self._wait(self._start())
        with self._connect() as env:
            segment = env["contact.segment"].browse(segment_id)
            failed = segment.interaction_ids.filtered(
                lambda one: one.delivery_state == "failed"
            )
            self.assertTrue(failed)
            self.assertIn("stopped each time", failed[0].delivery_message)
            self.assertEqual(
                segment.delivery_sent_count, LETTERS - segment.delivery_failed_count
            )
            failed.retry_delivery()
        self._wait(self._start())
        self.assertAllDelivered(segment_id)

    def test_a_scheduled_action_that_is_killed_is_tried_again_soon(self):
        with self._connect() as env:
            cron = env.ref("contact_segment.ir_cron_deliver")
            env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()
            # the tests before may have taken so long that its next run is near
            cron.nextcall = fields.Datetime.now() + timedelta(minutes=10)
        segment_id = self._log(0)
        for _time in range(3):
            self._kill_at("contact.interaction", "_set_delivery", 1, "scheduled")
        # Odoo takes the scheduled action for failed, and does not run it this time
        self._wait(self._start("scheduled"))
        with self._connect() as env:
            self.assertEqual(
                env["contact.segment"].browse(segment_id).delivery_queued_count, LETTERS
            )
            cron = env.ref("contact_segment.ir_cron_deliver")
            now = fields.Datetime.now()
            self.assertGreater(cron.nextcall, now + timedelta(minutes=6))
            triggers = env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
            self.assertEqual(len(triggers), 1)
            self.assertTrue(now < triggers.call_at < now + timedelta(minutes=6))
            # that time has come
            triggers.call_at = now
        self._wait(self._start("scheduled"))
        with self._connect() as env:
            sent = env["contact.segment"].browse(segment_id).delivery_sent_count
            self.assertGreater(sent, 0)
        # it ends after some seconds, to go on at once
        self._wait(self._start())
        self.assertAllDelivered(segment_id)

    def test_killed_while_emails_are_sent(self):
        segment_id = self._log(1)
        self._kill_at("mail.mail", "create", 2, after=True)
        self._wait(self._start())
        with self._connect() as env:
            segment = env["contact.segment"].browse(segment_id)
            mails = segment.interaction_ids.mail_mail_id
            self.assertEqual(len(mails), LETTERS)
            self.assertEqual(
                env["mail.mail"].search_count(
                    [("model", "=", "res.partner"), ("res_id", "in", self.partner_ids)]
                ),
                LETTERS,
            )
        # the mail server has the third, but nobody wrote it down
        self._kill_at("mail.mail", "_postprocess_sent_message", 3, "mails")
        self.assertEqual(len(self._get_mails()), 3)
        # claimed, but not handed over
        self._kill_at("mail.mail", "_prepare_outgoing_list", 2, "mails")
        self._wait(self._start("mails"))
        sent = self._get_mails()
        self.assertEqual(len(sent), len(set(sent)))
        self.assertEqual(len(sent), LETTERS - 1)
        with self._connect() as env:
            segment = env["contact.segment"].browse(segment_id)
            self.assertEqual(segment.delivery_sent_count, LETTERS - 2)
            failed = segment.interaction_ids.filtered(
                lambda one: one.delivery_state == "failed"
            )
            self.assertEqual(len(failed), 2)
            for interaction in failed:
                self.assertIn("may have arrived", interaction.delivery_message)
