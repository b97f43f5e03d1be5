# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from .delivery_processes import LETTERS, DeliveryProcesses


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

    def _find_pair(self, env, segment_id):
        interactions = env["contact.segment"].browse(segment_id).interaction_ids
        return interactions.grouped("partner_id")[
            env["res.partner"].browse(self.partner_ids[0])
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

    def test_two_servers_make_letters(self):
        segment_id = self._log_twins(0)
        for process in [self._start(batch_size=3) for _server in range(2)]:
            self._wait(process)
        self._wait(self._start())
        self.assertOneEach(segment_id)
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
                same._deliver_safely()
            second.cr.rollback()
            # as the queue does
            same._deliver_safely()
            self.assertEqual(one.delivery_state, "sent")
            self.assertEqual(same.delivery_state, "skipped")
            self.assertIn(f"no. {one.id}", same.delivery_message)
        with self._connect() as env:
            env["contact.segment"].browse(segment_id).cancel_delivery()
            while env["contact.print.file"]._finish_next():
                continue

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
