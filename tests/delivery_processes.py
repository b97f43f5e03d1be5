# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.modules.registry import DummyRLock, Registry
from odoo.tests.common import get_db_name
from odoo.tools import config

from .connections_common import ConnectionsCommon
from .letters import get_texts
from .word_file import encode_word

WORKER = Path(__file__).with_name("delivery_worker.py")
LETTERS = 14
BATCH = 4
PATIENCE = 120
OPTIONS = ["addons_path", "data_dir", "db_host", "db_port", "db_user", "db_password"]


class DeliveryProcesses(ConnectionsCommon):
    """Segments that are committed, and servers of their own that deliver them.

    :cvar count: how many contacts a segment has
    """

    count = LETTERS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        patcher = patch.object(Registry, "_lock", DummyRLock())
        patcher.start()
        cls.addClassCleanup(patcher.stop)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.mails = Path(folder.name) / "mails"

    @classmethod
    def _create_data(cls, env):
        cls._create_users(env, ["segment_killed"], email="killed@example.com")
        [cls.uid] = cls.uids
        cls.partner_ids = (
            env["res.partner"]
            .create(
                [
                    {
                        "name": f"Contact-{number:02}",
                        "email": f"killed{number:02}@example.com",
                        "street": "Street 1",
                    }
                    for number in range(cls.count)
                ]
            )
            .ids
        )
        for channel, kind in (("letter", "word"), ("email", "html")):
            content = encode_word("Dear {{Contact_Name}}!")
            if kind == "html":
                content = "PHA+SGkge3tDb250YWN0X05hbWV9fTwvcD4="
            template = env["contact.interaction.template"].create(
                {"name": f"Killed {channel}", "channel": channel}
            )
            template.ignore_contact_channel = True
            env["contact.interaction.template.document"].create(
                {
                    "template_id": template.id,
                    "kind": kind,
                    "filename": "letter.docx" if kind == "word" else "mail.html",
                    "content": content,
                }
            )
            cls.template_ids.append(template.id)

    @classmethod
    def _remove_segments(cls, env):
        # their print files go with them
        segments = env["contact.segment"].search(
            [("template_id", "in", cls.template_ids)]
        )
        segments.cancel_logged()
        segments.unlink()

    def setUp(self):
        super().setUp()
        self.mails.write_text("")

    def _log(self, number):
        """Log a segment of the n-th template; return its id."""
        with self._connect(self.uid) as env:
            segment = env["contact.segment"].create(
                {
                    "name": "Killed",
                    "template_id": self.template_ids[number],
                    "subject": "Offer",
                    "date": "2026-04-05",
                }
            )
            segment.add_contacts([("id", "in", self.partner_ids)])
            segment.log()
            return segment.id

    def _start(self, work="deliver", point=None, batch_size=BATCH, **more):
        """Start a server process.

        :param more: ``tmpdir``, and further options of ``delivery_worker.py``
        """
        tmpdir = more.pop("tmpdir", None)
        options = {
            "config": {name: config[name] for name in OPTIONS},
            "database": get_db_name(),
            "work": work,
            "point": point,
            "batch_size": batch_size,
            "mails": str(self.mails),
            **more,
        }
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        if tmpdir:
            environment["TMPDIR"] = str(tmpdir)
        return subprocess.Popen(  # noqa: S603
            [sys.executable, str(WORKER), json.dumps(options)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def _wait(self, process, status=0):
        """Wait for a process; return what it wrote into its log."""
        _out, errors = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, status, errors.decode()[-3000:])
        return errors.decode()

    def _kill_at(self, owner, name, number, work="deliver", **options):
        point = {"owner": owner, "name": name, "number": number, **options}
        self._wait(self._start(work, point), -signal.SIGKILL)

    def _get_mails(self):
        return sorted(self.mails.read_text().split("\n")[:-1])

    def assertAllDelivered(self, segment_id, parts=False):
        """Every contact has one letter, and is on one page of one print file."""
        with self._connect() as env:
            segment = env["contact.segment"].browse(segment_id)
            interactions = segment.interaction_ids
            self.assertEqual(sorted(interactions.partner_id.ids), self.partner_ids)
            self.assertEqual(len(interactions), LETTERS)
            states = {
                (one.delivery_state, one.delivery_message) for one in interactions
            }
            self.assertEqual(states, {("sent", False)})
            for interaction in interactions:
                attachments = env["ir.attachment"].search(
                    [
                        ("res_model", "=", "contact.interaction"),
                        ("res_id", "=", interaction.id),
                    ]
                )
                self.assertEqual(attachments, interaction.attachment_ids)
                self.assertEqual(attachments, interaction.document_attachment_id)
                [text] = get_texts(attachments.raw)
                self.assertIn(f"Dear {interaction.partner_id.name}!", text)
            files = env["contact.print.file"].search([("segment_id", "=", segment_id)])
            self.assertFalse(files.filtered("is_part"))
            self.assertEqual(sum(files.mapped("letter_count")), LETTERS)
            texts = []
            for print_file in files:
                texts += get_texts(print_file._get_file())
            self.assertEqual(len(texts), LETTERS)
            self.assertEqual(len(set(texts)), LETTERS)
            self.assertEqual(env["contact.interaction"]._count_waiting(), 0)
            return len(files)
