# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import threading
from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

CONTACTS = 50
THREADS = 4
PATIENCE = 60  # seconds; more is a deadlock


@tagged("post_install", "-at_install")
class TestConcurrency(BaseCase):
    """Two users at once, on connections of their own, with data that is committed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls._connect(SUPERUSER_ID) as env:
            cls.uids = [
                new_test_user(
                    env,
                    login=f"segment_{name}",
                    groups="contact_segment.group_user_all,base.group_partner_manager",
                ).id
                for name in ("first", "second")
            ]
            cls.partner_ids = (
                env["res.partner"]
                .create([{"name": f"Contact {i}"} for i in range(CONTACTS)])
                .ids
            )
            template = env["contact.interaction.template"].create({"name": "Call"})
            cls.template_id = template.id
        cls.addClassCleanup(cls._clean_up)

    @classmethod
    def _clean_up(cls):
        with cls._connect(SUPERUSER_ID) as env:
            interactions = env["contact.interaction"].search(
                [("template_id", "=", cls.template_id)]
            )
            interactions.cancel()
            interactions.unlink()
            env.cr.execute(
                "DELETE FROM contact_segment WHERE template_id = %s", (cls.template_id,)
            )
            env["contact.interaction.template"].browse(cls.template_id).unlink()
            env["res.partner"].browse(cls.partner_ids).unlink()
            users = env["res.users"].browse(cls.uids)
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    @classmethod
    @contextmanager
    def _connect(cls, uid):
        """Give an environment of its own connection; commit what is done with it."""
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, uid, {"tracking_disable": True})

    def setUp(self):
        super().setUp()
        for patcher in (
            patch("odoo.service.model.time.sleep"),
            # held by the thread that loads the registry and runs the tests meanwhile
            patch.object(Registry, "_lock", DummyRLock()),
        ):
            patcher.start()
            self.addCleanup(patcher.stop)
        self.domain = [("id", "in", self.partner_ids)]
        with self._connect(self.uids[0]) as env:
            self.segment_id = (
                env["contact.segment"]
                .create({"name": "Race", "template_id": self.template_id})
                .id
            )

    def _segment(self, env):
        return env["contact.segment"].browse(self.segment_id)

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

    def _call_as_rpc(self, uid, function):
        """Run a function on the segment the way remote calls and the browser do."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, uid, {"tracking_disable": True})
            return retrying(lambda: function(self._segment(env)), env)

    def _run_at_once(self, functions):
        """Run functions in threads; return what each returned or raised."""
        barrier, results = threading.Barrier(len(functions)), {}

        def run(number, function):
            barrier.wait(PATIENCE)
            uid = self.uids[number % len(self.uids)]
            try:
                results[number] = self._call_as_rpc(uid, function)
            except Exception as error:  # the test looks at it
                results[number] = error

        threads = [
            threading.Thread(target=partial(run, number, function), daemon=True)
            for number, function in enumerate(functions)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        self.assertEqual(sorted(results), list(range(len(functions))))
        return [results[number] for number in range(len(functions))]

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
                    self._call_as_rpc(self.uids[1], change)
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

        result = self._call_as_rpc(self.uids[1], add)
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
                self._call_as_rpc(self.uids[1], lambda s: s.log(send=False))
            self.assertTold([refusal.exception])
        with self.assertRaises(UserError) as refusal:
            self._call_as_rpc(self.uids[1], lambda s: s.log(send=False))
        self.assertRegex(str(refusal.exception), "logged already")
        self.assertLogged()

    @mute_logger("odoo.sql_db")
    def test_second_log_that_started_before_is_told(self):
        self._fill()
        states = []

        def log(segment):
            states.append(segment.state)
            if len(states) == 1:
                self._call_as_rpc(self.uids[0], lambda s: s.log(send=False))
            return segment.log(send=False)

        with self.assertRaises(UserError) as refusal:
            self._call_as_rpc(self.uids[1], log)
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
