# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL


class ContactPredictionSourceSaleOrder(models.AbstractModel):
    """Lines of confirmed sales orders; lines with a negative quantity are returns."""

    _name = "contact.prediction.source.sale.order"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Sales Orders as Transactions"

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
    def _get_stamp(self, source, company):
        condition = SQL("company_id = %s AND state IN ('sale', 'done')", company.id)
        return SQL(
            "%s UNION ALL %s",
            self._get_table_stamp("sale.order", condition),
            self._get_table_stamp("sale.order.line", condition),
        )
