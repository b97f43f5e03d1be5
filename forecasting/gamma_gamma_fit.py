# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Finding the Gamma-Gamma model of some customers."""

import numpy as np

from .arrays import as_amounts, as_numbers
from .gamma_gamma import GammaGamma
from .gamma_gamma_likelihood import GammaGammaLikelihood
from .maximum_likelihood import maximize
from .threads import single_threaded

# Where to start: p, q, v as a share of the mean value.
STARTS = ((6.0, 4.0, 0.5), (1.0, 1.5, 1.0), (50.0, 10.0, 0.2))


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
