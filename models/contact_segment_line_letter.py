# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import arguments
from ..tools.actions import download, get_attachment_url


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
