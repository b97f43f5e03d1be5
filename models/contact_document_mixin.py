# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..tools import arguments


class ContactDocumentMixin(models.AbstractModel):
    """A document in one language, or for every language when none is named."""

    _name = "contact.document.mixin"
    _description = "Document in a Language"
    _order = "lang, id"
    _rec_name = "filename"

    lang = fields.Selection(
        selection="_selection_lang",
        string="Language",
        help="Empty: this document serves every language.",
    )
    subject = fields.Char()
    kind = fields.Selection(
        selection=[("word", "Word letter"), ("html", "E-mail text"), ("file", "File")],
        required=True,
        default="word",
        help="A Word letter is merged for every contact; an e-mail text becomes the "
        "body of the e-mail; a file is sent as it is.",
    )
    content = fields.Binary(attachment=True)
    filename = fields.Char()

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.depends("filename", "subject", "lang")
    def _compute_display_name(self):
        languages = dict(self._selection_lang())
        for document in self:
            parts = [
                document.filename or document.subject,
                languages.get(document.lang),
            ]
            document.display_name = " · ".join(filter(None, parts)) or self.env._(
                "Document"
            )

    # lines resolve their language and their subject from documents

    @api.model_create_multi
    def create(self, vals_list):
        for vals in arguments.read_vals_list(self, vals_list):
            arguments.read_file(self.env, "content", vals.get("content"))
        documents = super().create(vals_list)
        self.env["contact.segment.line"]._invalidate_resolved()
        return documents

    def write(self, vals):
        vals = arguments.read_vals(self, vals)
        arguments.read_file(self.env, "content", vals.get("content"))
        result = super().write(vals)
        self.env["contact.segment.line"]._invalidate_resolved()
        return result
