# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL


class ContactPredictionSourceImportTransaction(models.AbstractModel):
    """The transactions that were imported."""

    _name = "contact.prediction.source.import.transaction"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Imported Transactions as Transactions"

    @api.model
    def _get_rows(self, source, company):
        return SQL(
            """
            SELECT partner_id, date, amount, currency_id, product_id, reference
              FROM contact_prediction_transaction
             WHERE company_id = %s
            """,
            company.id,
        )

    @api.model
    def _get_stamp(self, source, company):
        condition = SQL("company_id = %s", company.id)
        return self._get_table_stamp("contact.prediction.transaction", condition)
