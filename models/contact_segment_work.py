# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import arguments


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
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _start_work(self, line_ids):
        """Lock the segment for follow-up work; return the lines it is for.

        The lock ends with the transaction. Changing the row makes Odoo repeat whoever
        looked at the segment before this work was there, and so would do it twice.
        """
        arguments.check_one(self)
        self._lock()
        self.env.cr.execute(
            SQL(
                "UPDATE contact_segment SET write_date = %s WHERE id = %s",
                self.env.cr.now(),
                self.id,
            )
        )
        self.invalidate_recordset(["write_date"])
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
