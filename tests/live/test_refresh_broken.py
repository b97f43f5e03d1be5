# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Refreshes that are killed at any moment, and twenty at work on one live segment.

LIVE_ROUNDS in the environment is how often a refresh is killed; ``make bench
ARGS=live-broken`` does it two hundred times.
"""

import os
import random
import threading
import time
from ast import literal_eval
from contextlib import suppress

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..at_once_common import PATIENCE, AtOnceCommon

ROUNDS = int(os.environ.get("LIVE_ROUNDS", 15))
STORMS = max(2, ROUNDS // 20)
SEED = 2026
PEOPLE = 30
AT_ONCE = 20
JOBS = ("Baker of the storms", "Butcher of the storms")
REFRESH = "odoo.addons.contact_segment.models.live.contact_segment_refresh"


class BrokenCommon(AtOnceCommon):
    """A live segment of some bakers, committed, and what must hold of it."""

    @classmethod
    def _create_data(cls, env):
        cls._create_users(env, [f"live_broken_{number}" for number in range(4)])
        cls.random = random.Random(SEED)
        cls._create_people(env, "Live and broken", JOBS, PEOPLE)

    def setUp(self):
        super().setUp()
        with self._connect() as env:
            segment = self._create_segment(env)
            segment.write({"user_id": self.uids[0], "hold_percent": 1_000_000})
            segment.add_contacts([("function", "=", JOBS[0])])
            segment.is_live = True
            segment._write_touched(segment._get_touched_mark())

    def _change_people(self, count=5):
        with self._connect() as env:
            chosen = self.random.sample(self.partner_ids, count)
            for person in env["res.partner"].browse(chosen):
                person.function = self.random.choice(JOBS)

    def _refresh_at_last(self):
        """Refresh the segment when nobody disturbs it; it is right then."""
        self._call_as_rpc(lambda segment: segment.refresh(force=True))
        with self._connect() as env:
            segment = self._segment(env)
            self.assertEqual(self._check(segment), self._evaluate(segment))
            self.assertEqual(segment.refresh_state, "ok", segment.refresh_message)

    def _evaluate(self, segment):
        """Return the members that the steps give, one after the other."""
        people, members, by_hand = segment.env["res.partner"], set(), {}
        steps = segment.step_ids.sorted(lambda step: (step.sequence, step.id))
        for step in steps.filtered("active"):
            domain = [("id", "in", self.partner_ids), *literal_eval(step.domain)]
            found = set(people.search(domain).ids)
            if step.source == "manual":
                by_hand.update(dict.fromkeys(found, step.action == "add"))
            members = members | found if step.action == "add" else members - found
        members |= {id_ for id_, is_in in by_hand.items() if is_in}
        return members - {id_ for id_, is_in in by_hand.items() if not is_in}

    def _check(self, segment):
        """Check that lines, their number and the ranges agree; return the members."""
        partners = segment.line_ids.mapped("partner_id.id")
        self.assertEqual(len(partners), len(segment.line_ids))
        self.assertEqual(segment.line_count, len(partners))
        ranges = segment.membership_ids
        is_open = ranges.filtered(lambda one: not one.left_on)
        self.assertEqual(sorted(is_open.partner_id.ids), sorted(partners))
        self.assertEqual(len(is_open), len(partners))
        for own in ranges.grouped("partner_id").values():
            own = own.sorted(lambda one: (one.joined_on, one.id))
            for first, second in zip(own, own[1:], strict=False):
                self.assertLessEqual(first.left_on, second.joined_on)
        return set(partners)


@tagged("post_install", "-at_install")
class TestRefreshKilled(BrokenCommon):
    """Whenever a refresh is killed, members are as before or as after it."""

    def _run(self, work, started):
        """Run a kind of refresh on a connection of its own."""
        with suppress(psycopg2.Error), self._connect() as env:
            env.cr.execute("SELECT pg_backend_pid()")
            started.append(env.cr.fetchone()[0])
            work(self._segment(env))

    def _kill(self, work, wait):
        """Run a kind of refresh, and end its connection after some seconds.

        :return: how many seconds it took
        """
        started = []
        begin = time.monotonic()
        thread = threading.Thread(target=self._run, args=(work, started), daemon=True)
        thread.start()
        while not started and thread.is_alive():
            threading.Event().wait(0.001)
        if wait is not None:
            # not time.sleep, which does nothing here: what is tried again is so at once
            threading.Event().wait(wait)
            with self._connect() as env:
                # one that is done has given its connection to somebody else
                if thread.is_alive():
                    env.cr.execute("SELECT pg_terminate_backend(%s)", started)
        thread.join(PATIENCE)
        self.assertFalse(thread.is_alive())
        return time.monotonic() - begin

    def _measure(self, work):
        """Return how many seconds a kind of refresh takes that is not the first one."""
        for _time in range(2):
            self._change_people()
            seconds = self._kill(work, None)
        return seconds

    def _get_works(self):
        def look(segment):
            segment._refresh_touched_safely(segment._get_touched_mark(), {})

        return [
            lambda segment: segment.refresh(force=True),
            lambda segment: segment._refresh_claimed(),
            look,
        ]

    @mute_logger("odoo.sql_db", REFRESH)
    def test_killed_at_any_moment(self):
        works = self._get_works()
        seconds = [self._measure(work) for work in works]
        done = undone = 0
        for number in range(ROUNDS):
            with self.subTest(number=number):
                self._refresh_at_last()
                self._change_people()
                with self._connect() as env:
                    before = self._check(self._segment(env))
                    domain = [("id", "in", self.partner_ids)]
                    people = env["res.partner"].search(domain)
                    bakers = people.filtered(lambda one: one.function == JOBS[0])
                kind = number % len(works)
                # one at its beginning, whatever it takes this time
                latest = 1.2 * seconds[kind] if number else 0
                self._kill(works[kind], self.random.uniform(0, latest))
                with self._connect() as env:
                    members = self._check(self._segment(env))
                # all of it, or nothing
                self.assertIn(members, (before, set(bakers.ids)))
                done, undone = done + (members != before), undone + (members == before)
                self._refresh_at_last()
        # before the end, and after it
        self.assertTrue(done and undone, (done, undone))


@tagged("post_install", "-at_install")
class TestTwentyAtOnce(BrokenCommon):
    """Nobody is shown an error of the database, and nothing is done twice."""

    def _get_works(self):
        def change(segment):
            person = segment.env["res.partner"].browse(self.partner_ids)[5:6]
            person.function = self.random.choice(JOBS)

        def look(segment):
            segment = segment.sudo()
            segment._refresh_touched(segment._get_touched_mark())

        def note(segment):
            segment.line_ids[:1].note = "Said meanwhile"

        return [
            lambda segment: segment.refresh(),
            look,
            change,
            lambda segment: segment.log(send=False, only_new=True),
            lambda segment: segment.write({"name": "Renamed"}),
            lambda segment: segment.add_contacts([("function", "=", JOBS[1])]),
            lambda segment: segment.reduce_contacts([("function", "=", JOBS[1])]),
            lambda segment: segment.line_ids[-1:].unlink(),
            note,
            lambda segment: segment.preview_refresh(),
        ]

    def _storm(self, works):
        chosen = self.random.choices(works, k=AT_ONCE - len(works)) + works
        self.random.shuffle(chosen)
        # that they get in one another's way is meant, and they are repeated
        with mute_logger("odoo.sql_db"):
            results = list(self._run_at_once(chosen))
        for result in results:
            if isinstance(result, Exception):
                # what people are told, of which there are a few words for everything
                self.assertIsInstance(result, UserError, repr(result))
                self.assertNotRegex(str(result), "serialize|deadlock|transaction")
        return chosen

    def test_refreshed_logged_and_changed(self):
        for number in range(STORMS):
            with self.subTest(number=number):
                self._storm(self._get_works())
                with self._connect() as env:
                    self._check(self._segment(env))
                self._refresh_at_last()
        with self._connect() as env:
            logged = env["contact.segment"].search(
                [("live_id", "=", self.segment_id), ("state", "=", "logged")]
            )
            of_whom = logged.interaction_ids.mapped("partner_id.id")
            # only who was new each time
            self.assertEqual(len(of_whom), len(logged.interaction_ids))
            logged.cancel_logged()
            logged.interaction_ids.unlink()
            logged.unlink()

    def test_deleted_meanwhile(self):
        for number in range(STORMS):
            with self.subTest(number=number):
                works = self._get_works()
                self._storm([*works, lambda segment: segment.exists().unlink()])
                with self._connect() as env:
                    segment = self._segment(env).exists()
                    if segment:
                        self._check(segment)
                        segment.unlink()
                    for name in ("contact.segment.line", "contact.segment.membership"):
                        domain = [("segment_id", "=", self.segment_id)]
                        lines = env[name].with_context(active_test=False)
                        self.assertFalse(lines.search_count(domain))
                self.setUp()
