# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""On which days something comes again, and at which moment that is in UTC."""

import calendar
from collections import namedtuple
from datetime import date, datetime, time, timedelta, timezone
from itertools import count

# Every so many days, weeks or months (unit); weekday 0 is Monday; a month that has no
# such day has its last one; minutes since midnight.
Recurrence = namedtuple(
    "Recurrence", ["unit", "interval", "weekday", "month_day", "minutes"]
)


def find_next(recurrence, zone, after, planned=None):
    """Return the next moment after another one; those between are left out.

    :param Recurrence recurrence: on which days, and when
    :param ZoneInfo zone: where these days are
    :param datetime after: in UTC
    :param datetime planned: a moment of it in UTC, from which it is counted; without
        one, the next day that fits is the first
    :return: in UTC; when the clock leaves that hour out, it is an hour later there
    :rtype: datetime
    """
    begins = _to_local_day(planned or after, zone)
    # the first day is soon, whatever the interval
    interval = recurrence.interval if planned else 1
    for number in count():
        day = _get_day(recurrence, begins, number * interval)
        moment = _to_utc(day, recurrence.minutes, zone)
        if moment > after:
            return moment


def _get_day(recurrence, begins, units):
    """Return the day of a recurrence so many units after that of another day."""
    if recurrence.unit == "day":
        return begins + timedelta(days=units)
    if recurrence.unit == "week":
        monday = begins - timedelta(days=begins.weekday())
        return monday + timedelta(weeks=units, days=recurrence.weekday)
    year, month = divmod(begins.year * 12 + begins.month - 1 + units, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(recurrence.month_day, last))


def _to_local_day(moment, zone):
    return moment.replace(tzinfo=timezone.utc).astimezone(zone).date()


def _to_utc(day, minutes, zone):
    local = datetime.combine(day, time(*divmod(minutes, 60)), tzinfo=zone)
    return local.astimezone(timezone.utc).replace(tzinfo=None)
