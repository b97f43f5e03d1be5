# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Ways to tell what customers will buy for, put together as predictions do.

See ``models/prediction/kind/contact_prediction_value_ways.py``; here with every model
of purchases, to see each.
"""

import numpy as np

from forecasting import customer_value as values
from forecasting import evaluation, trust
from forecasting import value_blend as blend

LEAST_HISTORY = 90
TREES = (values.TreeValue, values.TwoPartValue)


def judge_values(purchases, days):
    """Return how near each way comes to what was bought on the last days."""
    first, last = purchases.days.min(), purchases.days.max()
    cut = last - days
    interval = _get_interval(purchases.get_figures(cut))
    known = _read(purchases, cut, days, interval)
    active = _filter(known, known["age"] - known["recency"] < interval)
    actual = active["outcome_value"]
    earlier = {}
    if cut - days - first >= LEAST_HISTORY:
        earlier = _read(purchases, cut - days, days, interval)
    ways = _get_ways(known, earlier, active, days, interval)
    predicted = {}
    for way in ways:
        rows = values.as_features(active, way.names)
        if hasattr(way, "prepare"):
            way.prepare(rows, days)
        predicted[way.method] = way.predict(rows, days)
    share = evaluation.get_high_value_share(active["total"])
    best = evaluation.get_best(actual, share)
    count = evaluation.get_count(len(actual), share)
    found = {
        # of the models of purchases, predictions use the one that was nearest before
        method: trust.get_top(some, count)
        for method, some in predicted.items()
        if method not in values.PURCHASES or method == ways[0].method
    }
    chosen, judged = trust.choose(found, best)
    difference = trust.get_difference(judged, found[blend.RuleValue.method], best)
    return {
        "best": int(best.sum()),
        # what the page with the results tells of it
        "low": difference.low,
        "high": difference.high,
        "lift": trust.get_lift(predicted[chosen], actual),
        "total": trust.get_total(predicted[chosen], actual),
        "customers": len(actual),
        "chosen": chosen,
        "judged": float(judged[best].mean()),
        "rule": float(found[blend.RuleValue.method][best].mean()),
        "ways": {
            method: _judge(some, actual, share) for method, some in predicted.items()
        },
    }


def _judge(predicted, actual, share):
    from scipy.stats import spearmanr

    return {
        "rank_correlation": float(spearmanr(predicted, actual)[0]),
        "normalised_error": float(np.abs(predicted - actual).sum() / actual.sum()),
        "total_ratio": float(predicted.sum() / actual.sum()),
        "found": evaluation.get_success_rate(predicted, actual, share),
    }


def _get_ways(known, earlier, active, days, interval):
    """Return all ways on their levels, the model of purchases that is used first."""
    rule = _get_rule(known, interval)
    histories = [
        values.HistoryValue.fit(known, method) for method in sorted(values.PURCHASES)
    ]
    if not earlier:
        return [*histories, blend.BlendValue([histories[0], rule]), rule]
    before = _filter(earlier, earlier["age"] - earlier["recency"] < interval)
    actual = before["outcome_value"]
    past = {
        method: values.HistoryValue.fit(earlier, method).predict(
            values.as_features(before, values.HistoryValue.names), days
        )
        for method in sorted(values.PURCHASES)
    }
    past_rule = _get_rule(earlier, interval)
    past[rule.method] = past_rule.predict(values.as_features(before, rule.names), days)
    levels = {method: blend.get_level(some, actual) for method, some in past.items()}
    past = {method: levels[method] * some for method, some in past.items()}
    histories.sort(key=lambda some: np.abs(past[some.method] - actual).sum())
    trees = [way(values.as_features(before, way.names), actual, days) for way in TREES]
    for way in TREES:
        features = values.as_features(before, way.names)
        past[way.method] = blend.get_out_of_fold(way, features, actual, days)
    used = {histories[0].method, rule.method, *(way.method for way in TREES)}
    weights = blend.get_weights(
        {name: past[name] for name in past if name in used}, actual
    )
    levelled = [
        blend.LevelledValue(model, levels.get(model.method, 1.0))
        for model in (*histories, *trees, rule)
    ]
    mixed = [way for way in levelled if way.method in used]
    stacked = blend.StackValue(mixed, weights)
    total = stacked.predict(values.as_features(active, stacked.names), days).sum()
    for way in mixed:
        if way.method in (some.method for some in TREES):
            rows = values.as_features(active, way.names)
            way.level = total / way.predict(rows, days).sum()
    # the sum is of trees as they are
    raw = [blend.LevelledValue(way.model) for way in mixed if way.model in trees]
    stacked = blend.StackValue(
        [*raw, *(way for way in mixed if way.model not in trees)], weights
    )
    return [*levelled[:-1], stacked, blend.BlendValue(mixed), levelled[-1]]


def _get_rule(known, interval):
    before = known["window_before"] > 0
    stays = float((known["window_count"][before] > 0).mean()) if before.any() else 1.0
    return blend.RuleValue(stays / min(interval, known["age"].max() + 1))


def _read(purchases, cut, days, interval):
    known = purchases.get_figures(cut, cut + days, season_days=days)
    window = purchases.get_figures(cut, window_days=interval)
    known["window_value"] = window["recent_value"]
    known["window_count"] = window["recent_count"]
    known["window_before"] = window["previous_count"]
    for name in ("season_count", "season_value"):
        if days >= 365:
            known[name] = known[name.replace("season", "recent")]
        elif cut - purchases.days.min() < 365:
            known[name] = np.full(len(known["age"]), np.nan)
    return known


def _get_interval(known):
    longest = int(known["age"].max()) + 1
    again = known["frequency"] > 0
    gaps = known["recency"][again] / known["frequency"][again]
    return max(min(int(np.ceil(np.percentile(gaps, 95))), longest), min(30, longest))


def _filter(known, keep):
    return {name: some[keep] for name, some in known.items()}
