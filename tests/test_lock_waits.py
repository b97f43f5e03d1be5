# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import threading
import time
from functools import partial

from odoo.tests import tagged

from .at_once_common import PATIENCE
from .lock_order_common import LockOrderCommon


@tagged("post_install", "-at_install")
class TestLockWaits(LockOrderCommon):
    """Whoever waits for rows has none of those that come after them.

    Somebody has the rows that are waited for, and then takes the others as well. He
    could not, and would have met a deadlock, if the one who waits had them already.
    """

    def _check_waits(self, function, held, free):
        """Check that a function waits for some rows before it takes others.

        :param function: gets the segment; it goes on once nobody has the rows any more
        :param held: gives the rows that somebody has, for an environment
        :param free: gives those that he takes while the function waits
        """
        results, uid = [], self.uids[0]

        def run():
            results.extend(
                self._run_in_threads([partial(self._call_as_rpc, function, uid)])
            )

        thread = threading.Thread(target=run, daemon=True)
        with self._connect() as env:
            for records in (held(env), free(env)):
                self.assertTrue(records)
            held(env).lock_for_update(allow_referencing=True)
            thread.start()
            try:
                self._wait_until_blocked(env, results)
                free(env).lock_for_update(allow_referencing=True)
            finally:
                env.cr.rollback()
                thread.join(PATIENCE)
        for result in results:
            self.assertNotIsInstance(result, Exception)

    def _wait_until_blocked(self, env, results):
        """Wait until somebody waits for what this connection has locked."""
        env.cr.execute("SELECT pg_backend_pid()")
        [pid] = env.cr.fetchone()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and not results:
            with self._connect() as other:
                other.cr.execute(
                    "SELECT FROM pg_stat_activity "
                    "WHERE %s = ANY(pg_blocking_pids(pid))",
                    (pid,),
                )
                if other.cr.rowcount:
                    return
            time.sleep(0.02)
        self.fail(f"it waits for nothing: {results}")

    def _all(self, env):
        return env["contact.interaction"].browse(self.interaction_ids)

    def _files(self, env):
        files = env["contact.print.file"]
        return files.search([("segment_id", "=", self.segment_id)])

    def _prepare_cancelled(self):
        """Make a segment that was cancelled, of letters that were sent."""
        self._prepare("sent")
        with self._connect(self.uids[0]) as env:
            self._segment(env).cancel_logged()

    def test_a_segment_is_cancelled(self):
        self._prepare("parts")
        self._check_waits(
            lambda segment: segment.cancel_logged(), self._files, self._all
        )
        with self._connect() as env:
            self.assertEqual(self._segment(env).state, "cancelled")

    def test_a_segment_is_cancelled_and_deleted_in_one_transaction(self):
        self._prepare("parts")

        def delete(segment):
            segment.cancel_logged()
            segment.unlink()

        self._check_waits(delete, self._files, self._all)
        with self._connect() as env:
            self.assertFalse(self._segment(env).exists())
            self.assertFalse(self._files(env))
            self.assertEqual(set(self._all(env).mapped("state")), {"cancelled"})

    def test_a_cancelled_segment_comes_back(self):
        self._prepare("parts")
        with self._connect(self.uids[0]) as env:
            self._segment(env).cancel_logged()
        self._check_waits(
            lambda segment: segment.uncancel_logged(), self._files, self._all
        )

    def test_a_segment_with_a_follow_up_is_deleted(self):
        self._prepare_cancelled()
        with self._connect(self.uids[0]) as env:
            follow_up = env["contact.segment"].create(
                {"name": "Follow-up", "template_id": self.template_ids[0]}
            )
            follow_up._write_header({"origin_id": self.segment_id})
        self._check_waits(
            lambda segment: segment.unlink(), follow_up.with_env, self._all
        )
        with self._connect() as env:
            self.assertFalse(follow_up.with_env(env).origin_id)

    def test_an_interaction_is_cancelled_with_its_document(self):
        self._prepare("parts")

        def cancel(segment):
            interaction = self._all(segment.env)[0]
            self.assertTrue(interaction.document_attachment_id)
            interaction.cancel(remove_documents=True)

        self._check_waits(cancel, self._segment, lambda env: self._all(env)[0])
        with self._connect() as env:
            self.assertFalse(self._all(env)[0].document_attachment_id)

    def test_an_interaction_is_deleted_that_was_sent_again(self):
        self._prepare("sent")
        with self._connect(self.uids[0]) as env:
            original = self._all(env)[0]
            original.resend()
            copy = self._segment(env).interaction_ids.filtered("resent_from_id")
            later = original.create(
                {
                    "name": "Later",
                    "partner_id": self.partner_ids[0],
                    "template_id": self.template_ids[0],
                }
            )
            (original | later).cancel()
            self.assertGreater(later.id, copy.id)
        self._check_waits(
            lambda segment: (original | later).with_env(segment.env).unlink(),
            copy.with_env,
            later.with_env,
        )
        with self._connect() as env:
            self.assertFalse((original | later).with_env(env).exists())

    def test_a_document_is_deleted(self):
        self._prepare("parts")
        with self._connect() as env:
            document = self._all(env)[0].document_attachment_id
        self._check_waits(
            lambda segment: document.with_env(segment.env).sudo().unlink(),
            lambda env: self._all(env)[0],
            document.with_env,
        )

    def test_an_opportunity_is_deleted(self):
        self._prepare("sent")
        with self._connect() as env:
            lead = env["crm.lead"].create({"name": "Order"})
            self._all(env)[:2].lead_id = lead
        self._check_waits(
            lambda segment: lead.with_env(segment.env).sudo().unlink(),
            lambda env: self._all(env)[0],
            lead.with_env,
        )

    def test_a_campaign_is_deleted(self):
        self._prepare("sent")
        with self._connect() as env:
            campaign = env["utm.campaign"].create({"name": "Order"})
            self._all(env)[0].campaign_id = campaign
            self._segment(env)._write_header({"campaign_id": campaign.id})
        self._check_waits(
            lambda segment: campaign.with_env(segment.env).sudo().unlink(),
            self._segment,
            lambda env: self._all(env)[0],
        )

    def test_parts_are_kept(self):
        self._prepare("sorted")
        with self._connect() as env:
            first, last = self._files(env)
            letters = first.interaction_ids
        self._check_waits(
            lambda segment: self._files(segment.env).sudo()._keep_parts(),
            last.with_env,
            letters.with_env,
        )
