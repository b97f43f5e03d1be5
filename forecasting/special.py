# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Functions of the likelihoods, stable where the textbook's formulas are not."""

import numpy as np

# From here on Stirling's series is exact to the last digits.
LARGE = 1000.0


def log_rising(base, steps):
    """Return log Γ(base + steps) − log Γ(base), the log of the rising factorial.

    The difference of two large values of log Γ loses digits, Stirling's series does
    not (Abramowitz & Stegun 1964, 6.1.41).

    :param float base: a number above zero
    :param steps: array of numbers that are not negative
    :return: array of floats
    """
    from scipy.special import gammaln

    if base < LARGE:
        return gammaln(base + steps) - gammaln(base)
    end = base + steps
    series = (1 / end - 1 / base) / 12 - (1 / end**3 - 1 / base**3) / 360
    return (base - 0.5) * np.log1p(steps / base) + steps * (np.log(end) - 1) + series


def digamma_rise(base, steps):
    """Return ψ(base + steps) − ψ(base), the derivative of ``log_rising`` to base.

    :param float base: a number above zero
    :param steps: array of numbers that are not negative
    :return: array of floats
    """
    from scipy.special import digamma

    return digamma(base + steps) - digamma(base)
