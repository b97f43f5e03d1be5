# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL, LazyTranslate

from ....tools.told import tell

_lt = LazyTranslate(__name__)

# The states in which a subscription runs or has run.
STATES = ("3_progress", "4_paused", "5_renewed", "6_churn")
FIELDS = {"is_subscription", "subscription_state", "plan_id", "start_date", "end_date"}
MODEL = "membership.membership_line"
INTERVALS = ("monthly", "quarterly", "yearly")


class ContactPredictionSourceContract(models.AbstractModel):
    """Lines of customer contracts; the end counts from the day it was reached."""

    _name = "contact.prediction.source.contract"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Contracts as Subscriptions"
    _stamped_models = ("contract.contract", "contract.line")

    @api.model
    def _get_required_models(self):
        return (
            ["contract.contract", "contract.line"],
            self.env._("Contracts (contract, of the OCA)"),
        )

    @api.model
    def _get_rows(self, source, company):
        # when an end was agreed on is not known, so it is not used before it came
        return SQL(
            """
            SELECT l.partner_id, l.reference, l.date_start, l.date_end,
                   COALESCE(LEAST(l.terminated_on, l.date_end), l.date_start)
                       AS date_event,
                   TRUE AS is_recurring, l.months,
                   l.amount, l.currency_id, l.product_id
              FROM (SELECT c.partner_id, COALESCE(c.code, c.name) AS reference,
                           o.date_start, l.currency_id, l.product_id,
                           %(terminated_on)s AS terminated_on,
                           CASE WHEN c.active THEN o.date_end
                                ELSE COALESCE(o.date_end, o.last_date_invoiced,
                                              c.write_date::date)
                            END AS date_end,
                           %(months)s AS months,
                           l.monthly_recurring * %(line_months)s AS amount
                      FROM contract_line l
                      JOIN contract_contract c ON c.id = l.contract_id
                     CROSS JOIN LATERAL (%(owner)s) o
                     WHERE c.contract_type = 'sale' AND l.display_type IS NULL
                       AND l.is_canceled IS NOT TRUE AND c.company_id = %(company)s
                   ) l
            """,
            months=self._as_months(
                SQL("o.recurring_rule_type"), SQL("o.recurring_interval")
            ),
            line_months=self._as_months(
                SQL("l.recurring_rule_type"), SQL("l.recurring_interval")
            ),
            owner=self._get_owner(),
            terminated_on=self._get_termination(),
            company=company.id,
        )

    def _get_owner(self):
        """Return what tells the time: the line, or the contract for all its lines."""
        columns = (
            "date_start",
            "date_end",
            "last_date_invoiced",
            "recurring_rule_type",
            "recurring_interval",
        )
        return SQL(
            "SELECT %s",
            SQL(", ").join(
                SQL(
                    "CASE WHEN c.line_recurrence THEN l.%(name)s ELSE c.%(name)s END "
                    "AS %(name)s",
                    name=SQL.identifier(column),
                )
                for column in columns
            ),
        )

    def _get_termination(self):
        """Return the day of notice, which another addon may write down."""
        if "terminate_date" in self.env["contract.contract"]._fields:
            return SQL("c.terminate_date")
        return SQL("NULL::date")


class ContactPredictionSourceEnterpriseSubscription(models.AbstractModel):
    """Subscriptions of Odoo Enterprise, which are sales orders."""

    _name = "contact.prediction.source.enterprise.subscription"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Enterprise Subscriptions as Subscriptions"
    _has_currency = False
    _stamped_models = ("sale.order",)

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
            reason = tell(self.env, _lt("Install %(app)s to use these data.", app=app))
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
    def _get_condition(self, company):
        return SQL(
            "is_subscription AND subscription_state IN %s AND company_id = %s",
            STATES,
            company.id,
        )


class ContactPredictionSourceMembership(models.AbstractModel):
    """Periods of memberships that were invoiced or given for free."""

    _name = "contact.prediction.source.membership"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Memberships as Subscriptions"
    _has_currency = False
    _stamped_models = (MODEL,)

    @api.model
    def _get_required_models(self):
        return [MODEL], self.env._("Membership (membership, of the OCA)")

    @api.model
    def _get_rows(self, source, company):
        partner = SQL.identifier(
            "partner_id" if "partner_id" in self.env[MODEL]._fields else "partner"
        )
        return SQL(
            """
            SELECT %(partner)s AS partner_id,
                   %(partner)s || '/' || membership_id AS reference,
                   date_from AS date_start, LEAST(date_to, date_cancel) AS date_end,
                   CASE WHEN date_cancel < date_to THEN date_cancel
                        ELSE LEAST(date, date_from) END AS date_event,
                   FALSE AS is_recurring,
                   round((date_to - date_from + 1) / 30.4) AS months,
                   member_price AS amount, NULL::int AS currency_id,
                   membership_id AS product_id
              FROM %(table)s
             WHERE %(condition)s
            """,
            partner=partner,
            table=SQL.identifier(self.env[MODEL]._table),
            condition=self._get_condition(company),
        )

    @api.model
    def _get_condition(self, company):
        # what was cancelled before it began never was
        return SQL(
            """state NOT IN ('none', 'waiting') AND date_from IS NOT NULL
               AND (company_id = %s OR company_id IS NULL)
               AND (state <> 'canceled' OR date_cancel > date_from)
               AND (date_cancel IS NULL OR date_cancel > date_from)""",
            company.id,
        )


class ContactPredictionSourceRecurringInvoice(models.AbstractModel):
    """Invoices that repeat themselves; each pays for the time until the next one."""

    _name = "contact.prediction.source.recurring.invoice"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Recurring Invoices as Subscriptions"
    _has_currency = False
    _stamped_models = ("account.move",)

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
    def _get_condition(self, company):
        return SQL(
            """state = 'posted' AND move_type IN ('out_invoice', 'out_receipt')
               AND auto_post IN %s AND company_id = %s""",
            INTERVALS,
            company.id,
        )


class ContactPredictionSourceSubscriptionOca(models.AbstractModel):
    """Subscriptions that run or were closed.

    There is no date of closing: it is the day when the stage was changed, as the
    messages tell, or else the day up to which the last invoice paid.
    """

    _name = "contact.prediction.source.subscription.oca"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Subscriptions of the OCA as Subscriptions"
    _stamped_models = ("sale.subscription",)

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
