# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..delivery_processes import BATCH, LETTERS, DeliveryProcesses

ARRANGE = "odoo.addons.contact_segment.models.delivery.contact_print_file_arrange"


@tagged("post_install", "-at_install")
class TestDeliveryAtOnce(DeliveryProcesses):
    """Several servers and users at once."""

    def test_two_servers_at_once(self):
        segment_id = self._log(0)
        for process in [self._start(batch_size=2) for _server in range(2)]:
            self._wait(process)
        self._wait(self._start())
        self.assertEqual(self.assertAllDelivered(segment_id), 1)
        with self._connect() as env:
            interactions = env["contact.segment"].browse(segment_id).interaction_ids
            self.assertEqual(set(interactions.mapped("delivery_attempts")), {0})

    def test_workers_take_different_batches(self):
        segment_id = self._log(0)
        with self._connect() as first, self._connect() as second:
            batches = [
                env["contact.interaction"]._lock_waiting(SQL("TRUE"), BATCH)
                for env in (first, second)
            ]
            self.assertEqual([len(batch) for batch in batches], [BATCH, BATCH])
            self.assertFalse(set(batches[0].ids) & set(batches[1].ids))
            # what is being delivered cannot be cancelled
            with self._connect(self.uid) as user:
                user["contact.segment"].browse(segment_id).cancel_delivery()
        with self._connect() as env:
            segment = env["contact.segment"].browse(segment_id)
            self.assertEqual(segment.delivery_queued_count, 2 * BATCH)
            self.assertEqual(segment.delivery_skipped_count, LETTERS - 2 * BATCH)
            segment.cancel_delivery()

    def test_one_finishes_a_print_file(self):
        segment_id = self._log(0)
        with self._connect() as env:
            while env["contact.interaction"]._deliver_next():
                env.cr.commit()
        with self._connect() as first, self._connect() as second:
            self.assertTrue(first["contact.print.file"]._finish_next())
            self.assertFalse(second["contact.print.file"]._finish_next())
        self.assertEqual(self.assertAllDelivered(segment_id), 1)

    def test_sorted_print_files_are_made_at_once(self):
        segment_id = self._log(0)
        with self._connect() as env:
            while env["contact.interaction"]._deliver_next():
                env.cr.commit()
            parts = env["contact.print.file"].search([("segment_id", "=", segment_id)])
            self.assertTrue(all(parts.mapped("is_part")))
            parts.letter_order = "country"
            env.cr.commit()
        with (
            patch(f"{ARRANGE}.MAX_LETTERS", 5),
            self._connect() as first,
            self._connect() as second,
        ):
            # both know the parts as they are now
            second["contact.print.file"]._count_unfinished()
            self.assertTrue(first["contact.print.file"]._finish_next())
            self.assertFalse(second["contact.print.file"]._finish_next())
            first.cr.commit()
            with (
                self.assertRaises(PG_CONCURRENCY_EXCEPTIONS_TO_RETRY),
                mute_logger("odoo.sql_db"),
            ):
                second["contact.print.file"]._finish_next()
            second.cr.rollback()
            second.invalidate_all()
            while second["contact.print.file"]._finish_next():
                second.cr.commit()
        self.assertEqual(self.assertAllDelivered(segment_id), 3)

    def test_two_resend_at_once(self):
        segment_id = self._log(0)
        self._wait(self._start())
        with self._connect(self.uid) as first:
            one = first["contact.segment"].browse(segment_id).interaction_ids[0]
            with self._connect(self.uid) as second:
                same = one.with_env(second)
                self.assertEqual(same.delivery_state, "sent")
                one.resend()
                first.cr.commit()
                with (
                    self.assertRaises(SerializationFailure),
                    mute_logger("odoo.sql_db"),
                ):
                    same.resend()
                second.cr.rollback()
                # the framework tries it again
                with self.assertRaisesRegex(UserError, "waiting to be sent already"):
                    same.resend()
            first["contact.segment"].browse(segment_id).cancel_delivery()

    def test_two_mail_queues_at_once(self):
        segment_id = self._log(1)
        self._wait(self._start())
        for process in [self._start("mails") for _server in range(2)]:
            self._wait(process)
        sent = self._get_mails()
        self.assertEqual(len(sent), len(set(sent)))
        self._wait(self._start("mails"))
        sent = self._get_mails()
        self.assertEqual(len(sent), len(set(sent)))
        with self._connect() as env:
            segment = env["contact.segment"].browse(segment_id)
            self.assertEqual(segment.delivery_sent_count, len(sent))
            self.assertEqual(segment.delivery_failed_count, LETTERS - len(sent))
