# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

# The states in which a subscription runs or has run.
STATES = ("3_progress", "4_paused", "5_renewed", "6_churn")
FIELDS = {"is_subscription", "subscription_state", "plan_id", "start_date", "end_date"}


class ContactPredictionSourceEnterpriseSubscription(models.AbstractModel):
    """Subscriptions of Odoo Enterprise, which are sales orders."""

    _name = "contact.prediction.source.enterprise.subscription"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Enterprise Subscriptions as Subscriptions"

    @api.model
    def _get_required_models(self):
        return (
            ["sale.order", "sale.subscription.plan"],
            self.env._("Subscriptions (sale_subscription, of Odoo Enterprise)"),
        )

    @api.model
    def _get_unavailable_reason(self):
        reason = super()._get_unavailable_reason()
        if not reason and FIELDS - set(self.env["sale.order"]._fields):
            _names, app = self._get_required_models()
            reason = self.env._("Install %(app)s to use these data.", app=app)
        return reason

    @api.model
    def _get_rows(self, source, company):
        # a renewal is an order of its own, which follows the first in the chain
        return SQL(
            """
            SELECT o.partner_id, COALESCE(o.client_order_ref, o.name) AS reference,
                   COALESCE(o.start_date, %(day)s) AS date_start,
                   CASE WHEN o.subscription_state IN ('5_renewed', '6_churn')
                        THEN LEAST(o.end_date, o.next_invoice_date)
                        ELSE o.end_date END AS date_end,
                   CASE WHEN o.subscription_state IN ('5_renewed', '6_churn')
                        THEN LEAST(o.end_date, o.next_invoice_date)
                        ELSE COALESCE(o.start_date, %(day)s) END AS date_event,
                   o.end_date IS NULL OR o.subscription_state
                       IN ('5_renewed', '6_churn') AS is_recurring,
                   %(months)s AS months,
                   o.recurring_monthly * %(months)s
                       / COALESCE(NULLIF(o.currency_rate, 0), 1) AS amount,
                   NULL::int AS currency_id, NULL::int AS product_id
              FROM sale_order o
              LEFT JOIN sale_subscription_plan p ON p.id = o.plan_id
             WHERE %(condition)s
            """,
            day=self._as_day(SQL("o.date_order"), company),
            months=self._as_months(
                SQL("p.billing_period_unit"), SQL("p.billing_period_value")
            ),
            condition=self._get_condition(company),
        )

    @api.model
    def _get_stamp(self, source, company):
        return self._get_table_stamp("sale.order", self._get_condition(company))

    def _get_condition(self, company):
        return SQL(
            "is_subscription AND subscription_state IN %s AND company_id = %s",
            STATES,
            company.id,
        )
