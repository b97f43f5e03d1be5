# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Gamma-Gamma: what customers spend in a purchase."""

import numpy as np

from .arrays import as_amounts, as_numbers, elementwise
from .maximum_likelihood import collapse, maximize
from .threads import single_threaded

# Where to start: p, q, v as a share of the mean value.
STARTS = ((6.0, 4.0, 0.5), (1.0, 1.5, 1.0), (50.0, 10.0, 0.2))


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


@single_threaded
def fit_gamma_gamma(frequency, mean_value):
    """Return the Gamma-Gamma model that makes the values of purchases most likely.

    Fader & Hardie 2013, The Gamma-Gamma Model of Monetary Value. Customers without a
    repeat purchase, and those whose mean value is not above zero or unknown (NaN), are
    left out. If nobody is left there is nothing to fit: everybody is expected to go on
    at the own mean value, and ``is_fitted`` is False.

    :param frequency: array of n counts of repeat purchases
    :param mean_value: array of n mean values of those purchases, in a currency
    :return: GammaGamma
    :raise ValueError: if the lengths differ, or a frequency is negative or no number
    """
    (frequency,) = as_numbers(frequency=frequency)
    frequency, mean_value = np.broadcast_arrays(frequency, as_amounts(mean_value))
    usable = (frequency > 0) & (mean_value > 0)
    if not usable.any():
        return GammaGamma(1.0, 1.0, 0.0, mean_value=0.0, is_fitted=False)
    frequency, mean_value = frequency[usable], mean_value[usable]
    scale = mean_value.mean()
    likelihood = GammaGammaLikelihood(frequency, mean_value / scale)
    logs, value = maximize(likelihood, np.log(STARTS))
    p, q, v = np.exp(logs)
    # money in another unit changes the density of every customer's mean
    value = len(frequency) * (value - np.log(scale))
    return GammaGamma(p, q, v * scale, value, mean_value=scale)


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
