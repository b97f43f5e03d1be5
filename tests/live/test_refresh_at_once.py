# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import threading
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.contact_segment.models.live import contact_segment_touched

from ..at_once_common import AtOnceCommon


@tagged("post_install", "-at_install")
class TestRefreshAtOnce(AtOnceCommon):
    """Several who refresh, change and log one live segment at once."""

    @classmethod
    def _create_data(cls, env):
        cls._create_users(env, ["live_at_once_1", "live_at_once_2"])
        cls._create_people(env, "Live at once", ["Baker of the tests"], 20)

    def setUp(self):
        super().setUp()
        with self._connect() as env:
            segment = self._create_segment(env)
            segment.write({"user_id": self.uids[0], "hold_percent": 1000})
            people = env["res.partner"].browse(self.partner_ids)
            people.function = "Baker of the tests"
            segment.add_contacts([("function", "=", "Baker of the tests")])
            segment.is_live = True
            people[:5].function = "Butcher"

    def _check(self, count):
        """Check that members, their number and their ranges agree."""
        with self._connect() as env:
            segment = self._segment(env)
            ranges = segment.membership_ids.filtered(lambda one: not one.left_on)
            self.assertEqual(segment.line_count, count)
            self.assertEqual(len(segment.line_ids), count)
            self.assertEqual(ranges.partner_id, segment.line_ids.partner_id)
            self.assertEqual(len(ranges), count)

    def test_two_refreshes(self):
        results = self._run_at_once([lambda segment: segment.refresh()] * 4)
        self.assertEqual({one["state"] for one in results}, {"ok"})
        # one has done it, whichever
        self.assertEqual(sum(one["removed"] for one in results), 5)
        self._check(15)

    def test_the_second_returns_at_once(self):
        with self._connect() as env:
            self._segment(env)._lock()
            result = self._call_as_rpc(lambda segment: segment.refresh(), self.uids[1])
            self.assertEqual((result["removed"], result["line_count"]), (0, 20))
        self._check(20)
        self._call_as_rpc(lambda segment: segment.refresh())
        self._check(15)

    def test_steps_and_refreshes(self):
        def reduce(segment):
            return segment.reduce_contacts([("id", "=", self.partner_ids[10])])

        def remove(segment):
            line = segment.line_ids.filtered(
                lambda one: one.partner_id.id == self.partner_ids[11]
            )
            return line.unlink()

        def refresh(segment):
            return segment.refresh()

        self._run_at_once([reduce, refresh, remove, refresh])
        self._call_as_rpc(refresh)
        with self._connect() as env:
            steps = self._segment(env).step_ids
            gone = len(steps.filtered(lambda step: step.action == "reduce"))
        self._check(15 - gone)

    def test_merge_and_refresh(self):
        def merge(segment):
            wizard = segment.env["base.partner.merge.automatic.wizard"].sudo()
            ids = self.partner_ids[12:14]
            wizard.create({})._merge(ids, segment.env["res.partner"].browse(ids[0]))

        def refresh(segment):
            return segment.refresh()

        results = self._run_at_once([merge, refresh, refresh])
        self._call_as_rpc(refresh)
        self.assertIsNone(results[0])
        self._check(14)
        with self._connect() as env:
            again = env["res.partner"].create(
                {"name": "At once again", "function": "Baker of the tests"}
            )
            self.partner_ids[13] = again.id

    def test_changes_that_are_committed_late(self):
        def look():
            with self._connect() as env:
                segment = self._segment(env)
                mark = segment._get_touched_mark()
                env.cr.commit()
                segment._refresh_touched(mark)

        self.addCleanup(self._call_as_rpc, lambda segment: segment.refresh())
        self._call_as_rpc(lambda segment: segment.refresh())
        with patch.object(contact_segment_touched, "MARGIN", timedelta()):
            with self._connect() as env:
                segment = self._segment(env)
                segment._write_touched(segment._get_touched_mark())
            with self._connect() as late:
                late["res.partner"].browse(self.partner_ids[6]).function = "Butcher"
                late.flush_all()
                # dates are compared by the second
                threading.Event().wait(1.1)
                with self._connect() as env:
                    env["res.partner"].browse(self.partner_ids[7]).function = "Butcher"
                look()
                self._check(14)
            look()
        self._check(13)

    def test_two_snapshots(self):
        results = self._run_at_once(
            [lambda segment: segment.log(send=False, only_new=True)] * 2
        )
        logged = [one for one in results if isinstance(one, dict)]
        # the other one was told that somebody is at work, or that nobody is new
        self.assertEqual([one["interaction_count"] for one in logged], [20])

    def tearDown(self):
        with self._connect() as env:
            segments = env["contact.segment"].search(
                [("live_id", "=", self.segment_id), ("state", "=", "logged")]
            )
            segments.cancel_logged()
            segments.interaction_ids.unlink()
            segments.unlink()
        super().tearDown()
