# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

MODEL = "membership.membership_line"


class ContactPredictionSourceMembership(models.AbstractModel):
    """Periods of memberships that were invoiced or given for free."""

    _name = "contact.prediction.source.membership"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Memberships as Subscriptions"

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
    def _get_stamp(self, source, company):
        return self._get_table_stamp(MODEL, self._get_condition(company))

    def _get_condition(self, company):
        # what was cancelled before it began never was
        return SQL(
            """state NOT IN ('none', 'waiting') AND date_from IS NOT NULL
               AND (company_id = %s OR company_id IS NULL)
               AND (state <> 'canceled' OR date_cancel > date_from)
               AND (date_cancel IS NULL OR date_cancel > date_from)""",
            company.id,
        )
