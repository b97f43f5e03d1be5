# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many purchases a customer makes who has not dropped out yet.

The textbook's 2F1(r + x, b + x; a + b + x - 1; z) overflows for some thousand purchases
and divides zero by zero at a = 1. Here are two ways that don't: a series for nearly all
customers, an integral for the rest.
"""

import numpy as np

BLOCK = 16384
# Beyond these the terms of the series get many, or cancel.
LARGEST_Z = 0.9
LARGEST_A = 20.0
LEAST_DIFFERENCE = -8.0
PRECISION = 1e-16
# Of the integral: nodes, how many rows at a time, and the log of its precision.
NODES = 512
ROWS = 1024
LOG_PRECISION = 40.0


def get_purchases_while_alive(model, t, x, age):
    """Return the expected number of purchases of customers who are active now.

    :param BgNbd model: the parameters
    :param t: float array of n times from now on
    :param x: float array of n repeat purchases
    :param age: float array of n times from the first purchase to now
    :return: float array of n
    """
    rate = model.r + x
    ratio = t / (model.alpha + age)
    if not model.has_drop_out:
        return rate * ratio
    z = t / (model.alpha + age + t)
    difference = model.a + model.b - 1 - model.r
    simple = (z <= LARGEST_Z) & (model.a <= LARGEST_A)
    simple &= (difference >= LEAST_DIFFERENCE) | (-difference <= x)
    found = np.empty(len(x))
    for rows in _get_blocks(np.flatnonzero(simple), BLOCK):
        found[rows] = _sum_series(model, x[rows], z[rows])
    for rows in _get_blocks(np.flatnonzero(~simple), ROWS):
        found[rows] = _integrate(model, rate[rows], x[rows], ratio[rows])
    return found


def _sum_series(model, x, z):
    """Sum Gauss's series after Euler's transformation (Abramowitz & Stegun 15.3.3).

    With c = a + b + x − 1, d = a + b − 1 − r and y = (1 − z)^(a − 1) the textbook's
    expression is c (1 − y 2F1(a − 1, d; c; z)) / (a − 1). The factor a − 1, which all
    terms but the first have, is divided out, and so is c of the denominators.
    """
    a, c = model.a, model.a + model.b + x - 1
    difference = a + model.b - 1 - model.r
    logs = np.log1p(-z)
    start = -logs if a == 1 else -np.expm1((a - 1) * logs) / (a - 1)
    term = difference * z
    total = term.copy()
    n = 1
    while len(x):
        step = (a + n - 1) * (difference + n) / (n + 1)
        term = term * (step * z / (c + n))
        total += term
        n += 1
        if np.all(np.abs(term) <= PRECISION * np.abs(total)):
            break
    return c * start - np.exp((a - 1) * logs) * total


def _integrate(model, rate, x, ratio):
    """Integrate over the drop-out probability p ~ Beta(a, b + x) of active customers.

    Who drops out with probability p after a purchase makes (1 − (1 + p t / (alpha +
    T))^−(r + x)) / p purchases on average. In the logit of p the integrand is analytic
    and falls off exponentially, so that the trapezoidal rule converges exponentially
    (Trefethen & Weideman 2014, SIAM Review 56(3)); beyond its ends the terms are
    geometric series.
    """
    a, b = model.a, (model.b + x)[:, None]
    rate, ratio = rate[:, None], ratio[:, None]
    middle = np.log(a / b)
    spread = 9 * np.sqrt(1 / a + 1 / b)
    largest = np.maximum(np.maximum(rate, 1) * ratio, b + 1)
    low = np.maximum(
        -LOG_PRECISION - np.log(largest), middle - spread - 1.2 * LOG_PRECISION / a
    )
    high = np.minimum(LOG_PRECISION, middle + spread + 1.2 * LOG_PRECISION / b)
    high = np.maximum(high, low + 1)
    step = (high - low) / (NODES - 1)
    logit = low + step * np.arange(NODES)
    log_p = -np.logaddexp(0, -logit)
    density = a * log_p - b * np.logaddexp(0, logit)
    density = np.exp(density - density.max(axis=1, keepdims=True))
    density[:, :1] /= -np.expm1(-a * step)
    density[:, -1:] /= -np.expm1(-b * step)
    p = np.exp(log_p)
    purchases = -np.expm1(-rate * np.log1p(p * ratio)) / p
    return (density * purchases).sum(axis=1) / density.sum(axis=1)


def _get_blocks(rows, size):
    """Yield parts of an array."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
