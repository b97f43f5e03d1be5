# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

RETENTION_PERIODS = 12


class ContactPredictionSubscriptionChurn(models.AbstractModel):
    """Which subscribers will leave.

    Subscribers have a subscription that runs on a day. They leave if, after it, they
    have none for the days of grace, and these are over within the days ahead.
    """

    _name = "contact.prediction.subscription.churn"
    _inherit = ["contact.prediction.churn"]
    _description = "Prediction of Subscriptions That End"

    @api.model
    def _read(self, prediction, cuts, everybody=False):
        return self.env["contact.prediction.features"]._read_subscription_features(
            prediction,
            cuts,
            prediction.horizon_days,
            prediction.grace_days,
            everybody=everybody,
        )

    @api.model
    def _rate(self, prediction, known, last, accuracy, of_churned):
        """Rate relatively to how many left on average until the latest day."""
        from ..forecasting import grades

        rate = float((known["churned"][~known["is_last"]] == 1).mean())
        return {
            "grade": grades.grade_subscription_churn(accuracy, of_churned, rate),
            "baseline": rate,
            "parameters": {"historical_churn_rate": rate},
        }

    @api.model
    def _get_more_statistics(self, prediction):
        """Return how long subscribers stay, by the shifted-beta-geometric model."""
        from ..forecasting import retention

        cohort = self.env["contact.prediction.features"]._read_survivors(prediction)
        survivors = cohort["survivors"]
        if len(survivors) < 2 or not survivors[0]:
            return {}
        model = retention.fit_sbg(survivors)
        return {
            "retention_months": float(cohort["months"]),
            "first_retention": model.retention(1),
            "expected_periods": model.expected_lifetime(periods=RETENTION_PERIODS),
        }
