# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL


class ContactPredictionSourceContract(models.AbstractModel):
    """Lines of customer contracts; the end counts from the day it was reached."""

    _name = "contact.prediction.source.contract"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Contracts as Subscriptions"

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

    @api.model
    def _get_stamp(self, source, company):
        condition = SQL("company_id = %s", company.id)
        return SQL(
            "%s UNION ALL %s",
            self._get_table_stamp("contract.contract", condition),
            self._get_table_stamp("contract.line", condition),
        )
