# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...tools import arguments
from ...tools.actions import open_form


class ContactSegmentUse(models.TransientModel):
    """What depends on a segment or on saved criteria, a line for each."""

    _name = "contact.segment.use"
    _inherit = ["contact.rights.mixin"]
    _description = "Where It Is Used"
    _order = "id"

    res_model = fields.Char()
    res_id = fields.Integer()
    kind = fields.Char()
    name = fields.Char()
    how = fields.Char(string="How It Is Used")

    def action_open(self):
        """Open what depends on it.

        :return: a window action; True where one may not see it
        :rtype: dict or bool
        """
        arguments.check_one(self)
        if not self.res_id:
            return True
        return open_form(self.res_model, res_id=self.res_id)
