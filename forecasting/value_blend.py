# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What customers will be worth by a simple rule, and by several ways together."""

import numpy as np

# A total that was missed by more than this factor says more about the data.
LARGEST_LEVEL = 3.0


class RuleValue:
    """The simple rule: everybody goes on as in the last days."""

    method = "simple_rule"
    names = ("window_value",)

    def __init__(self, rate):
        """Keep the rate.

        :param float rate: what is to come on a day, for each unit bought in the window
        """
        self.rate = rate

    def predict(self, features, days):
        """Return the expected value of the purchases to come, never below zero.

        :param features: array of n rows and one column, the value of the window
        :param float days: from now on
        :return: array of n floats
        """
        values = np.asarray(features, dtype=float)[:, 0]
        return np.maximum(values, 0) * self.rate * days


class LevelledValue:
    """Another way, whose amounts are brought to the level they really had."""

    def __init__(self, model, level=1.0):
        """Keep the model.

        :param model: has ``method``, ``names`` and ``predict(features, days)``
        :param float level: factor of its amounts
        """
        self.model = model
        self.level = float(level)
        self.method = model.method
        self.names = model.names

    def predict(self, features, days):
        """Return the expected value of the purchases to come."""
        return self.level * self.model.predict(features, days)


class BlendValue:
    """The plain average of the ranks that several ways give a customer.

    It errs less than each of them where they err differently (Bates & Granger 1969,
    The Combination of Forecasts, OR 20(4)). The amounts are the mean ones of these
    ways, given out in the order of the ranks; those of the simple rule are left out,
    whose order is better than its height.
    """

    method = "average_rank"

    def __init__(self, models):
        """Keep the models.

        :param list models: each has ``names`` and ``predict(features, days)``
        """
        self.models = list(models)
        self.names = tuple(dict.fromkeys(sum((model.names for model in models), ())))
        self._columns = [
            [self.names.index(name) for name in model.names] for model in self.models
        ]
        self._has_height = np.array(
            [model.method != RuleValue.method for model in self.models]
        )
        self._sorted = None

    def prepare(self, features, days):
        """Take customers to rank others among.

        :param features: array of n rows and the columns ``names``
        :param float days: from now on
        :return: itself
        """
        values = self._get_values(features, days)
        self._sorted = np.sort(values, axis=1)
        ranks = np.sort(self._get_ranks(values))
        # of equal ranks the mean amount
        self._ranks, first = np.unique(ranks, return_index=True)
        amounts = np.sort(values[self._has_height].mean(axis=0))
        counts = np.diff(np.append(first, len(ranks)))
        self._amounts = np.add.reduceat(amounts, first) / counts
        return self

    def predict(self, features, days):
        """Return the expected value of the purchases to come.

        :param features: array of n rows and the columns ``names``
        :param float days: those of ``prepare``
        :return: array of n floats
        """
        ranks = self._get_ranks(self._get_values(features, days))
        return np.interp(ranks, self._ranks, self._amounts)

    def _get_values(self, features, days):
        """Return the amounts of each way, a row for each."""
        features = np.asarray(features, dtype=float)
        return np.array(
            [
                model.predict(features[:, columns], days)
                for model, columns in zip(self.models, self._columns, strict=True)
            ]
        )

    def _get_ranks(self, values):
        """Return the mean rank of each customer, from 0 to 1; equal ones share it."""
        ranks = [
            np.searchsorted(known, some, "left") + np.searchsorted(known, some, "right")
            for known, some in zip(self._sorted, values, strict=True)
        ]
        return np.mean(ranks, axis=0) / (2 * self._sorted.shape[1])


class StackValue:
    """A sum of what several ways expect, with weights that are not negative.

    Weights as they were right at an earlier day (Breiman 1996, Stacked Regressions,
    Machine Learning 24). A way that adds nothing has none.
    """

    method = "stacked"

    def __init__(self, models, weights):
        """Keep the models.

        :param list models: each has ``method``, ``names`` and ``predict``
        :param dict weights: of each method
        """
        self.models = [model for model in models if weights.get(model.method)]
        self.weights = [float(weights[model.method]) for model in self.models]
        self.names = tuple(dict.fromkeys(sum((some.names for some in self.models), ())))

    def predict(self, features, days):
        """Return the expected value of the purchases to come.

        :param features: array of n rows and the columns ``names``
        :param float days: from now on
        :return: array of n floats
        """
        features = np.asarray(features, dtype=float)
        total = np.zeros(len(features))
        for model, weight in zip(self.models, self.weights, strict=True):
            columns = [self.names.index(name) for name in model.names]
            total += weight * model.predict(features[:, columns], days)
        return total


def get_weights(predicted, actual):
    """Return with which weights several ways together come nearest to what followed.

    Errors of a customer count the less, the more is expected of him (as the variance of
    amounts grows with them), and no weight is negative.

    :param dict predicted: arrays of n amounts by method; of customers a way has not
        learned from
    :param actual: array of n amounts that followed
    :return: dict of floats by method; empty if nothing was bought
    """
    from scipy.optimize import nnls

    actual = np.asarray(actual, dtype=float)
    if actual.sum() <= 0:
        return {}
    table = np.column_stack(list(predicted.values()))
    scale = 1 / np.sqrt(np.maximum(table.mean(axis=1), 0) + 0.1 * actual.mean())
    weights, _rest = nnls(table * scale[:, None], actual * scale)
    if not weights.any():
        return {}
    return dict(zip(predicted, weights.tolist(), strict=True))


def get_out_of_fold(way, features, amounts, days, folds=2):
    """Return what a way expects of customers it has not learned from.

    :param way: class that learns from features, amounts and days
    :param features: array of n rows
    :param amounts: array of n amounts that followed
    :param float days: how many days these were
    :param int folds: into how many parts customers are divided
    :return: array of n floats
    """
    part = np.random.default_rng(0).permutation(len(amounts)) % folds
    found = np.zeros(len(amounts))
    for number in range(folds):
        own = part == number
        model = way(features[~own], amounts[~own], days)
        found[own] = model.predict(features[own], days)
    return found


def get_level(predicted, actual):
    """Return by which factor predictions were too low on days that are known.

    :param predicted: array of n amounts
    :param actual: array of n amounts that followed
    :return: float, from a third to three; 1 if there was nothing
    """
    predicted, actual = float(np.sum(predicted)), float(np.sum(actual))
    if predicted <= 0 or actual <= 0:
        return 1.0
    return float(np.clip(actual / predicted, 1 / LARGEST_LEVEL, LARGEST_LEVEL))
