# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime
from zoneinfo import ZoneInfo

from odoo.tests import BaseCase

from ...models.live.recurrence import Recurrence, find_next

BRUSSELS = ZoneInfo("Europe/Brussels")
EIGHT = 8 * 60


class TestRecurrence(BaseCase):
    """On which days something comes again: ends of months, clocks that are changed."""

    def _next(self, after, planned=None, zone=BRUSSELS, **values):
        recurrence = Recurrence(
            **{
                "unit": "week",
                "interval": 1,
                "weekday": 0,
                "month_day": 1,
                "minutes": EIGHT,
                **values,
            }
        )
        return find_next(recurrence, zone, after, planned)

    def _run(self, moment, count, **values):
        """Return the local days of some runs, one after the other."""
        days = []
        for _number in range(count):
            days.append(moment.strftime("%m-%d"))
            moment = self._next(moment, moment, **values)
        return days

    def test_the_first_is_soon(self):
        wednesday = datetime(2026, 3, 4, 6, 30)  # 7:30 in Brussels
        eight = datetime(2026, 3, 4, 7, 0)
        self.assertEqual(self._next(wednesday, unit="day", interval=5), eight)
        self.assertEqual(self._next(wednesday, weekday=2, interval=5), eight)
        self.assertEqual(self._next(wednesday), datetime(2026, 3, 9, 7, 0))
        # that moment is over
        self.assertEqual(self._next(eight, weekday=2), datetime(2026, 3, 11, 7, 0))
        self.assertEqual(
            self._next(eight, unit="day", interval=5), datetime(2026, 3, 5, 7, 0)
        )
        self.assertEqual(
            self._next(wednesday, unit="month", month_day=3),
            datetime(2026, 4, 3, 6, 0),
        )

    def test_days_are_those_of_the_zone(self):
        # it is Monday there already
        sunday = datetime(2026, 3, 1, 20, 0)
        self.assertEqual(
            self._next(sunday, zone=ZoneInfo("Asia/Tokyo"), minutes=6 * 60),
            datetime(2026, 3, 1, 21, 0),
        )
        self.assertEqual(
            self._next(sunday, zone=ZoneInfo("UTC"), minutes=6 * 60),
            datetime(2026, 3, 2, 6, 0),
        )

    def test_every_so_many(self):
        monday = datetime(2026, 3, 2, 7, 0)
        self.assertEqual(
            self._run(monday, 4, interval=2), ["03-02", "03-16", "03-30", "04-13"]
        )
        self.assertEqual(
            self._run(monday, 4, unit="day", interval=10),
            ["03-02", "03-12", "03-22", "04-01"],
        )
        self.assertEqual(
            self._run(monday, 3, unit="month", month_day=2, interval=6),
            ["03-02", "09-02", "03-02"],
        )

    def test_months_without_that_day(self):
        self.assertEqual(
            self._run(datetime(2026, 1, 31, 7, 0), 5, unit="month", month_day=31),
            ["01-31", "02-28", "03-31", "04-30", "05-31"],
        )
        self.assertEqual(
            self._run(datetime(2027, 12, 30, 7, 0), 3, unit="month", month_day=30),
            ["12-30", "01-30", "02-29"],
        )

    def test_missed_ones_are_left_out(self):
        planned = datetime(2026, 3, 2, 7, 0)
        after = datetime(2026, 3, 25, 12, 0)
        self.assertEqual(self._next(after, planned), datetime(2026, 3, 30, 6, 0))
        # still in its own weeks
        self.assertEqual(
            self._next(after, planned, interval=3), datetime(2026, 4, 13, 6, 0)
        )

    def test_when_the_clock_is_put_on(self):
        saturday = datetime(2026, 3, 28, 7, 0)
        # the same hour there
        self.assertEqual(
            self._next(saturday, saturday, unit="day"), datetime(2026, 3, 29, 6, 0)
        )
        # half past two does not exist that night: it is half past three
        half = {"unit": "day", "minutes": 150}
        moment = self._next(datetime(2026, 3, 28, 2, 0), **half)
        self.assertEqual(moment, datetime(2026, 3, 29, 1, 30))
        self.assertEqual(
            self._next(moment, moment, **half), datetime(2026, 3, 30, 0, 30)
        )

    def test_when_the_clock_is_put_back(self):
        # half past two comes twice that night, and it is done once
        half = {"unit": "day", "minutes": 150}
        moment = self._next(datetime(2026, 10, 24, 12, 0), **half)
        self.assertEqual(moment, datetime(2026, 10, 25, 0, 30))
        self.assertEqual(
            self._next(moment, moment, **half), datetime(2026, 10, 26, 1, 30)
        )
