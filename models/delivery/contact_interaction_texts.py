# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate, plaintext2html

_lt = LazyTranslate(__name__)

# Why a text message did not arrive, by what Odoo or its gateway says; and the cure.
FAILURES = {
    "sms_number_missing": _lt(
        "There is no number for the text message; enter one, then retry."
    ),
    "sms_number_format": _lt(
        "The gateway takes the number for none; correct it on the contact, then retry."
    ),
    "sms_country_not_supported": _lt(
        "The gateway sends no text messages to the country of this number; choose "
        "another channel."
    ),
    "sms_registration_needed": _lt(
        "The country of this number wants senders to be registered; an administrator "
        "does that with the gateway, then retry."
    ),
    "sms_credit": _lt(
        "There are not enough credits for text messages; an administrator buys some, "
        "then retry."
    ),
    "sms_server": _lt("The gateway for text messages has a problem; retry later."),
    "sms_acc": _lt(
        "There is no account for text messages; an administrator registers one under "
        "Settings, then retry."
    ),
    "sms_blacklist": _lt("The gateway knows that this number opted out."),
    "sms_optout": _lt("The gateway knows that this number opted out."),
    "sms_duplicate": _lt("The gateway took it for one that was sent before."),
    "sms_expired": _lt("The phone could not be reached for too long; retry later."),
    "sms_invalid_destination": _lt(
        "There is no phone with this number; correct it on the contact, then retry."
    ),
    "sms_not_allowed": _lt(
        "This number gets no text messages, as a landline does; choose another channel."
    ),
    "sms_not_delivered": _lt("The network did not deliver the text message."),
    "sms_rejected": _lt(
        "The network refused the text message; look for what its text may be taken for."
    ),
}


