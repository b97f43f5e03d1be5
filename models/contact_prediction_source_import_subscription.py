# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL


class ContactPredictionSourceImportSubscription(models.AbstractModel):
    """The subscriptions that were imported."""

    _name = "contact.prediction.source.import.subscription"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Imported Subscriptions as Subscriptions"

    @api.model
    def _get_rows(self, source, company):
        return SQL(
            """
            SELECT partner_id, reference, date_start, date_end, date_event,
                   is_recurring, months, amount, currency_id, product_id
              FROM contact_prediction_subscription
             WHERE company_id = %s
            """,
            company.id,
        )

    @api.model
    def _get_stamp(self, source, company):
        condition = SQL("company_id = %s", company.id)
        return self._get_table_stamp("contact.prediction.subscription", condition)
