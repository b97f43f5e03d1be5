# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Ways to tell what customers will be worth, with the same methods."""

import numpy as np

from .bg_nbd import BgNbd, fit_bg_nbd
from .gamma_gamma import GammaGamma, fit_gamma_gamma
from .mbg_nbd import MbgNbd, fit_mbg_nbd
from .pareto_nbd import ParetoNbd, fit_pareto_nbd
from .value_trees import TwoPartTrees, ValueTrees

# How often customers buy, by method: how it is fitted, and its parameters.
PURCHASES = {
    "bg_nbd": (fit_bg_nbd, BgNbd, ("r", "alpha", "a", "b")),
    "mbg_nbd": (fit_mbg_nbd, MbgNbd, ("r", "alpha", "a", "b")),
    "pareto_nbd": (fit_pareto_nbd, ParetoNbd, ("r", "alpha", "s", "beta")),
}


def as_features(figures, names):
    """Return figures of customers as a matrix.

    :param dict figures: arrays of n by name, with ``recency`` and ``age``
    :param names: names of the k columns; ``days_since_last`` is calculated
    :return: array of n rows and k floats
    """
    days = {"days_since_last": figures["age"] - figures["recency"]}
    return np.column_stack([(days | figures)[name] for name in names]).astype(float)


class HistoryValue:
    """How often somebody will buy, times Gamma-Gamma: for how much."""

    method = "bg_nbd"
    names = ("frequency", "days_since_last", "age", "mean_value")

    def __init__(self, purchases, gamma_gamma, method="bg_nbd"):
        """Keep the two models.

        :param purchases: model of the number of purchases, in days
        :param GammaGamma gamma_gamma: of their values
        :param str method: one of ``PURCHASES``
        """
        self.purchases = purchases
        self.gamma_gamma = gamma_gamma
        self.method = method

    @classmethod
    def fit(cls, figures, method="bg_nbd"):
        """Return the models of customers.

        :param dict figures: arrays ``frequency``, ``recency``, ``age``, ``mean_value``
        :param str method: one of ``PURCHASES``
        """
        frequency, mean_value = figures["frequency"], figures["mean_value"]
        fit, _model, _names = PURCHASES[method]
        purchases = fit(frequency, figures["recency"], figures["age"])
        return cls(purchases, fit_gamma_gamma(frequency, mean_value), method)

    @classmethod
    def load(cls, parameters):
        """Return the models of parameters that ``get_parameters`` returned."""
        # before there were several, it was this one
        method = parameters.get("purchases", "bg_nbd")
        _fit, model, own = PURCHASES[method]
        purchases = model(*(parameters[name] for name in own))
        names = ("p", "q", "v", "gamma_gamma_log_likelihood", "mean_value")
        gamma_gamma = GammaGamma(*(parameters[name] for name in names))
        return cls(purchases, gamma_gamma, method)

    def get_parameters(self):
        """Return the parameters by name: numbers, and the method."""
        amounts = self.gamma_gamma
        _fit, _model, names = PURCHASES[self.method]
        return {
            "purchases": self.method,
            **{name: getattr(self.purchases, name) for name in names},
            "log_likelihood": self.purchases.log_likelihood,
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
        purchases = self.purchases.expected_purchases(days, frequency, recency, age)
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


class TwoPartValue:
    """Trees that tell whether somebody buys at all, and trees that tell for how much.

    They look at the same days of the last year too, and at what was bought of late.
    """

    method = "two_part_trees"
    names = (*TreeValue.names, "season_count", "season_value", "window_value")

    def __init__(self, features, amounts, days):
        """Train; see TreeValue."""
        self.days = days
        self._trees = TwoPartTrees(features, amounts)

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
