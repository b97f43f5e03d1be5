# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ...tools import arguments


class ContactInteractionTemplate(models.Model):
    """E-mails of a template that are sent as a test."""

    _inherit = "contact.interaction.template"

    def send_test(self, address, partner_id=0, lang=""):
        """Send one merged e-mail to an address, as a contact would get it.

        Nothing is logged; the link to unsubscribe does nothing. The subject begins with
        "[Test]".

        :param str address: where to
        :param int partner_id: the contact; 0 for the one of the user
        :param str lang: the language, in place of the contact's
        :return: True
        :rtype: bool
        :raise UserError: it is no address, there is no e-mail to be made, or the mail
            server refuses it
        """
        arguments.check_one(self)
        self.check_access("read")
        partner_id = arguments.read_integer(self.env, "partner_id", partner_id)
        partner = self.env["res.partner"].browse(
            partner_id or self.env.user.partner_id.id
        )
        partner.check_access("read")
        lang = arguments.read_choice(
            self.env, "lang", lang, dict(self._selection_lang()), optional=True
        )
        self.env["contact.interaction"]._send_sample(
            lambda model: self._make_sample(model, partner, lang), address
        )
        return True

    def action_send_test(self):
        """Ask where a test is sent to.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        return self.env["contact.mail.test.wizard"]._open(
            template_id=self.id, partner_id=self.env.user.partner_id.id
        )

    def _make_sample(self, interactions, partner, lang):
        """Create the interaction that a template gives to a contact, as a draft.

        :param contact.interaction interactions: the environment to create it in
        """
        lang = self._get_document_lang(partner, lang)
        document = self._get_document(lang).sudo()
        if not self._has_document():
            raise UserError(
                self.env._(
                    "%(template)s has no document; add one to the template.",
                    template=self.display_name,
                )
            )
        installed = dict(self._selection_lang())
        interaction = interactions.create(
            {
                **interactions._prepare_template_vals(self),
                "template_id": self.id,
                "partner_id": partner.id,
                "user_id": self.env.uid,
                "date": fields.Datetime.now(),
                "channel": "email",
                "lang": lang if lang in installed else False,
                "subject": document.subject,
                "state": "draft",
                "company_id": (self.company_id or self.env.company).id,
            }
        )
        version = self.env["contact.document.version"].sudo()
        if document:
            interaction.sudo().document_version_id = version._get_version(document)
        return interaction
