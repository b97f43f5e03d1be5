# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ...models.live import contact_segment_membership
from ..live_common import START, LiveCommon

# Three months before it is the first of May, at midnight.
TODAY = datetime(2026, 8, 1, 10, 0)
KEPT_FROM = datetime(2026, 5, 1)


@tagged("post_install", "-at_install")
class TestThinning(LiveCommon):
    """Old leaves are forgotten where the company says so; members never are."""

    def setUp(self):
        super().setUp()
        frozen = freeze_time(TODAY)
        frozen.start()
        self.addCleanup(frozen.stop)
        self.company = self.env.company
        self.company.contact_live_history_months = 3
        self.segment = self._create_live()
        self.Ranges = self.env["contact.segment.membership"].sudo()

    def _come_and_go(self, day, comes=(), goes=()):
        self.clock = datetime(2026, *day, 9, 0)
        for partner in comes:
            partner.function = "Baker"
        for partner in goes:
            partner.function = "Butcher"
        self.assertEqual(self.segment.refresh()["state"], "ok")

    def _tell_story(self):
        """Let contacts come and go, before and after what is to be kept."""
        self._come_and_go((3, 10), comes=[self.bob], goes=[self.carl])
        self._come_and_go((4, 2), goes=[self.bob])
        self._come_and_go((4, 20), comes=[self.carl])
        self._come_and_go((5, 4), comes=[self.acme], goes=[self.anna])
        self._come_and_go((6, 9), comes=[self.bob], goes=[self.carl])
        self.clock = TODAY

    def _thin(self):
        """Run it as Odoo does, until nothing is left."""
        total = 0
        for _run in range(20):
            done, remaining = self.Ranges._gc_ranges()
            total += done
            if not remaining:
                break
        self.env.invalidate_all()
        return total

    def test_forgets_old_leaves_and_no_member(self):
        self._tell_story()
        days = [f"2026-{day}" for day in ("05-01", "05-04", "06-08", "06-09", "07-31")]
        members = {day: self.segment.get_members(day) for day in [*days, ""]}
        changes = {day: self.segment.compare(day) for day in days}
        sizes = self.segment.get_sizes()
        now = self._members(self.segment)
        self.assertEqual(self._thin(), 2)
        self.assertEqual(self.segment.history_from, KEPT_FROM)
        self.assertEqual(self._members(self.segment), now)
        for day in days:
            self.assertEqual(self.segment.get_members(day), members[day], day)
            self.assertEqual(self.segment.compare(day), changes[day], day)
        self.assertEqual(self.segment.get_members(), members[""])
        # sizes begin where what is kept begins
        self.assertEqual(
            self.segment.get_sizes(),
            [
                {"date": "2026-05-01", "size": 3},
                *(one for one in sizes if one["date"] > "2026-05-01"),
            ],
        )
        # those who are there since the beginning still are
        self.assertEqual(self._ranges(self.segment, self.dora).joined_on, START)
        # once more: nothing
        self.assertEqual(self._thin(), 0)

    def test_a_day_before_is_refused_in_a_sentence(self):
        self._tell_story()
        self.assertEqual(
            self.segment.get_members("2026-04-05"), sorted((self.anna | self.dora).ids)
        )
        self._thin()
        for call in (
            lambda: self.segment.get_members("2026-04-05"),
            lambda: self.segment.compare("2026-04-05"),
            lambda: self.segment.compare("2026-04-05", "2026-06-01"),
            lambda: self.segment.compare("2026-06-01", "2026-04-05"),
        ):
            with self.assertRaisesRegex(UserError, "05/01/2026.*forgotten"):
                call()
        with self.assertRaisesRegex(UserError, "becomes live"):
            self.segment.get_members("2026-01-01")

    def test_everything_is_kept_where_nothing_is_said(self):
        self._tell_story()
        self.company.contact_live_history_months = 0
        self.assertEqual(self._thin(), 0)
        self.assertFalse(self.segment.history_from)
        other = self.env["res.company"].create({"name": "Other"})
        other.contact_live_history_months = 1
        self.assertEqual(self._thin(), 0)

    def test_without_leaves_nothing_begins_anew(self):
        self.assertEqual(self._thin(), 0)
        self.assertFalse(self.segment.history_from)
        self.assertEqual(
            self.segment.get_members("2026-03-05"), sorted(self.people.ids)
        )

    def test_in_batches_it_is_right_in_between(self):
        self._tell_story()
        before = self.segment.get_sizes()
        with patch.object(contact_segment_membership, "BATCH_SIZE", 1):
            self.assertEqual(self.Ranges._gc_ranges(), (1, 1))
            self.env.invalidate_all()
            sizes = self.segment.get_sizes()
            self.assertEqual(sizes[0], {"date": "2026-05-01", "size": 3})
            self.assertEqual(sizes[-1], before[-1])
            with self.assertRaises(UserError):
                self.segment.get_members("2026-04-25")
            self.assertEqual(self._thin(), 1)
        self.assertEqual(self.segment.get_sizes(), sizes)

    def test_screens_begin_where_it_is_known(self):
        self.company.contact_live_history_months = 1
        self._tell_story()
        self.assertGreater(self._thin(), 0)
        self.assertEqual(self.segment.size_trend, self.segment.get_sizes())
        shown = self.segment.action_compare()["params"]
        self.assertEqual(shown["first"], "2026-07-01")
        self.assertEqual(self.segment.size_trend[0]["date"], shown["first"])
        self.assertEqual(self.segment.get_changes(shown["first"])["came"]["count"], 0)

    def test_later_it_goes_on(self):
        self._tell_story()
        self._thin()
        with freeze_time(TODAY + timedelta(days=10)):
            self.assertEqual(self._thin(), 1)
        self.assertEqual(self.segment.history_from, datetime(2026, 5, 11))

    def test_a_segment_at_work_is_left_for_later(self):
        self._tell_story()
        self.patch(
            type(self.segment),
            "try_lock_for_update",
            lambda one, **_options: one.browse(),
        )
        self.assertEqual(self._thin(), 0)

    def test_who_sets_it(self):
        with self.assertRaises(AccessError):
            self.company.with_user(self.user).contact_live_history_months = 1
        for months in (-1, 1201):
            with self.assertRaisesRegex(ValidationError, "months"):
                self.company.contact_live_history_months = months
        with self.assertRaises(AccessError):
            self.segment.with_user(self.user).write({"history_from": False})
        self.assertFalse(self.segment.copy().history_from)
