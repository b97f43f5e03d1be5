# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command, fields, models
from odoo.exceptions import UserError

from ...tools import arguments
from ...tools.actions import open_dialog
from ...tools.locks import touch
from ...tools.numbers import show_count

# More attendees than this are hardly meant; whoever means it says so.
MANY_ATTENDEES = 200
# A month.
MAX_HOURS = 24 * 31


class ContactSegment(models.Model):
    """Follow-up work of a segment: which contacts, how much there is, opening it."""

    _inherit = "contact.segment"

    opportunity_count = fields.Integer(
        string="Opportunities", compute="_compute_work_counts"
    )
    activity_total = fields.Integer(
        string="Activities of the Contacts", compute="_compute_work_counts"
    )
    meeting_count = fields.Integer(string="Meetings", compute="_compute_work_counts")

    def _compute_work_counts(self):
        opportunities = self._count_work(
            self.env["crm.lead"].with_context(active_test=False)
        )
        meetings = self._count_work(self.env["calendar.event"])
        # A figure of the segment, which tells of no contact. Odoo would read every
        # activity to find out whether the user may see it, which takes seconds when
        # many are to be counted only.
        activities = self._count_work(
            self.env["mail.activity"].sudo().with_context(active_test=False)
        )
        for segment in self:
            segment.opportunity_count = opportunities.get(segment._origin.id, 0)
            segment.activity_total = activities.get(segment._origin.id, 0)
            segment.meeting_count = meetings.get(segment._origin.id, 0)

    def _count_work(self, records):
        """Count the records of a model by segment; none where the user may see none."""
        if not records.has_access("read"):
            return {}
        groups = records._read_group(
            [("segment_id", "in", self._origin.ids)], ["segment_id"], ["__count"]
        )
        return {segment.id: count for segment, count in groups}

    def action_view_opportunities(self):
        """Open the opportunities that come from the segment, lost ones included.

        :return: a window action
        :rtype: dict
        """
        return self._open_work(
            "crm.crm_lead_opportunities",
            default_type="opportunity",
            default_campaign_id=self.campaign_id.id,
            active_test=False,
        )

    def action_view_activities(self):
        """Open the activities that were scheduled from the segment, done or not.

        :return: a window action
        :rtype: dict
        """
        action = self._open_work(
            "mail.mail_activity_action", active_test=False, force_search_count=1
        )
        title = self.env._("Activities")
        return {**action, "name": title, "display_name": title}

    def action_view_meetings(self):
        """Open the meetings with contacts of the segment.

        :return: a window action
        :rtype: dict
        """
        action = self._open_work("calendar.action_calendar_event")
        # a calendar would open at this week, where the meeting need not be
        views = [(False, "list"), (False, "calendar"), (False, "form")]
        return {**action, "views": views, "view_mode": "list,calendar,form"}

    def _open_work(self, xml_id, **context):
        """Return an action of Odoo, limited to the records of this segment."""
        arguments.check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        action["domain"] = [("segment_id", "=", self.id)]
        action["context"] = {"default_segment_id": self.id, **context}
        return action

    def action_schedule_activities(self):
        """Ask which activities to schedule for the contacts."""
        return self._open_work_wizard(
            "contact.segment.activity.wizard", self.env._("Schedule Activities")
        )

    def action_create_meeting(self):
        """Ask for the meeting with the contacts."""
        return self._open_work_wizard(
            "contact.segment.meeting.wizard", self.env._("Plan a Meeting")
        )

    def action_create_opportunities(self):
        """Ask which contacts get an opportunity."""
        self.env["crm.lead"]._check_may_create()
        return self._open_work_wizard(
            "contact.segment.opportunity.wizard", self.env._("Create Opportunities")
        )

    def _open_work_wizard(self, model, title, lines=None):
        """Return the action that opens a wizard for all contacts, or for some lines."""
        arguments.check_one(self)
        self.check_access("read")
        vals = {"segment_id": self.id}
        if lines:
            vals["line_ids"] = [Command.set(lines.ids)]
        wizard = self.env[model].create(vals)
        return open_dialog(model, title, res_id=wizard.id)

    def _start_work(self, line_ids):
        """Lock the segment for follow-up work; return the lines it is for.

        The lock ends with the transaction. Whoever looked at the segment before this
        work was there would do it twice.
        """
        arguments.check_one(self)
        self._lock()
        touch(self)
        return self._get_work_lines(line_ids)

    def _get_work_lines(self, line_ids):
        """Return the lines a caller means: those with the ids, or all.

        :raise UserError: there are none, or an id is not of this segment
        """
        lines = self.env["contact.segment.line"]
        wanted = set(arguments.read_ids(self.env, "line_ids", line_ids))
        domain = [("segment_id", "=", self.id)]
        if wanted:
            domain.append(("id", "in", list(wanted)))
        found = lines.search(domain)
        missing = wanted.difference(found.ids)
        if missing:
            raise UserError(
                self.env._(
                    "Segment %(segment)s has no line with the id %(id)s; use the lines "
                    "of its contacts.",
                    segment=self.display_name,
                    id=min(missing),
                )
            )
        if not found:
            raise UserError(
                self.env._(
                    "Segment %(segment)s is empty; add contacts first.",
                    segment=self.display_name,
                )
            )
        return found

    def _get_salespersons(self, lines):
        """Return the id of the salesperson of every contact of the lines.

        :rtype: dict[int, int]
        """
        lines.fetch(["partner_id"])
        resolved = lines._read_resolved()
        return {
            line.partner_id.id: resolved[line.id]["user_id"] or False for line in lines
        }

    def _tell_salespersons(self, counts, write):
        """Tell every other salesperson once what there is to do.

        :param dict[int, int] counts: how many, by id of the user
        :param write: gives the sentence for a segment in the language of the user,
            and a count
        """
        for user in self.env["res.users"].browse(
            user_id for user_id in counts if user_id
        ):
            if user == self.env.user:
                continue
            segment = self.with_context(lang=user.sudo().lang)
            text = write(segment, counts[user.id])
            self.message_notify(
                partner_ids=user.sudo().partner_id.ids,
                subject=text,
                body=text,
                email_layout_xmlid="mail.mail_notification_light",
            )

    # --------------------------------------------------------------------------------
    # A meeting with the contacts of a segment.
    # --------------------------------------------------------------------------------

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
                    count=show_count(self.env, len(partners)),
                    segment=self.display_name,
                    limit=show_count(self.env, max_attendees),
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
