# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Hours of the day and days of the week, in the time zone of somebody else."""

from datetime import datetime, timedelta

import pytz


def get_opening(now, zone, begin, end, days):
    """Return the next moment within some hours; False if that is now.

    :param datetime now: the moment, in UTC
    :param str zone: the time zone in which hours and days are
    :param float begin: the hour at which they begin
    :param float end: the hour at which they end
    :param days: the numbers of the weekdays; 0 is Monday
    :rtype: datetime
    """
    zone = pytz.timezone(zone)
    local = pytz.utc.localize(now).astimezone(zone)
    # eight days: today may be over
    for number in range(8):
        day = local.date() + timedelta(days=number)
        if day.weekday() not in days:
            continue
        midnight = datetime(day.year, day.month, day.day)
        opens, closes = (
            zone.localize(midnight + timedelta(hours=hour)) for hour in (begin, end)
        )
        if opens <= local < closes:
            return False
        if local < opens:
            return opens.astimezone(pytz.utc).replace(tzinfo=None)
    return False
