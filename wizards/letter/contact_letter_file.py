# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import api, fields, models


class ContactLetterFile(models.TransientModel):
    """A document that is shown or downloaded once, and removed some time later."""

    _name = "contact.letter.file"
    _inherit = ["contact.rights.mixin"]
    _description = "Document for One Download"
    _rec_name = "filename"

    filename = fields.Char(required=True)
    content = fields.Binary(attachment=True, required=True)

    @api.model
    def _keep(self, filename, content):
        """Keep a file for a download; return its attachment.

        :param str filename: the name of the file
        :param bytes content: its content
        """
        values = {"filename": filename, "content": base64.b64encode(content)}
        return self.create(values)._get_attachment()

    def _get_attachment(self):
        """Return the attachment, with which it can be read over RPC and downloaded."""
        self.ensure_one()
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("res_field", "=", "content"),
                ]
            )
        )
        attachment.name = self.filename
        return attachment.sudo(False)
