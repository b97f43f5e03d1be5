# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import builtins
import errno
import os
import tempfile
import threading
import time
from contextlib import contextmanager
from unittest.mock import patch
from uuid import uuid4

from PIL import UnidentifiedImageError
from psycopg2.errors import DiskFull

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import config

from odoo.addons.base.models.ir_attachment import IrAttachment

from ...tools import work_time
from ...tools.delivery_pause import DeliveryPaused
from ...tools.libreoffice import ConversionError
from ..letters_common import LettersCommon
from ..word_file import encode_word

PAUSES = "odoo.addons.contact_segment.models.delivery.contact_interaction_queue"
WRITE = IrAttachment._file_write


@tagged("post_install", "-at_install")
class TestDeliveryPause(LettersCommon):
    """What the machine cannot do, or has no time for, is nobody's fault and waits."""

    @contextmanager
    def _full_disk(self, number=errno.ENOSPC, count=None):
        """Write only the beginnings of files, or of those after some."""
        written = []

        def write(attachments, content, checksum):
            written.append(checksum)
            if count is not None and len(written) <= count:
                return WRITE(attachments, content, checksum)
            path = attachments._full_path(f"{checksum[:2]}/{checksum}")
            if not os.path.exists(path):
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as file:
                    file.write(content[: len(content) // 2])
                self.addCleanup(lambda: os.path.exists(path) and os.unlink(path))
            raise OSError(number, os.strerror(number))

        with patch.object(IrAttachment, "_file_write", write):
            yield written

    def _pause(self):
        """Deliver until the delivery is paused; return the pause."""
        # assertRaises would undo what was delivered before
        try:
            self._deliver_batches()
        except DeliveryPaused as pause:
            return pause
        return self.fail("it is not paused")

    def assertWaiting(self, interactions, message):
        for interaction in interactions:
            self.assertEqual(interaction.delivery_state, "queued")
            self.assertRegex(interaction.delivery_message, message)
            self.assertEqual(interaction.delivery_attempts, 0)

    def assertNoDraft(self, path):
        folder, name = os.path.split(path)
        found = [other for other in os.listdir(folder) if name in other]
        self.assertEqual(found, [name])

    def test_every_problem_of_the_machine_waits(self):
        interactions = self._log()
        for number, sentence in (
            (errno.ENOSPC, "no room left"),
            (errno.EDQUOT, "no room left"),
            (errno.EROFS, "may not write"),
            (errno.EACCES, "may not write"),
            (errno.EMFILE, "too many files open"),
            (errno.EIO, "Input/output error"),
        ):
            with (
                self.subTest(number=number),
                self._without_libreoffice(),
                self._full_disk(number),
                self.assertLogs(PAUSES, "ERROR") as logs,
            ):
                pause = self._pause()
                pause.batch._put_off(pause, is_noted=False)
                store = self.env["ir.attachment"]._filestore()
                self.assertWaiting(interactions, f"It waits.*: .*{sentence}")
                self.assertIn(store, interactions[0].delivery_message)
                self.assertRegex(interactions[0].delivery_message, r"[^.]\.$")
                # the same again is no news
                pause.batch._put_off(pause, is_noted=False)
                self.assertEqual(len(logs.output), 1)
                interactions._forget_message()
        self._deliver_words()
        self.assertDelivered(interactions)
        self.assertFalse(any(interactions.mapped("delivery_message")))

    def test_no_part_of_a_file_stays(self):
        # not one of the files that other tests left
        self.document.content = encode_word(f"Dear {{{{Contact_Name}}}} {uuid4()}")
        interactions = self._log()
        with self._without_libreoffice(), self._full_disk(count=2) as written:
            pause = self._pause()
        self.assertEqual(pause.batch.with_env(interactions.env), interactions)
        store = self.env["ir.attachment"]
        paths = [store._full_path(f"{name[:2]}/{name}") for name in written]
        self.assertEqual([os.path.exists(path) for path in paths], [True, True, False])

    def test_a_damaged_file_is_replaced_and_another_one_is_not(self):
        attachments = self.env["ir.attachment"]
        content = os.urandom(5000)
        first = attachments.create({"name": "first", "raw": content})
        path = attachments._full_path(first.store_fname)
        self.addCleanup(os.unlink, path)
        start = content[:4096]
        for damaged in (b"", start, start + bytes(904), content + b"x"):
            with open(path, "wb") as file:
                file.write(damaged)
            second = attachments.create({"name": "second", "raw": content})
            self.assertEqual(second.store_fname, first.store_fname)
            second.invalidate_recordset()
            self.assertEqual(second.raw, content)
        # what has this checksum, and still is another content
        with self.assertRaisesRegex(UserError, "collides"):
            attachments._get_path(b"other", first.checksum)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), content)
        self.assertNoDraft(path)

    def test_a_damaged_file_stays_when_there_is_no_room_to_replace_it(self):
        attachments = self.env["ir.attachment"]
        content = os.urandom(5000)
        first = attachments.create({"name": "first", "raw": content})
        path = attachments._full_path(first.store_fname)
        self.addCleanup(os.unlink, path)
        with open(path, "wb") as file:
            file.write(content[:100])
        error = OSError(errno.ENOSPC, "No space left on device")
        with (
            patch.object(os, "replace", side_effect=error),
            self.assertRaisesRegex(UserError, "no room left"),
        ):
            attachments.create({"name": "second", "raw": content})
        self.assertEqual(os.path.getsize(path), 100)
        self.assertNoDraft(path)

    def test_a_document_that_cannot_be_read_now_waits(self):
        interactions = self._log()
        version = interactions.document_version_id.sudo()
        original = builtins.open
        forbidden = []

        def refuse(path, *args, **kwargs):
            if str(path) in forbidden:
                raise OSError(errno.EMFILE, "Too many open files", path)
            return original(path, *args, **kwargs)

        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", version._name),
                ("res_id", "in", version.ids),
                ("res_field", "=", "content"),
            ]
        )
        forbidden += [files._full_path(name) for name in files.mapped("store_fname")]
        self.assertTrue(forbidden)
        with self._without_libreoffice(), patch.object(builtins, "open", refuse):
            self.assertIn("too many files open", str(self._pause()))
        # one that is gone is no matter of waiting
        with patch.object(builtins, "open", side_effect=FileNotFoundError(2, "gone")):
            self.assertEqual(version._get_file(), b"")
        self._deliver_words()
        self.assertDelivered(interactions)

    def test_a_full_database_waits(self):
        interactions = self._log()
        with (
            self._without_libreoffice(),
            patch.object(
                type(self.Interaction), "_finish_letters", side_effect=DiskFull("full")
            ),
        ):
            self.assertIn("disk of the database is full", str(self._pause()))
        self._deliver_words()
        self.assertDelivered(interactions)

    def test_a_picture_that_cannot_be_read_is_no_problem_of_the_machine(self):
        interactions = self._log()
        original = type(self.Interaction)._get_letter_name

        def get_letter_name(interaction, extension):
            if interaction.partner_id == self.dora:
                raise UnidentifiedImageError("no picture")
            return original(interaction, extension)

        with (
            patch.object(type(self.Interaction), "_get_letter_name", get_letter_name),
            self.assertLogs("odoo.addons.contact_segment", "ERROR"),
        ):
            self._deliver_words()
        doras = self._of(interactions, self.dora)
        self.assertFailed(doras, "no picture")
        self.assertDelivered(interactions - doras)

    def test_what_another_half_delivered_is_kept(self):
        interactions = self._log().sorted("id")
        original = type(self.Interaction)._deliver

        def deliver(batch):
            if len(batch) > 3:
                raise ZeroDivisionError
            if len(batch) == 3:
                raise OSError(errno.EMFILE, "Too many open files")
            return original(batch)

        with (
            self._without_libreoffice(),
            patch.object(type(self.Interaction), "_deliver", deliver),
        ):
            interactions.sudo().delivery_attempts = 1
            pause = self._pause()
            with self.assertLogs(PAUSES, "ERROR"):
                pause.batch._put_off(pause, is_noted=True)
        self.assertDelivered(interactions[:2])
        self.assertWaiting(interactions[2:], "too many files open")

    def test_emails_forget_why_they_waited(self):
        self._add_html("<p>Dear {{Contact_Name}} {{partner_id.image_128}}</p>")
        self.contacts.image_1920 = self.env.company.logo
        interactions = self._log(self._create_mail_segment())
        with self._full_disk(), self.assertLogs(PAUSES, "ERROR"):
            pause = self._pause()
            pause.batch._put_off(pause, is_noted=False)
        self.assertWaiting(interactions, "no room left")
        self._deliver_batches()
        self.assertEqual(len(interactions.mail_mail_id), len(interactions))
        self.assertFalse(any(interactions.mapped("delivery_message")))

    def test_jobs_of_queue_job_are_tried_again_later(self):
        jobs = []

        class Delayed:
            def _job_deliver(self):
                jobs.append(1)

        def with_delay(records, description, eta=0):
            jobs.append(eta)
            return Delayed()

        interactions = self._log()
        with (
            patch.object(type(self.Interaction), "with_delay", with_delay, create=True),
            self._without_libreoffice(),
        ):
            with self._full_disk(), self.assertLogs(PAUSES, "ERROR"):
                self.assertIs(self.Interaction._job_deliver(), True)
            self.assertEqual(jobs, [600, 1])
            self.assertWaiting(interactions, "no room left")
            # where attempts are not counted at the beginning, too
            results = [ConversionError("shared_timeout")] * len(interactions)
            with (
                patch.object(type(self.Interaction), "_make_letters") as make,
                self.assertLogs(PAUSES, "WARNING"),
            ):
                make.return_value = dict(zip(interactions.ids, results, strict=True))
                self.Interaction._job_deliver()
            self.assertEqual(jobs[2:], [0, 1])
        self.assertEqual(set(interactions.mapped("delivery_attempts")), {1})

    def test_letters_that_were_made_in_time_are_delivered(self):
        interactions = self._log()
        late = self._of(interactions, self.anna) | self._of(interactions, self.bob)
        original = type(self.Interaction)._make_letters

        def make_letters(batch, jobs):
            return {
                **original(batch, jobs),
                **dict.fromkeys((late & batch).ids, ConversionError("not_reached")),
            }

        with (
            self._without_libreoffice(),
            patch.object(type(self.Interaction), "_make_letters", make_letters),
        ):
            pause = self._pause()
            pause.batch._put_off(pause, is_noted=False)
        self.assertDelivered(interactions - late)
        self.assertWaiting(late, "no time left")
        self._deliver_words()
        self.assertDelivered(interactions)

    def test_users_are_told_in_one_sentence(self):
        interactions = self._log()
        self._deliver_words()
        print_file = self.segment.print_file_ids.with_user(self.user)
        line = self.segment.line_ids[0].with_user(self.user)
        one = interactions[0].with_user(self.user)
        one.sudo().document_attachment_id = False
        calls = {
            "zip": print_file.action_download_zip,
            "merge": lambda: self.segment.merge_documents("docx"),
            "preview": lambda: line.preview_document("docx"),
            "open": one.action_open_document,
        }
        for name, call in calls.items():
            with (
                self.subTest(name=name),
                self._full_disk(),
                self._without_libreoffice(),
                self.assertRaisesRegex(UserError, "^There is no room left[^.]+"),
            ):
                with self.env.cr.savepoint():
                    call()

    def test_users_are_told_when_there_is_no_room_for_libreoffice(self):
        self.user.group_ids += self.env.ref("base.group_allow_export")
        line = self.segment.line_ids[0].with_user(self.user)
        error = OSError(errno.ENOSPC, "No space left on device")
        for name, call in {
            "preview": lambda: line.preview_document("pdf"),
            "merge": lambda: self.segment.merge_documents("pdf"),
            "labels": self.segment.make_labels,
            "cover": lambda: self.segment.make_cover_sheets(),
            "export": lambda: self.segment.export_contacts(),
        }.items():
            with (
                self.subTest(name=name),
                patch.object(tempfile, "mkdtemp", side_effect=error),
                self.assertRaisesRegex(UserError, "no room left .* in /"),
            ):
                call()

    def _get_seconds(self, is_cron, elapsed=0, **limits):
        """Return how many seconds are left of a run that Odoo limits."""
        values = {"limit_time_real": 120, "limit_time_real_cron": -1, "workers": 0}
        context = {"cron_id": 1} if is_cron else {}
        if elapsed:
            context["cron_end_time"] = time.monotonic() + 10 - elapsed
        before = {name: config[name] for name in values}
        config.options.update({**values, **limits})
        try:
            with patch.object(work_time, "request", None if is_cron else self):
                deadline = work_time.get_deadline(self.env(context=context))
        finally:
            config.options.update(before)
        return deadline and round(deadline.end - time.monotonic())

    def test_the_time_is_what_odoo_allows(self):
        self.assertIsNone(work_time.get_deadline(self.env))
        # without workers
        self.assertEqual(self._get_seconds(True), 90)
        self.assertEqual(self._get_seconds(True, elapsed=7), 83)
        self.assertEqual(self._get_seconds(True, limit_time_real_cron=40), 30)
        self.assertEqual(self._get_seconds(True, limit_time_real_cron=600), 570)
        self.assertEqual(self._get_seconds(True, limit_time_real_cron=0), 90)
        self.assertIsNone(self._get_seconds(True, limit_time_real=0))
        self.assertEqual(self._get_seconds(False, limit_time_real_cron=600), 90)
        thread = threading.current_thread()
        for is_cron, name in ((True, "start_time"), (False, "perf_t0")):
            with patch.object(thread, name, time.time() - 20, create=True):
                self.assertEqual(self._get_seconds(is_cron), 70)

    def test_workers_have_waited_before(self):
        # up to a minute, and some seconds by their number
        with patch.object(os, "getpid", return_value=4):
            self.assertEqual(self._get_seconds(True, workers=2), 42)
            self.assertEqual(self._get_seconds(True, workers=2, elapsed=7), 35)
            self.assertEqual(
                self._get_seconds(True, workers=2, limit_time_real_cron=600), 506
            )
            # one that Odoo ends while it waits
            self.assertEqual(self._get_seconds(True, workers=2, limit_time_real=60), 11)
        self.assertEqual(self._get_seconds(False, workers=2), 90)
        self.assertIsNone(self._get_seconds(True, workers=2, limit_time_real_cron=0))
