# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...tools import arguments


class ContactLetterCheck(models.TransientModel):
    """One finding about the letters of a segment."""

    _name = "contact.letter.check"
    _inherit = ["contact.rights.mixin"]
    _description = "Finding about Letters"
    _order = "id"

    preview_id = fields.Many2one(
        comodel_name="contact.letter.preview", required=True, ondelete="cascade"
    )
    document_key = fields.Char()
    document = fields.Char()
    field_name = fields.Char(string="Merge Field")
    count = fields.Integer(string="Contacts")
    total = fields.Integer(string="Of")
    message = fields.Char(string="Finding")
    level = fields.Selection(
        selection=[
            ("danger", "Error"),
            ("warning", "Warning"),
            ("info", "Note"),
            ("success", "All Well"),
        ],
    )

    def action_view_contacts(self):
        """Open the contacts that the finding is about."""
        arguments.check_one(self)
        segment = self.preview_id.segment_id
        action = segment.action_view_lines()
        domain = [
            ("segment_id", "=", segment.id),
            ("document_key", "=", self.document_key or False),
        ]
        if self.field_name:
            domain += list(segment._get_empty_domain(self.field_name))
        return dict(action, name=self.message, domain=domain)
