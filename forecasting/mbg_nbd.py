# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""MBG/NBD: BG/NBD in which somebody may leave after the first purchase too."""

import numpy as np

from .arrays import as_histories, as_timed_histories, elementwise
from .bg_nbd import BgNbd, get_purchases_while_alive
from .maximum_likelihood import (
    BOUND,
    SampledHistories,
    digamma_rise,
    log_rising,
    maximize,
)
from .threads import single_threaded

# Where to start: r, a and b.
STARTS = ((0.5, 0.5, 2.0), (2.0, 2.0, 20.0), (0.5, 0.9, 1.5))


class MbgNbd:
    """Modified beta-geometric / negative binomial distribution of repeat purchases.

    Batislam, Denizel & Filiztekin 2007, Empirical Validation and Comparison of Models
    for Customer Base Analysis, IJRM 24(3). As BG/NBD, but a customer may drop out right
    after the first purchase. Times have the unit of those the model was fitted on.
    """

    def __init__(self, r, alpha, a, b, log_likelihood=0.0, is_fitted=True):
        """Keep the parameters; see BgNbd."""
        self.r = float(r)
        self.alpha = float(alpha)
        self.a = float(a)
        self.b = float(b)
        self.log_likelihood = float(log_likelihood)
        self.is_fitted = is_fitted

    def __repr__(self):
        return (
            f"MbgNbd(r={self.r:.6g}, alpha={self.alpha:.6g}, a={self.a:.6g}, "
            f"b={self.b:.6g}, log_likelihood={self.log_likelihood:.6g})"
        )

    @elementwise
    def probability_alive(self, frequency, recency, age):
        """Return how likely customers have not dropped out.

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

        :param t: array of n times from now on, or one for all
        :param frequency: array of n counts of repeat purchases
        :param recency: array of n times from the first to the last purchase
        :param age: array of n times from the first purchase to now
        :return: array of n floats
        :raise ValueError: if a value is negative, no number or contradicts the others
        """
        t, x, recency, age = as_timed_histories(t, frequency, recency, age)
        # who stayed has been asked once more than in BG/NBD
        stayed = BgNbd(self.r, self.alpha, self.a, self.b + 1)
        expected = get_purchases_while_alive(stayed, t, x, age)
        return expected * self._get_alive(x, recency, age)

    def _get_alive(self, x, recency, age):
        from scipy.special import expit

        odds = (self.r + x) * np.log1p((age - recency) / (self.alpha + recency))
        return expit(-(odds + np.log(self.a) - np.log(self.b + x)))


@single_threaded
def fit_mbg_nbd(frequency, recency, age):
    """Return the MBG/NBD model that makes purchase histories most likely.

    Of many different histories an even sample is taken. Without any customer or any
    repeat purchase there is nothing to fit, and ``is_fitted`` is False.

    :param frequency: array of n counts of repeat purchases, without the first
    :param recency: array of n times from the first to the last purchase
    :param age: array of n times from the first purchase to the end of observation
    :return: MbgNbd
    :raise ValueError: if the lengths differ, or if a value is negative, no number or
        contradicts the others
    """
    frequency, recency, age = as_histories(frequency, recency, age)
    scale = age.mean() if age.any() else 1.0
    if not frequency.any() or not age.any():
        return MbgNbd(np.exp(-BOUND), scale, np.exp(-BOUND), 1.0, is_fitted=False)
    likelihood = MbgNbdLikelihood(frequency, recency / scale, age / scale)
    purchases = frequency.sum() / len(frequency)
    starts = np.log([[r, max(r / purchases, 1e-3), a, b] for r, a, b in STARTS])
    logs, value = maximize(likelihood, starts)
    r, alpha, a, b = np.exp(logs)
    # time in another unit changes the density of every purchase
    value = value * len(frequency) - frequency.sum() * np.log(scale)
    return MbgNbd(r, alpha * scale, a, b, value)


class MbgNbdLikelihood(SampledHistories):
    """The mean log likelihood per customer of the logarithms of (r, alpha, a, b)."""

    def __call__(self, logs):
        """Return the mean log likelihood and its gradient.

        :param logs: array of the logarithms of r, alpha, a and b
        :return: (float, array of 4)
        """
        from scipy.special import expit

        r, alpha, a, b = np.exp(logs)
        x, weight = self.x, self.weight
        now, last = alpha + self.age, alpha + self.recency
        log_now = np.log(now)
        gap = log_now - np.log(last)
        # the odds that a customer left after the last purchase
        odds = np.log(a) - np.log(b + x) + (r + x) * gap
        left = weight * expit(odds)
        value = weight @ (log_rising(r, x) - (r + x) * log_now) + r * np.log(alpha)
        # that a customer stayed after each of the purchases, the first one included
        value += weight @ (log_rising(b, x + 1) - log_rising(a + b, x + 1))
        value += weight @ np.logaddexp(0, odds)
        slope_r = weight @ (digamma_rise(r, x) - log_now) + np.log(alpha) + left @ gap
        slope_alpha = r / alpha - weight @ ((r + x) / now)
        slope_alpha += left @ ((r + x) * (1 / now - 1 / last))
        both = weight @ digamma_rise(a + b, x + 1)
        slope_a = left.sum() / a - both
        slope_b = weight @ digamma_rise(b, x + 1) - both - left @ (1 / (b + x))
        slopes = np.array([slope_r * r, slope_alpha * alpha, slope_a * a, slope_b * b])
        return value, slopes
