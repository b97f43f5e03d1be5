# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Finding the shifted-beta-geometric model of a cohort, or of several."""

import numpy as np

from .arrays import as_numbers
from .maximum_likelihood import maximize
from .shifted_beta_geometric import ShiftedBetaGeometric
from .special import digamma_rise, log_rising

# Where to start: alpha, beta.
STARTS = ((1.0, 1.0), (0.5, 4.0), (20.0, 20.0))


def fit_sbg(survivors):
    """Return the shifted-beta-geometric model that makes renewals most likely.

    Fader & Hardie 2007, How to Project Customer Retention, Journal of Interactive
    Marketing 21(1). Without any period to learn from, alpha = beta = 1 (any probability
    to leave is as likely as any other) and ``is_fitted`` is False. Where nobody leaves,
    or where all leave with the same probability, a parameter stops at its bound.

    :param survivors: array of how many customers are left at the start and after each
        period, at least the starting number; or a list of such arrays, one a cohort
    :return: ShiftedBetaGeometric
    :raise ValueError: if a number is negative, rises or is missing
    """
    lost, left = _count(survivors)
    customers = lost.sum() + left.sum()
    if not len(lost) or not customers:
        return ShiftedBetaGeometric(1.0, 1.0, is_fitted=False)
    likelihood = _get_likelihood(lost / customers, left / customers)
    logs, value = maximize(likelihood, np.log(STARTS))
    alpha, beta = np.exp(logs)
    return ShiftedBetaGeometric(alpha, beta, value * customers)


def _count(survivors):
    """Return who left in each period, and who was there still at the end of it."""
    if not len(survivors):
        raise ValueError("survivors must hold the starting number")
    cohorts = survivors if np.ndim(survivors[0]) else [survivors]
    cohorts = [as_numbers(survivors=cohort)[0] for cohort in cohorts]
    if any(not len(cohort) or np.any(np.diff(cohort) > 0) for cohort in cohorts):
        raise ValueError("survivors must not rise and must hold the starting number")
    periods = max(map(len, cohorts)) - 1
    lost, left = np.zeros(periods), np.zeros(periods)
    for cohort in cohorts:
        if len(cohort) > 1:
            lost[: len(cohort) - 1] -= np.diff(cohort)
            left[len(cohort) - 2] += cohort[-1]
    return lost, left


def _get_likelihood(lost, left):
    """Return the log likelihood of the logarithms of alpha and beta."""
    periods = np.arange(1.0, len(lost) + 1)
    before, total = periods - 1, lost.sum()

    def likelihood(logs):
        alpha, beta = np.exp(logs)
        both = alpha + beta
        # S(t) = B(alpha, beta + t) / B(alpha, beta); who left survived t - 1 periods
        value = lost @ (log_rising(beta, before) - log_rising(both, periods))
        value += left @ (log_rising(beta, periods) - log_rising(both, periods))
        value += total * logs[0]
        shared = (lost + left) @ digamma_rise(both, periods)
        slope_beta = lost @ digamma_rise(beta, before)
        slope_beta += left @ digamma_rise(beta, periods) - shared
        return value, np.array([total - alpha * shared, beta * slope_beta])

    return likelihood
