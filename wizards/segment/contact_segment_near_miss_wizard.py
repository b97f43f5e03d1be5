# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ...tools import arguments


class ContactSegmentNearMissWizard(models.TransientModel):
    """Shows who would be on a segment if one condition were met, and adds some."""

    _name = "contact.segment.near.miss.wizard"
    _inherit = ["contact.rights.mixin"]
    _description = "Near Misses of a Segment"

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, ondelete="cascade"
    )
    state = fields.Selection(related="segment_id.state", related_sudo=False)
    line_ids = fields.One2many(
        comodel_name="contact.segment.near.miss",
        inverse_name="wizard_id",
        string="Contacts",
    )

    def action_add(self):
        """Add the contacts that were chosen by hand, as one step.

        :return: a note with a button that undoes it
        :rtype: dict
        :raise UserError: none is chosen, or the segment cannot be changed
        """
        arguments.check_one(self)
        partners = self.line_ids.filtered("is_chosen").partner_id
        if not partners:
            raise UserError(
                self.env._("No contact is chosen; tick those that you want to add.")
            )
        segment = self.segment_id
        self.env["contact.segment.line"].create(
            [
                {"segment_id": segment.id, "partner_id": partner.id}
                for partner in partners
            ]
        )
        step = segment._get_done_steps()[-1:]
        return segment._notify_taken([step._get_result()])


class ContactSegmentNearMiss(models.TransientModel):
    """A contact that one condition keeps off a segment."""

    _name = "contact.segment.near.miss"
    _inherit = ["contact.rights.mixin"]
    _description = "Near Miss of a Segment"
    _order = "id"

    wizard_id = fields.Many2one(
        comodel_name="contact.segment.near.miss.wizard",
        required=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Contact", required=True, ondelete="cascade"
    )
    # as texts, which a narrow screen shows on several lines
    missing = fields.Text(string="Would Be In If")
    found = fields.Text(help="What the contact has there.")
    is_chosen = fields.Boolean(string="Add")
