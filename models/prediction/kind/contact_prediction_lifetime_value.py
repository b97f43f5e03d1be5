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
YEAR = 365
LEAST_INTERVAL = 30
# Of customers who bought repeatedly, so many buy again within the purchase interval.
INTERVAL_PERCENT = 95
# Trees need so many days before the outcome they learn.
LEAST_TREE_DAYS = 90
# On fewer customers, how far a total was off is chance.
LEAST_LEVEL_ROWS = 50
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

    Learned in several ways: by BG/NBD, MBG/NBD or Pareto/NBD with Gamma-Gamma, with
    enough data by gradient boosted trees of two kinds, by their weighted sum, and by
    the average of the ranks that these and the simple rule give. All are tried on the
    last days, as if these were not known yet; the one that finds most of the customers
    of high value is used. If it is the simple rule, so be it.
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
    _has_preparation = True
    _amounts = (
        "expected_total",
        "expected_least",
        "expected_most",
        "expected_average",
    )

    @api.model
    def _prepare(self, prediction):
        """Find out how the ways add up best, on days before those that are tested."""
        period = self._get_period(prediction)
        cut, days = self._get_cut(prediction, period)
        known = self._read_known(prediction, period, cut)
        interval = self._get_interval(prediction, known)
        earlier = self._read_earlier(prediction, period["first"], cut, days, interval)
        return {
            "learned_at": [cut.isoformat(), days, interval],
            **self._learn_earlier(earlier, days, interval),
        }

    @api.model
    def _train(self, prediction):
        from ....forecasting import customer_value, trust

        period = self._get_period(prediction)
        trial = self._get_trial(prediction, period)
        found = self._find_best(trial)
        method, judged = trust.choose(found, trial["best"])
        model, stored = self._fit_final(prediction, period, trial, method)
        rows = customer_value.as_features(trial["active"], model.names)
        self._prepare_ranks(model, rows, prediction.horizon_days)
        impacts = customer_value.get_sensitivity(
            lambda some: model.predict(some, prediction.horizon_days), rows
        )
        return {
            **self._judge(trial, method, judged, found),
            "factors": list(zip(model.names, impacts.tolist(), strict=True)),
            "parameters": self._get_parameters(trial, method, stored["meta"], found),
            **stored,
        }

    @api.model
    def _find_best(self, trial):
        """Return how far each way finds each of the customers worth most.

        The simple rule is the last of them: another way is only used if it is better.

        :rtype: dict
        """
        from ....forecasting import evaluation, trust

        count = evaluation.get_count(len(trial["actual"]), trial["share"])
        return {
            method: trust.get_top(values, count)
            for method, values in trial["predicted"].items()
        }

    @api.model
    def _judge(self, trial, method, judged, found):
        """Return the grade, both scores and what they mean.

        :param str method: the way that is used
        :param judged: array of how far each customer was found, to judge the choice by
        :param dict found: the same of each way
        """
        from ....forecasting import expected_sum, grades, trust
        from ....forecasting.value_blend import RuleValue

        best = trial["best"]
        difference = trust.get_difference(judged, found[RuleValue.method], best)
        letter = grades.grade_lifetime_value(difference.model, difference.rule)
        doubt = ""
        if method == RuleValue.method and best.any():
            difference = trust.get_difference(*[found[method]] * 2, best)
            doubt = "rule"
        values = trial["predicted"][method]
        verdict = self._get_verdict(
            letter, difference, int(best.sum()), int((~best).sum()), doubt
        )
        verdict["evaluation"] |= {
            "lift": trust.get_lift(values, trial["actual"]),
            "calibration": trust.get_calibration(values, trial["actual"]),
            "total": trust.get_total(values, trial["actual"]),
            "spread": expected_sum.get_spread(values, trial["actual"]),
        }
        return verdict

    @api.model
    def _get_doubts(self):
        return {**super()._get_doubts(), "rule": self._describe_rule}

    @api.model
    def _describe_rule(self, happened, tested):
        return _lt(
            "No other way found more of the customers worth most than the simple rule. "
            "So the simple rule is the prediction, and there is nothing to grade."
        )

    @api.model
    def _describe_difference(self, model, rule):
        return _lt(
            "Of 100 customers who turned out to be worth most it found %(model)s, the "
            "simple rule %(rule)s.",
            model=model,
            rule=rule,
        )

    @api.model
    def _get_trial(self, prediction, period):
        """Predict the last days from what was known before, in every way.

        :return: ``predicted`` (arrays by method), ``actual``, ``best`` (who turned out
            to be of high value), ``baseline``, ``share`` of high value, ``active``
            figures, ``days`` predicted, ``interval``, ``ways`` (what was learned
            without trees) and ``purchases``, the method of the first of them
        :rtype: dict
        """
        from ....forecasting import customer_value as values
        from ....forecasting import evaluation

        cut, days = self._get_cut(prediction, period)
        known = self._read_known(prediction, period, cut)
        interval = self._get_interval(prediction, known)
        earlier = self._read_earlier(prediction, period["first"], cut, days, interval)
        self._add_window(prediction, known, cut, interval)
        self._add_season(prediction, known, cut, days, period["first"])
        active = self._get_active(prediction, known, interval)
        before = prediction.prepared or {}
        if before.get("learned_at") != [cut.isoformat(), days, interval]:
            before = self._learn_earlier(earlier, days, interval)
        trees = self._fit_trees(earlier, days)
        ways, models = self._learn(known, trees, before, active, days, interval)
        predicted = {}
        for model in models:
            rows = values.as_features(active, model.names)
            self._prepare_ranks(model, rows, days)
            predicted[model.method] = model.predict(rows, days)
        share = self._get_high_value_share(prediction, active)
        return {
            "predicted": predicted,
            "actual": active["outcome_value"],
            "best": evaluation.get_best(active["outcome_value"], share),
            "baseline": self._get_baseline(known, interval, days),
            "share": share,
            "known": known,
            "ways": ways,
            "active": active,
            "days": days,
            "interval": interval,
            "purchases": ways[0].method,
        }

    @api.model
    def _get_cut(self, prediction, period):
        """Return the last day before those that are tested, and how many these are.

        :raise UserError: there are too few
        """
        cut, days = super()._get_cut(prediction, period)
        if days < LEAST_DAYS:
            message = _lt(
                "The data of prediction %(name)s cover too few days to learn from; "
                "import data of at least a year.",
                name=prediction.name,
            )
            raise UserError(tell(self.env, message))
        return cut, days

    @api.model
    def _read_known(self, prediction, period, cut):
        """Read what was known at a cut, and what followed.

        :raise UserError: nobody bought twice
        """
        known = self.env["contact.prediction.features"]._read_rfm(
            prediction, cut, until=period["last"]
        )
        self._check_repeated(prediction, known["frequency"])
        return known

    @api.model
    def _add_season(self, prediction, known, cut, days, first):
        """Add what customers bought in the days to come, a year before them.

        :param date first: of the data; before a year after it, that is unknown
        """
        import numpy as np

        for name in ("count", "value"):
            unknown = np.full(len(known["age"]), np.nan)
            known[f"season_{name}"] = (
                known[f"recent_{name}"] if days >= YEAR else unknown
            )
        if (cut - first).days < YEAR or days >= YEAR:
            return
        end = cut - timedelta(days=YEAR - days)
        season = self.env["contact.prediction.features"]._read_rfm(
            prediction, end, window_days=days
        )
        # who bought first after these days had bought nothing in them
        places = np.searchsorted(known["partner_ids"], season["partner_ids"])
        for name in ("count", "value"):
            known[f"season_{name}"] = np.zeros(len(known["age"]))
            known[f"season_{name}"][places] = season[f"recent_{name}"]

    @api.model
    def _add_window(self, prediction, known, cut, interval):
        """Add what customers bought for within the interval, and the one before it."""
        window = self.env["contact.prediction.features"]._read_rfm(
            prediction, cut, window_days=interval
        )
        # both are of the same customers, in the order of their ids
        known["window_value"] = window["recent_value"]
        known["window_count"] = window["recent_count"]
        known["window_before"] = window["previous_count"]

    @api.model
    def _read_earlier(self, prediction, first, cut, days, interval):
        """Read what was known before a cut, and what followed until then.

        :return: figures of all customers; empty if too little is known
        :rtype: dict
        """
        earlier = cut - timedelta(days=days)
        if (earlier - first).days < LEAST_TREE_DAYS:
            return {}
        known = self.env["contact.prediction.features"]._read_rfm(
            prediction, earlier, until=cut
        )
        is_active = known["age"] - known["recency"] < interval
        if is_active.sum() < LEAST_LEVEL_ROWS:
            return {}
        self._add_window(prediction, known, earlier, interval)
        self._add_season(prediction, known, earlier, days, first)
        return {**known, "is_active": is_active}

    @api.model
    def _get_parameters(self, trial, method, meta, found):
        """Return what is told of the model."""
        from ....forecasting import evaluation

        best = trial["best"]
        rated = {
            way: float(some[best].mean()) if best.any() else 0.0
            for way, some in found.items()
        }
        return {
            "method": method,
            "success_rates": rated,
            "tested_days": trial["days"],
            "tested_customers": len(trial["actual"]),
            "purchase_interval": trial["interval"],
            "high_value_share": trial["share"],
            "levels": meta.get("levels", {}),
            "weights": meta.get("weights", {}),
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
    def _get_baseline(self, known, interval, days):
        """Return what active customers would bring if they went on as before.

        The mean purchase of a month in the window, times the months to predict, times
        the share of customers of the window before that bought in it again.

        :param dict known: figures of all customers with windows of the interval
        :return: array of an amount for each active customer
        """
        from ....forecasting import evaluation

        active = known["age"] - known["recency"] < interval
        longest = float(known["age"].max(initial=0)) + 1
        return evaluation.get_baseline_value(
            known["window_value"][active],
            min(interval, longest) / MONTH,
            days / MONTH,
            self._get_retention(known),
        )

    @api.model
    def _get_retention(self, known):
        """Return the share of the customers of a window who bought in the next one."""
        before = known["window_before"] > 0
        if not before.any():
            return 1.0
        return float((known["window_count"][before] > 0).mean())

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
        if "window_value" in model.names:
            self._add_window(prediction, known, period["last"], interval)
        if "season_value" in model.names:
            self._add_season(
                prediction, known, period["last"], meta["days"], period["first"]
            )
        active = self._get_active(prediction, known, interval)
        features = customer_value.as_features(active, model.names)
        self._prepare_ranks(model, features, prediction.horizon_days)

        def predict(rows):
            return model.predict(rows, prediction.horizon_days)

        scores = predict(features)
        usual = np.median(features, axis=0)
        share = self._get_high_value_share(prediction, active)
        # as they are kept: what is nothing then is of no high value
        flags = evaluation.flag_top(scores.round(6), share) & (scores.round(6) > 0)
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
                **self._get_range(prediction, float(scores.sum())),
                expected_average=float(scores.mean()),
            ),
            **self._explain(
                prediction,
                scores,
                list(model.names),
                lambda best: customer_value.get_effects(predict, features[best], usual),
                features,
                self._get_usual_gaps(active),
            ),
        }

    @api.model
    def _get_range(self, prediction, total):
        """Return between which amounts the total lies, by how far it was off before."""
        evaluation = prediction.evaluation or {}
        factor = evaluation.get("total", {}).get("factor")
        if not factor:
            return {}
        return {"expected_least": total / factor, "expected_most": total * factor}

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
    def _tell_calibration_title(self):
        return self.env._("What was expected, and what was bought")

    @api.model
    def _tell_details(self, prediction, evaluation):
        told = []
        if lift := evaluation.get("lift"):
            told.append(
                self.env._(
                    "The %(count)s customers it valued most bought for %(found)s; "
                    "%(count)s at random would have bought for %(random)s.",
                    count=show_count(self.env, lift["count"]),
                    found=self._format_score(prediction, lift["found"]),
                    random=self._format_score(prediction, lift["random"]),
                )
            )
        if total := evaluation.get("total"):
            told.append(
                self.env._(
                    "For all tested customers it expected %(predicted)s; it was "
                    "%(actual)s.",
                    predicted=self._format_score(prediction, total["predicted"]),
                    actual=self._format_score(prediction, total["actual"]),
                )
            )
        if (prediction.parameters or {}).get("method") == "simple_rule":
            told.append(self.env._("The scores are those of the simple rule."))
        return told

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
        return {
            **get_rfm_names(self.env),
            "window_value": self.env._("Value of purchases in the purchase interval"),
            "season_count": self.env._("Purchases in the same days a year ago"),
            "season_value": self.env._("Value in the same days a year ago"),
        }

    @api.model
    def _get_statistic_names(self):
        return {
            **super()._get_statistic_names(),
            "purchase_interval": self.env._("Purchase interval in days"),
            "high_value_customers": self.env._("High-value customers"),
            "expected_total": self.env._("Expected value of all active customers"),
            "expected_least": self.env._("… at least, in 19 of 20 cases"),
            "expected_most": self.env._("… at most, in 19 of 20 cases"),
            "expected_average": self.env._("Expected value of an active customer"),
        }
