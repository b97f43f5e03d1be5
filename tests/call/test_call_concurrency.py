# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from functools import partial

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..at_once_common import AtOnceCommon

CONTACTS = 24
CALLERS = 4


@tagged("post_install", "-at_install")
class TestCallConcurrency(AtOnceCommon):
    """Several callers on one list, each on a connection of its own."""

    @classmethod
    def _create_data(cls, env):
        cls._create_users(env, [f"segment_caller_{i}" for i in range(CALLERS)])
        contacts = [
            {"name": f"Called {i}", "phone": f"+32 2 555 01 {i:02}"}
            for i in range(CONTACTS)
        ]
        cls.partner_ids = env["res.partner"].create(contacts).ids
        template = env["contact.interaction.template"]
        cls.template_ids = template.create({"name": "Race", "channel": "phone"}).ids

    def setUp(self):
        super().setUp()
        with self._connect(self.uids[0]) as env:
            segment = self._create_segment(env)
            segment.add_contacts([("id", "in", self.partner_ids)])

    def _next(self, segment):
        return segment.get_next_call()["line_id"]

    def assertRepeated(self):
        """Who takes a line that was taken since the transaction began gets another."""
        tries = []

        def take(segment):
            tries.append(segment.name)  # from here on nothing newer is seen
            if len(tries) == 1:
                tries.append(self._call_as_rpc(self._next, self.uids[0]))
            return self._next(segment)

        line_id = self._call_as_rpc(take, self.uids[1])
        self.assertEqual(len(tries), 3, "it was not repeated")
        self.assertNotEqual(line_id, tries[1])

    def test_uncommitted_claim_is_passed_over(self):
        with self._connect(self.uids[0]) as env:
            first = self._next(self._segment(env))
            # no waiting for the one who is not done
            second = self._call_as_rpc(self._next, self.uids[1])
        self.assertTrue(first and second)
        self.assertNotEqual(first, second)

    @mute_logger("odoo.sql_db")
    def test_claim_taken_after_the_transaction_began(self):
        self.assertRepeated()

    @mute_logger("odoo.sql_db")
    def test_skipped_claim_taken_after_the_transaction_began(self):
        for _line in range(CONTACTS):
            self._call_as_rpc(lambda s: s.skip_call(self._next(s)), self.uids[0])
        self.assertRepeated()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_all_take_the_next_at_once(self):
        results = self._run_at_once([self._next] * CALLERS)
        self.assertEqual(len(set(results)), CALLERS, results)
        self.assertTrue(all(type(result) is int for result in results), results)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_all_call_until_nobody_is_left(self):
        def work(uid):
            done = []
            while True:
                try:
                    line_id = self._call_as_rpc(self._next, uid)
                    if not line_id:
                        return done
                    self._call_as_rpc(
                        lambda s, line_id=line_id: s.log_call(line_id, "reached"), uid
                    )
                    done.append(line_id)
                except UserError:
                    raise
                except Exception:
                    # five tries were not enough on a busy machine: the browser says so
                    # and the caller presses the key again
                    continue

        results = self._run_in_threads([partial(work, uid) for uid in self.uids])
        lines = [line_id for result in results for line_id in result]
        self.assertEqual(len(lines), CONTACTS)
        self.assertEqual(len(set(lines)), CONTACTS)
        with self._connect(SUPERUSER_ID) as env:
            segment = self._segment(env)
            self.assertEqual(len(segment.interaction_ids), CONTACTS)
            self.assertEqual(
                sorted(segment.interaction_ids.segment_line_id.ids), sorted(lines)
            )
            self.assertEqual(segment.interaction_count, CONTACTS)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_contact_is_called_once(self):
        with self._connect(SUPERUSER_ID) as env:
            line_id = self._segment(env).line_ids[0].id
        results = self._run_at_once(
            [lambda segment: segment.log_call(line_id, "reached")] * CALLERS
        )
        self.assertEqual(sum(isinstance(r, dict) for r in results), 1, results)
        for result in results:
            if not isinstance(result, dict):
                self.assertIsInstance(result, UserError)
        with self._connect(SUPERUSER_ID) as env:
            self.assertEqual(len(self._segment(env).interaction_ids), 1)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_call_while_the_segment_is_logged(self):
        with self._connect(self.uids[0]) as env:
            line_id = self._segment(env).line_ids[0].id
            self._segment(env).log_call(line_id, "reached")
            with self.assertRaises(UserError):
                # the count of the segment is being written: somebody is working on it
                self._call_as_rpc(lambda s: s.log(send=False), self.uids[1])
        self._call_as_rpc(lambda s: s.log(send=False), self.uids[1])
        with self._connect(SUPERUSER_ID) as env:
            interactions = self._segment(env).interaction_ids
            self.assertEqual(len(interactions), CONTACTS)
            self.assertEqual(len(interactions.segment_line_id), CONTACTS)
