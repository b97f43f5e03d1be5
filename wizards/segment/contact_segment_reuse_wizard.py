# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...tools import arguments


class ContactSegmentReuseWizard(models.TransientModel):
    """Asks which saved criteria, or which logged segment, shall fill a segment."""

    _name = "contact.segment.reuse.wizard"
    _inherit = ["contact.rights.mixin"]
    _description = "Reuse Criteria or a Logged Segment"

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, ondelete="cascade"
    )
    source = fields.Selection(
        selection=[("criteria", "Saved criteria"), ("logged", "Logged segment")],
        required=True,
        default="criteria",
    )
    criteria_id = fields.Many2one(
        comodel_name="contact.criteria", string="Saved Criteria", ondelete="cascade"
    )
    step_ids = fields.One2many(related="criteria_id.step_ids", related_sudo=False)
    logged_segment_id = fields.Many2one(
        comodel_name="contact.segment",
        domain="[('state', '!=', 'draft')]",
        ondelete="cascade",
    )
    action = fields.Selection(
        selection=[
            ("add", "Add these contacts"),
            ("reduce", "Remove these contacts"),
            ("refine", "Keep only these contacts"),
        ],
        required=True,
        default="add",
    )
    step_count = fields.Integer(related="segment_id.step_count", related_sudo=False)

    def action_apply(self):
        """Run the criteria, or take over the contacts of the logged segment.

        :return: a note with a button that undoes it
        :rtype: dict
        """
        arguments.check_one(self)
        if self.source == "criteria":
            results = self.segment_id.apply_criteria(self.criteria_id.id, self.action)
        else:
            logged_id = self.logged_segment_id.id
            results = [self.segment_id.reuse_logged(logged_id, self.action)]
        return self.segment_id._notify_taken(results)
