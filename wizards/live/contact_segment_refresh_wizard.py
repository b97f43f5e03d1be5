# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models

from ...models.live.contact_segment_membership import LEAVE_REASONS
from ...tools import arguments

# So many of those who come, and of those who go; the numbers are of all.
SHOWN = 80


class ContactSegmentRefreshWizard(models.TransientModel):
    """What a refresh would change, to accept it or not."""

    _name = "contact.segment.refresh.wizard"
    _inherit = ["contact.rights.mixin"]
    _description = "Difference of a Refresh"

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, ondelete="cascade"
    )
    refresh_state = fields.Selection(
        related="segment_id.refresh_state", related_sudo=False
    )
    refresh_message = fields.Text(compute="_compute_refresh_message")
    line_count = fields.Integer(
        related="segment_id.line_count", related_sudo=False, string="Contacts Now"
    )
    added = fields.Integer(string="Come", readonly=True)
    removed = fields.Integer(string="Go", readonly=True)
    count_after = fields.Integer(string="Contacts Then", readonly=True)
    change_ids = fields.One2many(
        comodel_name="contact.segment.refresh.change", inverse_name="wizard_id"
    )
    is_truncated = fields.Boolean(compute="_compute_is_truncated")

    @api.depends("segment_id")
    def _compute_refresh_message(self):
        for wizard in self:
            wizard.refresh_message = wizard.segment_id.refresh_message

    @api.depends("change_ids")
    def _compute_is_truncated(self):
        for wizard in self:
            shown = len(wizard.change_ids)
            wizard.is_truncated = shown < wizard.added + wizard.removed

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards:
            preview = wizard.segment_id.preview_refresh(SHOWN)
            wizard.write(
                {
                    "added": preview["added"],
                    "removed": preview["removed"],
                    "count_after": preview["line_count"],
                    "change_ids": [
                        Command.create(dict(one, reason=one["reason"] or False))
                        for one in preview["contacts"]
                    ],
                }
            )
        return wizards

    def action_accept(self):
        """Make the change."""
        arguments.check_one(self)
        return self.segment_id.action_accept_refresh()

    def action_refuse(self):
        """Leave the members as they are."""
        arguments.check_one(self)
        self.segment_id.refuse_refresh()
        return {"type": "ir.actions.act_window_close"}


class ContactSegmentRefreshChange(models.TransientModel):
    """One contact who would come or go."""

    _name = "contact.segment.refresh.change"
    _inherit = ["contact.rights.mixin"]
    _description = "Contact Who Comes or Goes"
    _order = "comes desc, id"

    wizard_id = fields.Many2one(
        comodel_name="contact.segment.refresh.wizard",
        required=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Contact", ondelete="cascade"
    )
    comes = fields.Boolean()
    change = fields.Char(compute="_compute_change")
    reason = fields.Selection(selection=LEAVE_REASONS)

    @api.depends("comes")
    def _compute_change(self):
        for one in self:
            one.change = self.env._("Comes") if one.comes else self.env._("Goes")
