# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

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
    difference = fields.Char(
        compute="_compute_preview", help="Why not all that match are added or removed."
    )
    sample_ids = fields.Many2many(
        comodel_name="res.partner",
        compute="_compute_preview",
        help="Some of the contacts that are added or removed.",
    )
    more_count = fields.Integer(compute="_compute_preview")
    unfinished = fields.Char(compute="_compute_preview")
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
            wizard.error = wizard.unfinished = False
            preview = (0, [], {})
            try:
                self.env["res.partner"]._check_condition_finished(wizard.domain)
            except UserError as error:
                wizard.unfinished = str(error)
            if wizard.segment_id and not wizard.unfinished:
                try:
                    preview = wizard.segment_id._preview_reasons(
                        wizard.action, wizard.domain, wizard._get_options()
                    )
                except UserError as error:
                    wizard.error = str(error)
            wizard._show_preview(*preview)

    def _show_preview(self, count, partner_ids, reasons):
        """Show what the step will do: one number, and what makes it another one."""
        is_add, before = self.action == "add", self.segment_id.line_count
        # what is removed may be a contact that the user cannot see any more
        samples = self.env["res.partner"].browse(partner_ids)._filtered_access("read")
        kept = 0 if is_add or self.error or self.unfinished else before - count
        self.matched_count = {
            "add": count + sum(reasons.values()),
            "reduce": count,
            "refine": kept,
        }[self.action]
        self.added_count = count if is_add else 0
        self.removed_count = 0 if is_add else count
        self.line_count = before + count if is_add else before - count
        self.difference = self._describe_reasons(reasons)
        self.sample_ids = samples
        self.more_count = count - len(samples) if samples else 0

    def _describe_reasons(self, reasons):
        """Return why contacts that match do not come in, with their numbers."""
        if not reasons:
            return False
        labels = {
            "archived": self.env._("archived"),
            "excluded": self.env._("excluded"),
            "present": self.env._("on the segment already"),
        }
        phrases = [
            self.env._(
                "%(count)s %(reason)s",
                count=formatLang(self.env, reasons[code], digits=0),
                reason=label,
            )
            for code, label in labels.items()
            if code in reasons
        ]
        return self.env._(
            "%(count)s match: %(reasons)s",
            count=formatLang(self.env, self.matched_count, digits=0),
            reasons=", ".join(phrases),
        )

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
        """Take the step.

        :return: True, which closes the wizard
        :rtype: bool
        :raise ValidationError: the condition cannot be used, or has a rule without a
            value
        """
        arguments.check_one(self)
        self.env["res.partner"]._check_condition_finished(self.domain)
        self.segment_id._take_step(self.action, self.domain, self._get_options())
        return True

    def _get_options(self):
        names = self.env["contact.step.mixin"]._get_option_names(self.action)
        return {name: True for name in names if self[name]}
