# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Shifted-beta-geometric: how long customers stay who renew every period."""

import numpy as np

from .arrays import as_numbers, elementwise
from .maximum_likelihood import digamma_rise, log_rising, maximize

# Where to start: alpha, beta.
STARTS = ((1.0, 1.0), (0.5, 4.0), (20.0, 20.0))


class ShiftedBetaGeometric:
    """Shifted-beta-geometric distribution of how long customers stay.

    Fader & Hardie 2007, How to Project Customer Retention, Journal of Interactive
    Marketing 21(1). At the end of each period a customer leaves with a probability that
    differs between customers as Beta(alpha, beta). Times are whole periods.
    """

    def __init__(self, alpha, beta, log_likelihood=0.0, is_fitted=True):
        """Keep the parameters.

        :param float alpha: first parameter of the probabilities to leave
        :param float beta: second parameter of the probabilities to leave
        :param float log_likelihood: that of the customers it was fitted on
        :param bool is_fitted: False if there was nothing to fit
        """
        self.alpha = float(alpha)
        self.beta = float(beta)
        self.log_likelihood = float(log_likelihood)
        self.is_fitted = is_fitted

    def __repr__(self):
        return (
            f"ShiftedBetaGeometric(alpha={self.alpha:.6g}, beta={self.beta:.6g}, "
            f"log_likelihood={self.log_likelihood:.6g})"
        )

    @elementwise
    def retention(self, period):
        """Return the share of customers who renew at the end of a period (equation 8).

        :param period: array of n numbers of periods, the first is 1
        :return: array of n floats from 0 to 1
        :raise ValueError: if a period is below 1
        """
        (period,) = as_numbers(period=period)
        if np.any(period < 1):
            raise ValueError("the first period is 1")
        return (self.beta + period - 1) / (self.alpha + self.beta + period - 1)

    @elementwise
    def survival(self, periods, renewals=0):
        """Return the share of customers who are there after some periods (equation 6).

        :param periods: array of n numbers of periods from now
        :param renewals: array of n numbers of renewals until now
        :return: array of n floats from 0 to 1
        :raise ValueError: if a value is negative
        """
        periods, renewals = as_numbers(periods=periods, renewals=renewals)
        total = periods + renewals
        logs = log_rising(self.beta, total) - log_rising(self.alpha + self.beta, total)
        logs -= log_rising(self.beta, renewals)
        return np.exp(logs + log_rising(self.alpha + self.beta, renewals))

    @elementwise
    def expected_lifetime(self, renewals=0, discount_rate=0.0, periods=None):
        """Return how many more periods customers stay, the present one included.

        Σ S(t) / (1 + d)^t given the renewals so far, 2F1(1, beta + n; alpha + beta + n;
        1 / (1 + d)): Fader & Hardie 2010, Customer-Base Valuation in a Contractual
        Setting, Marketing Science 29(1). Infinite if alpha ≤ 1 and nothing is
        discounted; so a number of periods can be given.

        :param renewals: array of n numbers of renewals until now
        :param float discount_rate: by how much a later period counts less, per period
        :param int periods: the horizon, the present period included; None = no end
        :return: array of n floats
        :raise ValueError: if a value is negative
        """
        from scipy.special import hyp2f1

        renewals, rate = as_numbers(renewals=renewals, discount_rate=discount_rate)
        factor = 1 / (1 + rate)
        alpha, beta = self.alpha, self.beta + renewals
        if periods is not None:
            survival, total = np.ones(len(renewals)), np.zeros(len(renewals))
            for period in range(int(periods)):
                total += survival * factor**period
                survival *= (beta + period) / (alpha + beta + period)
            return total
        if alpha <= 1:
            endless = np.full(len(renewals), np.inf)
        else:
            endless = (alpha + beta - 1) / (alpha - 1)
        found = hyp2f1(1, beta, alpha + beta, np.where(rate > 0, factor, 0.0))
        return np.where(rate > 0, found, endless)


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
