# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import threading
import time
from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..at_once_common import PATIENCE, AtOnceCommon

LONG = 30  # seconds that a statement takes which nothing stops
CONTACTS = 5
OURS, OTHER = "a token nobody can guess", "quite a different token"


@tagged("post_install", "-at_install")
class TestCancelStep(AtOnceCommon):
    """What runs on one connection is stopped from another one, by its user only."""

    @classmethod
    def _create_data(cls, env):
        cls._create_users(env, ["segment_waiting", "segment_foreign"])
        contacts = [{"name": f"Contact {i}"} for i in range(CONTACTS)]
        cls.partner_ids = env["res.partner"].create(contacts).ids
        template = env["contact.interaction.template"].create({"name": "Call"})
        cls.template_ids = template.ids

    def setUp(self):
        super().setUp()
        self.domain = [("id", "in", self.partner_ids)]
        with self._connect(self.uids[0]) as env:
            self._create_segment(env).add_contacts(self.domain)

    def _start(self, function, token=OURS, seconds=LONG):
        """Run a function on a connection of its own, in the background, as a call.

        Its statements take long; the connection is used for other work afterwards.

        :return: the thread, and the list to which its result or error is added
        """
        results, cls = [], self.registry["contact.segment"]
        execute = cls._execute_bounded

        def execute_slowly(segments, statement):
            segments.env.cr.execute(
                SQL("SELECT pg_sleep(%s)", seconds), log_exceptions=False
            )
            return execute(segments, statement)

        def call(segment):
            return function(segment.with_context(contact_segment_token=token))

        def run():
            try:
                results.append(self._call_as_rpc(call, self.uids[0]))
            except Exception as error:  # the test looks at it
                results.append(error)

        patcher = patch.object(cls, "_execute_bounded", execute_slowly)
        patcher.start()
        self.addCleanup(patcher.stop)
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        self._wait_for_statement()
        return thread, results

    def _wait_for_statement(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with self._connect() as env:
                env.cr.execute(
                    """SELECT FROM pg_stat_activity
                    WHERE query LIKE 'SELECT pg_sleep(%%' AND state = 'active'
                    AND datname = current_database()"""
                )
                if env.cr.rowcount:
                    return
            time.sleep(0.02)
        self.fail("nothing is running")

    def _cancel(self, token=OURS, uid=None):
        with self._connect(uid or self.uids[0]) as env:
            return env["contact.segment"].cancel_step(token)

    def _get_state(self):
        with self._connect() as env:
            segment = self._segment(env)
            return (
                segment.line_count,
                segment.line_ids.ids,
                segment.step_ids.ids,
                segment.step_ids.mapped("active"),
            )

    def _assert_cancelled(self, function):
        before, started = self._get_state(), time.monotonic()
        thread, results = self._start(function)
        self.assertIs(self._cancel(), True)
        thread.join(PATIENCE)
        self.assertLess(time.monotonic() - started, LONG / 2)
        [error] = results
        self.assertIsInstance(error, UserError)
        self.assertRegex(str(error), "topped by you; nothing was changed")
        self.assertEqual(error.loglevel, logging.INFO)
        self.assertEqual(self._get_state(), before)
        self.assertIs(self._cancel(), False)

    def test_previews_and_steps_are_cancelled(self):
        for function in (
            lambda segment: segment.preview_step("add", []),
            lambda segment: segment.add_contacts([]),
            lambda segment: segment.reduce_contacts(self.domain),
            lambda segment: segment.explain(self.partner_ids[0]),
            lambda segment: segment._count_contacts([]),
            lambda segment: segment.count_conditions(self.domain),
        ):
            with self.assertNoLogs("odoo.sql_db", "WARNING"):
                self._assert_cancelled(function)

    def test_saved_criteria_are_cancelled_as_a_whole(self):
        with self._connect(self.uids[0]) as env:
            segment = self._segment(env)
            criteria_id = segment.save_criteria("To be cancelled")
        self.addCleanup(self._remove_criteria, criteria_id)
        self._assert_cancelled(lambda segment: segment.apply_criteria(criteria_id))

    def _remove_criteria(self, criteria_id):
        with self._connect() as env:
            env["contact.criteria"].browse(criteria_id).unlink()

    def test_dialog_says_that_it_was_cancelled(self):
        def preview(segment):
            dialog = segment.env["contact.segment.step.wizard"]
            return dialog.new({"segment_id": segment.id, "domain": "[]"}).error

        with self.assertNoLogs("odoo.sql_db", "WARNING"):
            thread, results = self._start(preview)
            self.assertIs(self._cancel(), True)
            thread.join(PATIENCE)
        self.assertRegex(results[0], "topped by you; nothing was changed")

    def test_others_cancel_nothing(self):
        thread, results = self._start(
            lambda segment: segment.preview_step("add", self.domain), seconds=3
        )
        self.assertIs(self._cancel(token=OTHER), False)
        self.assertIs(self._cancel(uid=self.uids[1]), False)
        self.assertIs(self._cancel(uid=SUPERUSER_ID), False)
        thread.join(PATIENCE)
        self.assertEqual(results[0]["matched"], CONTACTS)

    def test_other_work_of_the_connection_goes_on(self):
        started, names = threading.Event(), []

        def work(segment):
            segment.preview_step("add", self.domain)
            started.set()
            cr = segment.env.cr
            cr.execute("SELECT pg_sleep(1), current_setting('application_name')")
            names.append(cr.fetchone()[1])
            return "done"

        thread, results = self._start(work, seconds=0.5)
        self.assertTrue(started.wait(PATIENCE))
        self.assertIs(self._cancel(), False)
        thread.join(PATIENCE)
        self.assertEqual(results, ["done"])
        self.assertNotIn("contact_segment", names[0])

    def test_without_a_token_nothing_is_registered(self):
        for token in (None, False, "short", "x" * 101, 7, ["x" * 20]):
            thread, results = self._start(
                lambda segment: segment.preview_step("add", self.domain),
                token=token,
                seconds=0.3,
            )
            with self.assertRaises(UserError) as refusal:
                self._cancel(token=token)
            self.assertIn("token", str(refusal.exception))
            thread.join(PATIENCE)
            self.assertEqual(results[0]["matched"], CONTACTS)

    def test_names_of_connections_give_nothing_away(self):
        with self._connect(self.uids[0]) as env, self._connect(self.uids[1]) as other:
            name = env["contact.segment"]._get_connection_name(OURS)
            foreign = other["contact.segment"]._get_connection_name(OURS)
        self.assertLess(len(name), 64)
        self.assertNotIn(OURS, name)
        self.assertNotEqual(name, foreign)
