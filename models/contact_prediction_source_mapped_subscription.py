# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ContactPredictionSourceMappedSubscription(models.AbstractModel):
    """The records of any model, as subscriptions."""

    _name = "contact.prediction.source.mapped.subscription"
    _inherit = ["contact.prediction.source.mapped"]
    _description = "Any Model as Subscriptions"

    @api.model
    def _get_columns(self):
        return {
            "partner_field": "partner_id",
            "reference_field": "reference",
            "start_field": "date_start",
            "end_field": "date_end",
            "date_field": "date_event",
            "recurring_field": "is_recurring",
            "months_field": "months",
            "amount_field": "amount",
            "currency_field": "currency_id",
            "product_field": "product_id",
        }
