# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import models
from odoo.exceptions import UserError

from ..word_merge import TemplateError


class ContactInteraction(models.Model):
    """What an interaction would send, before it is sent."""

    _inherit = "contact.interaction"

    def _prepare_preview(self):
        """Return what shows the letter or the e-mail of an interaction.

        :return: ``pdf`` in base64, ``html``, or ``message`` with the reason why there
            is nothing to be seen; and the ``filename``
        :rtype: dict
        """
        self.ensure_one()
        try:
            return self._make_preview()
        except (UserError, TemplateError) as error:
            return {"message": str(error)}

    def _make_preview(self):
        lang = self.template_id._get_document_lang(self.partner_id, self.lang)
        document = self.template_id._get_document(lang)
        template = self.sudo().template_id.mail_template_id
        if not document and template and self.channel == "email":
            return self._preview_mail_template(template.sudo(False))
        if not document:
            raise UserError(
                self.env._(
                    "%(template)s has no document; add one to the template.",
                    template=self.template_id.display_name or self.name,
                )
            )
        is_word = document.kind == "word" or (document.filename or "").endswith(".docx")
        has_pdf = is_word and bool(self._get_libreoffice())
        filename, content = self._render(document, "pdf" if has_pdf else "docx")
        if content.startswith(b"%PDF"):
            return {"pdf": base64.b64encode(content), "filename": filename}
        if filename.lower().endswith((".html", ".htm")):
            return {"html": content.decode(errors="replace"), "filename": filename}
        return {
            "filename": filename,
            "message": self.env._("%(file)s cannot be shown here.", file=filename),
        }

    def _preview_mail_template(self, template):
        """Return what the text of a mail template looks like."""
        options = {"compute_lang": not self.lang, "set_lang": self.lang}
        body = template._render_field("body_html", self.ids, **options)[self.id]
        return {"html": str(body), "filename": self._get_letter_name("html")}
