# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ContactPredictionSourceMappedTransaction(models.AbstractModel):
    """The records of any model, as transactions."""

    _name = "contact.prediction.source.mapped.transaction"
    _inherit = ["contact.prediction.source.mapped"]
    _description = "Any Model as Transactions"

    @api.model
    def _get_columns(self):
        return {
            "partner_field": "partner_id",
            "date_field": "date",
            "amount_field": "amount",
            "currency_field": "currency_id",
            "product_field": "product_id",
            "reference_field": "reference",
        }
