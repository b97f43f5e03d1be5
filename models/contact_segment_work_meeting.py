# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command, models
from odoo.exceptions import UserError

from ..tools import arguments

# More attendees than this are hardly meant; whoever means it says so.
MANY_ATTENDEES = 200
# A month.
MAX_HOURS = 24 * 31


class ContactSegment(models.Model):
    """A meeting with the contacts of a segment."""

    _inherit = "contact.segment"

    def create_meeting(
        self,
        name,
        start,
        duration=1.0,
        location="",
        video_call=False,
        line_ids=(),
        send_invitations=False,
        max_attendees=MANY_ATTENDEES,
    ):
        """Create a meeting with the contacts of the segment, logged or not.

        Archived contacts and those excluded from segments are left out; with
        invitations also those who do not want e-mails.

        :param str name: what the meeting is about
        :param start: when it starts in UTC, as YYYY-MM-DD HH:MM:SS
        :param float duration: how many hours it takes
        :param str location: where it is
        :param bool video_call: give it a link to a video call of Odoo
        :param list[int] line_ids: the lines of the contacts; empty for all
        :param bool send_invitations: send the invitations of Odoo; they cannot be taken
            back
        :param int max_attendees: refuse more contacts than this
        :return: id of the meeting
        :rtype: int
        :raise UserError: something is missing, nobody may be invited, or there are too
            many contacts; nothing is created then
        """
        arguments.check_one(self)
        self.check_access("read")
        env = self.env
        name = self._read_meeting_name(name)
        start = self._read_meeting_start(start)
        duration = arguments.read_number(env, "duration", duration, 0, MAX_HOURS)
        if not duration:
            raise UserError(
                env._("A meeting takes more than zero hours; enter its duration.")
            )
        location = arguments.read_text(env, "location", location)
        video_call = arguments.read_boolean(env, "video_call", video_call)
        send_invitations = arguments.read_boolean(
            env, "send_invitations", send_invitations
        )
        max_attendees = arguments.read_integer(env, "max_attendees", max_attendees)
        lines = self._get_work_lines(line_ids)
        partners = self._get_attendees(lines, send_invitations)["invited"]
        self._check_attendees(partners, max_attendees)
        values = {
            "name": name,
            "start": start,
            "stop": start + timedelta(hours=duration),
            "location": location or False,
        }
        meeting = self._create_meeting(values, partners, video_call, send_invitations)
        self.invalidate_recordset(["meeting_count"])
        return meeting.id

    def _create_meeting(self, values, partners, video_call, send_invitations):
        """Create the meeting of the user with contacts."""
        meetings = self.env["calendar.event"].with_context(
            # or everybody would read everybody's address in the description
            skip_contact_description=True,
            no_mail_to_attendees=not send_invitations,
            # or the meeting would be about the record of the last button
            active_model=False,
        )
        attendees = partners | self.env.user.partner_id
        video = video_call and meetings.get_discuss_videocall_location()
        return meetings.create(
            {
                **values,
                "videocall_location": video,
                "partner_ids": [Command.set(attendees.ids)],
                "segment_id": self.id,
            }
        )

    def _get_attendees(self, lines, send_invitations):
        """Return which contacts of lines can be invited, and which are left out.

        :return: the contacts: ``invited``, ``not_addressable``, ``opted_out``, and of
            the invited those with ``no_email``
        :rtype: dict[str, res.partner]
        """
        lines.fetch(["partner_id"])
        partners = lines.partner_id
        groups = dict.fromkeys(
            ["invited", "not_addressable", "opted_out", "no_email"], partners.browse()
        )
        codes = partners._get_gate_codes("email")
        ids = {name: [] for name in groups}
        for partner in partners:
            reasons = codes.get(partner.id, ["archived"])
            if {"archived", "excluded"}.intersection(reasons):
                ids["not_addressable"].append(partner.id)
                continue
            if send_invitations and "opted_out" in reasons:
                ids["opted_out"].append(partner.id)
                continue
            ids["invited"].append(partner.id)
            if "no_email" in reasons:
                ids["no_email"].append(partner.id)
        return {name: partners.browse(found) for name, found in ids.items()}

    def _check_attendees(self, partners, max_attendees):
        if not partners:
            raise UserError(
                self.env._(
                    "None of the contacts of segment %(segment)s may be invited; they "
                    "are archived, excluded from segments or want no e-mails.",
                    segment=self.display_name,
                )
            )
        if len(partners) > max_attendees:
            raise UserError(
                self.env._(
                    "The meeting would have %(count)s contacts of segment %(segment)s, "
                    "more than %(limit)s; choose fewer, or confirm that you mean so "
                    "many.",
                    count=len(partners),
                    segment=self.display_name,
                    limit=max_attendees,
                )
            )

    def _read_meeting_name(self, name):
        """Return what a meeting is about."""
        name = arguments.read_text(self.env, "name", name)
        if not name:
            raise UserError(
                self.env._(
                    "The meeting with the contacts of segment %(segment)s needs a "
                    "name; say what it is about.",
                    segment=self.display_name,
                )
            )
        return name

    def _read_meeting_start(self, start):
        """Return when a meeting starts."""
        start = arguments.read_datetime(self.env, "start", start)
        if not start:
            raise UserError(
                self.env._(
                    "The meeting with the contacts of segment %(segment)s needs a "
                    "start; write it as YYYY-MM-DD HH:MM:SS.",
                    segment=self.display_name,
                )
            )
        return start
