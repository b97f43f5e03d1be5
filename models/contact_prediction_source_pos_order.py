# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL


class ContactPredictionSourcePosOrder(models.AbstractModel):
    """Lines of paid orders in shops; what was taken back has a negative quantity."""

    _name = "contact.prediction.source.pos.order"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Point of Sale Orders as Transactions"

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
    def _get_stamp(self, source, company):
        condition = SQL(
            "company_id = %s AND state NOT IN ('draft', 'cancel')", company.id
        )
        return self._get_table_stamp("pos.order", condition)
