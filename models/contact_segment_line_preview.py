# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from ..tools import arguments
from ..word_merge import TemplateError

OUTPUTS = ("docx", "pdf")


class ContactSegmentLine(models.Model):
    """The letter of one contact, before it is logged."""

    _inherit = "contact.segment.line"

    def preview_document(self, output="docx"):
        """Merge the document of one contact.

        :param str output: docx or pdf; a document that is no Word letter comes as it is
        :return: the id of the ir.attachment with it, kept for an hour
        :rtype: int
        :raise UserError: there is no document, it cannot be merged, or LibreOffice,
            which makes the PDF, is missing
        """
        arguments.check_one(self)
        filename, content = self._render_document(output)
        return self.env["contact.letter.file"]._keep(filename, content).id

    def _render_document(self, output="docx"):
        """Return the file name and the content of the document of one contact."""
        self.ensure_one()
        self.check_access("read")
        self._check_output(output)
        document = self._get_effective_document()
        if not document:
            raise UserError(
                self.env._(
                    "%(contact)s has no document; add one to the template, to the "
                    "segment or for this contact.",
                    contact=self.partner_id.display_name,
                )
            )
        try:
            return self._render(document, output)
        except TemplateError as error:
            raise UserError(str(error)) from error

    @api.model
    def _check_output(self, output):
        arguments.read_choice(self.env, "output", output, OUTPUTS)

    def _get_effective_document(self):
        """Return the document of one line by the rules of resolution, or nothing.

        :rtype: contact.segment.document or contact.interaction.template.document
        """
        self.ensure_one()
        lines = self.sudo()
        lines._flush_resolution()
        query = lines.with_context(active_test=False)._search([("id", "=", self.id)])
        document = lines._resolve_document(query.table, query)
        rows = self.env.execute_query(query.select(document))
        if not rows or not rows[0][0]:
            return self.env["contact.segment.document"]
        return self._browse_document(*rows[0][0][:2])

    @api.model
    def _browse_document(self, origin, document_id):
        """Return a document by what the rules of resolution say about it."""
        is_template = origin == "template"
        model = "contact.interaction.template.document"
        return self.env[model if is_template else "contact.segment.document"].browse(
            document_id
        )
