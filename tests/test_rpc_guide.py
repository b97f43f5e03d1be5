# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import contextlib
import io
import re
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import SegmentCommon

GUIDE = Path(__file__).parent.parent / "docs" / "integration.md"
# Odoo warns of every XML-RPC call, and of every refusal.
mute_xmlrpc = mute_logger("odoo.addons.rpc.controllers.xmlrpc")
mute_refusals = mute_logger(
    "odoo.addons.rpc.controllers.xmlrpc", "odoo.http", "odoo.sql_db"
)


@tagged("post_install", "-at_install")
class TestRpcGuide(SegmentCommon, HttpCase):
    """The examples of the integration guide run as they are printed."""

    def _generate_key(self, user):
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        return keys._generate("rpc", "Test", tomorrow)

    def _read_examples(self):
        return re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)

    def _run_example(self, source, user=None):
        """Run an example of the guide against this server; return what it prints."""
        user = user or self.user
        environment = {
            "ODOO_URL": self.base_url(),
            "ODOO_DB": self.env.cr.dbname,
            "ODOO_LOGIN": user.login,
            "ODOO_API_KEY": self._generate_key(user),
        }
        self.env.cr.flush()
        self.env.cr.clear()
        output = io.StringIO()
        with (
            patch.dict("os.environ", environment),
            contextlib.redirect_stdout(output),
            self.allow_requests(all_requests=True),
        ):
            exec(compile(source, str(GUIDE), "exec"), {"__name__": "example"})
        self.env.invalidate_all()
        return output.getvalue()

    @mute_refusals
    def test_examples_of_the_guide_run(self):
        story, json2, letters = self._read_examples()[:3]
        printed = self._run_example(story)
        segment = self.env["contact.segment"].search(
            [("name", "=", "Call the new Belgian customers")]
        )
        self.assertEqual(segment.state, "logged")
        self.assertIn(f"interactions: {segment.interaction_count} ", printed)
        self.assertGreater(segment.interaction_count, 0)
        self.assertEqual(segment.line_ids[0].overridden_fields, ["cost"])
        self.assertEqual(segment.follow_up_ids.line_count, 1)
        printed = self._run_example(json2)
        self.assertRegex(
            printed,
            r"added: \d+\nmissing: \['Email is set'\]\n"
            r"near misses: \[\['Email is set'\].*\]\n422 .*nme",
        )
        self.assertTrue(
            self.env["contact.criteria"].search([("name", "=", "With an e-mail")])
        )
        self.anna.write({"street": "Kerkstraat 12", "city": "Antwerpen"})
        printed = self._run_example(letters)
        pattern = r"letter: .*docx \d{4,} bytes\nwaiting: ([1-9]\d*)\n"
        self.assertRegex(printed, pattern)

    @mute_xmlrpc
    def test_examples_of_predictions_run(self):
        train, use = self._read_examples()[3:5]
        printed = self._run_example(train, self.manager)
        self.assertIn("state: queued", printed)
        prediction = self.env["contact.prediction"].search(
            [("name", "=", "Who stops buying")]
        )
        while prediction.state == "queued":
            prediction.state = "running"
            self.env.flush_all()
            prediction._run_phase()
        self.assertEqual(prediction.state, "ready", prediction.failure)
        printed = self._run_example(use)
        pattern = (
            r"grade: False scores: 60\nNo grade: .*\nlikely: [1-9]\d*\nsegment: (\d+)\n"
            r"highest: [1-5]\n"
        )
        self.assertRegex(printed, pattern)
        segment = self.env["contact.segment"].browse(
            int(re.match(pattern, printed).group(1))
        )
        self.assertEqual(segment.step_ids.source, "prediction")
        self.assertGreater(segment.line_count, 0)

    @mute_refusals
    def test_examples_of_interactions_run(self):
        interactions, calls = self._read_examples()[5:7]
        printed = self._run_example(interactions)
        self.assertRegex(
            printed,
            r"the same: True\nIncoming call – from Telephone customer phone inbound\n"
            r"422 .*splendid.*\nconversations: 1\ntemplates used: [1-9]\d*\n",
        )
        interaction = self.env["contact.interaction"].search(
            [("external_key", "=", "switchboard:2026-11-23:4711")]
        )
        self.assertEqual(interaction.state, "cancelled")
        self.assertEqual(interaction.evaluation, "positive")
        printed = self._run_example(calls)
        self.assertEqual(
            printed,
            "reached: 2 left: 0\nnew interactions: 0\nresponses: 1\n"
            "contacts: 3 responded: 1\n",
        )
        segment = self.env["contact.segment"].search([("name", "=", "Autumn calls")])
        self.assertEqual(len(segment.interaction_ids), 4)
