# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..at_once_common import AtOnceCommon

CONTACTS = 50
THREADS = 4


@tagged("post_install", "-at_install")
class TestConcurrency(AtOnceCommon):
    """Two users at once, on connections of their own, with data that is committed."""

    @classmethod
    def _create_data(cls, env):
        cls._create_users(env, ["segment_first", "segment_second"])
        contacts = [{"name": f"Contact {i}"} for i in range(CONTACTS)]
        cls.partner_ids = env["res.partner"].create(contacts).ids
        template = env["contact.interaction.template"].create({"name": "Call"})
        cls.template_ids = template.ids

    def setUp(self):
        super().setUp()
        self.domain = [("id", "in", self.partner_ids)]
        with self._connect(self.uids[0]) as env:
            self._create_segment(env)

    def _fill(self):
        with self._connect(self.uids[0]) as env:
            self._segment(env).add_contacts(self.domain)

    def assertFilled(self, steps):
        with self._connect(SUPERUSER_ID) as env:
            segment = self._segment(env)
            members = segment.line_ids.mapped(lambda line: line.partner_id.id)
            self.assertEqual(sorted(members), sorted(self.partner_ids))
            self.assertEqual(segment.line_count, CONTACTS)
            self.assertEqual(segment.step_count, steps)

    def assertLogged(self):
        with self._connect(SUPERUSER_ID) as env:
            segment = self._segment(env)
            self.assertEqual(segment.state, "logged")
            partners = segment.interaction_ids.partner_id
            self.assertEqual(sorted(partners.ids), sorted(self.partner_ids))
            self.assertEqual(len(segment.interaction_ids), CONTACTS)

    def assertTold(self, errors):
        for error in errors:
            self.assertIsInstance(error, UserError)
            self.assertRegex(str(error), "Somebody else|logged already|logged and")

    def test_second_user_is_told_that_somebody_is_filling(self):
        with self._connect(self.uids[0]) as env:
            self._segment(env).add_contacts(self.domain)
            for change in (
                lambda segment: segment.add_contacts(self.domain),
                lambda segment: segment.reduce_contacts([]),
                lambda segment: segment.go_back(),
                lambda segment: segment.log(send=False),
                lambda segment: segment.line_ids.create(
                    {"segment_id": segment.id, "partner_id": self.partner_ids[0]}
                ),
            ):
                with self.assertRaises(UserError) as refusal:
                    self._call_as_rpc(change, self.uids[1])
                self.assertTold([refusal.exception])
        self.assertFilled(steps=1)

    @mute_logger("odoo.sql_db")
    def test_second_user_who_started_before_is_retried(self):
        calls = []

        def add(segment):
            calls.append(segment.line_count)
            if len(calls) == 1:
                self._fill()  # somebody else commits after this one has looked
            return segment.add_contacts(self.domain)

        result = self._call_as_rpc(add, self.uids[1])
        self.assertEqual(calls, [0, CONTACTS])
        self.assertEqual(result["added"], 0)
        self.assertEqual(result["line_count"], CONTACTS)
        self.assertFilled(steps=2)

    @mute_logger("odoo.sql_db")
    def test_many_fill_at_once(self):
        half = [("id", "in", self.partner_ids[: CONTACTS // 2])]
        domains = [half, self.domain] * (THREADS // 2)
        results = self._run_at_once(
            [
                lambda segment, domain=domain: segment.add_contacts(domain)
                for domain in domains
            ]
        )
        self.assertTold([result for result in results if not isinstance(result, dict)])
        done = sum(isinstance(result, dict) for result in results)
        self.assertGreaterEqual(done, 1)
        self._fill()
        self.assertFilled(steps=done + 1)

    @mute_logger("odoo.sql_db")
    def test_header_is_changed_while_somebody_fills(self):
        results = self._run_at_once(
            [
                lambda segment: segment.add_contacts(self.domain),
                lambda segment: segment.write({"subject": "Both"}),
            ]
        )
        self.assertTold([result for result in results if isinstance(result, Exception)])
        self.assertIs(results[1], True)
        if isinstance(results[0], Exception):
            self._fill()
        self.assertFilled(steps=1)

    def test_second_log_is_told_while_the_first_is_running(self):
        self._fill()
        with self._connect(self.uids[0]) as env:
            self._segment(env).log(send=False)
            with self.assertRaises(UserError) as refusal:
                self._call_as_rpc(lambda s: s.log(send=False), self.uids[1])
            self.assertTold([refusal.exception])
        with self.assertRaises(UserError) as refusal:
            self._call_as_rpc(lambda s: s.log(send=False), self.uids[1])
        self.assertRegex(str(refusal.exception), "logged already")
        self.assertLogged()

    @mute_logger("odoo.sql_db")
    def test_second_log_that_started_before_is_told(self):
        self._fill()
        states = []

        def log(segment):
            states.append(segment.state)
            if len(states) == 1:
                self._call_as_rpc(lambda s: s.log(send=False), self.uids[0])
            return segment.log(send=False)

        with self.assertRaises(UserError) as refusal:
            self._call_as_rpc(log, self.uids[1])
        self.assertRegex(str(refusal.exception), "logged already")
        self.assertEqual(states, ["draft", "logged"])
        self.assertLogged()

    @mute_logger("odoo.sql_db")
    def test_many_log_at_once(self):
        self._fill()
        results = self._run_at_once([lambda s: s.log(send=False)] * THREADS)
        done = [result for result in results if isinstance(result, dict)]
        self.assertEqual([result["interaction_count"] for result in done], [CONTACTS])
        self.assertTold([result for result in results if not isinstance(result, dict)])
        self.assertLogged()

    @mute_logger("odoo.sql_db")
    def test_filling_and_logging_at_once(self):
        with self._connect(self.uids[0]) as env:
            half = [("id", "in", self.partner_ids[: CONTACTS // 2])]
            self._segment(env).add_contacts(half)
        filled, logged = self._run_at_once(
            [
                lambda segment: segment.add_contacts(self.domain),
                lambda segment: segment.log(send=False),
            ]
        )
        self.assertTold([r for r in (filled, logged) if isinstance(r, Exception)])
        with self._connect(SUPERUSER_ID) as env:
            segment = self._segment(env)
            expected = len(segment.line_ids) if segment.state == "logged" else 0
            self.assertEqual(len(segment.interaction_ids), expected)
