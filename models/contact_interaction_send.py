# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from .contact_interaction_resend import DELIVERED_CHANNELS
from .contact_segment_check import WARNING_CODES


class ContactInteraction(models.Model):
    """Letters and e-mails of single interactions, which belong to no segment."""

    _inherit = "contact.interaction"

    def send(self):
        """Send the letters or e-mails of interactions, each for the first time.

        The document is that of the template in the language of the interaction, else of
        the contact.

        :return: True
        :rtype: bool
        :raise UserError: there is nothing to send, it was sent already, the contact
            may not be addressed this way, or they are more than 20,000
        """
        self.check_access("write")
        # as with Resend: of two at the same moment, one finds it queued
        self._take_for_resend()
        for interaction in self:
            interaction._check_send()
        for interaction in self:
            interaction._queue_first()
        self._start_delivery(len(self))
        return True

    def _check_send(self):
        """Check that an interaction can be sent now.

        :raise UserError: why not, and the cure
        """
        self.ensure_one()
        problem = ""
        if self.state != "done":
            problem = self.env._(
                "Interaction %(name)s is not done; only an interaction that took place "
                "can be sent."
            )
        elif self.delivery_state == "queued":
            problem = self.env._("Interaction %(name)s is waiting to be sent already.")
        elif self.delivery_state:
            problem = self.env._(
                "Interaction %(name)s was sent already, or that was tried; use Resend "
                "to send it again."
            )
        elif self.channel not in DELIVERED_CHANNELS:
            problem = self.env._(
                "Interaction %(name)s cannot be sent by its channel; choose letter or "
                "e-mail."
            )
        elif not self.partner_id:
            problem = self._get_gate_reason("deleted")["message"]
        if problem:
            raise UserError(problem % {"name": self.display_name})
        reason = self._get_send_problem(
            self.partner_id, self.template_id, self.channel, self.lang
        )
        if reason:
            raise UserError(reason)

    @api.model
    def _get_send_problem(self, partner, template, channel, lang):
        """Return why a letter or an e-mail cannot be sent to a contact, or nothing.

        The gate decides as it does for segments: that the contact is excluded from them
        is no obstacle.

        :param res.partner partner: the contact
        :param contact.interaction.template template: the template, maybe none
        :param str channel: letter or email
        :param str lang: the language of the document; empty for that of the contact
        :rtype: str
        """
        document = template._get_document(template._get_document_lang(partner, lang))
        kind = document.sudo().kind
        has_text = bool(document or template.sudo().mail_template_id)
        if (channel == "letter" and kind in (False, "html")) or not has_text:
            return self.env._(
                "There is no document to send to %(contact)s by this channel; add one "
                "to the template of the interaction, or choose another one.",
                contact=partner.display_name,
            )
        codes = partner._get_gate_codes(channel).get(partner.id, ["deleted"])
        blocking = [code for code in codes if code not in WARNING_CODES]
        if not blocking:
            return ""
        if blocking[0] == "archived":
            return self.env._(
                "%(contact)s is archived; restore the contact first.",
                contact=partner.display_name,
            )
        message = self.env["contact.segment"]._get_problem_message(blocking[0])
        return message % {"contact": partner.display_name}

    def _queue_first(self):
        """Put an interaction into the queue that was never there."""
        self.ensure_one()
        version = self.sudo().document_version_id
        lang = self.template_id._get_document_lang(self.partner_id, self.lang)
        document = self.template_id._get_document(lang).sudo()
        if document:
            version = version._get_version(document)
        self._set_delivery(
            "queued",
            document_version_id=version.id,
            is_exclusion_accepted=self.sudo().partner_id.exclude_from_segments,
            lang=self.lang or lang,
            subject=self.subject or document.subject,
            # made with the rights of who sends it, not of who logged it before
            sender_id=self.env.uid,
        )
