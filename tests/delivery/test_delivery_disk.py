# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import os
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import config

from ..delivery_processes import LETTERS, DeliveryProcesses
from ..small_disk import SmallDisk


@tagged("post_install", "-at_install")
class TestDeliveryDisk(DeliveryProcesses):
    """Servers whose disk is full while they deliver."""

    def _move_file_store(self, disk):
        """Have the file store on a small disk; it links to the files in use.

        Not to letters of earlier tests: the same ones would need no room.
        """
        with self._connect() as env:
            original = Path(env["ir.attachment"]._filestore())
            env.cr.execute(
                "SELECT DISTINCT store_fname FROM ir_attachment"
                " WHERE store_fname IS NOT NULL "
                " AND NOT COALESCE(res_model, '') = ANY(%s)",
                [["contact.interaction", "contact.print.file"]],
            )
            names = [name for [name] in env.cr.fetchall()]
        data_dir = disk.path / "data"
        store = data_dir / "filestore" / original.name
        for name in names:
            (store / name).parent.mkdir(parents=True, exist_ok=True)
            (store / name).symlink_to(original / name)
        before = config["data_dir"]
        config["data_dir"] = str(data_dir)
        self.addCleanup(config.__setitem__, "data_dir", before)
        return store

    def _find_damaged(self, store):
        """Return the files that are not what their names say."""
        with self._connect() as env:
            compute = env["ir.attachment"]._compute_checksum
            return [
                path
                for path in store.glob("[0-9a-f][0-9a-f]/*")
                if path.is_file()
                and not path.is_symlink()
                and compute(path.read_bytes()) != path.name
            ]

    def assertWaits(self, segment_id, reason):
        """Everything that is not sent waits, says why, and nothing counts against it.

        :return: how many were sent
        """
        with self._connect() as env:
            segment = env["contact.segment"].browse(segment_id)
            interactions = segment.interaction_ids
            waiting = interactions.filtered(lambda one: one.delivery_state == "queued")
            self.assertTrue(waiting)
            self.assertEqual(
                len(waiting) + segment.delivery_sent_count, len(interactions)
            )
            self.assertEqual(set(waiting.mapped("delivery_attempts")), {0})
            messages = {one.delivery_message for one in waiting} - {False}
            self.assertEqual(len(messages), 1)
            self.assertRegex(messages.pop(), reason)
            cron = env.ref("contact_segment.ir_cron_deliver")
            triggers = env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
            self.assertTrue(
                triggers.filtered(lambda one: one.call_at > env.cr.now()),
                "it is tried again by itself",
            )
            return segment.delivery_sent_count

    def _forget_triggers(self):
        with self._connect() as env:
            cron = env.ref("contact_segment.ir_cron_deliver")
            env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()

    def test_a_full_file_store(self):
        segment_id = self._log(0)
        disk = SmallDisk(self, 40_000)
        store = self._move_file_store(disk)
        options = {}
        if disk.is_real:
            disk.fill(leave=90_000)
        else:
            options["file_limit"] = 4096
        # as often as it would be given up for other reasons
        for time in range(6):
            self._forget_triggers()
            log = self._wait(self._start(work="cron", **options))
            self.assertWaits(segment_id, rf"(no room|too large).*{store}")
            self.assertEqual(log.count("ERROR"), 0 if time else 1, log)
            self.assertNotIn("Traceback", log)
            self.assertNotIn("WARNING", log)
        self.assertFalse(self._find_damaged(store))
        disk.free()
        self._wait(self._start(work="cron"))
        self.assertAllDelivered(segment_id)

    def test_a_file_that_was_not_written_to_its_end(self):
        segment_id = self._log(0)
        store = self._move_file_store(SmallDisk(self, 40_000))
        self._wait(self._start())
        self.assertAllDelivered(segment_id)
        with self._connect() as env:
            segment = env["contact.segment"].browse(segment_id)
            letters = segment.interaction_ids.document_attachment_id
            paths = [store / name for name in letters.mapped("store_fname")]
            contents = [path.read_bytes() for path in paths]
            segment.print_file_ids.unlink()
            segment.interaction_ids._queue_again("")
        # their content is no longer there to be compared with
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content[: len(content) // 2])
        self._wait(self._start())
        self.assertAllDelivered(segment_id)
        self.assertFalse(self._find_damaged(store))

    def test_no_room_for_temporary_files(self):
        segment_id = self._log(0)
        disk = SmallDisk(self, 40_000)
        if not disk.is_real:
            disk.path.chmod(0o500)
            if os.geteuid() == 0:
                self.fail("root that may not mount writes everywhere")
        disk.fill(leave=3_000_000)
        log = self._wait(self._start(work="cron", tmpdir=disk.path))
        self.assertEqual(
            self.assertWaits(segment_id, f"(no room|may not).* {disk.path} "), 0
        )
        self.assertEqual(log.count("ERROR"), 1, log)
        disk.free()
        self._wait(self._start(work="cron", tmpdir=disk.path))
        self.assertAllDelivered(segment_id)
        self.assertFalse(list(disk.path.iterdir()))

    def test_a_print_file_for_which_there_is_no_room(self):
        segment_id = self._log(0)
        disk = SmallDisk(self, 40_000)
        self._move_file_store(disk)
        self._kill_at("contact.print.file", "_finish_next", 1)
        options = {}
        if disk.is_real:
            disk.fill(leave=8_000)
        else:
            options["file_limit"] = 4096
        log = self._wait(self._start(work="cron", **options))
        self.assertEqual(log.count("ERROR"), 1, log)
        with self._connect() as env:
            self.assertEqual(
                env["contact.segment"].browse(segment_id).delivery_sent_count, LETTERS
            )
            self.assertEqual(env["contact.interaction"]._count_waiting(), 1)
        disk.free()
        self._wait(self._start(work="cron"))
        self.assertEqual(self.assertAllDelivered(segment_id), 1)
