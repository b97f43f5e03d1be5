# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from ....tools.numbers import show_count
from ....tools.told import tell
from ..feature.rfm import get_rfm_names
from .contact_prediction_kind import BARS

_lt = LazyTranslate(__name__)

MONTH = 30.4
LEAST_INTERVAL = 30
# Of customers who bought repeatedly, so many buy again within the purchase interval.
INTERVAL_PERCENT = 95
# Trees need so many customers, and so many days before the outcome they learn.
LEAST_TREE_ROWS = 1000
LEAST_TREE_DAYS = 90
LEAST_DAYS = 14
STEPS = (1, 2, 5)


class ContactPrediction(models.Model):
    """Predictions of what customers will buy for."""

    _inherit = "contact.prediction"

    kind = fields.Selection(
        selection_add=[("lifetime_value", "Customer lifetime value")],
        ondelete={"lifetime_value": "cascade"},
    )


class ContactPredictionLifetimeValue(models.AbstractModel):
    """What active customers will buy for in the days ahead.

    Learned in two ways: by BG/NBD with Gamma-Gamma, and with enough data by gradient
    boosted trees. Both are tried on the last days, as if these were not known yet; the
    one that finds more of the customers of high value is used.
    """

    _name = "contact.prediction.lifetime.value"
    _inherit = ["contact.prediction.kind"]
    _description = "Prediction of Customer Lifetime Value"
    _usual_days = 365
    _settings = ("active_days", "high_value_percent")
    _icon = "fa-diamond"
    _score_unit = "amount"
    _flag_meaning = "high_value"
    _preset_flag = "yes"
    _least_customers = 100
    _least_history = 90
    _wanted_horizons = 1.5
    _needs_amounts = True
    _amounts = ("expected_total", "expected_average")

    @api.model
    def _train(self, prediction):
        from ....forecasting import customer_value, evaluation, grades

        period = self._get_period(prediction)
        trial = self._get_trial(prediction, period)
        rated = {
            method: evaluation.get_success_rate(values, trial["actual"], trial["share"])
            for method, values in trial["predicted"].items()
        }
        # of equal ones the first: what needs no training rows to be kept
        method = max(rated, key=rated.get)
        model, stored = self._fit_final(prediction, period, trial, method)
        baseline = evaluation.get_success_rate(
            trial["baseline"], trial["actual"], trial["share"]
        )
        impacts = customer_value.get_sensitivity(
            lambda rows: model.predict(rows, prediction.horizon_days),
            customer_value.as_features(trial["active"], model.names),
        )
        return {
            "grade": grades.grade_lifetime_value(rated[method], baseline),
            "model_score": rated[method],
            "baseline_score": baseline,
            "factors": list(zip(model.names, impacts.tolist(), strict=True)),
            "parameters": self._get_parameters(trial, method, stored["meta"], rated),
            **stored,
        }

    @api.model
    def _get_trial(self, prediction, period):
        """Predict the last days from what was known before, in every way.

        :return: ``predicted`` (arrays by method), ``actual``, ``baseline``, ``share``
            of high value, ``active`` figures, ``days`` predicted and ``interval``
        :rtype: dict
        """
        from ....forecasting import customer_value as values

        days = min(
            prediction.horizon_days, (period["last"] - period["first"]).days // 2
        )
        if days < LEAST_DAYS:
            message = _lt(
                "The data of prediction %(name)s cover too few days to learn from; "
                "import data of at least a year.",
                name=prediction.name,
            )
            raise UserError(tell(self.env, message))
        reader = self.env["contact.prediction.features"]
        cut = period["last"] - timedelta(days=days)
        known = reader._read_rfm(prediction, cut, until=period["last"])
        interval = self._get_interval(prediction, known)
        active = self._get_active(prediction, known, interval)
        history = values.HistoryValue.fit(known)
        predicted = {
            history.method: history.predict(
                values.as_features(active, history.names), days
            )
        }
        trees = self._fit_trees(prediction, period["first"], cut, days, interval)
        if trees:
            predicted[trees.method] = trees.predict(
                values.as_features(active, trees.names), days
            )
        window = reader._read_rfm(prediction, cut, window_days=interval)
        return {
            "predicted": predicted,
            "actual": active["outcome_value"],
            "baseline": self._get_baseline(window, interval, days),
            "share": self._get_high_value_share(prediction, active),
            "active": active,
            "days": days,
            "interval": interval,
        }

    @api.model
    def _fit_trees(self, prediction, first, cut, days, interval):
        """Return trees that know no more than what was known at a cut, if there can be.

        :rtype: forecasting.customer_value.TreeValue | None
        """
        from ....forecasting.customer_value import TreeValue, as_features

        earlier = cut - timedelta(days=days)
        if (earlier - first).days < LEAST_TREE_DAYS:
            return None
        known = self.env["contact.prediction.features"]._read_rfm(
            prediction, earlier, until=cut
        )
        active = self._filter(known, known["age"] - known["recency"] < interval)
        if len(active["age"]) < LEAST_TREE_ROWS:
            return None
        rows = self._sample(len(active["age"]))
        features = as_features(active, TreeValue.names)[rows]
        return TreeValue(features, active["outcome_value"][rows], days)

    @api.model
    def _fit_final(self, prediction, period, trial, method):
        """Learn in the chosen way from all that is known.

        :return: the model, and ``arrays`` and ``meta`` to make it again
        :rtype: tuple
        """
        import numpy as np

        from ....forecasting import customer_value as values

        meta = {"method": method, "interval": trial["interval"], "days": trial["days"]}
        if method == values.TreeValue.method:
            active = trial["active"]
            rows = self._sample(len(active["age"]))
            arrays = {
                "features": values.as_features(active, values.TreeValue.names)[rows],
                "amounts": active["outcome_value"][rows],
            }
            arrays = {name: some.astype(np.float32) for name, some in arrays.items()}
        else:
            known = self.env["contact.prediction.features"]._read_rfm(
                prediction, period["last"]
            )
            meta["parameters"] = values.HistoryValue.fit(known).get_parameters()
            arrays = {}
        return self._load(arrays, meta), {"arrays": arrays, "meta": meta}

    @api.model
    def _load(self, arrays, meta):
        """Return the model of what was kept of it."""
        from ....forecasting.customer_value import HistoryValue, TreeValue

        if meta["method"] == TreeValue.method:
            return TreeValue(arrays["features"], arrays["amounts"], meta["days"])
        return HistoryValue.load(meta["parameters"])

    @api.model
    def _get_parameters(self, trial, method, meta, rated):
        """Return what is told of the model."""
        from ....forecasting import evaluation

        return {
            "method": method,
            "success_rates": rated,
            "tested_days": trial["days"],
            "tested_customers": len(trial["actual"]),
            "purchase_interval": trial["interval"],
            "high_value_share": trial["share"],
            "rmse": evaluation.get_rmse(trial["predicted"][method], trial["actual"]),
            "baseline_rmse": evaluation.get_rmse(trial["baseline"], trial["actual"]),
            **meta.get("parameters", {}),
        }

    @api.model
    def _get_interval(self, prediction, known):
        """Return within how many days active customers bought last."""
        import numpy as np

        if prediction.active_days:
            return prediction.active_days
        longest = int(known["age"].max(initial=0)) + 1
        repeated = known["frequency"] > 0
        if not repeated.any():
            return longest
        gaps = known["recency"][repeated] / known["frequency"][repeated]
        interval = int(np.ceil(np.percentile(gaps, INTERVAL_PERCENT)))
        return max(min(interval, longest), min(LEAST_INTERVAL, longest))

    @api.model
    def _get_active(self, prediction, known, interval):
        """Return the figures of the customers who bought within some days.

        :raise UserError: nobody did
        """
        active = self._filter(known, known["age"] - known["recency"] < interval)
        if not len(active["age"]):
            message = _lt(
                "No customer of prediction %(name)s bought something within "
                "%(days)s days; enter more days.",
                name=prediction.name,
                days=interval,
            )
            raise UserError(tell(self.env, message))
        return active

    @api.model
    def _filter(self, known, keep):
        return {name: figures[keep] for name, figures in known.items()}

    @api.model
    def _get_baseline(self, window, interval, days):
        """Return what active customers would bring if they went on as before.

        The mean purchase of a month in the window, times the months to predict, times
        the share of customers of the window before that bought in it again.

        :param dict window: figures of all customers with windows of the interval
        :return: array of an amount for each active customer
        """
        from ....forecasting import evaluation

        before = window["previous_count"] > 0
        retention = 1.0
        if before.any():
            retention = float((window["recent_count"][before] > 0).mean())
        active = window["age"] - window["recency"] < interval
        longest = float(window["age"].max(initial=0)) + 1
        return evaluation.get_baseline_value(
            window["recent_value"][active],
            min(interval, longest) / MONTH,
            days / MONTH,
            retention,
        )

    @api.model
    def _get_high_value_share(self, prediction, active):
        """Return which share of the active customers is of high value."""
        from ....forecasting import evaluation

        if prediction.high_value_percent:
            return prediction.high_value_percent / 100
        return evaluation.get_high_value_share(active["total"])

    # --------------------------------------------------------------------------------
    # Scoring: what each active customer is expected to buy for.
    # --------------------------------------------------------------------------------

    @api.model
    def _score(self, prediction):
        import numpy as np

        from ....forecasting import customer_value, evaluation

        arrays, meta = prediction._unpack("model_data")
        model = self._load(arrays, meta)
        period = self._get_period(prediction)
        known = self.env["contact.prediction.features"]._read_rfm(
            prediction, period["last"]
        )
        interval = prediction.active_days or meta["interval"]
        active = self._get_active(prediction, known, interval)
        features = customer_value.as_features(active, model.names)

        def predict(rows):
            return model.predict(rows, prediction.horizon_days)

        scores = predict(features)
        usual = np.median(features, axis=0)
        flags = evaluation.flag_top(
            scores, self._get_high_value_share(prediction, active)
        )
        return {
            "partner_ids": active["partner_ids"],
            "scores": scores,
            "flags": flags,
            "distribution": self._get_distribution(scores, flags),
            "statistics": self._get_statistics(
                period,
                active_customers=len(scores),
                purchase_interval=interval,
                high_value_customers=int(flags.sum()),
                expected_total=float(scores.sum()),
                expected_average=float(scores.mean()),
            ),
            **self._explain(
                prediction,
                scores,
                model.names,
                lambda best: customer_value.get_effects(predict, features[best], usual),
            ),
        }

    @api.model
    def _get_distribution(self, scores, flags):
        """Return the bars of low and of high value, and a histogram of amounts."""
        groups = [
            self._get_group("low", scores[~flags]),
            self._get_group("high", scores[flags]),
        ]
        return groups + self._get_bars(scores, self._get_bounds(scores.max()))

    @api.model
    def _get_bounds(self, highest):
        """Return round amounts that rise by about the same factor, from 0 on.

        Amounts of customers differ by orders of magnitude: with bars of equal width
        nearly all would be in the first one.
        """
        import numpy as np

        if highest <= 0:
            return [0.0, 1.0]
        power = int(np.ceil(np.log10(highest)))
        # the first one that is high enough, then those below it
        rising = [step * 10.0**power for step in STEPS]
        falling = [
            step * 10.0 ** (power - down)
            for down in range(1, BARS)
            for step in reversed(STEPS)
        ]
        bounds = sorted({*rising, *falling})
        reached = [bound for bound in bounds if bound < highest]
        top = next(bound for bound in bounds if bound >= highest)
        return [0.0, *reached[1 - BARS :], top]

    # --------------------------------------------------------------------------------
    # In words.
    # --------------------------------------------------------------------------------

    @api.model
    def _tell_question(self):
        return self.env._("What will each customer buy for, and who is worth most?")

    @api.model
    def _tell_needs(self):
        return self.env._("Purchases with date and amount, a year or more.")

    @api.model
    def _tell_distribution(self, prediction):
        return self.env._(
            "What %(count)s active customers will buy for in %(days)s days "
            "(%(currency)s)",
            count=self._count_active(prediction),
            days=show_count(self.env, prediction.horizon_days),
            currency=prediction.currency_id.name,
        )

    @api.model
    def _tell_measure(self):
        return self.env._(
            "How many of the customers who turned out to be worth most were found, "
            "tried on the last days of the data, unseen in training:"
        )

    @api.model
    def _tell_baseline(self, prediction):
        return self.env._("Simple rule: everybody goes on as before")

    @api.model
    def _tell_flag(self, score):
        return self.env._("High value") if score.flag else ""

    @api.model
    def _tell_group(self, label):
        if label == "high":
            return self.env._("High-value customers")
        return self.env._("Other customers")

    @api.model
    def _get_factor_names(self):
        return get_rfm_names(self.env)

    @api.model
    def _get_statistic_names(self):
        return {
            **super()._get_statistic_names(),
            "purchase_interval": self.env._("Purchase interval in days"),
            "high_value_customers": self.env._("High-value customers"),
            "expected_total": self.env._("Expected value of all active customers"),
            "expected_average": self.env._("Expected value of an active customer"),
        }
