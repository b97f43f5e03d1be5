# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize_all

from .contact_interaction_mail_event import DOCUMENT_EVENTS

# The value of a field that says that a document was sent.
SENT = {"sale.order": ("state", "sent"), "account.move": ("is_move_sent", True)}
MAIL_EVENTS = ("mail_in", "mail_out", *DOCUMENT_EVENTS.values())


class ToldOfReply(frozenset):
    """Ids of contacts who are told of a reply; nobody can send one from outside."""


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

    # --------------------------------------------------------------------------------
    # Replies to e-mails of interactions. Odoo deletes those e-mails when they are sent,
    # so it does not know what is answered.
    # --------------------------------------------------------------------------------

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        """Lead a reply to its contact where Odoo would know no better."""
        interactions = self.env["contact.interaction"]
        # what is none is refused by Odoo
        is_read = isinstance(message_dict, dict)
        answered = interactions._find_answered(message_dict if is_read else {})
        if answered.partner_id and not self._is_routed(message_dict, model):
            author = message_dict["email_from"]
            user = self._mail_find_user_for_gateway(author) or self.env.user
            route = ("res.partner", answered.partner_id.id, None, user.id, None)
            if route := self._routing_check_route(message, message_dict, route, False):
                self._routing_reset_bounce(message, message_dict)
                return [route]
        return super().message_route(
            message, message_dict, model, thread_id, custom_values
        )

    @api.model
    def _is_routed(self, message_dict, model):
        """Whether Odoo knows where an e-mail belongs.

        It does when a message of its own is answered, an alias is addressed, or what
        came from this mail server becomes a record anyway.

        :param dict message_dict: what Odoo read of the e-mail
        :param str model: what becomes of e-mails of this server; may be empty
        """
        if message_dict.get("parent_id"):
            return True
        addresses = email_normalize_all(message_dict["recipients"])
        aliases = self.env["mail.alias"].sudo()
        local = [address.partition("@")[0] for address in addresses]
        if aliases.search_count(
            Domain("alias_full_name", "in", addresses)
            | Domain("alias_name", "in", local)
            & Domain("alias_incoming_local", "=", True),
            limit=1,
        ):
            return True
        return bool(model) and not self._detect_write_to_catchall(message_dict)

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        interactions = self.env["contact.interaction"]
        answered = routes and interactions._find_answered(message_dict)
        if not answered or not answered._is_reply(message, message_dict):
            return super()._message_route_process(message, message_dict, routes)
        names = ("message_id", "email_from", "subject", "body", "date")
        facts = {name: message_dict.get(name) or "" for name in names}
        thread = self.with_context(
            # it is logged as a reply, and not as an e-mail as well
            contact_event_logged=True,
            contact_told_of_reply=ToldOfReply(answered._get_reply_readers().ids),
        )
        result = super(MailThread, thread)._message_route_process(
            message, message_dict, routes
        )
        interactions._take_from_gateway(
            "_note_reply", interaction_id=answered.id, facts=facts
        )
        return result

    def message_post(self, **kwargs):
        """Post a message; the salesperson is told of a reply to his e-mail."""
        told = self.env.context.get("contact_told_of_reply")
        if isinstance(told, ToldOfReply) and self._name == "res.partner":
            kwargs["partner_ids"] = [*(kwargs.get("partner_ids") or ()), *told]
        return super().message_post(**kwargs)
