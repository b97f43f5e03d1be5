# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import LazyTranslate

from ...tools import arguments
from ...tools.numbers import show_count
from ...tools.told import ToldText, tell
from .recurrence import Recurrence, find_next

_lt = LazyTranslate(__name__)

WEEKDAYS = [
    ("monday", "Monday"),
    ("tuesday", "Tuesday"),
    ("wednesday", "Wednesday"),
    ("thursday", "Thursday"),
    ("friday", "Friday"),
    ("saturday", "Saturday"),
    ("sunday", "Sunday"),
]
MOST_UNITS = 365
MINUTES = 24 * 60
# What whoever switches it on has agreed to.
SETTINGS = {
    "recurring_unit",
    "recurring_interval",
    "recurring_weekday",
    "recurring_month_day",
    "recurring_time",
    "recurring_only_new",
    "recurring_send",
    "recurring_skip_blocked",
}
# Not that of a refresh, which goes with the next one that is all right.
STOPPED_ACTIVITY = "mail.mail_activity_data_todo"


class ContactSegment(models.Model):
    """A live segment that is logged again and again, once somebody has switched it on.

    A refresh alone logs nothing: only the scheduled action of the recurring log does.
    """

    _inherit = "contact.segment"

    is_recurring = fields.Boolean(
        string="Recurring Log",
        readonly=True,
        copy=False,
        tracking=True,
        help="The live segment is logged by itself on the days below.",
    )
    recurring_unit = fields.Selection(
        selection=[("day", "Days"), ("week", "Weeks"), ("month", "Months")],
        string="Unit of the Recurring Log",
        required=True,
        default="week",
    )
    recurring_interval = fields.Integer(
        string="Every",
        required=True,
        default=1,
        help="Every so many days, weeks or months.",
    )
    recurring_weekday = fields.Selection(
        selection=WEEKDAYS, string="Weekday", required=True, default="monday"
    )
    recurring_month_day = fields.Integer(
        string="Day of the Month",
        required=True,
        default=1,
        help="Months that have no such day are logged on their last one.",
    )
    recurring_time = fields.Float(
        string="Time of the Day",
        required=True,
        default=8.0,
        help="Where the salesperson is.",
    )
    recurring_only_new = fields.Boolean(
        string="Only Who Is New",
        default=True,
        help="Only contacts who have no interaction from this live segment yet.",
    )
    recurring_send = fields.Boolean(
        string="Send Letters and Messages",
        default=True,
        help="Without it, interactions are only noted.",
    )
    recurring_skip_blocked = fields.Boolean(
        string="Skip Blocked Contacts",
        help="Log the others. Without it, a blocked contact stops the recurring log.",
    )
    next_recurring_log = fields.Datetime(
        string="Next Run", readonly=True, copy=False, index="btree_not_null"
    )
    recurring_started_on = fields.Datetime(
        string="Run Started", readonly=True, copy=False
    )
    recurring_ran_on = fields.Datetime(string="Last Run", readonly=True, copy=False)
    recurring_snapshot_id = fields.Many2one(
        comodel_name="contact.segment",
        string="Logged Last",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="What the recurring log has logged last.",
    )
    recurring_state = fields.Selection(
        selection=[
            ("logged", "Logged"),
            ("nobody", "Nobody to Log"),
            ("interrupted", "Interrupted"),
            ("stopped", "Stopped"),
        ],
        string="State of the Recurring Log",
        readonly=True,
        copy=False,
    )
    recurring_message = ToldText(
        string="About the Recurring Log", readonly=True, copy=False
    )

    @api.constrains("recurring_interval", "recurring_month_day", "recurring_time")
    def _check_recurrence(self):
        for segment in self:
            if not 1 <= segment.recurring_interval <= MOST_UNITS:
                raise ValidationError(
                    self.env._(
                        "Segment %(segment)s: it can be logged every 1 to %(most)s "
                        "days, weeks or months; enter such a number.",
                        segment=segment.display_name,
                        most=show_count(self.env, MOST_UNITS),
                    )
                )
            if not 1 <= segment.recurring_month_day <= 31:
                raise ValidationError(
                    self.env._(
                        "Segment %(segment)s: a month has the days 1 to 31; enter one "
                        "of them.",
                        segment=segment.display_name,
                    )
                )
            if not 0 <= segment.recurring_time < 24:
                raise ValidationError(
                    self.env._(
                        "Segment %(segment)s: a day has the times 0:00 to 23:59; enter "
                        "one of them.",
                        segment=segment.display_name,
                    )
                )

    # --------------------------------------------------------------------------------
    # The switch.
    # --------------------------------------------------------------------------------

    def start_recurring_log(self):
        """Have a live segment logged by itself, from its next day on.

        Each time it is refreshed, then logged with the rights of the salesperson, or of
        who made it live: as ``log`` does, so interactions are written, and letters and
        messages go out. It is switched off when a refresh is held or fails, a check
        does not hold, contacts are blocked, or the segment gets another salesperson.

        :return: True
        :rtype: bool
        :raise UserError: the segment is not live or is archived, its salesperson is
            archived, or somebody else is changing it
        """
        arguments.check_one(self)
        self._lock()
        self._check_live()
        if self.is_recurring:
            return True
        if not self.active:
            raise UserError(
                self.env._(
                    "Segment %(segment)s is archived; restore it first.",
                    segment=self.display_name,
                )
            )
        # whoever is archived, or may not write it, could not log it either
        self._as_owner().check_access("write")
        self._note_used()
        self._forget_stopped_activity()
        self._write_header(
            {
                "is_recurring": True,
                "next_recurring_log": self._get_next_recurring_log(),
                "recurring_state": False,
                "recurring_message": False,
            }
        )
        self._trigger_recurring_log(self.next_recurring_log)
        return True

    def stop_recurring_log(self):
        """Have a live segment logged by itself no more.

        :return: True
        :rtype: bool
        :raise UserError: somebody else is changing the segment
        """
        arguments.check_one(self)
        self._lock()
        self._end_recurring_log()
        return True

    def _end_recurring_log(self):
        """Switch it off where it is on; what it did last can still be read."""
        recurring = self.filtered("is_recurring")
        if recurring:
            recurring._write_header(
                {"is_recurring": False, "next_recurring_log": False}
            )

    def _check_recurring_settings(self, vals):
        """Refuse to change what somebody has agreed to who switched it on."""
        recurring = self.filtered("is_recurring") if vals.keys() & SETTINGS else None
        if recurring:
            raise UserError(
                self.env._(
                    "The recurring log of segment %(segment)s is on; switch it off to "
                    "change it, then look at a test run and switch it on again.",
                    segment=recurring[0].display_name,
                )
            )

    def _stop_for_owners(self, owners):
        """Switch it off where others count now than whoever switched it on knew.

        :param dict owners: whose rights counted, by segment
        """
        message = _lt(
            "The segment has another salesperson, and is logged with the rights and "
            "the name of this user; switch the recurring log on again if that is right."
        )
        for segment, owner in owners.items():
            if segment._get_live_owner() != owner:
                # sudo: who hands it over may not write it any more
                segment.sudo()._finish_recurring_log("stopped", tell(self.env, message))

    # --------------------------------------------------------------------------------
    # When.
    # --------------------------------------------------------------------------------

    def _get_next_recurring_log(self, planned=None):
        """Return when it is logged next, in UTC.

        :param datetime planned: the run before, from which it is counted
        :rtype: datetime
        """
        now = fields.Datetime.now()
        return find_next(self._get_recurrence(), self._get_live_zone(), now, planned)

    def _get_recurrence(self):
        weekdays = [weekday for weekday, _label in WEEKDAYS]
        return Recurrence(
            self.recurring_unit,
            self.recurring_interval,
            weekdays.index(self.recurring_weekday),
            self.recurring_month_day,
            min(round(self.recurring_time * 60), MINUTES - 1),
        )

    @api.model
    def _trigger_recurring_log(self, at=None):
        """Have the scheduled action look what is due; at once, if not later."""
        cron = self.env.ref("contact_segment.ir_cron_log", raise_if_not_found=False)
        if cron:
            # sudo: that it looks gives nobody other rights
            cron.sudo()._trigger(at)

    # --------------------------------------------------------------------------------
    # What came of it.
    # --------------------------------------------------------------------------------

    def _finish_recurring_log(self, state, message, snapshot_id=0):
        """Write down what came of a run; one that was stopped is the last one.

        :param str state: a key of ``recurring_state``
        :param str message: a sentence
        :param int snapshot_id: the segment that was logged
        """
        vals = {
            "recurring_state": state,
            "recurring_message": message,
            "recurring_started_on": False,
        }
        if snapshot_id:
            vals["recurring_snapshot_id"] = snapshot_id
        if state == "stopped":
            vals.update(is_recurring=False, next_recurring_log=False)
        self._write_header(vals)
        summaries = {
            "stopped": _lt("The recurring log was stopped"),
            "interrupted": _lt("A run of the recurring log was interrupted"),
        }
        if state in summaries:
            self._tell_owner(STOPPED_ACTIVITY, summaries[state], message)

    def _forget_stopped_activity(self):
        self.sudo().activity_unlink([STOPPED_ACTIVITY])
