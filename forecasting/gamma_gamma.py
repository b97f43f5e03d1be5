# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The Gamma-Gamma model."""

import numpy as np

from .arrays import as_amounts, as_numbers, elementwise


class GammaGamma:
    """Gamma-Gamma model of what customers spend in a purchase.

    Fader & Hardie 2013, The Gamma-Gamma Model of Monetary Value. Purchases of a
    customer are worth Gamma(p, nu), and nu differs between customers as Gamma(q, v).
    """

    def __init__(self, p, q, v, log_likelihood=0.0, mean_value=0.0, is_fitted=True):
        """Keep the parameters.

        :param float p: shape of the values of a customer's purchases
        :param float q: shape of their inverse scale over the customers
        :param float v: inverse scale of that, in the currency
        :param float log_likelihood: that of the customers it was fitted on
        :param float mean_value: mean over those customers of their mean values
        :param bool is_fitted: False if there was nothing to fit
        """
        self.p = float(p)
        self.q = float(q)
        self.v = float(v)
        self.log_likelihood = float(log_likelihood)
        self.mean_value = float(mean_value)
        self.is_fitted = is_fitted

    def __repr__(self):
        return (
            f"GammaGamma(p={self.p:.6g}, q={self.q:.6g}, v={self.v:.6g}, "
            f"log_likelihood={self.log_likelihood:.6g})"
        )

    @property
    def population_value(self):
        """Value to expect of a purchase of somebody unknown, in the currency.

        p v / (q − 1), or the mean over the customers if that is infinite (q ≤ 1).
        """
        if self.q <= 1:
            return self.mean_value
        return self.p * self.v / (self.q - 1)

    @elementwise
    def expected_value(self, frequency, mean_value):
        """Return what the next purchases of customers are worth on average.

        Equation 5 of the paper, p (v + x m) / (p x + q − 1): between the own mean and
        that of all. Who has no repeat purchase, or none with a value above zero, gets
        that of all; so does everybody for whom the expression is infinite.

        :param frequency: array of n counts of repeat purchases
        :param mean_value: array of n mean values of those purchases
        :return: array of n floats
        :raise ValueError: if the lengths differ, or a frequency is negative
        """
        (x,) = as_numbers(frequency=frequency)
        x, mean = np.broadcast_arrays(x, as_amounts(mean_value))
        below = self.p * x + self.q - 1
        known = (x > 0) & (mean > 0) & (below > 0)
        expected = self.p * (self.v + x * np.where(known, mean, 0.0))
        return np.where(
            known, expected / np.where(known, below, 1.0), self.population_value
        )
