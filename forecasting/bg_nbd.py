# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The BG/NBD model."""

import numpy as np

from .arrays import as_histories, as_numbers, elementwise
from .bg_nbd_expectation import get_purchases_while_alive


class BgNbd:
    """Beta-geometric / negative binomial distribution of repeat purchases.

    Fader, Hardie & Lee 2005, "Counting Your Customers" the Easy Way: An Alternative to
    the Pareto/NBD Model, Marketing Science 24(2). A customer buys at a rate drawn from
    Gamma(r, alpha) and after each purchase drops out with a probability drawn from
    Beta(a, b). Times have the unit of those the model was fitted on. The methods take
    arrays of n, or numbers and return a number then.
    """

    def __init__(self, r, alpha, a, b, log_likelihood=0.0, is_fitted=True):
        """Keep the parameters.

        :param float r: shape of the purchase rates
        :param float alpha: inverse scale of the purchase rates, a time
        :param float a: first parameter of the drop-out; 0 = nobody drops out
        :param float b: second parameter of the drop-out
        :param float log_likelihood: that of the customers it was fitted on
        :param bool is_fitted: False if there was nothing to fit
        """
        self.r = float(r)
        self.alpha = float(alpha)
        self.a = float(a)
        self.b = float(b)
        self.log_likelihood = float(log_likelihood)
        self.is_fitted = is_fitted

    def __repr__(self):
        return (
            f"BgNbd(r={self.r:.6g}, alpha={self.alpha:.6g}, a={self.a:.6g}, "
            f"b={self.b:.6g}, log_likelihood={self.log_likelihood:.6g})"
        )

    @property
    def has_drop_out(self):
        """Whether customers ever leave."""
        return self.a > 0

    @elementwise
    def probability_alive(self, frequency, recency, age):
        """Return how likely customers have not dropped out.

        It is 1 for those without a repeat purchase: in this model one drops out after
        a repeat purchase only. Who will not buy tells ``probability_no_purchase``.

        :param frequency: array of n counts of repeat purchases
        :param recency: array of n times from the first to the last purchase
        :param age: array of n times from the first purchase to now
        :return: array of n floats from 0 to 1
        :raise ValueError: if a value is negative, no number or contradicts the others
        """
        x, recency, age = as_histories(frequency, recency, age)
        return self._get_alive(x, recency, age)

    @elementwise
    def probability_no_purchase(self, t, frequency, recency, age):
        """Return how likely customers buy nothing within a time.

        1 − P(alive) (1 − ((alpha + T) / (alpha + T + t))^(r + x)): who is alive buys at
        a rate of Gamma(r + x, alpha + T).

        :param t: array of n times from now on, or one for all
        :param frequency: array of n counts of repeat purchases
        :param recency: array of n times from the first to the last purchase
        :param age: array of n times from the first purchase to now
        :return: array of n floats from 0 to 1
        :raise ValueError: if a value is negative, no number or contradicts the others
        """
        t, x, recency, age = self._check(t, frequency, recency, age)
        logs = np.log1p(t / (self.alpha + age))
        return 1 + self._get_alive(x, recency, age) * np.expm1(-(self.r + x) * logs)

    @elementwise
    def expected_purchases(self, t, frequency=0, recency=0, age=0):
        """Return how many purchases customers are expected to make within a time.

        Equation 10 of the paper; without a history E[X(t)] of somebody who has just
        bought for the first time, equation 9.

        :param t: array of n times from now on, or one for all
        :param frequency: array of n counts of repeat purchases
        :param recency: array of n times from the first to the last purchase
        :param age: array of n times from the first purchase to now
        :return: array of n floats
        :raise ValueError: if a value is negative, no number or contradicts the others
        """
        t, x, recency, age = self._check(t, frequency, recency, age)
        expected = get_purchases_while_alive(self, t, x, age)
        return expected * self._get_alive(x, recency, age)

    def _check(self, t, frequency, recency, age):
        """Return all arrays in the same length."""
        histories = as_histories(frequency, recency, age)
        names = ("frequency", "recency", "age")
        return as_numbers(t=t, **dict(zip(names, histories, strict=True)))

    def _get_alive(self, x, recency, age):
        from scipy.special import expit

        if not self.has_drop_out:
            return np.ones(len(x))
        repeated = x > 0
        odds = (self.r + x) * np.log1p((age - recency) / (self.alpha + recency))
        odds += np.log(self.a) - np.log(np.where(repeated, self.b + x - 1, 1.0))
        return np.where(repeated, expit(-odds), 1.0)
