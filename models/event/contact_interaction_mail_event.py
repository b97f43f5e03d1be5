# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

# The documents whose sending is an event of its own, and which event it is.
DOCUMENT_EVENTS = {"sale.order": "quotation", "account.move": "invoice"}
OUTBOUND = {"direction": "outbound", "initiated_by": "us"}
INBOUND = {"direction": "inbound", "initiated_by": "them"}


class ContactInteraction(models.Model):
    """E-mails, and the quotations and invoices that go with them or without."""

    _inherit = "contact.interaction"

    @api.model
    def _prepare_mail_event(self, message, record, facts, recipients, sends_document):
        """Return the values of the interactions of one e-mail.

        :param mail.message message: for the key; it may be gone by now
        :param record: the document it was written on; may be empty
        :param dict facts: what the message was when it was written
        :param res.partner recipients: who got it
        :param bool sends_document: whether it is the way the document is sent
        """
        record, author = record.exists(), facts["author"].exists()
        values = {
            "company": self._get_event_company(record or author),
            "name": self._get_mail_name(record, facts["subject"]),
            "subject": facts["subject"],
            "date": facts["date"],
            "via": "email",
        }
        user = self._get_sender(author, facts["is_incoming"])
        if user:
            values |= {**OUTBOUND, "user": user}
            if sends_document and self._is_document(record):
                return self._prepare_sent(record, recipients, message, values)
            return self._prepare_event_vals(
                "mail_out", record, recipients, message, values
            )
        if facts["is_incoming"]:
            values |= {**INBOUND, "user": self._get_event_user(record)}
            return self._prepare_event_vals("mail_in", record, author, message, values)
        return []

    @api.model
    def _get_mail_name(self, record, subject):
        """Return what an e-mail is about; empty if only the template can tell.

        Odoo takes the name of the record for what is written in its chatter, and that
        of the contact itself says nothing.
        """
        subject = subject or record.display_name
        is_contact = record._name == "res.partner"
        return "" if is_contact and subject == record.display_name else subject

    @api.model
    def _get_sender(self, author, is_incoming):
        """Return the user of ours who wrote an e-mail; empty if it was somebody else.

        :param res.partner author: may be an address of the company, such as sales@
        :param bool is_incoming: whether the e-mail came in from outside of Odoo
        """
        user = author.user_ids.filtered(lambda user: not user.share)[:1]
        if user or is_incoming:
            return user
        return self._get_internal_user()

    @api.model
    def _get_internal_user(self):
        """Return the user who does it; empty if it is a program or a contact."""
        user = self.env.user
        is_person = user._is_internal() and not user._is_superuser()
        return user if is_person else user.browse()

    @api.model
    def _is_document(self, record):
        """Return whether a record is a quotation or a customer's invoice, and sent."""
        if record._name == "sale.order":
            return record.state == "sent"
        if record._name == "account.move":
            return record.is_sale_document(include_receipts=True)
        return False

    @api.model
    def _prepare_sent(self, record, recipients, message, values):
        """Return the values for those who get a quotation or an invoice by e-mail.

        It is logged as the document, once. Whoever gets it again, gets an e-mail.
        """
        event, company = DOCUMENT_EVENTS[record._name], values["company"]
        contacts = self._filter_event_contacts(recipients, company)
        if self._get_event_template_id(event, company):
            logged = self._find_logged(record, record)
            # those logged before there was an e-mail
            waiting = logged.filtered(lambda interaction: not interaction.subject)
            again = contacts & (logged - waiting).partner_id
            new = contacts - logged.partner_id
            for contact, interaction in self._pair(contacts - again, waiting):
                interaction._take_mail(record, contact, values)
                new -= contact
        else:
            again, new = contacts, contacts.browse()
        sender = values["user"]
        document = {
            **values,
            "name": record.display_name,
            "subject": values["subject"] or record.display_name,
            "user": self._get_event_user(record) or sender,
        }
        return [
            *self._prepare_event_vals(event, record, new, record, document),
            *self._prepare_event_vals("mail_out", record, again, message, values),
        ]

    @api.model
    def _pair(self, contacts, waiting):
        """Return the readers of an e-mail with the interactions that waited for it.

        A document that was marked as sent was logged with its customer. If the e-mail
        goes to another person, that one is meant.
        """
        pairs = [
            (contact, waiting.filtered(lambda one, who=contact: one.partner_id == who))
            for contact in contacts & waiting.partner_id
        ]
        for _contact, interaction in pairs:
            waiting -= interaction
        others = contacts.browse(
            contact.id
            for contact in contacts
            if contact not in [known for known, _interaction in pairs]
        )
        return [*pairs, *zip(others, waiting, strict=False)]

    def _take_mail(self, record, contact, values):
        """Note the e-mail with which a document was sent, and to whom."""
        self.write(
            {
                "partner_id": contact.id,
                "external_key": self._get_event_key(record, contact),
                "subject": values["subject"] or values["name"],
                "contact_via": contact.email,
                "channel": self.template_id.channel,
            }
        )

    @api.model
    def _prepare_document_event(self, record):
        """Return the values of a document that was marked as sent or printed."""
        record = record.exists()
        user = self._get_internal_user()
        if (
            not user
            or not self._is_document(record)
            or self._find_logged(record, record)
        ):
            return []
        values = {
            **OUTBOUND,
            "name": record.display_name,
            "user": self._get_event_user(record) or user,
        }
        event = DOCUMENT_EVENTS[record._name]
        return self._prepare_event_vals(
            event, record, record.partner_id, record, values
        )
