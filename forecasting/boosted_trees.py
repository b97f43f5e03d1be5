# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Gradient boosted trees."""

from .known_features import KnownFeatures
from .threads import one_thread
from .tree_options import TREE_OPTIONS


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
