# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments
from ...tools.actions import download, get_attachment_url
from ...tools.told import tell
from ...word_merge import TemplateError, compile_html, merge_text
from ..segment.line_query import LineQuery

OUTPUTS = ("docx", "pdf")


class ContactSegmentLine(models.Model):
    """The letter of one contact: seen before it is sent, and made personal."""

    _inherit = "contact.segment.line"

    document_key = fields.Char(
        compute="_compute_document_key",
        search="_search_document_key",
        export_string_translation=False,
        help="Where the document of this contact comes from: template or segment with "
        "the id of the document, or personal; empty when there is none.",
    )

    def _compute_document_key(self):
        for line in self:
            document = line._get_effective_document()
            if not document:
                line.document_key = ""
            elif document._name == "contact.interaction.template.document":
                line.document_key = f"template,{document.id}"
            else:
                line.document_key = (
                    "personal" if document.line_id else f"segment,{document.id}"
                )

    def _search_document_key(self, operator, value):
        if operator != "in":
            return NotImplemented
        keys = tuple(key or "" for key in value)
        self._flush_resolution()

        def to_sql(model, alias, query):
            return SQL("%s IN %s", model._get_document_key(alias, query), keys)

        return Domain.custom(to_sql=to_sql)

    def _get_document_key(self, alias, query):
        """Return the SQL of the key of the effective document."""
        document = self._resolve_document(alias, query)
        return SQL(
            "CASE WHEN %s->>0 = 'personal' THEN 'personal' WHEN %s IS NULL THEN '' "
            "ELSE CONCAT(%s->>0, ',', %s->>1) END",
            *[document] * 4,
        )

    def action_preview_letter(self):
        """Show the letter of this contact."""
        arguments.check_one(self)
        return self.env["contact.letter.preview"]._open(self)

    def action_download_letter(self):
        """Download the merged letter of this contact, to change it in Word."""
        arguments.check_one(self)
        attachment_id = self.preview_document("docx")
        return download(get_attachment_url(attachment_id))

    def action_remove_personal_documents(self):
        """Return the contact to the letter that everybody gets."""
        self.document_ids.unlink()
        return True

    def _set_personal_letter(self, content, filename):
        """Make a Word document the letter of this contact only.

        :param bytes content: the .docx
        :param str filename: its name
        :raise ValidationError: it is no Word document that can be sent
        """
        self.ensure_one()
        if not (filename or "").lower().endswith(".docx"):
            raise UserError(
                self.env._(
                    "%(file)s is not a Word document; save it as .docx and upload it "
                    "again.",
                    file=filename or self.env._("The file"),
                )
            )
        vals = {
            "kind": "word",
            "filename": filename,
            "content": base64.b64encode(content),
        }
        document = self._get_effective_document()
        if document._name == "contact.segment.document" and document.line_id:
            document.write(vals)
            return
        # the subject belongs to the document that is replaced
        vals["subject"] = self.subject
        self.write({"document_ids": [Command.create(vals)]})

    # --------------------------------------------------------------------------------
    # The letter of one contact, before it is logged.
    # --------------------------------------------------------------------------------

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
            raise UserError(tell(self.env, str(error))) from error

    def _get_merged_subject(self):
        """Return the subject of the letter or e-mail of one contact."""
        text = self.subject or self.name or ""
        [values] = self._get_merge_values(compile_html(text).field_names)
        return merge_text(text, values, keep_unknown=True)

    @api.model
    def _check_output(self, output):
        arguments.read_choice(self.env, "output", output, OUTPUTS)

    def _get_effective_document(self):
        """Return the document of one line by the rules of resolution, or nothing.

        :rtype: contact.segment.document or contact.interaction.template.document
        """
        self.ensure_one()
        lines = self.sudo().with_context(active_test=False)
        query = LineQuery(lines, Domain("id", "=", self.id))
        rows = query.fetch(query.document())
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
