# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

INTERVALS = ("monthly", "quarterly", "yearly")


class ContactPredictionSourceRecurringInvoice(models.AbstractModel):
    """Invoices that repeat themselves; each pays for the time until the next one."""

    _name = "contact.prediction.source.recurring.invoice"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Recurring Invoices as Subscriptions"

    @api.model
    def _get_required_models(self):
        return ["account.move"], self.env._("Invoicing (account)")

    @api.model
    def _get_rows(self, source, company):
        return SQL(
            """
            SELECT m.partner_id, COALESCE(o.name, m.name) AS reference,
                   m.day AS date_start,
                   (m.day + make_interval(months => m.months))::date - 1 AS date_end,
                   m.day AS date_event, TRUE AS is_recurring, m.months,
                   m.amount_untaxed_signed AS amount, NULL::int AS currency_id,
                   NULL::int AS product_id
              FROM (SELECT *, COALESCE(invoice_date, date) AS day,
                           CASE auto_post WHEN 'monthly' THEN 1
                                WHEN 'quarterly' THEN 3 ELSE 12 END AS months
                      FROM account_move
                     WHERE %s) m
              LEFT JOIN account_move o ON o.id = m.auto_post_origin_id
            """,
            self._get_condition(company),
        )

    @api.model
    def _get_stamp(self, source, company):
        return self._get_table_stamp("account.move", self._get_condition(company))

    def _get_condition(self, company):
        return SQL(
            """state = 'posted' AND move_type IN ('out_invoice', 'out_receipt')
               AND auto_post IN %s AND company_id = %s""",
            INTERVALS,
            company.id,
        )
