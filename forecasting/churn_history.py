# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who will stop buying, told from purchase histories alone."""

import numpy as np

from .bg_nbd import BgNbd, fit_bg_nbd, probability_no_purchase_between
from .customer_value import get_effects, get_sensitivity

LEAST_PROBABILITY = 1e-9


class HistoryChurn:
    """The probability of BG/NBD that nothing is bought in a period.

    It needs no earlier cut dates to learn from, so it serves where data are few. It has
    the methods of ``ChurnModel``.
    """

    method = "bg_nbd"
    names = ("purchase_days", "days_since_last", "days_since_first")

    def __init__(self, bg_nbd, start, end):
        """Keep the model.

        :param BgNbd bg_nbd: of the purchases, in days
        :param float start: days from now to the period without purchases
        :param float end: days from now to its end
        """
        self.bg_nbd = bg_nbd
        self.start = start
        self.end = end

    @classmethod
    def fit(cls, figures, start, end):
        """Return the model of customers.

        :param dict figures: arrays ``frequency``, ``recency`` and ``age``
        """
        bg_nbd = fit_bg_nbd(
            *(figures[name] for name in ("frequency", "recency", "age"))
        )
        return cls(bg_nbd, start, end)

    @classmethod
    def load(cls, parameters, start, end):
        """Return the model of parameters that ``get_parameters`` returned."""
        names = ("r", "alpha", "a", "b")
        return cls(BgNbd(*(parameters[name] for name in names)), start, end)

    def get_parameters(self):
        """Return the parameters by name, as numbers."""
        names = ("r", "alpha", "a", "b", "log_likelihood")
        return {name: getattr(self.bg_nbd, name) for name in names}

    def predict(self, features):
        """Return the probabilities to churn.

        :param features: array of n rows and the columns ``names``
        :return: array of n floats from 0 to 1
        """
        bought, since, age = np.asarray(features, dtype=float).T
        frequency = np.maximum(bought - 1, 0)
        recency = np.where(frequency > 0, np.clip(age - since, 0, age), 0)
        return probability_no_purchase_between(
            self.bg_nbd, self.start, self.end, frequency, recency, age
        )

    def get_influence(self, features, churned):
        """Return how much predictions depend on each feature, in percent."""
        return get_sensitivity(self.predict, features)

    def get_effects(self, features):
        """Return by how much each feature raises or lowers the log-odds."""
        usual = np.median(features, axis=0) if len(features) else ()
        return get_effects(self._get_logits, features, usual)

    def _get_logits(self, features):
        probability = self.predict(features)
        limited = np.clip(probability, LEAST_PROBABILITY, 1 - LEAST_PROBABILITY)
        return np.log(limited / (1 - limited))
