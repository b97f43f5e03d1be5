# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import os
import sys
import tempfile
import time
from pathlib import Path

import psutil

from odoo.tests import tagged

from ...tools.libreoffice import find_libreoffice
from ..delivery_processes import LETTERS, PATIENCE, DeliveryProcesses

# Hangs with children of its own while one of its documents has a text in it.
PROGRAM = """#!{python}
import os, subprocess, sys, time, zipfile
for name in sys.argv:
    if name.endswith(".docx"):
        with zipfile.ZipFile(name) as package:
            text = package.read("word/document.xml").decode()
        if "{text}" in text and not os.path.exists("{notes}.healed"):
            child = subprocess.Popen(["sleep", "600"])
            with open("{notes}", "a") as notes:
                notes.write(f"{{os.getpid()}} {{child.pid}}\\n")
            time.sleep(600)
os.execv("{program}", ["{program}", *sys.argv[1:]])
"""
LIMIT = 14
RUNS = 12


@tagged("post_install", "-at_install")
class TestDeliveryHanging(DeliveryProcesses):
    """Servers whose LibreOffice hangs while they deliver."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.place = Path(folder.name) / "place"
        self.place.mkdir()
        self.notes = Path(folder.name) / "notes"
        self.program = Path(folder.name) / "soffice"
        self.program.write_text(
            PROGRAM.format(
                python=sys.executable,
                text="Contact-05",
                notes=self.notes,
                program=find_libreoffice(),
            )
        )
        self.program.chmod(0o755)

    def _start_hanging(self, limit=LIMIT):
        return self._start(
            work="cron",
            tmpdir=self.place,
            program=str(self.program),
            limits={"limit_time_real": limit, "limit_time_real_cron": -1},
        )

    def _read_notes(self):
        text = self.notes.read_text() if self.notes.exists() else ""
        return [int(number) for number in text.split()]

    def _is_running(self, pid):
        try:
            return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    def _wait_for(self, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), end, "it never happens")
            time.sleep(0.05)

    def _heal(self):
        """Deliver all without hanging, in as many runs as a slow machine takes."""
        Path(f"{self.notes}.healed").touch()
        for _run in range(RUNS):
            self._wait(self._start_hanging())
            with self._connect() as env:
                if not env["contact.interaction"]._count_waiting():
                    return

    def _get_waiting(self, env, segment_id):
        return (
            env["contact.segment"]
            .browse(segment_id)
            .interaction_ids.filtered(lambda one: one.delivery_state == "queued")
        )

    def test_a_letter_that_hangs_is_alone_in_the_end(self):
        segment_id = self._log(0)
        for _run in range(RUNS):
            hung = len(self._read_notes())
            log = self._wait(self._start_hanging())
            self.assertNotIn("Traceback", log)
            self.assertLessEqual(len(self._read_notes()) - hung, 2, "once in a run")
            [seconds] = [
                float(part.partition("s)")[0])
                for part in log.split("duration ")[1:]
                if "deliver letters" in log
            ]
            self.assertLess(seconds, LIMIT)
            with self._connect() as env:
                waiting = self._get_waiting(env, segment_id)
                messages = str(waiting.mapped("delivery_message"))
                if len(self._read_notes()) > hung and waiting:
                    self.assertIn("did not finish several", messages)
                    cron = env.ref("contact_segment.ir_cron_deliver")
                    triggers = env["ir.cron.trigger"].search(
                        [("cron_id", "=", cron.id)]
                    )
                    self.assertTrue(
                        triggers.filtered(lambda one: one.call_at <= env.cr.now())
                    )
                if not env["contact.interaction"]._count_waiting():
                    break
        # together, together with fewer, alone
        self.assertEqual(len(self._read_notes()), 2 * 3)
        with self._connect() as env:
            segment = env["contact.segment"].browse(segment_id)
            self.assertEqual(segment.delivery_sent_count, LETTERS - 1)
            failed = segment.interaction_ids.filtered(
                lambda one: one.delivery_state == "failed"
            )
            self.assertEqual(failed.partner_id.name, "Contact-05")
            self.assertIn("in time", failed.delivery_message)
            self.assertEqual(sum(segment.print_file_ids.mapped("letter_count")), 13)
            failed.retry_delivery()
        self._heal()
        self.assertAllDelivered(segment_id)
        self.assertFalse(os.listdir(self.place))

    def test_a_server_that_is_killed_while_libreoffice_hangs(self):
        segment_id = self._log(0)
        # so long that a slow machine has started it before the time is over
        process = self._start_hanging(limit=600)
        self._wait_for(lambda: len(self._read_notes()) == 2)
        process.kill()
        process.communicate()
        for pid in self._read_notes():
            self._wait_for(lambda pid=pid: not self._is_running(pid))
        self.assertTrue(os.listdir(self.place), "nobody could remove its letters")
        self._heal()
        self.assertAllDelivered(segment_id)
        self.assertFalse(os.listdir(self.place), "the next run removes them")
