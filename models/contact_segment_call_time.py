# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

# When people are at work again.
MORNING = time(9)


class ContactSegment(models.Model):
    """When a contact comes back to the call list."""

    _inherit = "contact.segment"

    @api.model
    def _parse_call_time(self, until):
        """Return what a caller means by a time to come, in UTC.

        :param str until: hour, tomorrow, next_week, a date, or a time in UTC
        :rtype: datetime
        :raise UserError: there is no such time, or it is over
        """
        until = str(until).strip()
        now = self.env.cr.now().replace(microsecond=0)
        if until == "hour":
            return now + timedelta(hours=1)
        today = fields.Date.context_today(self)
        days = {"tomorrow": 1, "next_week": 7 - today.weekday()}
        if until in days:
            return self._get_morning(today + timedelta(days=days[until]))
        try:
            if re.fullmatch(r"\d{4}-\d\d-\d\d", until):
                result = self._get_morning(fields.Date.to_date(until))
            else:
                result = datetime.strptime(until, "%Y-%m-%d %H:%M:%S")
        except ValueError as error:
            raise UserError(
                self.env._(
                    "%(until)s is no time to come back to a contact; use hour, "
                    "tomorrow, next_week, a date or a time.",
                    until=until,
                )
            ) from error
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
