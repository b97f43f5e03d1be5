# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .contact_interaction_event_mail import OUTBOUND


class ContactInteraction(models.Model):
    """Calls that were planned as activities."""

    _inherit = "contact.interaction"

    @api.model
    def _prepare_call_event(self, activity, record, name, user, feedback):
        """Return the values of a call, unless it was logged by hand, with whomever.

        :param mail.activity activity: for the key; it may be gone by now
        :param record: the document it was planned on
        :param str name: what the call was about
        :param res.users user: who had to call
        :param feedback: what came of it, a text; may be empty
        """
        record = record.exists()
        if not record or self._find_logged(record, activity):
            return []
        contact = record._mail_get_partners()[record.id][:1]
        company = self._get_event_company(record)
        template = self.env["contact.interaction.template"].browse(
            self._get_event_template_id("call", company)
        )
        values = {
            "company": company,
            "direction": template.direction or OUTBOUND["direction"],
            "initiated_by": template.initiated_by or OUTBOUND["initiated_by"],
            "name": name or record.display_name,
            "note": feedback,
            "user": user,
            "via": "phone",
        }
        return self._prepare_event_vals("call", record, contact, activity, values)
