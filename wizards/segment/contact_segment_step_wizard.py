# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import arguments
from ...tools.literals import read_domain


class ContactSegmentStepWizard(models.TransientModel):
    """Asks for the condition of a step and shows what it will do before it is taken."""

    _name = "contact.segment.step.wizard"
    _inherit = ["contact.rights.mixin"]
    _description = "Add, Reduce or Refine Contacts"

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, ondelete="cascade"
    )
    action = fields.Selection(
        selection=[("add", "Add"), ("reduce", "Reduce"), ("refine", "Refine")],
        required=True,
        default="add",
    )
    domain = fields.Char(string="Condition", default="[]", required=True)
    filter_id = fields.Many2one(
        comodel_name="ir.filters",
        string="Favourite",
        domain="[('model_id', '=', 'res.partner')]",
        help="Start from a favourite search on contacts; its condition is copied.",
    )
    expand_companies = fields.Boolean(string="All contacts of the companies")
    include_companies = fields.Boolean(string="Their companies too")
    ignore_exclusion = fields.Boolean(string="Excluded contacts too")
    allow_existing = fields.Boolean(string="Again if already on the segment")
    entire_companies = fields.Boolean(string="Decide for entire companies")
    matched_count = fields.Integer(string="Matching", compute="_compute_preview")
    added_count = fields.Integer(string="Will Be Added", compute="_compute_preview")
    removed_count = fields.Integer(string="Will Be Removed", compute="_compute_preview")
    line_count = fields.Integer(string="Contacts Then", compute="_compute_preview")
    error = fields.Char(compute="_compute_preview")

    @api.depends(
        "segment_id",
        "action",
        "domain",
        "expand_companies",
        "include_companies",
        "ignore_exclusion",
        "allow_existing",
        "entire_companies",
    )
    def _compute_preview(self):
        for wizard in self:
            result = {"matched": 0, "added": 0, "removed": 0, "line_count": 0}
            wizard.error = False
            if wizard.segment_id:
                try:
                    result = wizard.segment_id.preview_step(
                        wizard.action, wizard.domain, wizard._get_options()
                    )
                except UserError as error:
                    wizard.error = str(error)
            wizard.matched_count = result["matched"]
            wizard.added_count = result["added"]
            wizard.removed_count = result["removed"]
            wizard.line_count = result["line_count"]

    @api.onchange("filter_id")
    def _onchange_filter_id(self):
        """Copy the condition of a favourite, if it is a literal."""
        if not self.filter_id:
            return None
        try:
            self.domain = repr(read_domain(self.filter_id.domain or "[]"))
        except ValueError:
            return {
                "warning": {
                    "title": self.filter_id.name,
                    "message": self.env._(
                        "This favourite is computed when it is used, so it cannot be "
                        "kept as a condition; build the condition here instead."
                    ),
                }
            }
        return None

    def action_apply(self):
        """Take the step, and tell what it did.

        :return: a note with a button that undoes it
        :rtype: dict
        :raise ValidationError: the condition cannot be used
        """
        arguments.check_one(self)
        result = self.segment_id._take_step(
            self.action, self.domain, self._get_options()
        )
        return self.segment_id._notify_taken([result])

    def _get_options(self):
        names = self.env["contact.step.mixin"]._get_option_names(self.action)
        return {name: True for name in names if self[name]}
