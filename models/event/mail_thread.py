# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from .contact_interaction_mail_event import DOCUMENT_EVENTS

# The value of a field that says that a document was sent.
SENT = {"sale.order": ("state", "sent"), "account.move": ("is_move_sent", True)}
MAIL_EVENTS = ("mail_in", "mail_out", *DOCUMENT_EVENTS.values())


class MailThread(models.AbstractModel):
    """Where e-mails and sent documents are noticed; their apps may not be there."""

    _inherit = "mail.thread"

    def write(self, vals):
        name, value = SENT.get(self._name, (None, None))
        if not name or not isinstance(vals, dict) or vals.get(name) != value:
            return super().write(vals)
        companies = self.env["res.company"]
        if not companies._is_event_logged(DOCUMENT_EVENTS[self._name]):
            return super().write(vals)
        newly = self.filtered(lambda record: record[name] != value)
        result = super().write(vals)
        for record in newly.sudo():
            self.env["contact.interaction"]._note_event("document", record=record)
        return result

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        """Notice e-mails when they go out, or came in, and not before."""
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        if self.env["res.company"]._is_event_logged(*MAIL_EVENTS):
            if not self._is_notification_scheduled(kwargs.get("scheduled_date")):
                self._note_mail(message.sudo(), recipients)
        return recipients

    def _note_mail(self, message, recipients):
        """Note a message if it is an e-mail to or from somebody.

        :param mail.message message: as sudo
        :param list[dict] recipients: who is notified, and how
        """
        if (
            not self
            or not message
            or self._name == "discuss.channel"
            or self.env.context.get("contact_event_logged")
            or message.message_type not in ("comment", "email")
            or message.is_internal
            or message.subtype_id.internal
        ):
            return
        is_incoming = message.message_type == "email"
        partners = message.partner_ids if is_incoming else message.partner_ids.browse()
        partners |= partners.browse(
            reader["id"]
            for reader in recipients or ()
            if reader["id"]
            and reader["notif"] == "email"
            and reader["email_normalized"]
        )
        self.env["contact.interaction"]._note_event(
            "mail",
            message=message,
            record=self.sudo(),
            facts={
                "author": message.author_id,
                "subject": message.subject,
                "date": message.date,
                "is_incoming": is_incoming,
            },
            recipients=partners.sudo(),
            sends_document=self._is_sent_with(message),
        )

    def _is_sent_with(self, message):
        """Return whether a message is the one that brings the document."""
        if self._name == "sale.order":
            return bool(self.env.context.get("mark_so_as_sent"))
        if self._name == "account.move":
            printed = self.sudo().invoice_pdf_report_id.checksum
            return bool(printed) and printed in message.attachment_ids.mapped(
                "checksum"
            )
        return False
