# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

# Trees need so many customers.
LEAST_TREE_ROWS = 1000


class ContactPredictionLifetimeValue(models.AbstractModel):
    """Ways to tell what customers will buy for, and what is kept of the one used."""

    _inherit = "contact.prediction.lifetime.value"

    @api.model
    def _learn(self, known, trees, before, active, days, interval):
        """Learn in every way what was known at a cut, with the levels of before it.

        :param dict known: figures of all customers at the cut
        :param list trees: that learned at an earlier cut
        :param dict before: what else was learned there, see _learn_earlier
        :param dict active: figures of the customers to predict
        :return: the models of purchases and of the simple rule, and all ways to predict
        :rtype: tuple
        """
        from ....forecasting.customer_value import HistoryValue

        levels, weights = before["levels"], before["weights"]
        history = HistoryValue.fit(known, before["purchases"])
        rule = self._fit_rule(known, interval)
        models = [history, *trees, rule]
        heights = self._get_heights(models, levels, weights, active, days)
        return [history, rule], self._combine(models, levels, weights, heights)

    @api.model
    def _learn_earlier(self, earlier, days, interval):
        """Find out at an earlier cut what is known there of the ways to predict.

        :param dict earlier: figures at that cut with what followed, or empty
        :return: ``purchases`` (see _fit_earlier), ``levels`` and ``weights`` by method
        :rtype: dict
        """
        purchases, before = self._fit_earlier(earlier, days)
        found = {"purchases": purchases, "levels": {}, "weights": {}}
        if not before:
            return found
        models = [before, self._fit_rule(earlier, interval)]
        found["levels"] = self._get_levels(earlier, days, interval, models)
        if self._has_trees(earlier):
            found["weights"] = self._get_weights(
                earlier, days, interval, models, found["levels"]
            )
        return found

    @api.model
    def _combine(self, models, levels, weights, heights):
        """Return the ways to predict: on their levels, and together before the rule.

        :param list models: the simple rule is the last one
        :param dict levels: factors of their amounts, by method
        :param dict weights: of their sum, by method; empty: there is no sum
        :param dict heights: factors that bring trees to the total of the sum
        """
        from ....forecasting.value_blend import BlendValue, LevelledValue, StackValue

        levelled = [
            LevelledValue(model, levels.get(model.method, 1.0)) for model in models
        ]
        stacked = [StackValue(levelled, weights)] if weights else []
        ways = [
            LevelledValue(model, heights.get(model.method, 1.0)) for model in levelled
        ]
        return [*ways[:-1], *stacked, BlendValue(ways), ways[-1]]

    @api.model
    def _get_heights(self, models, levels, weights, active, days):
        """Return by which factors trees are brought to the total of the weighted sum.

        Trees know the days they learned from. Where customers were newer then, they
        expect too much of all of them, and their order is better than their height.

        :param dict active: figures of the customers to predict
        :return: factors by method; empty where there is no sum
        :rtype: dict
        """
        from ....forecasting import customer_value as values
        from ....forecasting.value_blend import StackValue

        if not weights:
            return {}
        ways = self._combine(models, levels, weights, {})
        [stacked] = [way for way in ways if way.method == StackValue.method]
        total = stacked.predict(values.as_features(active, stacked.names), days).sum()
        heights = {}
        for model in models:
            if model.method in (values.TreeValue.method, values.TwoPartValue.method):
                rows = values.as_features(active, model.names)
                found = model.predict(rows, days).sum()
                heights[model.method] = float(total / found) if found else 1.0
        return heights

    @api.model
    def _prepare_ranks(self, model, rows, days):
        """Let a way that ranks customers know whom to rank among."""
        if hasattr(model, "prepare"):
            model.prepare(rows, days)

    @api.model
    def _fit_trees(self, earlier, days):
        """Return trees that know no more than what was known at a cut, if there can be.

        :return: of both kinds, or none
        :rtype: list
        """
        from ....forecasting import customer_value as values

        if not self._has_trees(earlier):
            return []
        active = self._filter(earlier, earlier["is_active"])
        rows = self._sample(len(active["age"]))
        amounts = active["outcome_value"][rows]
        return [
            way(values.as_features(active, way.names)[rows], amounts, days)
            for way in (values.TreeValue, values.TwoPartValue)
        ]

    @api.model
    def _has_trees(self, earlier):
        """Tell whether there are enough customers at a cut for trees."""
        return bool(earlier) and earlier["is_active"].sum() >= LEAST_TREE_ROWS

    @api.model
    def _fit_earlier(self, earlier, days):
        """Return the model of purchases that was nearest to what followed a day.

        :param dict earlier: figures at a cut with what followed, or empty
        :return: a key of ``forecasting.customer_value.PURCHASES``, and that model of
            what was known at the cut; None where nothing was
        :rtype: tuple
        """
        from ....forecasting import customer_value as values
        from ....forecasting.value_blend import get_level

        if not earlier:
            return values.HistoryValue.method, None
        active = self._filter(earlier, earlier["is_active"])

        def get_error(model):
            found = model.predict(values.as_features(active, model.names), days)
            # how far off the sum is, levels set right
            level = get_level(found, active["outcome_value"])
            return float(abs(level * found - active["outcome_value"]).sum())

        models = [
            values.HistoryValue.fit(earlier, method)
            for method in sorted(values.PURCHASES)
        ]
        # of equal ones the usual one
        best = min(models, key=get_error)
        return best.method, best

    @api.model
    def _get_weights(self, known, days, interval, models, levels):
        """Return with which weights the ways add up best, at a cut.

        :param dict known: figures at the cut with what followed
        :param list models: what was learned at the cut, without trees
        :param dict levels: see _get_levels
        :return: floats by method; empty where nothing was known
        :rtype: dict
        """
        from ....forecasting import customer_value as values
        from ....forecasting.value_blend import get_out_of_fold, get_weights

        if not known:
            return {}
        active = self._filter(known, known["age"] - known["recency"] < interval)
        rows = self._sample(len(active["age"]))
        active = self._filter(active, rows)
        predicted = {
            model.method: levels.get(model.method, 1.0)
            * model.predict(values.as_features(active, model.names), days)
            for model in models
        }
        for way in (values.TreeValue, values.TwoPartValue):
            features = values.as_features(active, way.names)
            predicted[way.method] = get_out_of_fold(
                way, features, active["outcome_value"], days
            )
        return get_weights(predicted, active["outcome_value"])

    @api.model
    def _fit_rule(self, known, interval):
        """Return the simple rule: the mean of a day in the interval, for who stays."""
        from ....forecasting.value_blend import RuleValue

        longest = float(known["age"].max(initial=0)) + 1
        retention = self._get_retention(known)
        return RuleValue(retention / min(interval, longest))

    @api.model
    def _get_levels(self, known, days, interval, models):
        """Return by which factors the amounts of each way were too low, at a cut.

        Trees learned the level of the days that followed it, so they have it already.

        :param dict known: figures at the cut with what followed, or empty
        :param list models: what was learned at the cut, without trees
        :return: factors by method
        :rtype: dict
        """
        from ....forecasting import customer_value as values
        from ....forecasting.value_blend import get_level

        if not known:
            return {}
        active = self._filter(known, known["age"] - known["recency"] < interval)
        if not len(active["age"]):
            return {}
        return {
            model.method: get_level(
                model.predict(values.as_features(active, model.names), days),
                active["outcome_value"],
            )
            for model in models
        }

    @api.model
    def _fit_final(self, prediction, period, trial, method):
        """Learn in the chosen way from all that is known.

        :return: the model, and ``arrays`` and ``meta`` to make it again
        :rtype: tuple
        """
        from ....forecasting import customer_value as values
        from ....forecasting.value_blend import BlendValue, StackValue

        interval, days = trial["interval"], trial["days"]
        purchases = trial["purchases"]
        is_mixed = method in (BlendValue.method, StackValue.method)
        arrays = self._keep_rows(trial, method, is_mixed)
        has_trees = bool(arrays)
        known = self.env["contact.prediction.features"]._read_rfm(
            prediction, period["last"]
        )
        self._add_window(prediction, known, period["last"], interval)
        self._add_season(prediction, known, period["last"], days, period["first"])
        meta = {
            "method": method,
            "interval": interval,
            "days": days,
            "levels": self._get_levels(trial["known"], days, interval, trial["ways"]),
            "rate": self._fit_rule(known, interval).rate,
        }
        if is_mixed or has_trees or method == purchases:
            history = values.HistoryValue.fit(known, purchases)
            meta["parameters"] = history.get_parameters()
        models = self._load_models(arrays, meta)
        if has_trees:
            # where nothing was bought there is nothing to weigh
            meta["weights"] = self._get_weights(
                trial["known"], days, interval, trial["ways"], meta["levels"]
            ) or {purchases: 1.0}
            active = self._get_active(prediction, known, interval)
            meta["heights"] = self._get_heights(
                models,
                meta["levels"],
                meta["weights"],
                active,
                days,
            )
        return self._load_way(models, meta), {"arrays": arrays, "meta": meta}

    @api.model
    def _keep_rows(self, trial, method, is_mixed):
        """Return the rows that trees learn from, if the way that is used has trees.

        :rtype: dict
        """
        import numpy as np

        from ....forecasting import customer_value as values

        trees = {values.TreeValue.method, values.TwoPartValue.method}
        if not trees & set(trial["predicted"]) or not (is_mixed or method in trees):
            return {}
        active = trial["active"]
        rows = self._sample(len(active["age"]))
        arrays = {
            "features": values.as_features(active, values.TwoPartValue.names)[rows],
            "amounts": active["outcome_value"][rows],
        }
        return {name: some.astype(np.float32) for name, some in arrays.items()}

    @api.model
    def _load(self, arrays, meta):
        """Return the model of what was kept of it."""
        return self._load_way(self._load_models(arrays, meta), meta)

    @api.model
    def _load_way(self, models, meta):
        """Return the way that is used, of the models it may be made of."""
        from ....forecasting.value_blend import RuleValue

        kept = [meta.get(name, {}) for name in ("levels", "weights", "heights")]
        if "rate" not in meta:
            # what an earlier version learned has no level
            return self._combine([*models, RuleValue(0)], *kept)[0]
        ways = self._combine(models, *kept)
        return next(way for way in ways if way.method == meta["method"])

    @api.model
    def _load_models(self, arrays, meta):
        """Return the models of what was kept, the simple rule as the last one.

        :rtype: list
        """
        from ....forecasting.customer_value import (
            HistoryValue,
            TreeValue,
            TwoPartValue,
        )
        from ....forecasting.value_blend import RuleValue

        models = []
        if "parameters" in meta:
            models.append(HistoryValue.load(meta["parameters"]))
        if "features" in arrays:
            features, amounts = arrays["features"], arrays["amounts"]
            # what an earlier version kept has fewer columns
            for way in (TreeValue, TwoPartValue):
                if features.shape[1] >= len(way.names):
                    some = features[:, : len(way.names)]
                    models.append(way(some, amounts, meta["days"]))
        return [*models, RuleValue(meta["rate"])] if "rate" in meta else models
