# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import LazyTranslate, formatLang

from ....tools.numbers import show_count
from ....tools.told import tell
from ..feature.churn import get_churn_names
from ..feature.events import (
    count_events,
    get_event_names,
    read_product_events,
    read_response_events,
)

_lt = LazyTranslate(__name__)

# Everybody counts who ever bought: so many days are a hundred years.
EVER = 36_500


class ContactPrediction(models.Model):
    """Predictions of who will do something that was chosen."""

    _inherit = "contact.prediction"

    kind = fields.Selection(
        selection_add=[("propensity", "Likely to buy or answer")],
        ondelete={"propensity": "cascade"},
    )
    event = fields.Selection(
        selection=[
            ("purchase", "Buys one of the products"),
            ("response", "Answers the campaign"),
        ],
        string="What Is Predicted",
        default="purchase",
        required=True,
    )
    campaign_id = fields.Many2one(
        comodel_name="utm.campaign",
        help="Answers are done interactions of this campaign that are marked as a "
        "response.",
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.constrains("kind", "event", "campaign_id")
    def _check_event(self):
        for prediction in self.filtered(lambda some: some.kind == "propensity"):
            if prediction.event == "response" and not prediction.campaign_id:
                raise ValidationError(
                    self.env._(
                        "Prediction %(name)s asks who answers a campaign; choose the "
                        "campaign.",
                        name=prediction.name,
                    )
                )


class ContactPredictionPropensity(models.AbstractModel):
    """How likely each customer buys certain products, or answers a campaign.

    Learned and judged as who leaves is, on the same features and on what the customer
    did of this before: what is learned there is leaving is doing it here.
    """

    _name = "contact.prediction.propensity"
    _inherit = ["contact.prediction.churn"]
    _description = "Prediction of Who Will Do Something"
    _usual_days = 60
    _settings = ("event", "campaign_id", "product_domain")
    _icon = "fa-bullseye"
    _flag_meaning = "other"
    _preset_flag = ""
    _high_is_good = True

    @api.model
    def _read_known(self, prediction, period):
        known = super()._read_known(prediction, period)
        if not (known["churned"] == 1).any():
            message = _lt(
                "Nobody did what prediction %(name)s asks for in the days to learn "
                "from; choose other products or another campaign, or look more days "
                "ahead.",
                name=prediction.name,
            )
            raise UserError(tell(self.env, message))
        return known

    @api.model
    def _read(self, prediction, cuts, everybody=False):
        import numpy as np

        days = prediction.horizon_days
        known = self.env["contact.prediction.features"]._read_churn_features(
            prediction, cuts, days, EVER, everybody=True
        )
        events = self._read_events(prediction)
        count, since, done = count_events(
            events, known["partner_ids"], known["cuts"], days
        )
        known["names"] = [*known["names"], *get_event_names(self.env)]
        known["features"] = np.column_stack([known["features"], count, since])
        # it stays unknown where the days are not over
        known["churned"] = np.where(known["churned"] < 0, -1, done).astype(np.int8)
        return known

    @api.model
    def _read_events(self, prediction):
        """Return who did it on which day."""
        if prediction.event == "response":
            return read_response_events(prediction, prediction.campaign_id.id)
        return read_product_events(prediction, prediction._get_candidate_ids())

    @api.model
    def _rate(self, prediction, known, last, accuracy, of_churned):
        # there is no rule in the documentation for what one chooses
        return {"letter": "", "baseline": 0.0, "parameters": {}}

    @api.model
    def _mark(self, last, count):
        """Mark those who did it most often, of equal ones those who bought last."""
        from ....forecasting.trust import get_top

        names, features = last["names"], last["features"]
        often = features[:, names.index("event_count")]
        since = features[:, names.index("days_since_last")]
        return get_top(often - since / (since.max() + 1), count)

    # --------------------------------------------------------------------------------
    # In words.
    # --------------------------------------------------------------------------------

    @api.model
    def _describe_difference(self, model, rule):
        return _lt(
            "Of 100 customers who did it, it found %(model)s; the simple rule, which "
            "marks as many, found %(rule)s.",
            model=model,
            rule=rule,
        )

    @api.model
    def _describe_order(self, count, tested):
        return _lt(
            "It holds it for unlikely, or for likely, of all %(tested)s customers, so "
            "the %(count)s with the highest scores were compared, as many as it "
            "expects to do it. Go by the order of the scores.",
            tested=tested,
            count=count,
        )

    @api.model
    def _describe_nobody(self, happened, tested):
        return _lt(
            "No grade: none of the customers it was tried on (%(tested)s) did it, so "
            "there was nobody to be found.",
            tested=tested,
        )

    @api.model
    def _describe_everybody(self, happened, tested):
        return _lt(
            "No grade: all customers it was tried on (%(tested)s) did it, so any "
            "guess is right.",
            tested=tested,
        )

    @api.model
    def _tell_question(self):
        return self.env._("Who will buy this product, or answer this campaign?")

    @api.model
    def _tell_needs(self):
        return self.env._(
            "Purchases with date, with products or besides answers to a campaign."
        )

    @api.model
    def _tell_distribution(self, prediction):
        texts = {
            "count": self._count_active(prediction),
            "days": show_count(self.env, prediction.horizon_days),
        }
        if prediction.event == "response":
            return self.env._(
                "How likely %(count)s customers answer %(campaign)s within %(days)s "
                "days",
                campaign=prediction.campaign_id.display_name,
                **texts,
            )
        return self.env._(
            "How likely %(count)s customers buy one of the products within %(days)s "
            "days",
            **texts,
        )

    @api.model
    def _tell_measure(self):
        return self.env._(
            "How many of the customers who did it were found, tried on the last days "
            "of the data, unseen in training:"
        )

    @api.model
    def _tell_baseline(self, prediction):
        return self.env._("Simple rule: as many, who did it most often before")

    @api.model
    def _tell_calibration_title(self):
        return self.env._("How many were expected to do it, and how many did")

    @api.model
    def _tell_lift(self, lift):
        return self.env._(
            "Of the %(count)s it held for the most likely, %(found)s did it; of "
            "%(count)s at random it would have been %(random)s.",
            count=show_count(self.env, lift["count"]),
            found=show_count(self.env, lift["found"]),
            random=formatLang(self.env, lift["random"], digits=1),
        )

    @api.model
    def _tell_accuracy(self, prediction, model, rule):
        return self.env._(
            "Right of all, who did it and who did not: %(model)s; the simple rule "
            "%(rule)s.",
            model=prediction._format_percent(model),
            rule=prediction._format_percent(rule),
        )

    @api.model
    def _tell_flag(self, score):
        return self.env._("Will probably do it") if score.flag else ""

    @api.model
    def _get_factor_names(self):
        return get_churn_names(self.env) | get_event_names(self.env)

    @api.model
    def _get_statistic_names(self):
        names = super()._get_statistic_names()
        # nobody has left, who ever bought
        del names["churned_customers"]
        return {
            **names,
            "leaving_customers": self.env._("Customers who will probably do it"),
            "expected_leaving": self.env._("Expected number of customers who do it"),
        }
