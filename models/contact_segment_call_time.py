# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import arguments

# When people are at work again.
MORNING = time(9)


class ContactSegment(models.Model):
    """When a contact comes back to the call list."""

    _inherit = "contact.segment"

    @api.model
    def _parse_call_time(self, until, argument="until"):
        """Return what a caller means by a time to come, in UTC.

        :param str argument: what it is called by the caller
        :param str until: hour, tomorrow, next_week, a date, or a time in UTC
        :rtype: datetime
        :raise UserError: there is no such time, or it is over
        """
        until = arguments.read_text(self.env, argument, until).strip()
        now = self.env.cr.now().replace(microsecond=0)
        if until == "hour":
            return now + timedelta(hours=1)
        today = fields.Date.context_today(self)
        days = {"tomorrow": 1, "next_week": 7 - today.weekday()}
        if until in days:
            return self._get_morning(today + timedelta(days=days[until]))
        if re.fullmatch(r"\d{4}-\d\d-\d\d", until):
            date = arguments.read_date(self.env, argument, until)
            result = self._get_morning(date)
        elif re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", until):
            result = arguments.read_datetime(self.env, argument, until)
        else:
            raise UserError(
                self.env._(
                    "%(argument)s cannot be %(until)s; give hour, tomorrow, next_week, "
                    "a date as YYYY-MM-DD or a time as YYYY-MM-DD HH:MM:SS.",
                    argument=argument,
                    until=arguments.show(until),
                )
            )
        if result <= now:
            raise UserError(
                self.env._(
                    "%(until)s is over; choose a time to come to call the contact.",
                    until=until,
                )
            )
        return result

    @api.model
    def _get_morning(self, date):
        """Return nine o'clock of a day for the user, in UTC."""
        local = self.env.tz.localize(datetime.combine(date, MORNING))
        return local.astimezone(pytz.utc).replace(tzinfo=None)
