# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import arguments
from ...tools.literals import read_domain
from ...tools.numbers import show_count


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
    step_id = fields.Many2one(
        comodel_name="contact.segment.step",
        ondelete="cascade",
        help="The step that is changed where it is; empty: a new one.",
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
    difference = fields.Char(compute="_compute_preview")
    sample_ids = fields.Many2many(
        comodel_name="res.partner", string="Among Them", compute="_compute_preview"
    )
    more_count = fields.Integer(compute="_compute_preview")
    removed_sample_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Among Those Removed",
        compute="_compute_preview",
    )
    following = fields.Text(
        string="Steps That Follow",
        compute="_compute_preview",
        help="What the steps after the one that is changed do then.",
    )
    unfinished = fields.Char(compute="_compute_preview")
    error = fields.Char(compute="_compute_preview")

    @api.depends(
        "segment_id",
        "step_id",
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
            wizard._show_preview(0, [], {})
            try:
                self.env["res.partner"]._check_condition_finished(wizard.domain)
            except UserError as error:
                wizard.unfinished = str(error)
                continue
            if not wizard.segment_id:
                continue
            try:
                if wizard.step_id:
                    plan = wizard._get_plan()
                    wizard._show_change(wizard.segment_id.preview_replay(plan))
                else:
                    preview = wizard.segment_id._preview_reasons(
                        wizard.action, wizard.domain, wizard._get_options()
                    )
                    wizard._show_preview(*preview)
            except UserError as error:
                wizard.error = str(error)

    def _show_preview(self, count, partner_ids, reasons):
        """Show what the step will do: one number, and what makes it another one."""
        is_add, before = self.action == "add", self.segment_id.line_count
        # what is removed may be a contact that the user cannot see any more
        samples = self.env["res.partner"].browse(partner_ids)._filtered_access("read")
        self.matched_count = {
            "add": count + sum(reasons.values()),
            "reduce": count,
            "refine": before - count,
        }[self.action]
        self.added_count = count if is_add else 0
        self.removed_count = 0 if is_add else count
        self.line_count = before + count if is_add else before - count
        self.difference = self._describe_reasons(reasons)
        self.sample_ids = samples
        self.more_count = count - len(samples) if samples else 0
        self.removed_sample_ids = self.following = False

    def _show_change(self, change):
        """Show who comes and who goes when a step is changed and the rest follows."""
        steps = {step["step_id"]: step for step in change["steps"]}
        if self.step_id.id not in steps:
            raise UserError(
                self.env._(
                    "Step %(step)s is not of segment %(segment)s; open it there.",
                    step=self.step_id.display_name,
                    segment=self.segment_id.display_name,
                )
            )
        self.matched_count = steps[self.step_id.id]["matched"]
        self.added_count = change["added"]
        self.removed_count = change["removed"]
        self.line_count = change["line_count"]
        self.sample_ids = self.env["res.partner"].browse(change["added_ids"])
        self.removed_sample_ids = self.env["res.partner"].browse(change["removed_ids"])
        self.following = self._describe_following(change["steps"])

    def _describe_following(self, figures):
        """Return what the steps after the changed one did and will do, by line."""
        was = {step["id"]: step for step in self.segment_id.get_steps()}
        ids = [step["step_id"] for step in figures]
        after = figures[ids.index(self.step_id.id) + 1 :]
        return "\n".join(
            self.env._(
                "%(step)s: %(before)s, then %(after)s",
                step=was[step["step_id"]]["summary"],
                before=self._describe_effect(was[step["step_id"]]),
                after=self._describe_effect(step),
            )
            for step in after
            if self._describe_effect(was[step["step_id"]])
            != self._describe_effect(step)
        )

    def _describe_effect(self, step):
        """Return how many contacts a step brings or takes."""
        count = show_count(self.env, step["added"] or step["removed"])
        return f"−{count}" if step["removed"] else f"+{count}"

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
                count=show_count(self.env, reasons[code]),
                reason=label,
            )
            for code, label in labels.items()
            if code in reasons
        ]
        return self.env._(
            "%(count)s match: %(reasons)s",
            count=show_count(self.env, self.matched_count),
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
        """Take the step, and tell what it did; or change the one that is there.

        :return: a note with a button that undoes it; True for a changed step
        :rtype: dict or bool
        :raise ValidationError: the condition cannot be used, or has a rule without a
            value
        """
        arguments.check_one(self)
        self.env["res.partner"]._check_condition_finished(self.domain)
        if self.step_id:
            self.segment_id.replay_steps(self._get_plan())
            return True
        result = self.segment_id._take_step(
            self.action, self.domain, self._get_options()
        )
        return self.segment_id._notify_taken([result])

    def _get_plan(self):
        """Return the steps with the one that is changed here as it shall be."""
        plan = [{"step_id": step.id} for step in self.segment_id._get_done_steps()]
        changed = {
            "action": self.action,
            "domain": self.domain,
            "options": self._get_options(),
        }
        return [
            entry | changed if entry["step_id"] == self.step_id.id else entry
            for entry in plan
        ]

    def _get_options(self):
        names = self.env["contact.step.mixin"]._get_option_names(self.action)
        return {name: True for name in names if self[name]}
