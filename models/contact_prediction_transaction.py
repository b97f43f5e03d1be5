# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ContactPredictionTransaction(models.Model):
    """A line of what a customer bought, imported for predictions to learn from."""

    _name = "contact.prediction.transaction"
    _inherit = ["contact.rights.mixin", "contact.prediction.import.mixin"]
    _description = "Imported Transaction"
    _order = "date desc, id desc"

    date = fields.Date(required=True)
    amount = fields.Monetary(help="Negative for what was given back.")
    currency_id = fields.Many2one(help="Amounts are converted by the rate of the day.")
    reference = fields.Char(
        help="The document: lines of one day with the same reference are one purchase."
    )
