# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two ways to tell what customers will be worth, with the same methods."""

import numpy as np

from .bg_nbd import BgNbd, fit_bg_nbd
from .gamma_gamma import GammaGamma, fit_gamma_gamma
from .value_trees import ValueTrees


def as_features(figures, names):
    """Return figures of customers as a matrix.

    :param dict figures: arrays of n by name, with ``recency`` and ``age``
    :param names: names of the k columns; ``days_since_last`` is calculated
    :return: array of n rows and k floats
    """
    days = {"days_since_last": figures["age"] - figures["recency"]}
    return np.column_stack([(days | figures)[name] for name in names]).astype(float)


class HistoryValue:
    """BG/NBD times Gamma-Gamma: how often somebody will buy, and for how much."""

    method = "bg_nbd"
    names = ("frequency", "days_since_last", "age", "mean_value")

    def __init__(self, bg_nbd, gamma_gamma):
        """Keep the two models.

        :param BgNbd bg_nbd: of the number of purchases, in days
        :param GammaGamma gamma_gamma: of their values
        """
        self.bg_nbd = bg_nbd
        self.gamma_gamma = gamma_gamma

    @classmethod
    def fit(cls, figures):
        """Return the models of customers.

        :param dict figures: arrays ``frequency``, ``recency``, ``age``, ``mean_value``
        """
        frequency, mean_value = figures["frequency"], figures["mean_value"]
        bg_nbd = fit_bg_nbd(frequency, figures["recency"], figures["age"])
        return cls(bg_nbd, fit_gamma_gamma(frequency, mean_value))

    @classmethod
    def load(cls, parameters):
        """Return the models of parameters that ``get_parameters`` returned."""
        bg_nbd = BgNbd(*(parameters[name] for name in ("r", "alpha", "a", "b")))
        names = ("p", "q", "v", "gamma_gamma_log_likelihood", "mean_value")
        return cls(bg_nbd, GammaGamma(*(parameters[name] for name in names)))

    def get_parameters(self):
        """Return the parameters by name, as numbers."""
        amounts = self.gamma_gamma
        return {
            **{name: getattr(self.bg_nbd, name) for name in ("r", "alpha", "a", "b")},
            "log_likelihood": self.bg_nbd.log_likelihood,
            **{name: getattr(amounts, name) for name in ("p", "q", "v", "mean_value")},
            "gamma_gamma_log_likelihood": amounts.log_likelihood,
        }

    def predict(self, features, days):
        """Return the expected value of the purchases to come.

        :param features: array of n rows and the columns ``names``
        :param float days: from now on
        :return: array of n floats
        """
        frequency, since, age, mean_value = np.asarray(features, dtype=float).T
        frequency = np.maximum(frequency, 0)
        recency = np.where(frequency > 0, np.clip(age - since, 0, age), 0)
        purchases = self.bg_nbd.expected_purchases(days, frequency, recency, age)
        return purchases * self.gamma_gamma.expected_value(frequency, mean_value)


class TreeValue:
    """Gradient boosted trees on what was known of customers at an earlier day."""

    method = "boosted_trees"
    names = (
        "days_since_last",
        "age",
        "recency",
        "frequency",
        "mean_value",
        "mean_purchase",
        "total",
        "purchases",
        "returns",
        "products",
        "recent_count",
        "recent_value",
        "previous_count",
        "previous_value",
    )

    def __init__(self, features, amounts, days):
        """Train.

        :param features: array of n rows and the columns ``names``
        :param amounts: array of n amounts of the days after
        :param float days: how many days these were
        """
        self.days = days
        self._trees = ValueTrees(features, amounts)

    def predict(self, features, days):
        """Return the expected value of the purchases to come; see HistoryValue."""
        return self._trees.predict(features) * (days / self.days)


def get_sensitivity(predict, features):
    """Return how much predictions depend on each feature.

    The mean absolute change of the predictions when the values of one feature are
    shuffled among customers (of at most 5,000), as a percentage of all features.

    :param predict: function of an array of rows that returns an array of floats
    :param features: array of n rows and k features
    :return: array of k percentages of a sum of 100, or all 0 if none matters
    """
    random = np.random.default_rng(0)
    features = features[random.permutation(len(features))[:5000]]
    order = random.permutation(len(features))
    predicted = predict(features)
    changes = np.zeros(features.shape[1])
    for number in range(features.shape[1]):
        shuffled = features.copy()
        shuffled[:, number] = features[order, number]
        changes[number] = np.abs(predict(shuffled) - predicted).sum()
    return changes * (100 / changes.sum()) if changes.any() else changes


def get_effects(predict, features, usual):
    """Return by how much each feature raises or lowers the prediction of each row.

    By how much it is above that of the same row with the usual value of one feature.

    :param predict: function of an array of rows that returns an array of floats
    :param features: array of n rows and k features
    :param usual: array of k values, such as the medians
    :return: array of n rows and k floats; above 0 = raises the prediction
    """
    predicted = predict(features)
    effects = np.zeros(features.shape)
    for number, value in enumerate(usual):
        replaced = features.copy()
        replaced[:, number] = value
        effects[:, number] = predicted - predict(replaced)
    return effects
