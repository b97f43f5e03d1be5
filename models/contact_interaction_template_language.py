# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ContactInteractionTemplate(models.Model):
    """Which of its documents a template gives to one contact."""

    _inherit = "contact.interaction.template"

    def _get_document_lang(self, partner, lang=""):
        """Return the language of the document for a contact, by the rule of segments.

        :param res.partner partner: the contact, maybe none
        :param str lang: a language that was chosen; it wins
        :return: a language; False when nothing says one
        :rtype: str
        """
        langs = self.sudo().document_ids.mapped("lang")
        if lang:
            return lang
        if not langs or False in langs or partner.lang in langs:
            return partner.lang or self.lang
        return self.lang

    def _get_document(self, lang):
        """Return the document in a language, else the one that serves every language.

        :param str lang: a language, or False
        :rtype: contact.interaction.template.document
        """
        documents = self.sudo().document_ids
        own = documents.filtered(lambda document: document.lang == lang)
        document = own or documents.filtered(lambda document: not document.lang)
        return document[:1]

    def _has_document(self):
        """Whether there is anything to send: a document or a mail template."""
        template = self.sudo()
        return bool(template.document_ids or template.mail_template_id)
