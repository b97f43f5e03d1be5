# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How likely customers of a BG/NBD model buy nothing in a period that starts later."""

import numpy as np

from .arrays import as_histories

NODES = 64


def probability_no_purchase_between(model, start, end, frequency, recency, age):
    """Return how likely customers buy nothing from a time until a later one.

    Who is active, buys at a rate l and drops out with probability p after a purchase is
    still there at a time s with probability exp(−l p s), and then buys within a time d
    with probability 1 − exp(−l d). l is Gamma(r + x, alpha + T) and p Beta(a, b + x);
    the first is integrated exactly, the second at 64 of its quantiles (Gauss-Legendre).
    With a start of 0 this is ``model.probability_no_purchase``.

    :param BgNbd model: the parameters
    :param float start: time from now to the start of the period
    :param float end: time from now to its end
    :param frequency: array of n counts of repeat purchases
    :param recency: array of n times from the first to the last purchase
    :param age: array of n times from the first purchase to now
    :return: array of n floats from 0 to 1
    :raise ValueError: if a value is negative, no number or contradicts the others
    """
    x, recency, age = as_histories(frequency, recency, age)
    alive = np.atleast_1d(model.probability_alive(x, recency, age))
    if start <= 0 or not model.has_drop_out:
        # without drop-out a period says the same whenever it starts
        length = end - max(start, 0)
        return np.atleast_1d(model.probability_no_purchase(length, x, recency, age))
    buys = np.zeros(len(x))
    counts, places = np.unique(x, return_inverse=True)
    quantiles, weights = _get_quantiles(model.a, model.b + counts)
    shape, rate = model.r + x, model.alpha + age
    for number, weight in enumerate(weights):
        there = rate + quantiles[places, number] * start
        kept = (rate / there) ** shape
        buys += weight * (kept - (rate / (there + end - start)) ** shape)
    return np.clip(1 - alive * buys, 0, 1)


def _get_quantiles(a, b):
    """Return quantiles of beta distributions, and how much each weighs."""
    from scipy.special import betaincinv

    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return betaincinv(a, b[:, None], (nodes + 1) / 2), weights / 2
