# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who will stop buying, or will not renew."""

import numpy as np

from .boosted_trees import BoostedTrees
from .calibration import Calibration
from .churn_model import ChurnModel
from .constant_rate import ConstantRate
from .logistic import Logistic
from .threads import single_threaded

__all__ = ["ChurnModel", "fit"]

# Fewer rows than these are too few for trees; of each class, too few to judge them.
LEAST_ROWS = 1000
LEAST_OF_A_CLASS = 50
# One of so many rows is kept to calibrate the probabilities on.
HOLD_OUT = 5


@single_threaded
def fit(features, churned):
    """Return a model of the probability to churn, given features.

    From 1,000 rows on gradient boosted trees (Friedman 2001, Annals of Statistics
    29(5); histograms as in LightGBM, Ke et al. 2017), calibrated on a fifth of the rows
    that the trees have not seen (Platt 1999). With fewer rows, or fewer than 50 of a
    class, a regularised logistic regression; if all rows are of one class or no feature
    varies, the rate of churn. The same rows give the same model.

    :param features: array of n rows and k features; NaN or infinite = unknown
    :param churned: array of n booleans, or of 0 and 1
    :return: ChurnModel
    :raise ValueError: if the shapes do not fit together, or churned is unknown
    """
    features, churned = _check(features, churned)
    return ChurnModel(*_fit(features, churned), features)


def _fit(features, churned):
    """Return a classifier and its calibration."""
    classes = np.bincount(churned, minlength=2)
    known = np.isfinite(features)
    varies = (np.where(known, features, 0) != np.where(known, features, 0)[:1]).any()
    varies = varies or (known != known[:1]).any()
    if classes.min() == 0 or not varies:
        return ConstantRate(churned), Calibration()
    if len(churned) < LEAST_ROWS or classes.min() < LEAST_OF_A_CLASS:
        return Logistic(features, churned), Calibration()
    held = _hold_out(churned)
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


def _hold_out(churned):
    """Choose every fifth row of each class, in an order that is random but fixed."""
    held = np.zeros(len(churned), dtype=bool)
    random = np.random.default_rng(0)
    for value in (0, 1):
        rows = random.permutation(np.flatnonzero(churned == value))
        held[rows[::HOLD_OUT]] = True
    return held
