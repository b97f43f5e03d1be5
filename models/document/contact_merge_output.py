# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ...tools.letter_files import make_filename, make_pdfs
from ...tools.libreoffice import convert_to_pdf, find_libreoffice
from ...tools.machine_error import machine_errors
from ...tools.mail_text import make_data_url
from ...tools.numbers import show_count
from ...tools.text_message import count_text
from ...tools.told import tell_source
from ...tools.work_time import get_deadline


class ContactMergeMixin(models.AbstractModel):
    """Letters made of documents, and LibreOffice, which makes PDF of them.

    Everything but PDF works without it.
    """

    _inherit = "contact.merge.mixin"

    @api.model
    def _get_libreoffice(self):
        """Return the path of LibreOffice, or "" when there is none."""
        parameters = self.env["ir.config_parameter"].sudo()
        return find_libreoffice(parameters.get_param("contact_segment.libreoffice", ""))

    @api.model
    def _make_pdfs(self, jobs, program):
        """Make letters as PDF, in the time that Odoo allows.

        :param list[LetterJob] jobs: see ``make_pdfs``
        :param str program: the path of LibreOffice
        :rtype: list[Letter or Exception]
        :raise MachineError: there is no room for temporary files, say
        """
        with machine_errors(self.env):
            return make_pdfs(jobs, program, get_deadline(self.env))

    @api.model
    def _convert_all(self, documents, program):
        """Return Word documents as PDF, made in the time that Odoo allows.

        :param list[bytes] documents: .docx files
        :param str program: the path of LibreOffice
        :rtype: list[bytes]
        :raise UserError: one of them cannot be converted, or none for lack of room
        """
        with machine_errors(self.env):
            pdfs = convert_to_pdf(documents, program, deadline=get_deadline(self.env))
        for pdf in pdfs:
            if isinstance(pdf, Exception):
                raise UserError(tell_source(self.env, str(pdf)))
        return pdfs

    @api.model
    def _convert_one(self, content):
        """Return one Word document as PDF.

        :param bytes content: a .docx file
        :raise UserError: LibreOffice is missing or cannot convert it
        """
        program = self._get_libreoffice()
        if not program:
            raise UserError(
                self.env._(
                    "LibreOffice is needed for PDF and was not found; ask your "
                    "administrator to install it, or choose a Word document."
                )
            )
        [pdf] = self._convert_all([content], program)
        return pdf

    def _render(self, document, output):
        """Return the file name and the content of a document for this record.

        :param document: a document of a template or of a segment
        :param str output: docx or pdf; matters for Word letters only
        :rtype: tuple[str, bytes]
        """
        version = self.env["contact.document.version"].new(
            {"kind": document.kind, "filename": document.filename}
        )
        content = document._get_file()
        name = [self.partner_id.display_name, self.subject or self.name]
        if version._is_word():
            template = document._compile(content)
            [values] = self._get_merge_values(template.value_names)
            content = template.render(values)
            if output == "pdf":
                content = self._convert_one(content)
            return make_filename(name, output), content
        if version.kind == "html":
            template = document._get_template()
            [values] = self._get_merge_values(template.field_names)
            text = template.render(values, make_data_url)
            return make_filename(name, "html"), text.encode()
        if version.kind == "text":
            template = document._get_template()
            [values] = self._get_merge_values(template.value_names)
            return make_filename(name, "txt"), template.render(values).encode()
        return document.filename or make_filename(name, "bin"), content

    @api.model
    def _show_text(self, content):
        """Return what shows a text message: the text, and how long it is.

        :param bytes content: the text, filled in
        :rtype: Markup
        """
        text = content.decode()
        count, messages, encoding = count_text(text)
        length = self.env._(
            "Characters: %(count)s, text messages: %(messages)s (%(encoding)s)",
            count=show_count(self.env, count),
            messages=messages,
            encoding=encoding,
        )
        return Markup('%s<p class="text-muted">%s</p>') % (plaintext2html(text), length)
