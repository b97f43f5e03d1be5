# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pareto/NBD: how often customers will buy, who leave at any time."""

import numpy as np

from .arrays import as_histories, as_timed_histories, elementwise
from .maximum_likelihood import (
    BOUND,
    SampledHistories,
    digamma_rise,
    log_rising,
    maximize,
)
from .threads import single_threaded

# Where to start: r and s.
STARTS = ((0.5, 0.5), (2.0, 1.0))
# Of the integral over the time somebody left: nodes, and how many rows at a time.
NODES = 48
ROWS = 8192


class ParetoNbd:
    """Pareto / negative binomial distribution of repeat purchases.

    Schmittlein, Morrison & Colombo 1987, Counting Your Customers, Management Science
    33(1). A customer buys at a rate drawn from Gamma(r, alpha) and leaves after a time
    at a rate drawn from Gamma(s, beta), so that also somebody who bought once may have
    left. Times have the unit of those the model was fitted on.
    """

    def __init__(self, r, alpha, s, beta, log_likelihood=0.0, is_fitted=True):
        """Keep the parameters.

        :param float r: shape of the purchase rates
        :param float alpha: inverse scale of the purchase rates, a time
        :param float s: shape of the rates of leaving
        :param float beta: inverse scale of the rates of leaving, a time
        :param float log_likelihood: that of the customers it was fitted on
        :param bool is_fitted: False if there was nothing to fit
        """
        self.r = float(r)
        self.alpha = float(alpha)
        self.s = float(s)
        self.beta = float(beta)
        self.log_likelihood = float(log_likelihood)
        self.is_fitted = is_fitted

    def __repr__(self):
        return (
            f"ParetoNbd(r={self.r:.6g}, alpha={self.alpha:.6g}, s={self.s:.6g}, "
            f"beta={self.beta:.6g}, log_likelihood={self.log_likelihood:.6g})"
        )

    @elementwise
    def probability_alive(self, frequency, recency, age):
        """Return how likely customers have not left.

        :param frequency: array of n counts of repeat purchases
        :param recency: array of n times from the first to the last purchase
        :param age: array of n times from the first purchase to now
        :return: array of n floats from 0 to 1
        :raise ValueError: if a value is negative, no number or contradicts the others
        """
        return self._get_alive(*as_histories(frequency, recency, age))

    @elementwise
    def expected_purchases(self, t, frequency=0, recency=0, age=0):
        """Return how many purchases customers are expected to make within a time.

        Equation 41 of Fader & Hardie 2005, A Note on Deriving the Pareto/NBD Model.

        :param t: array of n times from now on, or one for all
        :param frequency: array of n counts of repeat purchases
        :param recency: array of n times from the first to the last purchase
        :param age: array of n times from the first purchase to now
        :return: array of n floats
        :raise ValueError: if a value is negative, no number or contradicts the others
        """
        t, x, recency, age = as_timed_histories(t, frequency, recency, age)
        # for how long somebody who is there is expected to stay, up to t
        logs = np.log1p(t / (self.beta + age))
        power = (1 - self.s) * logs
        stay = (self.beta + age) * logs * _get_mean_exponential(power)
        rate = (self.r + x) / (self.alpha + age)
        return rate * stay * self._get_alive(x, recency, age)

    def _get_alive(self, x, recency, age):
        found = np.empty(len(x))
        for start in range(0, len(x), ROWS):
            rows = slice(start, start + ROWS)
            nodes = _Nodes(self, x[rows], recency[rows], age[rows])
            found[rows] = 1 / (1 + nodes.odds)
        return found


def _get_mean_exponential(values):
    """Return (exp(v) − 1) / v, which is 1 where v is 0."""
    small = np.abs(values) < 1e-12
    return np.where(small, 1.0, np.expm1(values) / np.where(small, 1.0, values))


