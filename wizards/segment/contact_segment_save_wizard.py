# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...tools import arguments
from ...tools.actions import notify_undoable


class ContactSegmentSaveWizard(models.TransientModel):
    """Asks for the name of the criteria that are saved."""

    _name = "contact.segment.save.wizard"
    _inherit = ["contact.rights.mixin"]
    _description = "Save Criteria"

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, ondelete="cascade"
    )
    name = fields.Char(
        required=True,
        compute="_compute_name",
        compute_sudo=False,
        store=True,
        readonly=False,
    )

    @api.depends("segment_id")
    def _compute_name(self):
        for wizard in self:
            wizard.name = wizard.segment_id.name

    def action_save(self):
        """Save the criteria and tell where they are."""
        arguments.check_one(self)
        criteria_id = self.segment_id.save_criteria(self.name)
        return notify_undoable(
            self.env._("%(name)s is under Saved Criteria now.", name=self.name),
            self.env["contact.criteria"].browse(criteria_id),
            "unlink",
            title=self.env._("Saved"),
        )
