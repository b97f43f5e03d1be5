# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who will stop buying, or will not renew."""

import numpy as np

from .classifiers import BoostedTrees, Calibration, ConstantRate, Logistic, get_medians
from .threads import single_threaded

__all__ = ["ChurnModel", "fit"]

# Fewer rows than these are too few for trees; of each class, too few to judge them.
LEAST_ROWS = 1000
LEAST_OF_A_CLASS = 50
# One of so many rows is kept to calibrate the probabilities on.
HOLD_OUT = 5
# Of the latest rows, one of so many.
HOLD_OUT_LATEST = 2
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


@single_threaded
def fit(features, churned, latest=None):
    """Return a model of the probability to churn, given features.

    From 1,000 rows on gradient boosted trees (Friedman 2001, Annals of Statistics
    29(5); histograms as in LightGBM, Ke et al. 2017), calibrated on rows that the trees
    have not seen (Platt 1999): on half of the latest ones, so that probabilities are as
    high as customers leave now, not as they did some years ago; where these are not
    told, or are too few of a class, on a fifth of all. With fewer rows, or fewer than
    50 of a class, a regularised logistic regression; if all rows are of one class or no
    feature varies, the rate of churn. The same rows give the same model.

    :param features: array of n rows and k features; NaN or infinite = unknown
    :param churned: array of n booleans, or of 0 and 1
    :param latest: array of n booleans, the rows whose outcome was seen last; None: it
        is not known which
    :return: ChurnModel
    :raise ValueError: if the shapes do not fit together, or churned is unknown
    """
    features, churned = _check(features, churned)
    if latest is not None:
        latest = np.asarray(latest, dtype=bool)
        if latest.shape != churned.shape:
            raise ValueError("latest must have an element for each row")
    return ChurnModel(*_fit(features, churned, latest), features)


def _fit(features, churned, latest):
    """Return a classifier and its calibration."""
    classes = np.bincount(churned, minlength=2)
    known = np.isfinite(features)
    varies = (np.where(known, features, 0) != np.where(known, features, 0)[:1]).any()
    varies = varies or (known != known[:1]).any()
    if classes.min() == 0 or not varies:
        return ConstantRate(churned), Calibration()
    if len(churned) < LEAST_ROWS or classes.min() < LEAST_OF_A_CLASS:
        return Logistic(features, churned), Calibration()
    held = _hold_out(churned, latest)
    classifier = BoostedTrees(features[~held], churned[~held])
    logits = classifier.get_logits(features[held])
    return classifier, Calibration.fit(logits, churned[held])


def _check(features, churned):
    """Return features as floats, unknown ones NaN, and classes as 0 and 1."""
    features = np.asarray(features, dtype=float)
    churned = np.asarray(churned, dtype=float)
    if not features.size and features.ndim == 1:
        features = features.reshape(len(churned), 0)
    if features.ndim != 2 or churned.shape != features.shape[:1]:
        raise ValueError("features must have a row for each element of churned")
    if not np.isin(churned, (0, 1)).all():
        raise ValueError("churned must hold booleans, or 0 and 1")
    return np.where(np.isfinite(features), features, np.nan), churned.astype(int)


def _hold_out(churned, latest):
    """Choose the rows to calibrate on, in an order that is random but fixed.

    Of each class every second one of the latest rows, or every fifth of all.
    """
    some, step = np.ones(len(churned), dtype=bool), HOLD_OUT
    if latest is not None and _are_enough(churned, latest):
        some, step = latest, HOLD_OUT_LATEST
    held = np.zeros(len(churned), dtype=bool)
    random = np.random.default_rng(0)
    for value in (0, 1):
        rows = random.permutation(np.flatnonzero(some & (churned == value)))
        held[rows[::step]] = True
    return held


def _are_enough(churned, latest):
    """Tell whether half of the latest rows can be spared, and can calibrate."""
    held = np.bincount(churned[latest], minlength=2) // HOLD_OUT_LATEST
    rest = np.bincount(churned, minlength=2) - held
    return min(held.min(), rest.min()) >= LEAST_OF_A_CLASS // HOLD_OUT_LATEST
