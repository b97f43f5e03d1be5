# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Finding the parameters that make what was seen most likely.

With what the likelihoods of all models need: rows that occur several times computed
once, and functions that are stable where the textbook's formulas are not.
"""

import numpy as np

# Parameters that run off to zero or infinity stop at these logarithms: nothing that is
# predicted changes beyond, and nothing overflows before.
BOUND = 12.0
# The product of the codes must stay a whole number of 63 bits.
LARGEST_KEY = 2**62
# More rows than these hardly move the parameters.
SAMPLE = 8000
# From here on Stirling's series is exact to the last digits.
LARGE = 1000.0


def maximize(likelihood, starts, bound=BOUND):
    """Return the logarithms of the parameters with the highest likelihood.

    L-BFGS-B (Byrd, Lu, Nocedal & Zhu 1995) from each start, with the gradient given.

    :param likelihood: function of an array of logarithms that returns the mean log
        likelihood and its gradient
    :param starts: logarithms of parameters, one sequence for each start
    :param float bound: the largest absolute logarithm
    :return: (array of logarithms, mean log likelihood there)
    """
    from scipy.optimize import minimize

    def negative(logs):
        value, gradient = likelihood(logs)
        return -value, -gradient

    best, best_value = None, -np.inf
    for start in starts:
        start = np.clip(np.asarray(start, dtype=float), -bound, bound)
        found = minimize(
            negative,
            start,
            jac=True,
            method="L-BFGS-B",
            bounds=[(-bound, bound)] * len(start),
            options={"ftol": 1e-15, "gtol": 1e-8, "maxiter": 1000, "maxls": 50},
        )
        if best is None or -found.fun > best_value:
            best, best_value = found.x, -found.fun
    return best, best_value


def collapse(*columns):
    """Return the distinct rows of columns and how often each occurs.

    :param columns: float arrays of n numbers that are not negative
    :return: (list of arrays of the m distinct rows in ascending order, array of m
        counts as floats)
    """
    if not len(columns[0]):
        return list(columns), np.zeros(0)
    key = np.zeros(len(columns[0]), dtype=np.int64)
    span = 1
    for column in columns:
        codes, count = _encode(column)
        if span * count > LARGEST_KEY:
            key = np.unique(key, return_inverse=True)[1]
            span = int(key.max()) + 1
        key = key * count + codes
        span *= count
    order = np.argsort(key, kind="stable")
    key = key[order]
    starts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    counts = np.diff(np.append(starts, len(key))).astype(float)
    first = order[starts]
    return [column[first] for column in columns], counts


class SampledHistories:
    """Distinct purchase histories and their weights; of very many an even sample.

    :ivar x: array of m counts of repeat purchases
    :ivar recency: array of m times from the first to the last purchase
    :ivar age: array of m times from the first purchase to now
    :ivar weight: array of the m shares of the customers
    """

    def __init__(self, frequency, recency, age):
        """Prepare the histories.

        :param frequency: float array of n repeat purchases
        :param recency: float array of n times from first to last purchase
        :param age: float array of n times from first purchase to now, same unit
        """
        (x, recency, age), weight = collapse(frequency, recency, age)
        step = -(-len(x) // SAMPLE)
        self.x, self.recency, self.age = x[::step], recency[::step], age[::step]
        self.weight = weight[::step] / weight[::step].sum()


def _encode(column):
    """Return whole numbers in the order of the values, and how many there may be."""
    largest = column.max()
    if largest < 2**20:
        whole = column.astype(np.int64)
        if np.array_equal(whole, column):
            return whole, int(largest) + 1
    values, codes = np.unique(column, return_inverse=True)
    return codes.reshape(-1), len(values)


def log_rising(base, steps):
    """Return log Γ(base + steps) − log Γ(base), the log of the rising factorial.

    The difference of two large values of log Γ loses digits, Stirling's series does
    not (Abramowitz & Stegun 1964, 6.1.41).

    :param float base: a number above zero
    :param steps: array of numbers that are not negative
    :return: array of floats
    """
    from scipy.special import gammaln

    if base < LARGE:
        return gammaln(base + steps) - gammaln(base)
    end = base + steps
    series = (1 / end - 1 / base) / 12 - (1 / end**3 - 1 / base**3) / 360
    return (base - 0.5) * np.log1p(steps / base) + steps * (np.log(end) - 1) + series


def digamma_rise(base, steps):
    """Return ψ(base + steps) − ψ(base), the derivative of ``log_rising`` to base.

    :param float base: a number above zero
    :param steps: array of numbers that are not negative
    :return: array of floats
    """
    from scipy.special import digamma

    return digamma(base + steps) - digamma(base)
