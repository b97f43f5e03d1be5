# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Logistic regression for few rows."""

import numpy as np

REGULARIZATION = 1.0


class Logistic:
    """Logistic regression with a penalty on the squares of its coefficients.

    Hoerl & Kennard's ridge penalty (1970) as in le Cessie & van Houwelingen 1992,
    Applied Statistics 41(1). Features are logarithms with a sign, because times and
    amounts are skewed, divided by their spread; unknown ones are the median and a
    feature of their own.
    """

    name = "logistic"

    def __init__(self, features, churned):
        """Train.

        :param features: array of n rows and k features, unknown ones NaN
        :param churned: array of n numbers, 0 or 1
        """
        logs = self._get_logs(features)
        unknown = np.isnan(logs)
        self.gaps = unknown.any(axis=0)
        self.medians = get_medians(logs)
        filled = np.where(unknown, self.medians, logs)
        self.means = filled.mean(axis=0)
        spreads = filled.std(axis=0)
        self.spreads = np.where(spreads > 1e-12, spreads, 1.0)
        design = self._get_design(features)
        self.coefficients = self._fit(design, churned)

    def get_logits(self, features):
        """Return the log-odds of rows of features as array of n floats."""
        return self._get_design(features) @ self.coefficients

    def _get_design(self, features):
        logs = self._get_logs(features)
        unknown = np.isnan(logs)
        scaled = np.where(unknown, self.medians, logs) - self.means
        scaled = np.clip(scaled / self.spreads, -5, 5)
        ones = np.ones((len(features), 1))
        return np.hstack([scaled, unknown[:, self.gaps].astype(float), ones])

    def _get_logs(self, features):
        return np.sign(features) * np.log1p(np.abs(features))

    def _fit(self, design, churned):
        """Return coefficients; the last one, of the intercept, has no penalty."""
        from scipy.optimize import minimize
        from scipy.special import expit

        penalty = np.full(design.shape[1], REGULARIZATION)
        penalty[-1] = 0

        def loss(coefficients):
            logits = design @ coefficients
            value = np.logaddexp(0, logits).sum() - logits @ churned
            value += penalty @ coefficients**2 / 2
            slopes = design.T @ (expit(logits) - churned) + penalty * coefficients
            return value / len(churned), slopes / len(churned)

        start = np.zeros(design.shape[1])
        rate = churned.mean()
        start[-1] = np.log(rate / (1 - rate))
        return minimize(loss, start, jac=True, method="L-BFGS-B").x


def get_medians(features):
    """Return the median of each feature over the rows where it is known, else 0."""
    medians = np.zeros(features.shape[1])
    for number, column in enumerate(features.T):
        known = column[~np.isnan(column)]
        if len(known):
            medians[number] = np.median(known)
    return medians
