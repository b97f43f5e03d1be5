# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ContactSegmentExportColumn(models.TransientModel):
    """A column that may be exported."""

    _name = "contact.segment.export.column"
    _inherit = ["contact.rights.mixin"]
    _description = "Column to Export"
    _order = "sequence, id"

    wizard_id = fields.Many2one(
        comodel_name="contact.segment.export.wizard", required=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    name = fields.Char(string="Column", required=True)
    path = fields.Char(string="Technical Name", required=True)
    is_chosen = fields.Boolean(string="Export")
    is_further = fields.Boolean()
