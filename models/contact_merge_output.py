# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from ..tools.libreoffice import convert_to_pdf, find_libreoffice


class ContactMergeMixin(models.AbstractModel):
    """LibreOffice, which makes PDF of letters; everything else works without it."""

    _inherit = "contact.merge.mixin"

    @api.model
    def _get_libreoffice(self):
        """Return the path of LibreOffice, or "" when there is none."""
        parameters = self.env["ir.config_parameter"].sudo()
        return find_libreoffice(parameters.get_param("contact_segment.libreoffice", ""))

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
        [pdf] = convert_to_pdf([content], program)
        if isinstance(pdf, Exception):
            raise UserError(str(pdf))
        return pdf
