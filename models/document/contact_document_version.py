# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import hashlib

from odoo import api, fields, models

from ...tools.compiled_templates import get_compiled, get_compiled_mail
from ...tools.document_kinds import DOCUMENT_KINDS, get_extension, is_word
from ...word_merge import compile_text


class ContactDocumentVersion(models.Model):
    """A document exactly as it was when a segment was logged.

    Documents of templates change; what was sent must not. Together with the merge
    values of an interaction, a version makes the same letter again. Nobody has access:
    the code reads versions for those who may read the interaction.
    """

    _name = "contact.document.version"
    _inherit = ["contact.rights.mixin"]
    _description = "Document as It Was Sent"
    _rec_name = "filename"

    kind = fields.Selection(
        selection=DOCUMENT_KINDS,
        required=True,
    )
    filename = fields.Char()
    content = fields.Binary(attachment=True)
    checksum = fields.Char(required=True, index=True)

    @api.model
    def _get_version(self, document):
        """Return the version with the present content of a document.

        :param document: a document of a template or of a segment
        """
        content = document._get_file()
        checksum = hashlib.sha256(content).hexdigest()
        values = {
            "kind": document.kind,
            "filename": document.filename if document.kind != "text" else False,
            "checksum": checksum,
        }
        domain = [(name, "=", value) for name, value in values.items()]
        version = self.search(domain, limit=1)
        return version or self.create({**values, "content": base64.b64encode(content)})

    def _get_file(self):
        """Return the bytes of the document."""
        self.ensure_one()
        content = base64.b64decode(self.with_context(bin_size=False).content or b"")
        return content or self.env["ir.attachment"]._read_again(self, "content")

    def _get_extension(self):
        """Return the extension of the file, in lower case."""
        return get_extension(self.filename)

    def _is_word(self):
        """Whether the document is merged by Word's rules."""
        return is_word(self.kind, self.filename)

    def _get_template(self):
        """Return the compiled letter, text of an e-mail, or text message.

        :rtype: word_merge.Template or word_merge.HtmlTemplate
        :raise TemplateError: it cannot be merged
        """
        if self.kind == "html":
            return get_compiled_mail(self._get_file())
        if self.kind == "text":
            return compile_text(self._get_file().decode())
        return self._get_letter()

    def _get_letter(self):
        """Return the compiled Word letter.

        :rtype: word_merge.Template
        :raise TemplateError: it is none, or cannot be merged
        """
        return get_compiled(self._get_file())
