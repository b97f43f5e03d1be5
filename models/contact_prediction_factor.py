# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ContactPredictionFactor(models.Model):
    """What influences a prediction, and how much."""

    _name = "contact.prediction.factor"
    _inherit = ["contact.rights.mixin"]
    _description = "Factor of a Prediction"
    _order = "impact desc, id"

    prediction_id = fields.Many2one(
        comodel_name="contact.prediction", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="prediction_id.company_id")
    code = fields.Char(required=True)
    name = fields.Char(string="Factor", compute="_compute_name")
    impact = fields.Float(string="Impact (%)", digits=(16, 3))

    def _compute_name(self):
        names = self.env["contact.prediction"]._get_factor_names()
        for factor in self:
            factor.name = names.get(factor.code, factor.code)
