# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from .contact_interaction_sms import BEING_SENT, CONTEXT_KEY


class MailNotification(models.Model):
    """Where Odoo's gateways for text messages report, also days after sending."""

    _inherit = "mail.notification"

    def write(self, vals):
        """Tell interactions what became of their text messages."""
        result = super().write(vals)
        if (
            "notification_status" in vals
            and "sms.tracker" in self.env
            and self.env.context.get(CONTEXT_KEY) is not BEING_SENT
            # to look would be two queries more for each e-mail of everybody
            and not self.env["mail.mail"]._is_sending()
        ):
            self._tell_text_interactions()
        return result

    def _tell_text_interactions(self):
        """Write down on interactions what notifications of text messages say."""
        trackers = self.env["sms.tracker"].sudo()
        trackers = trackers.search([("mail_notification_id", "in", self.ids)])
        if not trackers:
            return
        interactions = self.env["contact.interaction"].sudo()
        interactions = interactions.search(
            [("sms_uuid", "in", trackers.mapped("sms_uuid"))]
        )
        by_uuid = trackers.grouped("sms_uuid")
        for interaction in interactions:
            notification = by_uuid[interaction.sms_uuid].mail_notification_id
            interaction._set_text_outcome(
                notification.notification_status,
                notification.failure_type,
                notification.failure_reason,
            )