class _Nodes:
    """The odds that customers left, as an integral over the time they did so.

    odds = s ∫ ((alpha + T) / (alpha + u))^(r + x) ((beta + T) / (beta + u))^s
    / (beta + u) du, u from the last purchase to now. The textbook's difference of two
    2F1 loses all digits for customers who buy often; every term of this is above zero.
    In q = ((alpha + tx) / (alpha + u))^k, with k = max(r + x, 1), the integrand is
    smooth (Gauss-Legendre).
    """

    def __init__(self, model, x, recency, age):
        points, weights = np.polynomial.legendre.leggauss(NODES)
        self.rate = (model.r + x)[:, None]
        k = np.maximum(self.rate, 1.0)
        last, now = (model.alpha + recency)[:, None], (model.alpha + age)[:, None]
        # q from its value now up to 1
        log_now = -k * np.log(now / last)
        width = -np.expm1(log_now)
        log_q = np.log1p(-width * (1 - points) / 2)
        self.log_bought = np.log(last) - log_q / k
        u = np.exp(self.log_bought) - model.alpha
        # left for the last purchase or later: rounding may say a little earlier
        self.left = model.beta + np.maximum(u, 0)
        self.now, self.until = now, model.beta + age[:, None]
        self.log_rates = np.log(now) - self.log_bought
        self.log_stays = np.log(self.until) - np.log(self.left)
        logs = self.rate * self.log_rates + model.s * self.log_stays
        logs += self.log_bought - log_q - np.log(k) - np.log(self.left)
        self.terms = model.s * weights / 2 * width * np.exp(np.minimum(logs, 600))
        self.odds = self.terms.sum(axis=1)


@single_threaded
def fit_pareto_nbd(frequency, recency, age):
    """Return the Pareto/NBD model that makes purchase histories most likely.

    Equation 18 of Fader & Hardie 2005, A Note on Deriving the Pareto/NBD Model. Of many
    different histories an even sample is taken. Without any customer or any repeat
    purchase there is nothing to fit, and ``is_fitted`` is False.

    :param frequency: array of n counts of repeat purchases, without the first
    :param recency: array of n times from the first to the last purchase
    :param age: array of n times from the first purchase to the end of observation
    :return: ParetoNbd
    :raise ValueError: if the lengths differ, or if a value is negative, no number or
        contradicts the others
    """
    frequency, recency, age = as_histories(frequency, recency, age)
    scale = age.mean() if age.any() else 1.0
    if not frequency.any() or not age.any():
        return ParetoNbd(np.exp(-BOUND), scale, 1.0, scale * 1e4, is_fitted=False)
    likelihood = ParetoNbdLikelihood(frequency, recency / scale, age / scale)
    purchases = frequency.sum() / len(frequency)
    starts = np.log([[r, max(r / purchases, 1e-3), s, s] for r, s in STARTS])
    logs, value = maximize(likelihood, starts)
    r, alpha, s, beta = np.exp(logs)
    # time in another unit changes the density of every purchase
    value = value * len(frequency) - frequency.sum() * np.log(scale)
    return ParetoNbd(r, alpha * scale, s, beta * scale, value)


class ParetoNbdLikelihood(SampledHistories):
    """The mean log likelihood per customer of the logarithms of (r, alpha, s, beta)."""

    def __call__(self, logs):
        """Return the mean log likelihood and its gradient.

        :param logs: array of the logarithms of r, alpha, s and beta
        :return: (float, array of 4)
        """
        r, alpha, s, beta = np.exp(logs)
        x, age = self.x, self.age
        nodes = _Nodes(ParetoNbd(r, alpha, s, beta), x, self.recency, age)
        log_age, log_stay = np.log(alpha + age), np.log(beta + age)
        value = self._sum_rising(log_rising, r) + r * np.log(alpha) + s * np.log(beta)
        value += self.weight @ (np.log1p(nodes.odds) - (r + x) * log_age - s * log_stay)
        # of log(1 + odds), in the terms of the integral
        left = self.weight / (1 + nodes.odds)
        terms = nodes.terms * left[:, None]
        bought, stayed = np.exp(nodes.log_bought), nodes.left
        slope_r = self._sum_rising(digamma_rise, r) + np.log(alpha)
        slope_r += (terms * nodes.log_rates).sum() - self.weight @ log_age
        slope_alpha = r / alpha - self.weight @ ((r + x) / (alpha + age))
        slope_alpha += (terms * nodes.rate * (1 / nodes.now - 1 / bought)).sum()
        slope_s = np.log(beta) - self.weight @ log_stay
        slope_s += terms.sum() / s + (terms * nodes.log_stays).sum()
        slope_beta = s / beta - self.weight @ (s / (beta + age))
        slope_beta += (terms * (s / nodes.until - (s + 1) / stayed)).sum()
        slopes = np.array([slope_r * r, slope_alpha * alpha, slope_s * s])
        return value, np.append(slopes, slope_beta * beta)

    def _sum_rising(self, function, r):
        """Return the weighted sum of a function of r and of the purchases."""
        return self.weight @ function(r, self.x)
