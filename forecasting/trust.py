# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How sure it is that a prediction is better than a simple rule, and how much it helps.

What was predicted of customers is compared with what they did. Who counts is sampled
again and again (Efron 1979, Bootstrap Methods, Annals of Statistics 7(1)): an interval
tells how the figures could have come out with other customers of the same kind.
"""

from dataclasses import dataclass

import numpy as np

DRAWS = 2000
CONFIDENCE = 0.95
GROUPS = 10
# Of so many with the highest scores it is told what became of them; of fewer where
# these were more than a quarter of all.
SHOWN = 100
QUARTER = 4


@dataclass
class Difference:
    """Two shares of the same customers, and what the difference may really be."""

    #: share that the prediction found, from 0 to 1
    model: float
    #: share that the simple rule found
    rule: float
    #: bounds of model - rule
    low: float
    high: float

    @property
    def value(self):
        """By how much the prediction is above the rule."""
        return self.model - self.rule

    @property
    def is_within_chance(self):
        """Tell whether they may as well be equal."""
        return self.low <= 0 <= self.high


def get_top(values, count):
    """Return how far each value is among the highest; equal ones share what is left.

    :param values: array of n numbers
    :param count: how many are the highest
    :return: array of n floats from 0 to 1 that add up to the count
    """
    values = np.asarray(values, dtype=float)
    count = int(min(max(count, 0), len(values)))
    top = np.zeros(len(values))
    if not count:
        return top
    least = np.partition(values, len(values) - count)[len(values) - count]
    top[values > least] = 1
    equal = values == least
    top[equal] = (count - top.sum()) / equal.sum()
    return top


def get_difference(model, rule, counted, draws=DRAWS, seed=0):
    """Compare what a prediction and a simple rule found among the same customers.

    Customers who are alike in all three are drawn together, so that the number of
    customers does not matter.

    :param model: array of n numbers from 0 to 1, how far the prediction found each
    :param rule: the same of the simple rule
    :param counted: array of n booleans, the customers who were to be found
    :return: Difference; without customers to find all of it is 0
    """
    counted = np.asarray(counted, dtype=bool)
    found = np.column_stack([model, rule]).astype(float)[counted]
    if not len(found):
        return Difference(0.0, 0.0, 0.0, 0.0)
    alike, sizes = np.unique(found, axis=0, return_counts=True)
    shares = sizes / len(found)
    drawn = np.random.default_rng(seed).multinomial(len(found), shares, size=draws)
    differences = drawn @ (alike[:, 0] - alike[:, 1]) / len(found)
    low, high = get_interval(differences)
    return Difference(*(shares @ alike).tolist(), low, high)


def get_interval(drawn, confidence=CONFIDENCE):
    """Return between which numbers most of those drawn lie.

    :return: (float, float)
    """
    rest = (1 - confidence) / 2
    low, high = np.quantile(np.asarray(drawn, dtype=float), (rest, 1 - rest))
    return float(low), float(high)


def choose(found, counted, seed=0):
    """Choose the best of several methods, and tell how good such a choice is.

    A method that is chosen because it was the best on some customers looks better on
    these than it is. So customers are halved: what was chosen on one half is judged on
    the other (cross-validation of the choice, Stone 1974, JRSS B 36(2)).

    :param dict found: for each method an array of n numbers, how far each customer was
        found; of equal methods the first is chosen
    :param counted: array of n booleans, the customers who were to be found
    :return: (name of the method, array of n numbers to judge the choice by)
    """
    counted = np.asarray(counted, dtype=bool)
    places = np.random.default_rng(seed).permutation(np.flatnonzero(counted))
    halves = places[::2], places[1::2]
    best = _choose_on(found, places)
    judged = found[best].astype(float).copy()
    for half, other in (halves, halves[::-1]):
        judged[half] = found[_choose_on(found, other)][half]
    return best, judged


def _choose_on(found, places):
    return max(found, key=lambda method: float(found[method][places].sum()))


def get_lift(scores, happened, count=SHOWN):
    """Tell what became of those with the highest scores, beside as many at random.

    :param scores: array of n numbers
    :param happened: array of n booleans or amounts
    :return: dict of ``count`` (how many were looked at), ``found`` (of these, or their
        sum) and ``random`` (what to expect of as many at random)
    """
    happened = np.asarray(happened, dtype=float)
    count = int(min(count, len(happened) // QUARTER))
    if not count:
        return {}
    top = get_top(scores, count)
    return {
        "count": count,
        "found": float(top @ happened),
        "random": float(count * happened.mean()),
    }


def get_calibration(predicted, observed, groups=GROUPS):
    """Compare predictions with what happened, from the lowest to the highest.

    :param predicted: array of n probabilities or amounts
    :param observed: array of n booleans or amounts
    :return: ``count``, mean ``predicted`` and mean ``observed`` of at most so many
        groups of about the same size; equal predictions are in one group
    :rtype: list[dict]
    """
    from scipy.stats import rankdata

    predicted = np.asarray(predicted, dtype=float)
    observed = np.asarray(observed, dtype=float)
    if not len(predicted):
        return []
    place = (rankdata(predicted) - 0.5) / len(predicted)
    numbers = np.minimum((place * groups).astype(int), groups - 1)
    counts = np.bincount(numbers, minlength=groups)
    sums = [
        np.bincount(numbers, some, minlength=groups) for some in (predicted, observed)
    ]
    return [
        {
            "count": int(counts[number]),
            "predicted": float(sums[0][number] / counts[number]),
            "observed": float(sums[1][number] / counts[number]),
        }
        for number in np.flatnonzero(counts).tolist()
    ]


def get_total(predicted, actual):
    """Compare the sum of predictions with the real one.

    :param predicted: array of n amounts
    :param actual: array of n amounts
    :return: dict of ``predicted``, ``actual`` and ``factor``: a total of such
        predictions may as well be so many times as high, or as low. It has in it how
        far this one was off, and what other customers would have changed.
    """
    predicted = np.asarray(predicted, dtype=float)
    actual = np.asarray(actual, dtype=float)
    totals = float(predicted.sum()), float(actual.sum())
    result = {"predicted": totals[0], "actual": totals[1], "factor": 0.0}
    if min(totals) <= 0:
        return result
    errors = actual / totals[1] - predicted / totals[0]
    # the error of a ratio of sums (Cochran 1977, Sampling Techniques, 6.4)
    spread = float(np.sqrt(len(errors) * np.var(errors)))
    off = abs(float(np.log(totals[1] / totals[0])))
    return {**result, "factor": float(np.exp(np.hypot(off, 1.96 * spread)))}
