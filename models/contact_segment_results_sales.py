# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ContactSegment(models.Model):
    """What a segment sold: opportunities, and orders where Sales is installed."""

    _inherit = "contact.segment"

    def _read_opportunity_results(self):
        """Return the opportunities that come from this segment, as the user sees them.

        :return: available (the user may see any), count (lost ones included), value
            (those not lost), won_count and won_value, in the segment's currency
        :rtype: dict
        """
        results = {
            "available": self.env["crm.lead"].has_access("read"),
            "count": 0,
            "value": 0.0,
            "won_count": 0,
            "won_value": 0.0,
        }
        if not results["available"]:
            return results
        groups = (
            self.env["crm.lead"]
            .with_context(active_test=False)
            ._read_group(
                [("segment_id", "=", self.id)],
                ["won_status", "company_id"],
                ["__count", "expected_revenue:sum"],
            )
        )
        campaigns = self.env["utm.campaign"].with_company(self.company_id)
        companies = {company for _status, company, *_figures in groups}
        rates = campaigns._get_contact_rates(companies)
        for status, company, count, revenue in groups:
            results["count"] += count
            if status != "lost":
                results["value"] += revenue * rates[company]
            if status == "won":
                results["won_count"] += count
                results["won_value"] += revenue * rates[company]
        return results

    def _read_order_results(self):
        """Return the orders since logging, as the user sees them.

        Confirmed orders of the segment's company, of the contacts that were addressed
        or of their companies, each counted once. A segment is no proof that it brought
        them about.

        :return: available (there are orders and the user may see them), count and
            amount (without taxes, in the segment's currency)
        :rtype: dict
        """
        available = (
            "sale.order" in self.env
            and bool(self.logged_on)
            and self.env["sale.order"].has_access("read")
        )
        results = {"available": available, "count": 0, "amount": 0.0}
        if not available:
            return results
        orders = self.env["sale.order"]
        query = orders._search(self._get_order_domain())
        amount = orders._field_to_sql(query.table, "amount_untaxed", query)
        rate = orders._field_to_sql(query.table, "currency_rate", query)
        [(count, total)] = self.env.execute_query(
            query.select(
                SQL("COUNT(*)"),
                SQL("COALESCE(SUM(%s / COALESCE(NULLIF(%s, 0), 1)), 0)", amount, rate),
            )
        )
        return {**results, "count": count, "amount": float(total)}

    def _get_order_domain(self):
        """Return the condition of the orders since logging.

        :rtype: list
        """
        addressed = [
            ("segment_id", "=", self.id),
            ("segment_line_id", "!=", False),
            ("state", "=", "done"),
        ]
        return list(
            Domain("state", "=", "sale")
            & Domain("company_id", "=", self.company_id.id)
            & Domain("date_order", ">=", fields.Datetime.to_string(self.logged_on))
            & Domain(
                "partner_id.commercial_partner_id.company_interaction_ids",
                "any",
                addressed,
            )
        )
