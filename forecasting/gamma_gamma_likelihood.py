# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The likelihood of Gamma-Gamma for many customers, and its gradient."""

import numpy as np

from .collapse import collapse


class GammaGammaLikelihood:
    """The mean log likelihood per customer of the logarithms of (p, q, v).

    Equation 1a of Fader & Hardie 2013, The Gamma-Gamma Model of Monetary Value.
    """

    def __init__(self, frequency, mean_value):
        """Prepare the customers.

        :param frequency: float array of n repeat purchases, all above zero
        :param mean_value: float array of n mean values of them, all above zero
        """
        (self.x, self.mean), self.weight = collapse(frequency, mean_value)
        self.customers = len(frequency)
        self.counts, self.position = np.unique(self.x, return_inverse=True)
        self.position = self.position.reshape(-1)
        self.count_weight = np.bincount(self.position, self.weight)
        self.log_total = np.log(self.x * self.mean)
        # what the parameters do not change
        self.constant = -(self.weight @ np.log(self.mean))

    def __call__(self, logs):
        """Return the mean log likelihood and its gradient.

        :param logs: array of the logarithms of p, q and v
        :return: (float, array of 3)
        """
        from scipy.special import betaln, digamma

        p, q, v = np.exp(logs)
        shape, weight = p * self.counts, self.count_weight
        # shares of the customer's own total and of v in their sum
        log_own = -np.logaddexp(0, logs[2] - self.log_total)
        log_other = -np.logaddexp(0, self.log_total - logs[2])
        value = self.constant - weight @ betaln(shape, q)
        value += self.weight @ (p * self.x * log_own + q * log_other)
        end = digamma(shape + q)
        slope_p = weight @ (self.counts * (end - digamma(shape)))
        slope_p += self.weight @ (self.x * log_own)
        slope_q = weight @ (end - digamma(q)) + self.weight @ log_other
        slope_log_v = self.weight @ (
            q * np.exp(log_own) - p * self.x * np.exp(log_other)
        )
        slopes = np.array([slope_p * p, slope_q * q, slope_log_v])
        return value / self.customers, slopes / self.customers
