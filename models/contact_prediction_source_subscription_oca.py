# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL


class ContactPredictionSourceSubscriptionOca(models.AbstractModel):
    """Subscriptions that run or were closed.

    There is no date of closing: it is the day when the stage was changed, as the
    messages tell, or else the day up to which the last invoice paid.
    """

    _name = "contact.prediction.source.subscription.oca"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Subscriptions of the OCA as Subscriptions"

    @api.model
    def _get_required_models(self):
        return (
            ["sale.subscription", "sale.subscription.stage"],
            self.env._("Subscription management (subscription_oca, of the OCA)"),
        )

    @api.model
    def _get_rows(self, source, company):
        return SQL(
            """
            SELECT partner_id, reference, date_start,
                   CASE WHEN is_closed THEN LEAST(date, COALESCE(closed_on, paid_until,
                        written_on)) ELSE date END AS date_end,
                   CASE WHEN is_closed THEN COALESCE(closed_on, paid_until, written_on)
                        ELSE date_start END AS date_event,
                   date IS NULL AS is_recurring, months, amount, currency_id,
                   NULL::int AS product_id
              FROM (SELECT s.partner_id, COALESCE(s.code, s.name) AS reference,
                           s.date_start, s.date, g.type = 'post' AS is_closed,
                           closing.closed_on, s.write_date::date AS written_on,
                           %(paid_until)s AS paid_until, %(months)s AS months,
                           s.recurring_total AS amount, s.currency_id
                      FROM sale_subscription s
                      JOIN sale_subscription_stage g ON g.id = s.stage_id
                      JOIN sale_subscription_template t ON t.id = s.template_id
                      LEFT JOIN (%(closings)s) closing ON closing.id = s.id
                     WHERE g.type IN ('in_progress', 'post')
                       AND s.company_id = %(company)s) s
            """,
            months=self._get_months(),
            paid_until=self._get_paid_until(),
            closings=self._get_closings(company),
            company=company.id,
        )

    def _get_months(self):
        return self._as_months(
            SQL("t.recurring_rule_type"), SQL("t.recurring_interval")
        )

    def _get_paid_until(self):
        return SQL(
            """(SELECT max(COALESCE(m.invoice_date, m.date)) FROM account_move m
                 WHERE m.subscription_id = s.id AND m.state = 'posted')
               + round(30.4 * (%s))::int""",
            self._get_months(),
        )

    def _get_closings(self, company):
        """Return on which day subscriptions came to the stage they are closed in."""
        return SQL(
            """
            SELECT m.res_id AS id, max(%(day)s) AS closed_on
              FROM mail_message m
              JOIN mail_tracking_value v ON v.mail_message_id = m.id
              JOIN ir_model_fields f ON f.id = v.field_id AND f.name = 'stage_id'
              JOIN sale_subscription_stage g
                ON g.id = v.new_value_integer AND g.type = 'post'
             WHERE m.model = 'sale.subscription'
             GROUP BY m.res_id
            """,
            day=self._as_day(SQL("m.date"), company),
        )

    @api.model
    def _get_stamp(self, source, company):
        condition = SQL("company_id = %s", company.id)
        return self._get_table_stamp("sale.subscription", condition)