class ContactInteraction(models.Model):
    """Text messages: handed to Odoo's SMS queue, each once.

    What is in the queue, and the link to it, are written in one transaction. The link
    is the key by which Odoo's gateways report too; it is no foreign key, because the
    app SMS is not always there. Sending is the queue's: see contact_interaction_sms.py.
    """

    _inherit = "contact.interaction"

    sms_uuid = fields.Char(
        string="Text Message in the Queue",
        readonly=True,
        copy=False,
        is_technical=True,
        index="btree_not_null",
        export_string_translation=False,
        help="The key of the text message in Odoo's SMS queue, also after it was sent.",
    )

    def _deliver_by_sms(self):
        """Hand the text messages of a batch to the SMS queue."""
        now = self._leave_until_opening()
        jobs = now._write_texts()
        ready = self.browse()
        for interaction in now:
            if isinstance(jobs[interaction.id], Exception):
                interaction._set_not_made(jobs[interaction.id])
            else:
                ready |= interaction
        if ready:
            ready._queue_texts(jobs)

    def _write_texts(self):
        """Return the text of every message, or the error that prevents it.

        :rtype: dict[int, str or Exception]
        """
        jobs = dict.fromkeys(self.ids)
        versions = self.sudo().grouped("document_version_id")
        for version, same in versions.items():
            if version.kind == "text":
                own = self.browse(same.ids)
                jobs.update(own._prepare_word_jobs(version._get_template()))
        texts = {}
        for interaction in self:
            job = jobs[interaction.id]
            texts[interaction.id] = (
                job if isinstance(job, Exception) else interaction._write_text(job)
            )
        return texts

    def _write_text(self, job):
        """Return the text of one message, or why there is none.

        :param job: what it is made from, or None where no text message is left
        """
        self.ensure_one()
        if not job:
            return UserError(self._get_no_document_problem())
        text = job.template.render(job.values).strip()
        if not text:
            return UserError(
                self.env._(
                    "The text message to %(contact)s would be empty; add text to its "
                    "document.",
                    contact=self.partner_id.display_name,
                )
            )
        self.sudo().merge_values = self._dump_merge_values(job.values)
        return text

    def _queue_texts(self, texts):
        """Put text messages into Odoo's queue, as Odoo itself does for one contact.

        The message shows it on the contact; its notification is where gateways write
        what became of it.

        :param dict texts: the texts by interaction
        """
        messages = self.env["mail.message"].sudo()
        messages = messages.create(
            [one._prepare_text_message(texts[one.id]) for one in self]
        )
        rows = self.env["sms.sms"].sudo()
        rows = rows.create(
            [
                {
                    "body": texts[interaction.id],
                    "number": interaction.sudo().partner_id.phone_sanitized,
                    "partner_id": interaction.partner_id.id,
                    "mail_message_id": message.id,
                }
                for interaction, message in zip(self, messages, strict=True)
            ]
        )
        notifications = self.env["mail.notification"].sudo()
        notifications = notifications.create(
            [
                {
                    "mail_message_id": row.mail_message_id.id,
                    "res_partner_id": row.partner_id.id,
                    "sms_number": row.number,
                    "notification_type": "sms",
                    "sms_id_int": row.id,
                    "is_read": True,
                    "notification_status": "ready",
                }
                for row in rows
            ]
        )
        self.env["sms.tracker"].sudo().create(
            [
                {"sms_uuid": row.uuid, "mail_notification_id": notification.id}
                for row, notification in zip(rows, notifications, strict=True)
            ]
        )
        for interaction, row in zip(self.sudo(), rows, strict=True):
            interaction.sms_uuid = row.uuid

    def _prepare_text_message(self, text):
        """Return the values of the message that shows a text message on its contact."""
        self.ensure_one()
        sender = self.sudo().user_id or self.env.user
        company = self.sudo().company_id
        address = sender.email_formatted or company.email_formatted
        return {
            "model": "res.partner",
            "res_id": self.partner_id.id,
            "record_name": self.partner_id.display_name,
            "message_type": "sms",
            "subtype_id": self.env.ref("mail.mt_note").id,
            "body": plaintext2html(text),
            "author_id": sender.partner_id.id,
            "email_from": address,
            "reply_to": address,
            "record_company_id": company.id,
        }

    def _get_text_rows(self):
        """Return what Odoo's SMS queue has of interactions; None without the app."""
        if "sms.sms" not in self.env:
            return None
        uuids = [uuid for uuid in self.sudo().mapped("sms_uuid") if uuid]
        return self.env["sms.sms"].sudo().search([("uuid", "in", uuids)])

    def _cancel_texts(self):
        """Take the text messages of interactions out of Odoo's queue."""
        rows = self._get_text_rows()
        if rows:
            rows.filtered(lambda row: row.state == "outgoing").action_set_canceled()

    def _forget_texts(self):
        """Remove text messages that were not sent, and their links."""
        rows = self._get_text_rows()
        if rows:
            unsent = rows.filtered(lambda row: row.state in ("outgoing", "error"))
            unsent.mail_message_id.unlink()
            unsent.unlink()
        self.sudo().write({"sms_uuid": False})

    # --------------------------------------------------------------------------------
    # What became of a text message.
    # --------------------------------------------------------------------------------

    def _set_text_outcome(self, status, failure_type="", reason=""):
        """Write down what Odoo's queue or the gateway says of text messages.

        :param str status: as that of a mail.notification
        :param str failure_type: why it failed, one of Odoo's codes
        :param str reason: what the gateway said
        """
        if status == "ready":
            # somebody sends it once more from the queue
            stopped = self.filtered(
                lambda one: one.delivery_state in ("failed", "skipped")
            )
            stopped._refuse_to_repeat()
            stopped._set_delivery("queued")
        elif status == "process":
            self._set_delivery(
                "queued",
                _lt("The gateway looks at the text message before it sends it."),
                sending_since=fields.Datetime.now(),
            )
        elif status in ("pending", "sent"):
            unsent = self.filtered(lambda one: one.delivery_state != "sent")
            unsent._set_delivery("sent")
        elif status == "canceled":
            waiting = self.filtered(lambda one: one.delivery_state == "queued")
            waiting._set_delivery(
                "skipped", _lt("The text message was cancelled in the SMS queue.")
            )
        else:
            self._set_delivery("failed", self._tell_text_failure(failure_type, reason))

    def _tell_text_failure(self, failure_type, reason):
        """Return why a text message failed, in a sentence."""
        if failure_type in FAILURES:
            return FAILURES[failure_type]
        return _lt(
            "The gateway did not send the text message: %(reason)s",
            reason=" ".join(str(reason or failure_type or "").split())
            or _lt("no reason was given"),
        )

    def _set_text_unknown(self, reason=""):
        """Write down that nobody knows whether text messages arrived.

        :param str reason: what broke; empty: our server stopped
        """
        message = _lt(
            "The server stopped while this text message was being sent, so it may have "
            "arrived; ask the contact before you send it again."
        )
        if reason:
            message = _lt(
                "The gateway did not answer (%(reason)s), so the text message may have "
                "arrived; ask the contact before you send it again.",
                reason=reason,
            )
        self._set_delivery("failed", message, delivery_code="unknown")

    def _set_unknown(self, reason=""):
        texts = self.filtered("sms_uuid")
        texts._set_text_unknown(reason)
        return super(ContactInteraction, self - texts)._set_unknown(reason)

    def _wait_or_fail(self, message):
        """Let text messages wait in our queue; Odoo's knows of no later attempt."""
        result = super()._wait_or_fail(message)
        texts = self.filtered("sms_uuid")
        waiting = texts.filtered(lambda one: one.delivery_state == "queued")
        if waiting:
            waiting._forget_texts()
            until = min(waiting.mapped("delivery_waits_until"))
            waiting._start_delivery_after(until - fields.Datetime.now())
        return result
