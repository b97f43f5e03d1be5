# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

# Trees need so many customers.
LEAST_TREE_ROWS = 1000


class ContactPredictionLifetimeValue(models.AbstractModel):
    """Ways to tell what customers will buy for, and what is kept of the one used."""

    _inherit = "contact.prediction.lifetime.value"

    @api.model
    def _combine(self, models, levels):
        """Return the ways to predict: on their levels, and together before the rule.

        :param list models: the simple rule is the last one
        :param dict levels: factors of their amounts, by method
        """
        from ....forecasting.value_blend import BlendValue, LevelledValue

        levelled = [
            LevelledValue(model, levels.get(model.method, 1.0)) for model in models
        ]
        return [*levelled[:-1], BlendValue(levelled), levelled[-1]]

    @api.model
    def _prepare(self, model, rows, days):
        """Let a way that ranks customers know whom to rank among."""
        if hasattr(model, "prepare"):
            model.prepare(rows, days)

    @api.model
    def _fit_trees(self, earlier, days):
        """Return trees that know no more than what was known at a cut, if there can be.

        :rtype: forecasting.customer_value.TreeValue | None
        """
        from ....forecasting.customer_value import TreeValue, as_features

        if not earlier or earlier["is_active"].sum() < LEAST_TREE_ROWS:
            return None
        active = self._filter(earlier, earlier["is_active"])
        rows = self._sample(len(active["age"]))
        features = as_features(active, TreeValue.names)[rows]
        return TreeValue(features, active["outcome_value"][rows], days)

    @api.model
    def _fit_rule(self, known, interval):
        """Return the simple rule: the mean of a day in the interval, for who stays."""
        from ....forecasting.value_blend import RuleValue

        longest = float(known["age"].max(initial=0)) + 1
        retention = self._get_retention(known)
        return RuleValue(retention / min(interval, longest))

    @api.model
    def _get_levels(self, known, days, interval):
        """Return by which factors the amounts of each way were too low, at a cut.

        Trees learned the level of the days that followed it, so they have it already.

        :param dict known: figures at the cut with what followed, or empty
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
        models = values.HistoryValue.fit(known), self._fit_rule(known, interval)
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
        import numpy as np

        from ....forecasting import customer_value as values
        from ....forecasting.value_blend import BlendValue, RuleValue

        interval, days = trial["interval"], trial["days"]
        meta = {"method": method, "interval": interval, "days": days}
        arrays = {}
        has_trees = values.TreeValue.method in trial["predicted"]
        if method in (values.TreeValue.method, BlendValue.method) and has_trees:
            active = trial["active"]
            rows = self._sample(len(active["age"]))
            arrays = {
                "features": values.as_features(active, values.TreeValue.names)[rows],
                "amounts": active["outcome_value"][rows],
            }
            arrays = {name: some.astype(np.float32) for name, some in arrays.items()}
        if method != values.TreeValue.method:
            meta["levels"] = self._get_levels(trial["known"], days, interval)
            known = self.env["contact.prediction.features"]._read_rfm(
                prediction, period["last"]
            )
            if method != RuleValue.method:
                meta["parameters"] = values.HistoryValue.fit(known).get_parameters()
            if method != values.HistoryValue.method:
                self._add_window(prediction, known, period["last"], interval)
                meta["rate"] = self._fit_rule(known, interval).rate
        return self._load(arrays, meta), {"arrays": arrays, "meta": meta}

    @api.model
    def _load(self, arrays, meta):
        """Return the model of what was kept of it."""
        from ....forecasting.customer_value import HistoryValue, TreeValue
        from ....forecasting.value_blend import RuleValue

        models = []
        if "parameters" in meta:
            models.append(HistoryValue.load(meta["parameters"]))
        if "features" in arrays:
            models.append(
                TreeValue(arrays["features"], arrays["amounts"], meta["days"])
            )
        if "rate" not in meta:
            # what an earlier version learned has no level
            [model] = self._combine([*models, RuleValue(0)], meta.get("levels", {}))[:1]
            return model
        models.append(RuleValue(meta["rate"]))
        ways = self._combine(models, meta.get("levels", {}))
        return next(way for way in ways if way.method == meta["method"])
