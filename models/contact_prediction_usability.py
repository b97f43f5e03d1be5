# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ContactPredictionUsability(models.Model):
    """A line of the data report: what is wrong with the data, and where."""

    _name = "contact.prediction.usability"
    _inherit = ["contact.rights.mixin"]
    _description = "Data Report of a Prediction"
    _order = "step desc, level, id"

    prediction_id = fields.Many2one(
        comodel_name="contact.prediction", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="prediction_id.company_id")
    step = fields.Selection(
        selection=[("train", "Training"), ("score", "Scoring")], required=True
    )
    level = fields.Selection(
        selection=[
            ("error", "Error"),
            ("warning", "Warning"),
            ("recommendation", "Recommendation"),
        ],
        required=True,
    )
    field_name = fields.Char(string="Column")
    record_name = fields.Char(string="Record")
    message = fields.Text(required=True)
