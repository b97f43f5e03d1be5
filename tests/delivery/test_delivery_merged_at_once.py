# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.delivery import contact_interaction_queue
from ..delivery_processes import LETTERS, DeliveryProcesses


@tagged("post_install", "-at_install")
class TestDeliveryMergedAtOnce(DeliveryProcesses):
    """Contacts that were merged, and several workers who deliver to them."""

    def _log_twins(self, number):
        """Log a segment with two contacts for each one, and merge these."""
        with self._connect() as env:
            partners = env["res.partner"].browse(self.partner_ids)
            twins = partners.browse().union(*(one.copy() for one in partners))
            own_ids, twin_ids = partners.ids, twins.ids
        self.partner_ids += twin_ids
        try:
            segment_id = self._log(number)
        finally:
            self.partner_ids[:] = own_ids
        with self._connect() as env:
            wizard = env["base.partner.merge.automatic.wizard"]
            for one, twin in zip(own_ids, twin_ids, strict=True):
                wizard._merge([one, twin], env["res.partner"].browse(one))
        return segment_id

    def _find_pair(self, env, segment_id, number=0):
        interactions = env["contact.segment"].browse(segment_id).interaction_ids
        return interactions.grouped("partner_id")[
            env["res.partner"].browse(self.partner_ids[number])
        ].sorted("id")

    def assertOneEach(self, segment_id):
        with self._connect() as env:
            interactions = env["contact.segment"].browse(segment_id).interaction_ids
            self.assertEqual(len(interactions), 2 * LETTERS)
            for contact, pair in interactions.grouped("partner_id").items():
                self.assertEqual(
                    sorted(pair.mapped("delivery_state")),
                    ["sent", "skipped"],
                    (contact.name, pair.mapped("delivery_message")),
                )

    def _find_runs(self, env):
        """Return the runs of the delivery that were asked for later moments."""
        cron = env.ref("contact_segment.ir_cron_deliver")
        later = [("cron_id", "=", cron.id), ("call_at", ">", fields.Datetime.now())]
        return env["ir.cron.trigger"].search(later)

    def assertDeliveredInTheEnd(self, segment_id):
        with self._connect() as env:
            # those whose twin somebody else had
            env["contact.segment"].browse(segment_id).interaction_ids._stop_waiting()
        self._wait(self._start())
        self.assertOneEach(segment_id)

    def test_two_servers_make_letters(self):
        segment_id = self._log_twins(0)
        for process in [self._start(batch_size=3) for _server in range(2)]:
            self._wait(process)
        self.assertDeliveredInTheEnd(segment_id)
        with self._connect() as env:
            files = env["contact.segment"].browse(segment_id).print_file_ids
            self.assertEqual(sum(files.mapped("letter_count")), LETTERS)

    def test_two_servers_send_emails(self):
        segment_id = self._log_twins(1)
        self._wait(self._start())
        for process in [self._start("mails") for _server in range(2)]:
            self._wait(process)
        # those that somebody else had are left to the next run
        self._wait(self._start("mails"))
        sent = self._get_mails()
        self.assertEqual(len(sent), len(set(sent)))
        with self._connect() as env:
            lost = env["contact.segment"].browse(segment_id).delivery_failed_count
        if not lost:
            self.assertOneEach(segment_id)

    def test_a_letter_delivered_since_the_transaction_began(self):
        segment_id = self._log_twins(0)
        with self._connect() as env:
            # who takes the line over from the other one is stopped by that alone
            self._find_pair(env, segment_id).segment_line_id = False
        with self._connect() as first, self._connect() as second:
            one, other = self._find_pair(first, segment_id)
            same = other.with_env(second)
            self.assertEqual(same.delivery_state, "queued")
            one._deliver_safely()
            first.cr.commit()
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                same._lock_noted()
            second.cr.rollback()
            # as the queue does
            same._lock_noted()._deliver_safely()
            self.assertEqual(one.delivery_state, "sent")
            self.assertEqual(same.delivery_state, "skipped")
            self.assertIn(f"no. {one.id}", same.delivery_message)
        with self._connect() as env:
            env["contact.segment"].browse(segment_id).cancel_delivery()
            while env["contact.print.file"]._finish_next():
                continue

    def _lock_two_pairs(self, first, second, segment_id):
        """Return a locked batch of each of two workers, with twins of the other's."""
        one, other = self._find_pair(first, segment_id)
        two, twin = self._find_pair(first, segment_id, 1)
        batch, other_batch = one + twin, (other + two).with_env(second)
        self.assertEqual(batch.try_lock_for_update(), batch)
        self.assertEqual(other_batch.try_lock_for_update(), other_batch)
        return batch, other_batch

    def _take_due(self, env, segment_id, seconds):
        """Return the batch that is due some seconds later."""
        interactions = env["contact.segment"].browse(segment_id).interaction_ids
        with self._connect() as other:
            other.cr.execute(
                "UPDATE contact_interaction "
                "SET delivery_waits_until = delivery_waits_until - %s * interval '1s' "
                "WHERE id IN %s",
                [seconds, interactions._ids],
            )
        env.cr.rollback()
        return interactions._lock_noted()

    def test_two_workers_who_have_the_twins_of_each_other_do_not_wait(self):
        segment_id = self._log_twins(0)
        with self._connect() as first, self._connect() as second:
            batch, other_batch = self._lock_two_pairs(first, second, segment_id)
            before = self._find_runs(first)
            for env in (first, second):
                # whoever waits here waits for ever
                env.cr.execute("SET LOCAL lock_timeout = '5s'")
            self.assertFalse(batch._lock_noted())
            self.assertFalse(other_batch._lock_noted())
            for interaction in batch + other_batch.with_env(first):
                own = second if interaction in other_batch else first
                interaction = interaction.with_env(own)
                self.assertIn("merged with another one", interaction.delivery_message)
                self.assertIn("next attempt", interaction.delivery_waiting_text)
                self.assertFalse(interaction.delivery_attempts)
            self.assertEqual(len(self._find_runs(first) - before), 2)
            first.cr.commit()
            second.cr.commit()
            lower = batch[0] + other_batch[1].with_env(first)
            # the lower ones are due first, and nobody has their twins then
            due = self._take_due(first, segment_id, 15)
            self.assertLessEqual(lower, due)
            self.assertFalse(due & (batch[1] + other_batch[0].with_env(first)))
            first.cr.rollback()
        self.assertDeliveredInTheEnd(segment_id)

    def test_a_batch_of_which_all_is_put_off_is_not_the_last(self):
        segment_id = self._log_twins(0)
        with self._connect() as first, self._connect() as second:
            # whose turn it is; interactions are logged in no particular order
            one = first["contact.segment"].browse(segment_id).interaction_ids
            one = one.sorted("id")[0]
            [other] = one._get_twins()[one.id].sudo(False)
            self.assertTrue(other.try_lock_for_update())
            queue = second["contact.interaction"]
            with patch.object(contact_interaction_queue, "SMALLER_BATCHES", (1,)):
                batch = queue._lock_batch()
            self.assertEqual(len(batch), 1)
            self.assertNotIn(batch.id, (one.id, other.id))
            self.assertTrue(one.with_env(second).delivery_waits_until)
            second.cr.rollback()
        self.assertDeliveredInTheEnd(segment_id)

    def test_an_email_whose_twin_is_being_sent_is_left_for_a_minute(self):
        segment_id = self._log_twins(1)
        self._wait(self._start())
        with self._connect() as first, self._connect() as second:
            one, other = self._find_pair(first, segment_id)
            self.assertTrue(one.try_lock_for_update())
            mail = other.with_env(second).mail_mail_id
            before = second["ir.cron.trigger"].search([])
            self.assertFalse(mail._claim_interaction(auto_commit=False))
            self.assertEqual(mail.state, "outgoing")
            self.assertEqual(other.with_env(second).delivery_state, "queued")
            trigger = second["ir.cron.trigger"].search([]) - before
            self.assertEqual(
                trigger.cron_id, second.ref("mail.ir_cron_mail_scheduler_action")
            )
            first.cr.rollback()
            self.assertTrue(mail._claim_interaction(auto_commit=False))
            second.cr.rollback()
        with self._connect() as env:
            env["contact.segment"].browse(segment_id).cancel_delivery()
