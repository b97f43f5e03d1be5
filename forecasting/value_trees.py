# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Gradient boosted trees for amounts."""

import numpy as np

from .classifiers import TREE_OPTIONS, KnownFeatures
from .threads import one_thread, single_threaded


class ValueTrees:
    """Trees that tell which amount follows on features.

    Friedman 2001, Greedy Function Approximation, Annals of Statistics 29(5), as in
    HistGradientBoostingRegressor of scikit-learn, with the deviance of Poisson: what it
    predicts is a mean, never below zero, and adds up for many customers.
    """

    def __init__(self, features, amounts):
        """Train; the same rows give the same trees.

        :param features: array of n rows and k features, unknown ones NaN
        :param amounts: array of n amounts; those below zero count as zero
        """
        from sklearn.ensemble import HistGradientBoostingRegressor

        amounts = np.maximum(np.asarray(amounts, dtype=float), 0)
        self.scale = amounts.mean() if len(amounts) else 0.0
        self._known = KnownFeatures(features)
        self._regressor = None
        if self.scale:
            regressor = HistGradientBoostingRegressor(loss="poisson", **TREE_OPTIONS)
            with one_thread():
                chosen = self._known.choose(features)
                self._regressor = regressor.fit(chosen, amounts / self.scale)

    @single_threaded
    def predict(self, features):
        """Return the expected amounts of rows of features as array of n floats."""
        if self._regressor is None or not len(features):
            return np.zeros(len(features))
        return self._regressor.predict(self._known.choose(features)) * self.scale


class TwoPartTrees:
    """Trees that tell how likely an amount follows, times trees of its height.

    Most customers of a shop buy nothing within some months, and some buy for much: a
    hurdle model (Cragg 1971, Econometrica 39(5)) tells the two apart.
    """

    def __init__(self, features, amounts):
        """Train; the same rows give the same trees.

        :param features: array of n rows and k features, unknown ones NaN
        :param amounts: array of n amounts; those below zero count as zero
        """
        from sklearn.ensemble import HistGradientBoostingClassifier

        amounts = np.maximum(np.asarray(amounts, dtype=float), 0)
        bought = amounts > 0
        features = np.asarray(features, dtype=float)
        self._known = KnownFeatures(features)
        self._share = float(bought.mean()) if len(bought) else 0.0
        self._amounts = ValueTrees(features[bought], amounts[bought])
        self._buys = None
        if 0 < self._share < 1:
            classifier = HistGradientBoostingClassifier(**TREE_OPTIONS)
            with one_thread():
                self._buys = classifier.fit(self._known.choose(features), bought)

    @single_threaded
    def predict(self, features):
        """Return the expected amounts of rows of features as array of n floats."""
        amounts = self._amounts.predict(features)
        if self._buys is None or not len(features):
            return self._share * amounts
        chosen = self._known.choose(features)
        return self._buys.predict_proba(chosen)[:, 1] * amounts
