# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Classifiers of customers, from features to log-odds, and their calibration."""

import numpy as np

from .threads import one_thread

# Small trees, added as long as they help on a tenth of the rows; the same rows give the
# same trees.
TREE_OPTIONS = {
    "learning_rate": 0.08,
    "max_iter": 300,
    "max_leaf_nodes": 15,
    "min_samples_leaf": 20,
    "l2_regularization": 1.0,
    "early_stopping": True,
    "validation_fraction": 0.1,
    "n_iter_no_change": 15,
    "random_state": 0,
}
# Trees keep a tenth of the rows apart; of fewer values than these, none might be left.
LEAST_KNOWN = 100
# Of the logistic regression: the weight of its penalty.
REGULARIZATION = 1.0
# A slope beyond these says more about few rows than about a classifier.
SLOPES = (0.1, 3.0)
ITERATIONS = 50


class BoostedTrees:
    """Trees on histograms of features, each improving on those before.

    Friedman 2001, Greedy Function Approximation, Annals of Statistics 29(5), as in
    HistGradientBoostingClassifier of scikit-learn. Trees are added as long as they help
    on a tenth of the rows. Unknown values have a direction of their own in each node.
    """

    name = "boosted_trees"

    def __init__(self, features, churned):
        """Train.

        :param features: array of n rows and k features, unknown ones NaN
        :param churned: array of n numbers, 0 or 1
        """
        from sklearn.ensemble import HistGradientBoostingClassifier

        self._known = KnownFeatures(features)
        classifier = HistGradientBoostingClassifier(**TREE_OPTIONS)
        with one_thread():
            self._classifier = classifier.fit(self._known.choose(features), churned)

    def get_logits(self, features):
        """Return the log-odds of rows of features as array of n floats."""
        with one_thread():
            return self._classifier.decision_function(self._known.choose(features))


class KnownFeatures:
    """Leaves out the features that hardly any row has."""

    def __init__(self, features):
        """Choose.

        :param features: array of n rows and k features, unknown ones NaN
        """
        known = np.isfinite(np.asarray(features, dtype=float))
        self._is_known = known.sum(axis=0) >= min(LEAST_KNOWN, len(known))
        # trees want at least one feature; an empty one splits nothing
        self._has_any = bool(self._is_known.any())

    def choose(self, features):
        """Return the chosen features of rows.

        :param features: array of n rows and the same k features
        :return: array of n rows and at least one feature
        """
        if not self._has_any:
            return np.zeros((len(features), 1))
        return np.asarray(features, dtype=float)[:, self._is_known]


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


class ConstantRate:
    """The rate of churn, where nothing tells customers apart.

    With half a churned and half a loyal customer added (Jeffreys' prior), so that
    nothing is certain; without any row it is one half.
    """

    name = "constant_rate"

    def __init__(self, churned):
        """Count.

        :param churned: array of n numbers, 0 or 1
        """
        rate = (churned.sum() + 0.5) / (len(churned) + 1)
        self.logit = float(np.log(rate / (1 - rate)))

    def get_logits(self, features):
        """Return the log-odds of rows of features as array of n floats."""
        return np.full(len(features), self.logit)


class Calibration:
    """A straight line through log-odds: Platt scaling.

    Platt 1999, Probabilistic Outputs for Support Vector Machines, with the smoothed
    targets of that paper.
    """

    def __init__(self, slope=1.0, intercept=0.0):
        """Keep the line.

        :param float slope: factor of the log-odds
        :param float intercept: what is added to them
        """
        self.slope = float(slope)
        self.intercept = float(intercept)

    @classmethod
    def fit(cls, logits, happened):
        """Return the line that makes what happened most likely (Newton's method).

        :param logits: array of n log-odds
        :param happened: array of n numbers, 0 or 1
        :return: Calibration
        """
        from scipy.special import expit

        count = happened.sum()
        others = len(happened) - count
        target = np.where(happened == 1, (count + 1) / (count + 2), 1 / (others + 2))
        design = np.column_stack([logits, np.ones(len(logits))])
        line = np.array([1.0, 0.0])
        for _ in range(ITERATIONS):
            expected = expit(design @ line)
            slopes = design.T @ (target - expected) - 1e-6 * (line - [1.0, 0.0])
            weighted = design * (expected * (1 - expected))[:, None]
            step = np.linalg.solve(design.T @ weighted + 1e-6 * np.eye(2), slopes)
            line = line + np.clip(step, -1, 1)
            if np.abs(step).max() < 1e-10:
                break
        return cls(np.clip(line[0], *SLOPES), line[1])

    def apply(self, logits):
        """Return calibrated log-odds."""
        return self.slope * logits + self.intercept
