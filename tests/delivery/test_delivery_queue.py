# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import tracemalloc
from unittest.mock import patch

from odoo.tests import tagged

from ..letters_common import LettersCommon

QUEUE = "odoo.addons.contact_segment.models.delivery.contact_interaction_queue"
MANY = 200


@tagged("post_install", "-at_install")
class TestDeliveryQueue(LettersCommon):
    """The queue: which interactions go together, and what a batch costs."""

    def _create_many(self, count, channel="letter"):
        """Return the interactions of a logged segment with many contacts."""
        partners = self.Partner.create(
            [
                {
                    "name": f"Many-{number:04}",
                    "email": f"many{number}@example.com",
                    "street": f"Street {number}",
                    "country_id": self.belgium.id,
                }
                for number in range(count)
            ]
        )
        template = self.template if channel == "letter" else self.mail_template
        segment = self._create_segment(
            template_id=template.id, date="2026-01-01", subject="For {{Contact_Name}}"
        )
        return self._log(self._fill(segment, partners))

    def test_a_batch_shares_segment_channel_and_sender(self):
        self._add_document("Hi {{Contact_Name}}", template=self.mail_template)
        self._line(self.segment, self.anna).channel = "email"
        interactions = self._log()
        other = self._create_segment(
            self.colleague, template_id=self.template.id, date="2026-01-01"
        )
        interactions |= self._log(self._fill(other, self.contacts))
        sizes, delivered = [], self.Interaction
        with self._without_libreoffice():
            while batch := self.Interaction._lock_batch():
                for name in ("segment_id", "channel", "logged_by_id"):
                    self.assertEqual(len(set(batch.mapped(name))), 1)
                self.assertFalse(batch & delivered)
                batch._deliver_safely()
                delivered |= batch
                sizes.append(len(batch))
        self.assertEqual(sorted(sizes), [1, 4, 5])
        self.assertEqual(delivered, interactions)

    def test_batches_become_smaller_after_a_stop(self):
        interactions = self._log()
        with patch(f"{QUEUE}.SMALLER_BATCHES", (4, 3, 2, 1)):
            for attempts, size in ((0, 4), (1, 3), (2, 2), (3, 1), (9, 1)):
                interactions.sudo().delivery_attempts = attempts
                self.assertEqual(len(self.Interaction._lock_batch()), size)
            # what is healthy goes first
            annas = self._of(interactions, self.anna).sudo()
            annas.delivery_attempts = 0
            self.assertEqual(self.Interaction._lock_batch(), annas)

    def test_what_always_stopped_the_server_is_left_alone(self):
        interactions = self._log()
        annas = self._of(interactions, self.anna)
        annas.sudo().delivery_attempts = 5
        self._deliver_words()
        self.assertFailed(annas, "server stopped each time")
        self.assertDelivered(interactions - annas)
        annas.retry_delivery()
        self._deliver_words()
        self.assertDelivered(annas)

    def test_nothing_to_do(self):
        self.assertEqual(self.Interaction._deliver_next(), 0)
        self.assertFalse(self.env["contact.print.file"]._finish_next())
        self.assertEqual(self.Interaction._count_waiting(), 0)

    def test_progress_is_counted(self):
        self._log()
        self.assertEqual(self.Interaction._count_waiting(), 5)
        with self._without_libreoffice():
            self._deliver_batches()
            # the print file is left
            self.assertEqual(self.Interaction._count_waiting(), 1)
            self._finish()
        self.assertEqual(self.Interaction._count_waiting(), 0)

    def test_jobs_of_queue_job(self):
        jobs = []

        class Delayed:
            def __init__(self, records):
                self.records = records

            def _job_deliver(self):
                jobs.append(self.records)

        def with_delay(records, description):
            self.assertEqual(description, "Deliver letters and e-mails")
            return Delayed(records)

        cls = type(self.Interaction)
        with (
            patch.object(cls, "with_delay", with_delay, create=True),
            patch(f"{QUEUE}.BATCH_SIZE", 2),
            patch(f"{QUEUE}.SMALLER_BATCHES", (2, 2, 2, 2)),
            self._without_libreoffice(),
        ):
            interactions = self._log()
            self.assertEqual(len(jobs), 3)
            done = 0
            while jobs:
                self.assertIs(jobs.pop(0)._job_deliver(), True)
                done += 1
        # three with work, and the one that follows each of them
        self.assertEqual(done, 6)
        self.assertDelivered(interactions)
        self.assertEqual(self.segment.print_file_ids.letter_count, 5)

    def _count_queries(self, count, channel):
        interactions = self._create_many(count, channel)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        with self._without_libreoffice():
            self.assertEqual(self.Interaction._deliver_next(), count)
            self.env.flush_all()
        queries = self.env.cr.sql_log_count - before
        state = "sent" if channel == "letter" else "queued"
        self.assertDelivered(interactions, state)
        return queries

    def test_letters_of_a_batch_cost_few_queries(self):
        self._count_queries(2, "letter")
        few = self._count_queries(10, "letter")
        many = self._count_queries(MANY, "letter")
        self.assertLess(many, 100)
        self.assertLess(many - few, 20)

    def test_emails_of_a_batch_cost_few_queries(self):
        self._add_html("<p>Hello {{Contact_Name}}, {{Contact_Country}}</p>")
        self._count_queries(2, "email")
        few = self._count_queries(10, "email")
        many = self._count_queries(MANY, "email")
        self.assertLess(many, 150)
        self.assertLess(many - few, 30)

    def test_memory_stays_flat(self):
        self._create_many(MANY)
        peaks = []
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        with (
            patch(f"{QUEUE}.SMALLER_BATCHES", (25, 25, 25, 25)),
            self._without_libreoffice(),
        ):
            while self.Interaction._deliver_next():
                self.env.flush_all()
                # as a commit does
                self.env.invalidate_all()
                peaks.append(tracemalloc.get_traced_memory()[1])
                tracemalloc.reset_peak()
        self.assertEqual(len(peaks), MANY // 25)
        self.assertLess(peaks[-1], 1.5 * peaks[1])
