# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import config

from ...tools import batch_pace
from ...tools.batch_pace import BatchPace
from ..letters_common import LettersCommon

QUEUE = "odoo.addons.contact_segment.models.delivery.contact_interaction_queue"


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self):
        self.now = 0

    def monotonic(self):
        return self.now


@tagged("post_install", "-at_install")
class TestBatchPace(LettersCommon):
    """Batches are as large as their time allows, by what was measured."""

    def setUp(self):
        super().setUp()
        self.clock = Clock()
        patcher = patch.object(batch_pace, "time", self.clock)
        patcher.start()
        self.addCleanup(patcher.stop)

    def measure(self, pace, kind, count, seconds):
        with pace.measure(kind, count):
            self.clock.now += seconds

    def test_sizes(self):
        pace = BatchPace(40, 400)
        self.assertEqual(pace.get_size("a"), 50)
        for count, seconds, size in (
            (50, 1, 400),
            (50, 50, 40),
            (40, 400, 4),
            (4, 1000, 1),
            (1, 0, 400),
            (400, 60, 266),
        ):
            self.measure(pace, "a", count, seconds)
            self.assertEqual(pace.get_size("a"), size)
        # others are not known yet
        self.assertEqual(pace.get_size("b"), 50)

    def test_limits(self):
        self.assertEqual(BatchPace(0, 400).get_size("a"), 400)
        self.assertEqual(BatchPace(40, 6).get_size("a"), 6)
        pace = BatchPace(40, 400)
        with self.assertRaises(ZeroDivisionError), pace.measure("a", 3):
            raise ZeroDivisionError
        self.assertEqual(pace.get_size("a"), 50)

    def _deliver_in_run(self, seconds_per_letter, **settings):
        """Run the scheduled action; return the sizes of its batches."""
        sizes = []
        cls = type(self.Interaction)
        original = cls._deliver_safely

        def deliver(batch):
            sizes.append(len(batch))
            self.clock.now += seconds_per_letter * len(batch)
            return original(batch)

        progress = type(self.env["ir.cron"])
        with (
            patch.object(cls, "_deliver_safely", deliver),
            patch.object(progress, "_commit_progress", lambda *_a, **_k: 60),
            patch.object(batch_pace, "FIRST", 2),
            patch.dict(config.options, settings),
            self._without_libreoffice(),
        ):
            self.Interaction.with_context(cron_id=1)._cron_deliver()
        return sizes

    def test_a_run_that_is_quick(self):
        interactions = self._log()
        self.assertEqual(self._deliver_in_run(0.1, limit_time_real_cron=120), [2, 3])
        self.assertDelivered(interactions)

    def test_a_run_that_is_slow(self):
        interactions = self._log()
        # a third of the time is enough for one
        sizes = self._deliver_in_run(30, limit_time_real_cron=120)
        self.assertEqual(sizes, [2, 1, 1, 1])
        self.assertDelivered(interactions)

    def test_a_run_without_a_limit(self):
        self._log()
        sizes = self._deliver_in_run(30, limit_time_real_cron=-1, limit_time_real=0)
        self.assertEqual(sizes, [5])

    def test_segments_have_their_own_pace(self):
        self._log()
        other = self._create_segment(template_id=self.template.id, date="2026-01-01")
        self._log(self._fill(other, self.contacts))
        sizes = self._deliver_in_run(0.1, limit_time_real_cron=120)
        self.assertEqual(sizes, [2, 3, 2, 3])
