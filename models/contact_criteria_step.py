# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class ContactCriteriaStep(models.Model):
    """One step of saved criteria, run again whenever the criteria are reused."""

    _name = "contact.criteria.step"
    _inherit = ["contact.rights.mixin", "contact.step.mixin"]
    _description = "Saved Criteria Step"

    criteria_id = fields.Many2one(
        comodel_name="contact.criteria", required=True, index=True, ondelete="cascade"
    )

    @api.constrains("domain")
    def _check_domain(self):
        for step in self:
            self.env["res.partner"]._parse_segment_domain(step.domain)
