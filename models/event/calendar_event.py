# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

BATCH_SIZE = 100
# What may make a meeting one with other contacts, or one that is still to come.
CHANGES = {"start", "stop", "partner_ids", "attendee_ids", "active"}


class CalendarEvent(models.Model):
    """Meetings become interactions after they ended."""

    _inherit = "calendar.event"

    is_contact_logged = fields.Boolean(
        copy=False,
        readonly=True,
        help="Its contacts have their interactions, if it has contacts.",
    )

    _contact_not_logged = models.Index("(stop) WHERE is_contact_logged IS NOT TRUE")

    def write(self, vals):
        result = super().write(vals)
        if not CHANGES.isdisjoint(vals):
            if self.env["res.company"]._is_event_logged("meeting"):
                self._set_contact_logged(False)
        return result

    def _set_contact_logged(self, is_logged):
        """Remember that meetings were looked at; no calendar is told about it."""
        ids = tuple(self.exists().ids)
        if not ids:
            return
        self.flush_model(["is_contact_logged"])
        self.env.cr.execute(
            SQL(
                "UPDATE calendar_event SET is_contact_logged = %(is_logged)s WHERE id "
                "IN %(ids)s AND is_contact_logged IS DISTINCT FROM %(is_logged)s",
                is_logged=is_logged,
                ids=ids,
            )
        )
        self.invalidate_recordset(["is_contact_logged"])

    def _get_log_company(self):
        """Return the company that held the meeting: that of our users in it."""
        users = self.user_id.filtered(lambda user: not user.share)
        users |= self.attendee_ids.partner_id.user_ids.filtered(
            lambda user: not user.share
        )
        return users[:1].company_id or self.env.company

    @api.model
    def _cron_log_meetings(self):
        """Log the meetings that ended; called by a scheduled action."""
        cron = self.env["ir.cron"]
        domain = self._get_held_domain()
        remaining = self.search_count(domain)
        cron._commit_progress(remaining=remaining)
        while meetings := self.search(domain, limit=BATCH_SIZE, order="stop, id"):
            meetings._log_held()
            remaining = max(remaining - len(meetings), 0)
            if not cron._commit_progress(len(meetings), remaining=remaining):
                break

    @api.model
    def _get_held_domain(self):
        """Return which meetings ended and were not looked at, of all companies."""
        settings = self.env["res.company"]._get_event_templates()
        ids = [id_ for id_, events in settings.items() if "meeting" in events]
        companies = self.env["res.company"].sudo().browse(ids)
        since = [company.contact_meeting_since for company in companies]
        if not since:
            return fields.Domain.FALSE
        now = fields.Datetime.now()
        held = fields.Domain("stop", "<=", now) & fields.Domain(
            "stop", ">=", min(since)
        )
        return held & fields.Domain("is_contact_logged", "=", False)

    def _log_held(self):
        """Log meetings of which some may belong to companies that log none."""
        meetings = self.sudo().filtered(
            lambda meeting: (
                meeting.stop
                >= (meeting._get_log_company().contact_meeting_since or meeting.stop)
            )
        )
        interactions = self.env["contact.interaction"].sudo()
        interactions._log_events(
            [(interactions, "meeting", {"meeting": meeting}) for meeting in meetings]
        )
        self._set_contact_logged(True)
