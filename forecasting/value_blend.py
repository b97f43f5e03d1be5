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
