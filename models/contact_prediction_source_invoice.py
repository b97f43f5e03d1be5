# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

MOVE_TYPES = ("out_invoice", "out_refund", "out_receipt")


class ContactPredictionSourceInvoice(models.AbstractModel):
    """Lines of posted customer invoices; those of credit notes are returns."""

    _name = "contact.prediction.source.invoice"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Customer Invoices as Transactions"

    @api.model
    def _get_required_models(self):
        return ["account.move", "account.move.line"], self.env._("Invoicing (account)")

    @api.model
    def _get_rows(self, source, company):
        # the balance is in the company's currency, by the rate of the invoice
        return SQL(
            """
            SELECT m.partner_id, COALESCE(m.invoice_date, m.date) AS date,
                   -l.balance AS amount, NULL::int AS currency_id, l.product_id,
                   m.name AS reference
              FROM account_move_line l
              JOIN account_move m ON m.id = l.move_id
             WHERE m.state = 'posted' AND m.move_type IN %(types)s
               AND m.company_id = %(company)s AND l.display_type = 'product'
            """,
            types=MOVE_TYPES,
            company=company.id,
        )

    @api.model
    def _get_stamp(self, source, company):
        # posted invoices change only as a whole
        condition = SQL(
            "company_id = %s AND state = 'posted' AND move_type IN %s",
            company.id,
            MOVE_TYPES,
        )
        return self._get_table_stamp("account.move", condition)
