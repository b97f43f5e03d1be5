# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate, format_date, formatLang

from ....tools.numbers import show_count
from ....tools.told import tell
from ..feature.churn import get_churn_names
from .contact_prediction_kind import BARS

_lt = LazyTranslate(__name__)

# Who is still there with a probability below this has left, so that no day is told.
LEAST_ALIVE = 0.1
LEAST_DAYS = 7


class ContactPrediction(models.Model):
    """Predictions of when customers buy next."""

    _inherit = "contact.prediction"

    kind = fields.Selection(
        selection_add=[("next_purchase", "Next purchase")],
        ondelete={"next_purchase": "cascade"},
    )


class ContactPredictionNextPurchase(models.AbstractModel):
    """When each customer will buy next, and how likely within the days ahead.

    By the model of ``forecasting.next_purchase``: the own rhythm of a customer, drawn
    to that of all where little is known of it. It is tried on the last days, as if
    these were not known yet, beside the rule of the last purchase and the usual
    interval.
    """

    _name = "contact.prediction.next.purchase"
    _inherit = ["contact.prediction.kind"]
    _description = "Prediction of the Next Purchase"
    _icon = "fa-calendar"
    _flag_meaning = "other"
    _has_dates = True
    _recommended_customers = 500

    @api.model
    def _train(self, prediction):
        from ....forecasting.next_purchase import NextPurchase

        period = self._get_period(prediction)
        trial = self._get_trial(prediction, period)
        known = self._read_customers(prediction, period["last"])
        model = self._fit(prediction, known)
        impacts = model.get_influence(
            self._get_features(known), float(prediction.horizon_days)
        )
        return {
            **self._judge(trial),
            "factors": list(zip(NextPurchase.names, impacts.tolist(), strict=True)),
            "parameters": {
                "method": model.method,
                "tested_days": trial["days"],
                "tested_customers": len(trial["bought"]),
                **model.get_parameters(),
            },
            "arrays": {},
            "meta": {"parameters": model.get_parameters()},
        }

    @api.model
    def _read_customers(self, prediction, cut, until=None):
        reader = self.env["contact.prediction.features"]
        return reader._read_rfm(prediction, cut, until=until)

    @api.model
    def _fit(self, prediction, known):
        """Return the model of all customers.

        :raise UserError: nobody bought twice
        """
        from ....forecasting.next_purchase import NextPurchase

        self._check_repeated(prediction, known["frequency"])
        return NextPurchase.fit(known["frequency"], known["recency"], known["age"])

    @api.model
    def _get_features(self, known):
        """Return the columns that the model looks at."""
        import numpy as np

        since = known["age"] - known["recency"]
        return np.column_stack([known["frequency"] + 1, since, known["age"]])

    @api.model
    def _get_trial(self, prediction, period):
        """Predict the last days from what was known before.

        :return: ``days`` predicted, and arrays: ``probabilities``, ``due`` and
            ``expected`` (days from the cut, by the simple rule and the prediction),
            ``bought`` (who did) and ``first`` (after how many days; NaN = not)
        :rtype: dict
        """
        from ....forecasting.next_purchase import get_rule_days

        cut, days = self._get_cut(prediction, period)
        if days < LEAST_DAYS:
            message = _lt(
                "The data of prediction %(name)s cover too few days to learn from; "
                "import older data.",
                name=prediction.name,
            )
            raise UserError(tell(self.env, message))
        known = self._read_customers(prediction, cut, period["last"])
        model = self._fit(prediction, known)
        features = self._get_features(known)
        return {
            "days": days,
            "probabilities": model.get_probability(features, float(days)),
            "expected": model.get_days(features),
            "due": get_rule_days(features),
            "bought": known["outcome_count"] > 0,
            "first": known["outcome_first"],
        }

    @api.model
    def _judge(self, trial):
        """Return the grade, both scores and what they mean.

        The rule may mark as many customers as the prediction expects to buy: those
        whose last purchase and usual interval come nearest to the tested days.
        """
        import numpy as np

        from ....forecasting import grades, trust

        bought, probabilities = trial["bought"], trial["probabilities"]
        count = min(max(round(float(probabilities.sum())), 1), len(bought))
        found = trust.get_top(probabilities, count)
        rule = trust.get_top(-np.abs(trial["due"]), count)
        difference = trust.get_difference(found, rule, bought)
        verdict = self._get_verdict(
            grades.grade_purchase(difference.model, difference.rule),
            difference,
            int(bought.sum()),
            int((~bought).sum()),
        )
        verdict["evaluation"] |= {
            "marked": count,
            "lift": trust.get_lift(probabilities, bought),
            "calibration": trust.get_calibration(probabilities, bought),
            "errors": self._get_errors(trial),
        }
        return verdict

    @api.model
    def _get_errors(self, trial):
        """Return by how many days half of the dates were wrong, of those who bought.

        :return: of the prediction and of the simple rule; empty if nobody bought
        :rtype: list
        """
        import numpy as np

        bought = trial["bought"]
        if not bought.any():
            return []
        return [
            # who is overdue by the rule is due now
            float(np.median(np.abs(np.maximum(days, 0) - trial["first"])[bought]))
            for days in (trial["expected"], trial["due"])
        ]

    @api.model
    def _score(self, prediction):
        import numpy as np

        from ....forecasting import evaluation, next_purchase

        meta = prediction._unpack("model_data")[1]
        model = next_purchase.NextPurchase.load(meta["parameters"])
        period = self._get_period(prediction)
        known = self._read_customers(prediction, period["last"])
        features = self._get_features(known)
        days = float(prediction.horizon_days)
        scores = np.round(model.get_probability(features, days), 6)
        active = model.get_alive(features) >= LEAST_ALIVE
        flags = active & (scores >= evaluation.THRESHOLD)
        percentiles = np.zeros(len(scores))
        percentiles[active] = evaluation.get_percentiles(scores[active])
        return {
            "partner_ids": known["partner_ids"],
            "scores": scores,
            "percentiles": percentiles,
            "flags": flags,
            "statuses": (~active).astype(np.int8),
            "dates": self._get_dates(model, features, active, period["last"]),
            "distribution": self._get_bars(
                scores[active], np.linspace(0, 1, BARS + 1).round(6)
            ),
            "statistics": self._get_statistics(
                period,
                active_customers=int(active.sum()),
                gone_customers=int((~active).sum()),
                expected_buyers=float(scores[active].sum()),
            ),
            **self._explain(
                prediction,
                scores - 2 * ~active,
                list(model.names),
                lambda best: model.get_effects(
                    features[best], self._get_medians(features), days
                ),
                features,
                self._get_usual_gaps(known),
            ),
        }

    @api.model
    def _get_dates(self, model, features, active, last):
        """Return the day of the next purchase and its bounds; 0 = nobody knows."""
        import numpy as np

        from ....forecasting.next_purchase import HIGH, LOW, MIDDLE

        today = self.env["contact.prediction.features"]._get_day(last)
        return {
            # the last day of the data is over
            name: np.where(
                active,
                today + np.maximum(np.ceil(model.get_days(features, share)), 1),
                0,
            )
            for name, share in (
                ("earliest_on", LOW),
                ("expected_on", MIDDLE),
                ("latest_on", HIGH),
            )
        }

    # --------------------------------------------------------------------------------
    # In words.
    # --------------------------------------------------------------------------------

    @api.model
    def _describe_difference(self, model, rule):
        return _lt(
            "Of 100 customers who bought it found %(model)s; the simple rule, which "
            "marks as many, found %(rule)s.",
            model=model,
            rule=rule,
        )

    @api.model
    def _tell_question(self):
        return self.env._("When will each customer buy next?")

    @api.model
    def _tell_needs(self):
        return self.env._("Purchases with date, several of many customers.")

    @api.model
    def _tell_distribution(self, prediction):
        return self.env._(
            "How likely %(count)s active customers buy within %(days)s days",
            count=self._count_active(prediction),
            days=show_count(self.env, prediction.horizon_days),
        )

    @api.model
    def _tell_measure(self):
        return self.env._(
            "How many of the customers who bought were found, tried on the last days "
            "of the data, unseen in training:"
        )

    @api.model
    def _tell_baseline(self, prediction):
        return self.env._("Simple rule: last purchase plus usual interval")

    @api.model
    def _tell_calibration_title(self):
        return self.env._("How many were expected to buy, and how many bought")

    @api.model
    def _tell_details(self, prediction, evaluation):
        told = []
        if lift := evaluation.get("lift"):
            told.append(
                self.env._(
                    "Of the %(count)s it held for the most likely to buy, %(found)s "
                    "bought; of %(count)s at random it would have been %(random)s.",
                    count=show_count(self.env, lift["count"]),
                    found=show_count(self.env, lift["found"]),
                    random=formatLang(self.env, lift["random"], digits=1),
                )
            )
        if errors := evaluation.get("errors"):
            model, rule = (formatLang(self.env, days, digits=0) for days in errors)
            told.append(
                self.env._(
                    "For half of those who bought, the expected day was off by at "
                    "most so many days: %(model)s; by the simple rule: %(rule)s.",
                    model=model,
                    rule=rule,
                )
            )
        return told

    @api.model
    def _tell_flag(self, score):
        """Return the expected day, wherever a score is shown."""
        if not score.expected_on:
            return ""
        day = format_date(self.env, score.expected_on)
        if score.flag:
            return self.env._("Will probably buy, about %(day)s", day=day)
        return self.env._("If it buys, about %(day)s", day=day)

    @api.model
    def _get_factor_names(self):
        return get_churn_names(self.env)

    @api.model
    def _get_statistic_names(self):
        return {
            **super()._get_statistic_names(),
            "gone_customers": self.env._("Customers who have left already"),
            "expected_buyers": self.env._("Expected number of customers who buy"),
        }
