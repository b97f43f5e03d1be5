# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The likelihood of BG/NBD for many customers, and its gradient."""

import numpy as np

from .collapse import collapse
from .special import digamma_rise, log_rising


class BgNbdLikelihood:
    """The mean log likelihood per customer of the logarithms of (r, alpha, a, b).

    Equation 6 of Fader, Hardie & Lee 2005, "Counting Your Customers" the Easy Way: An
    Alternative to the Pareto/NBD Model, Marketing Science 24(2), with the sum of the
    two terms taken apart: the first one, and the log of one plus their ratio. Customers
    with the same history are one row, those without a repeat purchase differ by age
    only, and what depends on the frequency alone is computed once for each frequency.
    """

    def __init__(self, frequency, recency, age):
        """Prepare the histories.

        :param frequency: float array of n repeat purchases
        :param recency: float array of n times from first to last purchase
        :param age: float array of n times from first purchase to now, same unit
        """
        repeated = frequency > 0
        histories = [column[repeated] for column in (frequency, recency, age)]
        (self.x, self.recency, self.age), self.weight = collapse(*histories)
        (self.ages_of_none,), self.weight_of_none = collapse(age[~repeated])
        self.customers = len(frequency)
        self._index()

    def _index(self):
        self.counts, self.position = np.unique(self.x, return_inverse=True)
        self.position = self.position.reshape(-1)
        self.count_weight = np.bincount(
            self.position, self.weight, minlength=len(self.counts)
        )

    def sample(self, size):
        """Return the likelihood of about so many of the rows, evenly chosen."""
        step = max(1, len(self.x) // size)
        part = object.__new__(type(self))
        for name in ("x", "recency", "age", "weight"):
            setattr(part, name, getattr(self, name)[::step])
        part.ages_of_none = self.ages_of_none[::step]
        part.weight_of_none = self.weight_of_none[::step]
        part.customers = part.weight.sum() + part.weight_of_none.sum()
        part._index()
        return part

    def __call__(self, logs):
        """Return the mean log likelihood and its gradient.

        :param logs: array of the logarithms of r, alpha, a and b
        :return: (float, array of 4)
        """
        r, alpha, a, b = np.exp(logs)
        value, slope_r, slope_alpha, times = self._no_drop_out(r, alpha)
        log_age, log_recency = times
        # the odds that a customer left after the last purchase
        rate = (r + self.counts)[self.position]
        odds = (np.log(a) - np.log(b + self.counts - 1))[self.position]
        odds += rate * (log_age - log_recency)
        shrunk = np.exp(-np.abs(odds))
        left = np.where(odds > 0, 1.0, shrunk) / (1 + shrunk) * self.weight
        value += self.weight @ (np.maximum(odds, 0) + np.log(1 + shrunk))
        slope_r += left @ (log_age - log_recency)
        slope_alpha += (left * rate) @ (1 / (alpha + self.age))
        slope_alpha -= (left * rate) @ (1 / (alpha + self.recency))
        # that a customer stayed at all of the purchases
        weight, counts = self.count_weight, self.counts
        value += weight @ (log_rising(b, counts) - log_rising(a + b, counts))
        both = weight @ digamma_rise(a + b, counts)
        per_count = np.bincount(self.position, left, minlength=len(counts))
        slope_a = left.sum() / a - both
        slope_b = weight @ digamma_rise(b, counts) - both
        slope_b -= per_count @ (1 / (b + counts - 1))
        slopes = np.array([slope_r * r, slope_alpha * alpha, slope_a * a, slope_b * b])
        return value / self.customers, slopes / self.customers

    def without_drop_out(self, logs):
        """Return the same of NBD, where nobody leaves (a = 0).

        :param logs: array of the logarithms of r and alpha
        :return: (float, array of 2)
        """
        r, alpha = np.exp(logs)
        value, slope_r, slope_alpha, _times = self._no_drop_out(r, alpha)
        slopes = np.array([slope_r * r, slope_alpha * alpha])
        return value / self.customers, slopes / self.customers

    def _no_drop_out(self, r, alpha):
        """Return log likelihood and slopes of NBD, and the logs of alpha + times."""
        log_alpha = np.log(alpha)
        log_age = np.log(alpha + self.age)
        log_age_of_none = np.log(alpha + self.ages_of_none) - log_alpha
        rate = r + self.x
        value = self.count_weight @ log_rising(r, self.counts)
        value += self.weight @ (r * log_alpha - rate * log_age)
        value -= r * (self.weight_of_none @ log_age_of_none)
        slope_r = self.count_weight @ digamma_rise(r, self.counts)
        slope_r += self.weight @ (log_alpha - log_age)
        slope_r -= self.weight_of_none @ log_age_of_none
        slope_alpha = self.weight @ (r / alpha - rate / (alpha + self.age))
        slope_alpha += (r / alpha) * (
            self.weight_of_none @ (self.ages_of_none / (alpha + self.ages_of_none))
        )
        return value, slope_r, slope_alpha, (log_age, np.log(alpha + self.recency))
