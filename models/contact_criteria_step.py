# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class ContactCriteriaStep(models.Model):
    """One step of saved criteria, run again whenever the criteria are reused."""

    _name = "contact.criteria.step"
    _inherit = ["contact.rights.mixin", "contact.step.mixin"]
    _description = "Saved Criteria Step"
    _rec_name = "summary"

    criteria_id = fields.Many2one(
        comodel_name="contact.criteria", required=True, index=True, ondelete="cascade"
    )
    summary = fields.Text(compute="_compute_summary")

    @api.depends(
        "action",
        "domain",
        "expand_companies",
        "include_companies",
        "ignore_exclusion",
        "allow_existing",
        "entire_companies",
    )
    @api.depends_context("lang")
    def _compute_summary(self):
        for step in self:
            step.summary = step._describe()

    @api.constrains("domain")
    def _check_domain(self):
        for step in self:
            self.env["res.partner"]._parse_segment_domain(step.domain)
