# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How sure the sum of the expected amounts of some customers is.

An amount is more uncertain the higher it is. How uncertain is seen on the tested days:
the variance of what was bought around what was expected is a constant, and something
that rises with the expected amount and with its square (Cochran 1977, Sampling
Techniques, 6.4, has the ratio of sums; Tweedie 1984 variances that rise with the mean).
Customers buy independently of each other, so that their variances add up, and all of
them together may be as far off as they were on the tested days.
"""

import math

GROUPS = 20
ROUNDS = 5
# A variance below this share of the highest one counts as that.
LEAST_SHARE = 1e-6
# Nineteen of twenty sums are within so many deviations.
DEVIATIONS = 1.96


def get_spread(predicted, actual):
    """Learn how far amounts lie from those expected, from the tested days.

    :param predicted: array of n amounts
    :param actual: array of n amounts
    :return: dict of ``off`` (by which share the total was off), ``constant``,
        ``linear`` and ``square``; empty where nothing was expected, or bought
    """
    import numpy as np

    predicted = np.asarray(predicted, dtype=float)
    actual = np.asarray(actual, dtype=float)
    totals = predicted.sum(), actual.sum()
    if not len(predicted) or min(totals) <= 0:
        return {}
    squares = (actual - predicted * (totals[1] / totals[0])) ** 2
    groups = np.array_split(np.argsort(predicted, kind="stable"), GROUPS)
    groups = [group for group in groups if len(group)]
    means = np.array(
        [
            [1, predicted[group].mean(), (predicted[group] ** 2).mean()]
            for group in groups
        ]
    )
    variances = np.array([squares[group].mean() for group in groups])
    sizes = np.sqrt([len(group) for group in groups])
    figures = _fit_variances(means, variances, sizes).tolist()
    return {
        "off": float(np.expm1(abs(np.log(totals[1] / totals[0])))),
        **dict(zip(("constant", "linear", "square"), figures, strict=True)),
    }


def _fit_variances(means, variances, sizes):
    """Return three figures, none below 0, whose sum of products gives the variances.

    A variance is known the worse the higher it is, so that errors count relatively: to
    what was fitted the round before, as those that came out low by chance would draw
    all others down.
    """
    import numpy as np
    from scipy.optimize import nnls

    fitted = np.full(len(variances), variances.mean())
    figures = np.zeros(means.shape[1])
    for _ in range(ROUNDS):
        weights = sizes / np.maximum(fitted, fitted.max() * LEAST_SHARE + 1e-300)
        rows = means * weights[:, None]
        # each figure in its own size, so that none is lost among the others
        scale = np.maximum(rows.max(axis=0), 1e-300)
        figures = nnls(rows / scale, variances * weights)[0] / scale
        fitted = means @ figures
    return figures


def get_bounds(spread, count, total, squares):
    """Return between which amounts a sum lies, in nineteen of twenty cases.

    :param dict spread: what ``get_spread`` learned
    :param int count: number of customers
    :param float total: sum of their expected amounts
    :param float squares: sum of the squares of these
    :return: (float, float), the lower one not below 0
    """
    variance = (
        spread["constant"] * count
        + spread["linear"] * total
        + spread["square"] * squares
    )
    half = math.hypot(spread["off"] * total, DEVIATIONS * math.sqrt(variance))
    return max(total - half, 0.0), total + half
