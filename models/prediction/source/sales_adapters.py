# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

MOVE_TYPES = ("out_invoice", "out_refund", "out_receipt")


class ContactPredictionSourceSaleOrder(models.AbstractModel):
    """Lines of confirmed sales orders; lines with a negative quantity are returns."""

    _name = "contact.prediction.source.sale.order"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Sales Orders as Transactions"
    _has_currency = False
    _stamped_models = ("sale.order", "sale.order.line")

    @api.model
    def _get_required_models(self):
        return ["sale.order", "sale.order.line"], self.env._("Sales (sale)")

    @api.model
    def _get_rows(self, source, company):
        return SQL(
            """
            SELECT o.partner_id, %(day)s AS date,
                   l.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1) AS amount,
                   NULL::int AS currency_id, l.product_id, o.name AS reference
              FROM sale_order_line l
              JOIN sale_order o ON o.id = l.order_id
             WHERE o.state IN ('sale', 'done') AND o.company_id = %(company)s
               AND l.display_type IS NULL AND l.is_downpayment IS NOT TRUE
               AND l.product_uom_qty <> 0
            """,
            day=self._as_day(SQL("o.date_order"), company),
            company=company.id,
        )

    @api.model
    def _get_condition(self, company):
        return SQL("company_id = %s AND state IN ('sale', 'done')", company.id)


class ContactPredictionSourceInvoice(models.AbstractModel):
    """Lines of posted customer invoices; those of credit notes are returns."""

    _name = "contact.prediction.source.invoice"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Customer Invoices as Transactions"
    _has_currency = False
    # posted invoices change only as a whole
    _stamped_models = ("account.move",)

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
    def _get_condition(self, company):
        return SQL(
            "company_id = %s AND state = 'posted' AND move_type IN %s",
            company.id,
            MOVE_TYPES,
        )


class ContactPredictionSourcePosOrder(models.AbstractModel):
    """Lines of paid orders in shops; what was taken back has a negative quantity."""

    _name = "contact.prediction.source.pos.order"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Point of Sale Orders as Transactions"
    _has_currency = False
    _stamped_models = ("pos.order",)

    @api.model
    def _get_required_models(self):
        return (
            ["pos.order", "pos.order.line"],
            self.env._("Point of Sale (point_of_sale)"),
        )

    @api.model
    def _get_rows(self, source, company):
        # subtotals of refunds have either sign, by who wrote them; quantities do not
        return SQL(
            """
            SELECT o.partner_id, %(day)s AS date,
                   abs(l.price_subtotal) * sign(l.qty * l.price_unit)
                       / COALESCE(NULLIF(o.currency_rate, 0), 1) AS amount,
                   NULL::int AS currency_id, l.product_id,
                   COALESCE(NULLIF(o.name, '/'), o.id::text) AS reference
              FROM pos_order_line l
              JOIN pos_order o ON o.id = l.order_id
             WHERE o.state NOT IN ('draft', 'cancel') AND o.company_id = %(company)s
               AND l.qty <> 0
            """,
            day=self._as_day(SQL("o.date_order"), company),
            company=company.id,
        )

    @api.model
    def _get_condition(self, company):
        return SQL("company_id = %s AND state NOT IN ('draft', 'cancel')", company.id)
