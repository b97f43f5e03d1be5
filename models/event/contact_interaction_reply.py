# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hashlib import sha256

from odoo import api, fields, models
from odoo.tools import email_normalize

from ...tools.mail_answer import get_answer_text, get_answered_ids, is_automatic
from ..interaction.contact_interaction_key import EVENT_PREFIX
from .contact_interaction_mail_event import INBOUND


class ContactInteraction(models.Model):
    """Replies to e-mails of interactions, each an interaction of the same segment.

    They are logged whether or not the company logs e-mails by itself: it asked for an
    answer.
    """

    _inherit = "contact.interaction"

    replied_on = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the first reply to the e-mail came in. Notes of absence are none.",
    )

    def _get_reply_address(self, address):
        """Return where replies to an e-mail go.

        :param str address: of the salesperson
        """
        company = self.sudo().company_id
        if company.contact_replies_to == "odoo":
            return company.catchall_formatted or address
        return super()._get_reply_address(address)

    @api.model
    def _find_answered(self, message_dict):
        """Return the interaction whose e-mail is answered by what came in.

        :param dict message_dict: what Odoo read of it
        :return: one interaction as sudo, or none
        """
        if message_dict.get("is_bounce"):
            return self.sudo().browse()
        return self._find_by_message_ids(get_answered_ids(message_dict))

    def _get_reply_readers(self):
        """Return who is told of a reply that the salesperson does not get himself."""
        if self.company_id.contact_replies_to == "odoo":
            return self.user_id.partner_id
        return self.env["res.partner"]

    def _is_reply(self, message, message_dict):
        """Whether an e-mail is a reply to that of this interaction, by a contact.

        What comes later in the same thread answers something else: the answer to it.

        :param EmailMessage message: what came in
        :param dict message_dict: what Odoo read of it
        """
        self.ensure_one()
        author = self.env["res.partner"].browse(message_dict.get("author_id") or ())
        direct = message_dict.get("in_reply_to") or ""
        return not (
            is_automatic(message)
            or self._get_sender(author.sudo(), True)
            or self._is_from_us(message_dict)
            or (self.replied_on and self.message_id not in direct)
        )

    def _is_from_us(self, message_dict):
        """Whether an e-mail comes from who sent that of this interaction."""
        sender = email_normalize(message_dict.get("email_from") or "", strict=False)
        ours = self.user_id, self.company_id.partner_id
        return bool(sender) and sender in [one.email_normalized for one in ours]

    @api.model
    def _note_reply(self, interaction_id, facts):
        """Log a reply, once, however often it is read.

        :param int interaction_id: whose e-mail is answered; it may be gone by now
        :param dict facts: message_id, email_from, subject, body and date
        """
        answered = self.browse(interaction_id).exists()
        if not answered:
            return
        date = answered._get_reply_date(facts["date"])
        if answered.partner_id:
            self.create([answered._prepare_reply(facts, date)])
        if not answered.replied_on:
            answered.replied_on = date

    def _prepare_reply(self, facts, date):
        """Return the values of the interaction that a reply is."""
        template_id = self._get_event_template_id("mail_in", self.company_id)
        lang = self.user_id.lang or self.env.lang
        name = self.with_context(lang=lang).env._(
            "Reply to %(name)s", name=self.subject or self.name
        )
        digest = sha256(facts["message_id"].encode(errors="replace")).hexdigest()
        return {
            **INBOUND,
            "template_id": template_id or False,
            "external_key": f"{EVENT_PREFIX}reply,{self.id},{digest}",
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id or self._get_salesperson(self.partner_id).id,
            "segment_id": self.segment_id.id,
            "campaign_id": self.campaign_id.id,
            "campaign_target": False,
            "campaign_response": bool(self.segment_id),
            "channel": "email",
            "lang": self.lang,
            "name": facts["subject"] or name,
            "subject": facts["subject"],
            "note": get_answer_text(facts["body"]),
            "contact_via": email_normalize(facts["email_from"], strict=False),
            "date": date,
        }

    def _get_reply_date(self, date):
        """Return when a reply came in: not before what it answers, and not later.

        Clocks of others are wrong, and a reply must count as one.
        """
        now = fields.Datetime.now()
        date = fields.Datetime.to_datetime(date) or now
        return min(max(date, self.delivered_on or date), now)
