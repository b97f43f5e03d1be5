# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import LazyTranslate

from ....tools.numbers import show_count
from ..feature.subscription import get_subscription_names

_lt = LazyTranslate(__name__)

RETENTION_PERIODS = 12


class ContactPrediction(models.Model):
    """Predictions of who ends a subscription."""

    _inherit = "contact.prediction"

    kind = fields.Selection(
        selection_add=[("subscription_churn", "Subscriptions that end")],
        ondelete={"subscription_churn": "cascade"},
    )


class ContactPredictionSubscriptionChurn(models.AbstractModel):
    """Which subscribers will leave.

    Subscribers have a subscription that runs on a day. They leave if, after it, they
    have none for the days of grace, and these are over within the days ahead.
    """

    _name = "contact.prediction.subscription.churn"
    _inherit = ["contact.prediction.churn"]
    _description = "Prediction of Subscriptions That End"
    _usage = "subscription"
    _usual_days = 93
    _settings = ("grace_days",)
    _icon = "fa-calendar-times-o"
    _shares = ("first_retention",)

    @api.model
    def _check_settings(self, prediction):
        if prediction.horizon_days <= prediction.grace_days:
            raise ValidationError(
                self.env._(
                    "Prediction %(name)s must look further ahead than the days of "
                    "grace; enter more than %(days)s days ahead.",
                    name=prediction.name,
                    days=show_count(self.env, prediction.grace_days),
                )
            )

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
        from ....forecasting import grades

        rate = float((known["churned"][~known["is_last"]] == 1).mean())
        return {
            "letter": grades.grade_subscription_churn(accuracy, of_churned, rate),
            "baseline": rate,
            "parameters": {"historical_churn_rate": rate},
        }

    @api.model
    def _mark(self, last, count):
        """Mark everybody a little: as many at random."""
        import numpy as np

        total = len(last["churned"])
        return np.full(total, count / max(total, 1))

    @api.model
    def _describe_difference(self, model, rule):
        return _lt(
            "Of 100 subscribers who left it found %(model)s; as many at random would "
            "have been %(rule)s.",
            model=model,
            rule=rule,
        )

    @api.model
    def _get_more_statistics(self, prediction):
        """Return how long subscribers stay, by the shifted-beta-geometric model."""
        from ....forecasting import retention

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

    @api.model
    def _tell_question(self):
        return self.env._("Which subscribers will not renew?")

    @api.model
    def _tell_needs(self):
        return self.env._("Subscriptions with start and end, also those that ended.")

    @api.model
    def _tell_measure(self):
        return self.env._(
            "How many of the subscribers who left were found, tried on the last "
            "days of the data, unseen in training:"
        )

    @api.model
    def _tell_baseline(self, prediction):
        return self.env._("Simple rule: as many at random")

    @api.model
    def _tell_documented_rule(self, prediction):
        return self.env._("usual share of subscribers who leave")

    @api.model
    def _get_factor_names(self):
        return get_subscription_names(self.env)

    @api.model
    def _get_statistic_names(self):
        return {
            **super()._get_statistic_names(),
            "retention_months": self.env._("Months of a subscription period"),
            "first_retention": self.env._("Share that renews for the first time"),
            "expected_periods": self.env._("Expected periods of the first twelve"),
        }
