# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

# Its e-mails invite people and reset their passwords.
AUTOMATIC_MODELS = ("res.users",)


class MailMail(models.Model):
    """E-mails that users write to many contacts at once, without a posted message."""

    _inherit = "mail.mail"

    @api.model_create_multi
    def create(self, vals_list):
        mails = super().create(vals_list)
        if self.env.context.get("contact_event_logged"):
            return mails
        if self.env["res.company"]._is_event_logged("mail_out"):
            for mail, vals in zip(mails.sudo(), vals_list, strict=True):
                # those with a message are its copies for some readers
                if not vals.get("mail_message_id"):
                    mail._note_mail()
        return mails

    def _note_mail(self):
        """Note an e-mail that a user writes; mailings and those of programs are not."""
        if (
            self.message_type != "email_outgoing"
            or self.state in ("cancel", "exception")
            or self.model in AUTOMATIC_MODELS
            or ("mailing_id" in self._fields and self.mailing_id)
            or not self.recipient_ids
            or self.env.user._is_superuser()
        ):
            return
        message = self.mail_message_id
        has_record = message.model in self.env and message.res_id
        record = self.env[message.model if has_record else "res.partner"]
        self.env["contact.interaction"]._note_event(
            "mail",
            message=message,
            record=record.sudo().browse(message.res_id if has_record else ()),
            facts={
                "author": message.author_id,
                "subject": message.subject,
                "date": self.scheduled_date or message.date,
                "is_incoming": False,
            },
            recipients=self.recipient_ids,
            sends_document=False,
        )
