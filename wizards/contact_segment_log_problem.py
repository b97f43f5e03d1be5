# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

from ..tools import arguments


class ContactSegmentLogProblem(models.TransientModel):
    """One entry of the check list, with what can be done about it."""

    _name = "contact.segment.log.problem"
    _inherit = ["contact.rights.mixin"]
    _description = "Problem Before Logging"
    _order = "blocking desc, id"

    wizard_id = fields.Many2one(
        comodel_name="contact.segment.log.wizard", required=True, ondelete="cascade"
    )
    line_id = fields.Many2one(comodel_name="contact.segment.line", ondelete="cascade")
    partner_id = fields.Many2one(
        comodel_name="res.partner", ondelete="cascade", string="Contact"
    )
    code = fields.Char(required=True)
    message = fields.Text(string="Problem", required=True)
    blocking = fields.Boolean()

    def action_open_contact(self):
        """Open the contact, to complete its data."""
        arguments.check_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.partner_id.display_name,
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def action_open_line(self):
        """Open the line, to say something else for this contact."""
        arguments.check_one(self)
        return dict(self.line_id.action_open_form(), target="current")

    def action_remove(self):
        """Remove the contact from the segment and check again."""
        arguments.check_one(self)
        wizard = self.wizard_id
        self.line_id.unlink()
        return wizard.action_check()
