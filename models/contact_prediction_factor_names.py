# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

SAMPLES_SHOWN = 10


class ContactPrediction(models.Model):
    """Factors and figures in plain words, in the language of whoever reads them."""

    _inherit = "contact.prediction"

    @api.model
    def _get_factor_names(self):
        """Return what factors are called, by their codes.

        :rtype: dict[str, str]
        """
        return {
            **self.env["contact.prediction.features"]._get_feature_names(),
            "past_transactions": self.env._("Past transactions"),
            "product_similarity": self.env._("Similar products"),
            "customer_similarity": self.env._("Similar customers"),
        }

    @api.model
    def _get_statistic_names(self):
        """Return what the statistics are called, by their codes.

        :rtype: dict[str, str]
        """
        return {
            "customers": self.env._("Customers"),
            "transactions": self.env._("Transactions"),
            "first_day": self.env._("First day of the data"),
            "last_day": self.env._("Last day of the data"),
            "active_customers": self.env._("Active customers"),
            "churned_customers": self.env._("Customers who have left already"),
            "leaving_customers": self.env._("Customers who will probably leave"),
            "expected_leaving": self.env._("Expected number of customers who leave"),
            "purchase_interval": self.env._("Purchase interval in days"),
            "high_value_customers": self.env._("High-value customers"),
            "expected_total": self.env._("Expected value of all active customers"),
            "expected_average": self.env._("Expected value of an active customer"),
            "retention_months": self.env._("Months of a subscription period"),
            "first_retention": self.env._("Share that renews for the first time"),
            "expected_periods": self.env._("Expected periods of the first twelve"),
            "purchases": self.env._("Purchases of products"),
            "products": self.env._("Products"),
            "recommendations": self.env._("Recommendations"),
            "contacts": self.env._("Contacts with recommendations"),
            "past_transactions": self.env._("Resting on past transactions (%)"),
            "product_similarity": self.env._("Resting on similar products (%)"),
            "customer_similarity": self.env._("Resting on similar customers (%)"),
        }

    def _get_statistics(self):
        """Return the statistics to show.

        :return: ``code``, ``name`` and ``value`` of each
        :rtype: list[dict]
        """
        self.ensure_one()
        names = self._get_statistic_names()
        return [
            {"code": row["name"], "name": names[row["name"]], "value": row["value"]}
            for row in self.statistics or []
            if row["name"] in names
        ]

    def _get_samples(self):
        """Return the best recommendations, for contacts that the user may see.

        :return: ``partner_id``, ``partner``, ``product_id``, ``product`` and ``score``
        :rtype: list[dict]
        """
        self.ensure_one()
        if self.kind != "product_recommendation":
            return []
        scores = self.env["contact.prediction.score"].search(
            [
                ("prediction_id", "=", self.id),
                ("rank", "=", 1),
                ("status", "!=", "cold"),
            ],
            order="score desc, id",
            limit=SAMPLES_SHOWN,
        )
        return [
            {
                "partner_id": score.partner_id.id,
                "partner": score.partner_id.display_name,
                "product_id": score.product_id.id,
                # as Odoo shows what a link is called
                "product": score.product_id.sudo().display_name,
                "score": score.score,
            }
            for score in scores
        ]
