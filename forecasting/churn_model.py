# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The churn model."""

import numpy as np

from .logistic import get_medians
from .threads import single_threaded

# Rows and repetitions that tell the influence of a feature.
INFLUENCE_ROWS = 5000
REPETITIONS = 3
# A probability so near to certain counts as this in the loss.
LEAST_PROBABILITY = 1e-12


class ChurnModel:
    """A classifier with calibrated probabilities, and what it looks at."""

    def __init__(self, classifier, calibration, features):
        """Keep the classifier.

        :param classifier: has ``name`` and ``get_logits(features)``
        :param Calibration calibration: of its log-odds
        :param features: array of n rows and k features it was trained on
        """
        self.classifier = classifier
        self.calibration = calibration
        self.feature_count = features.shape[1]
        self.medians = get_medians(features)

    @property
    def method(self):
        """``boosted_trees``, ``logistic`` or ``constant_rate``."""
        return self.classifier.name

    @single_threaded
    def predict(self, features):
        """Return the probabilities to churn.

        :param features: array of n rows and k features; NaN or infinite = unknown
        :return: array of n floats from 0 to 1
        :raise ValueError: if there are not k features
        """
        from scipy.special import expit

        return expit(self._get_logits(self._check(features)))

    @single_threaded
    def get_influence(self, features, churned):
        """Return how much each feature matters to predictions of such rows.

        Permutation importance (Breiman 2001, Random Forests, Machine Learning 45;
        Fisher, Rudin & Dominici 2019) with the log loss: by how much it rises when the
        values of one feature are shuffled. Of at most 5,000 rows, shuffled three times,
        the same way each time; best called with rows the model was not trained on.

        :param features: array of n rows and k features; NaN or infinite = unknown
        :param churned: array of n booleans, or of 0 and 1
        :return: array of k percentages of a sum of 100, or all 0 if none matters
        :raise ValueError: if the shapes do not fit together
        """
        features = self._check(features)
        churned = np.asarray(churned, dtype=float)
        if churned.shape != features.shape[:1]:
            raise ValueError("features must have a row for each element of churned")
        random = np.random.default_rng(0)
        if len(features) > INFLUENCE_ROWS:
            rows = random.permutation(len(features))[:INFLUENCE_ROWS]
            features, churned = features[rows], churned[rows]
        influence = np.zeros(self.feature_count)
        if not len(features):
            return influence
        loss = self._get_loss(features, churned)
        orders = [random.permutation(len(features)) for _ in range(REPETITIONS)]
        for number in range(self.feature_count):
            for order in orders:
                shuffled = features.copy()
                shuffled[:, number] = features[order, number]
                influence[number] += self._get_loss(shuffled, churned) - loss
        influence = np.maximum(influence, 0)
        return influence * (100 / influence.sum()) if influence.any() else influence

    @single_threaded
    def get_effects(self, features):
        """Return what raises and lowers the probability of each row.

        By how much the log-odds are above those of the same row with the median of all
        rows in the place of one feature.

        :param features: array of n rows and k features; NaN or infinite = unknown
        :return: array of n rows and k floats; above 0 = raises the probability
        :raise ValueError: if there are not k features
        """
        features = self._check(features)
        logits = self._get_logits(features)
        effects = np.zeros(features.shape)
        for number, median in enumerate(self.medians):
            usual = features.copy()
            usual[:, number] = median
            effects[:, number] = logits - self._get_logits(usual)
        return effects

    def _check(self, features):
        features = np.asarray(features, dtype=float)
        if features.ndim != 2 or features.shape[1] != self.feature_count:
            raise ValueError(f"rows must have {self.feature_count} features")
        return np.where(np.isfinite(features), features, np.nan)

    def _get_logits(self, features):
        if not len(features):
            return np.zeros(0)
        return self.calibration.apply(self.classifier.get_logits(features))

    def _get_loss(self, features, churned):
        """Return the mean log loss."""
        logits = self._get_logits(features)
        largest = -np.log(LEAST_PROBABILITY)
        logits = np.clip(logits, -largest, largest)
        return float(np.mean(np.logaddexp(0, logits) - churned * logits))
