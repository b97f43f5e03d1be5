# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...tools.actions import download_and_close, get_attachment_url


class ContactSegmentPrintMixin(models.AbstractModel):
    """A dialog that prints something for the contacts of a segment."""

    _name = "contact.segment.print.mixin"
    _description = "Print for a Segment"

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, ondelete="cascade"
    )
    has_libreoffice = fields.Boolean(compute="_compute_has_libreoffice")

    def _compute_has_libreoffice(self):
        program = self.env["contact.segment.line"]._get_libreoffice()
        self.has_libreoffice = bool(program)

    @api.model
    def _download(self, made):
        """Return the action that downloads what a segment made.

        :param dict made: with the ``attachment_id``
        """
        return download_and_close(get_attachment_url(made["attachment_id"]))
