# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

from .contact_interaction_event_mail import OUTBOUND


class ContactInteraction(models.Model):
    """Meetings that were held, with every contact who did not decline."""

    _inherit = "contact.interaction"

    @api.model
    def _prepare_meeting_event(self, meeting):
        """Return the values of the interactions of a meeting.

        :param calendar.event meeting: one that ended, or whose activity was done
        """
        meeting = meeting.exists().filtered("active")
        if not meeting:
            return []
        attendees = meeting.attendee_ids.filtered(lambda one: one.state != "declined")
        company = meeting._get_log_company()
        template = self.env["contact.interaction.template"].browse(
            self._get_event_template_id("meeting", company)
        )
        is_private = meeting.effective_privacy == "private"
        hours = 0 if meeting.allday else meeting.duration
        contacts = attendees.partner_id
        if meeting.recurrence_id:
            contacts -= self._take_over_meeting(meeting, contacts)
        values = {
            "company": company,
            "direction": template.direction or OUTBOUND["direction"],
            "initiated_by": template.initiated_by or OUTBOUND["initiated_by"],
            "name": template.name if is_private else meeting.name,
            "date": min(meeting.start, fields.Datetime.now()),
            # how long one of whole days took, the template knows better
            "duration": hours * 60,
            "user": meeting.user_id.filtered(lambda user: not user.share),
        }
        return self._prepare_event_vals("meeting", meeting, contacts, meeting, values)

    @api.model
    def _take_over_meeting(self, meeting, contacts):
        """Link interactions to a meeting that was made anew, and return their contacts.

        Changing all meetings of a series archives them, those of the past too, and
        creates them again. Of the meetings that are gone, it is the nearest one.
        """
        half_day = timedelta(hours=12)
        candidates = self.search(
            [
                ("partner_id", "in", contacts.ids),
                ("date", ">=", meeting.start - half_day),
                ("date", "<", meeting.start + half_day),
                ("res_model", "=", meeting._name),
                ("external_key", "!=", False),
            ]
        ).sorted(lambda interaction: abs(interaction.date - meeting.start))
        existing = meeting.browse(candidates.mapped("res_id")).exists()
        existing = existing.filtered("active")
        taken = contacts.browse()
        for interaction in candidates:
            contact = interaction.partner_id
            if interaction.res_id in existing.ids or contact in taken:
                continue
            interaction.write(
                {
                    "res_id": meeting.id,
                    "external_key": self._get_event_key(meeting, contact),
                }
            )
            taken |= contact
        return taken
