# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.work.contact_segment import MANY_ATTENDEES
from ...tools import arguments
from ...tools.actions import open_form
from ...tools.numbers import show_count


class ContactSegmentMeetingWizard(models.TransientModel):
    """Asks for the meeting with contacts of a segment."""

    _name = "contact.segment.meeting.wizard"
    _inherit = ["contact.rights.mixin", "contact.segment.work.mixin"]
    _description = "Plan a Meeting"

    name = fields.Char(
        string="Subject",
        compute="_compute_name",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    start = fields.Datetime(required=True, default=lambda self: self._default_start())
    duration = fields.Float(default=1.0, help="In hours.")
    location = fields.Char()
    video_call = fields.Boolean(help="Give the meeting a link to a video call of Odoo.")
    send_invitations = fields.Boolean(
        default=True,
        help="Every contact with an e-mail address gets Odoo's invitation at once.",
    )
    invited_count = fields.Integer(compute="_compute_attendees")
    not_addressable_count = fields.Integer(compute="_compute_attendees")
    opted_out_count = fields.Integer(compute="_compute_attendees")
    no_email_count = fields.Integer(compute="_compute_attendees")
    mail_count = fields.Integer(compute="_compute_attendees")
    is_many = fields.Boolean(compute="_compute_attendees")
    confirm_many = fields.Boolean(string="Yes, I mean so many")

    @api.model
    def _default_start(self):
        """Return ten o'clock tomorrow, where the user is."""
        local = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        local = local.replace(hour=10, minute=0, second=0) + timedelta(days=1)
        return local.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)

    @api.depends("segment_id")
    def _compute_name(self):
        for wizard in self:
            wizard.name = wizard.segment_id.name

    @api.depends("segment_id", "line_ids", "include", "channel", "send_invitations")
    def _compute_attendees(self):
        for wizard in self:
            groups = wizard.segment_id._get_attendees(
                wizard._get_lines(), wizard.send_invitations
            )
            for name in ("invited", "not_addressable", "opted_out", "no_email"):
                wizard[f"{name}_count"] = len(groups[name])
            wizard.mail_count = wizard.invited_count - wizard.no_email_count
            wizard.is_many = wizard.invited_count > MANY_ATTENDEES

    def action_create(self):
        """Create the meeting and open it.

        :return: a window action
        :rtype: dict
        :raise UserError: many contacts would be invited and that was not confirmed
        """
        arguments.check_one(self)
        meeting_id = self.segment_id.create_meeting(
            self.name,
            self.start,
            self.duration,
            location=self.location or "",
            video_call=self.video_call,
            line_ids=self._get_line_ids(),
            send_invitations=self.send_invitations,
            max_attendees=self._get_max_attendees(),
        )
        return open_form("calendar.event", res_id=meeting_id)

    def _get_max_attendees(self):
        if self.is_many and not self.confirm_many:
            raise UserError(
                self.env._(
                    "%(count)s contacts of segment %(segment)s would be invited; "
                    "confirm that you mean so many, or choose fewer.",
                    count=show_count(self.env, self.invited_count),
                    segment=self.segment_id.display_name,
                )
            )
        return max(self.invited_count, MANY_ATTENDEES)
