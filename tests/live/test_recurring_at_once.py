# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..at_once_common import AtOnceCommon


@tagged("post_install", "-at_install")
class TestRecurringAtOnce(AtOnceCommon):
    """Several workers log what is due, some die of it: once or not at all."""

    @classmethod
    def _create_data(cls, env):
        cls._create_users(env, ["recurring_at_once_1", "recurring_at_once_2"])
        cls._create_people(env, "Recurring at once", ["Baker of recurring"], 20)

    def setUp(self):
        super().setUp()
        with self._connect() as env:
            segment = self._create_segment(env)
            segment.write(
                {
                    "user_id": self.uids[0],
                    "refresh_unit": "manual",
                    "hold_percent": 1000,
                    "recurring_only_new": False,
                }
            )
            segment.add_contacts([("function", "=", "Baker of recurring")])
            segment.is_live = True
            segment.start_recurring_log()
            self.planned = fields.Datetime.now() - timedelta(minutes=1)
            segment._write_header({"next_recurring_log": self.planned})

    def tearDown(self):
        with self._connect() as env:
            self._segment(env).stop_recurring_log()
            self._segment(env)._forget_stopped_activity()
        super().tearDown()

    def _run(self):
        with self._connect() as env:
            env["contact.segment"]._cron_log()

    def _get_counts(self):
        with self._connect() as env:
            return self._segment(env).snapshot_ids.mapped("interaction_count")

    def _read(self):
        """Return whether a run is under way, and whether one is due."""
        with self._connect() as env:
            segment = self._segment(env)
            is_due = segment.next_recurring_log <= fields.Datetime.now()
            return bool(segment.recurring_started_on), is_due

    def test_several_workers(self):
        results = self._run_in_threads([self._run] * 4)
        self.assertEqual(results, [None] * 4)
        self.assertEqual(self._get_counts(), [20])
        self.assertEqual(self._read(), (False, False))

    def test_somebody_is_at_work_on_it(self):
        with self._connect() as env:
            self._segment(env)._lock()
            self._run()
            self.assertEqual(self._get_counts(), [])
        self.assertEqual(self._read(), (False, True))
        self._run()
        self.assertEqual(self._get_counts(), [20])

    def test_somebody_takes_it_in_between(self):
        model = self.registry["contact.segment"]
        with patch.object(model, "_run_recurring_log", lambda _segment: False):
            self._run()
        self.assertEqual(self._read(), (False, True))
        with self._connect() as env:
            self.assertEqual(self._segment(env).next_recurring_log, self.planned)

    def test_a_worker_dies_after_it_has_logged(self):
        model = self.registry["contact.segment"]
        log = model._log_as_owner

        def die(segment):
            log(segment)
            segment.env.flush_all()
            raise SystemExit

        with patch.object(model, "_log_as_owner", die), self.assertRaises(SystemExit):
            self._run()
        self.assertEqual(self._get_counts(), [])
        # it is known that somebody did, and when it comes again
        self.assertEqual(self._read(), (True, False))
        self._run()
        self.assertEqual(self._get_counts(), [])
        with self._connect() as env:
            long_ago = fields.Datetime.now() - timedelta(hours=2)
            self._segment(env)._write_header({"recurring_started_on": long_ago})
        self._run()
        self.assertEqual(self._get_counts(), [])
        self.assertEqual(self._read(), (False, False))
        with self._connect() as env:
            self.assertEqual(self._segment(env).recurring_state, "interrupted")

    def test_a_worker_dies_after_it_has_committed(self):
        model = self.registry["contact.segment"]
        with (
            patch.object(model, "_note_interrupted_logs", lambda _model: None),
            patch.object(
                self.registry["ir.cron"],
                "_commit_progress",
                self._die_after(self.registry["ir.cron"]._commit_progress, 3),
            ),
            self.assertRaises(SystemExit),
        ):
            self._run()
        self.assertEqual(self._get_counts(), [20])
        self._run_in_threads([self._run] * 2)
        self.assertEqual(self._get_counts(), [20])

    def _die_after(self, commit, count):
        """Return a commit after which the server dies, the so many-th time."""
        calls = []

        def commit_and_die(crons, *args, **named):
            left = commit(crons, *args, **named)
            calls.append(left)
            if len(calls) == count:
                raise SystemExit
            return left

        return commit_and_die

    def test_a_conflict_is_due_again(self):
        model = self.registry["contact.segment"]
        log = model._log_as_owner

        def conflict(segment):
            log(segment)
            raise SerializationFailure

        with patch.object(model, "_log_as_owner", conflict):
            self._run()
        self.assertEqual(self._get_counts(), [])
        self.assertEqual(self._read(), (False, True))
        self._run()
        self.assertEqual(self._get_counts(), [20])

    def test_a_person_and_a_worker(self):
        def log(segment):
            return segment.log(send=False)

        def run():
            return self._call_as_rpc(log, self.uids[1])

        results = self._run_in_threads([self._run, run])
        counts = self._get_counts()
        # the person was told that somebody is at work, or the worker comes again
        logged = 1 + isinstance(results[1], dict)
        self.assertIsInstance(results[1], dict | UserError)
        self._run()
        self.assertEqual(self._get_counts(), [20] * logged, counts)

    def test_switched_off_meanwhile(self):
        def stop():
            return self._call_as_rpc(lambda one: one.stop_recurring_log(), self.uids[1])

        results = self._run_in_threads([self._run, stop])
        self.assertIsNone(results[0])
        self._run()
        with self._connect() as env:
            segment = self._segment(env)
            self.assertFalse(segment.recurring_started_on)
            self.assertEqual(segment.is_recurring, results[1] is not True)
        self.assertLessEqual(len(self._get_counts()), 1)
