# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ..tools import arguments
from ..tools.letter_files import make_filename, make_zip
from ..word_merge import TemplateError, compile_html
from .contact_interaction_mail_text import MAIL_BODY


class ContactInteraction(models.Model):
    """The document of an interaction: the stored one, or made again as it was."""

    _inherit = "contact.interaction"

    def action_open_document(self):
        """Show the document that was sent.

        :return: the action that opens it
        :rtype: dict
        :raise UserError: there is no document
        """
        arguments.check_one(self)
        self.check_access("read")
        attachment = self.sudo().document_attachment_id or self._attach_again()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}",
            "target": "new",
        }

    def _attach_again(self):
        """Make the document again; it is thrown away with the preview."""
        content, extension = self._make_again(as_pdf=True)
        filename = self._get_letter_name(extension)
        return self.env["contact.letter.file"]._keep(filename, content)

    def _make_again(self, as_pdf=False):
        """Return the document exactly as it was, and its extension.

        :param bool as_pdf: a Word letter as PDF, where LibreOffice is there
        :rtype: tuple[bytes, str]
        :raise UserError: nothing was sent
        """
        self.ensure_one()
        version = self.sudo().document_version_id
        values = self.sudo().merge_values or {}
        if not version and MAIL_BODY in values:
            return values[MAIL_BODY].encode(), "html"
        is_made = values or self.delivery_state == "sent" or self.sudo().mail_mail_id
        if not version or not is_made:
            raise UserError(
                self.env._(
                    "Interaction %(name)s has no document; nothing was sent.",
                    name=self.display_name,
                )
            )
        values = self._load_merge_values(values)
        if version.kind == "html":
            text = version._get_file().decode(errors="replace")
            template = compile_html(text, keep_unknown=True)
            return template.render(values).encode(), "html"
        if not version._is_word():
            return version._get_file(), version._get_extension() or "bin"
        try:
            content = version._get_template().render(values)
        except TemplateError as error:
            raise UserError(str(error)) from error
        if as_pdf and self._get_libreoffice():
            return self._convert_one(content), "pdf"
        return content, "docx"

    def _get_no_document_problem(self):
        """Return that there is nothing to send any more, and the cure."""
        return self.env._(
            "The document of interaction %(name)s was removed; add one to its template "
            "%(template)s and log a new interaction.",
            name=self.name,
            template=self.sudo().template_id.name or "?",
        )

    def _combine_word_letters(self):
        """Return these letters in one Word document, and its extension.

        Letters of several documents, in several languages say, become a zip with a
        document for each.
        """
        files = []
        letters = self.sudo()
        for version in letters.document_version_id:
            own = letters.filtered(
                lambda letter, version=version: letter.document_version_id == version
            )
            values = [
                self._load_merge_values(row or {}) for row in own.mapped("merge_values")
            ]
            name = (version.filename or "").removesuffix(".docx")
            content = version._get_template().render_combined(values)
            files.append((make_filename([name], "docx"), content))
        if len(files) == 1:
            return files[0][1], "docx"
        return make_zip(files), "zip"
