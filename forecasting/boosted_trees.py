# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Gradient boosted trees."""

from .known_features import KnownFeatures
from .threads import one_thread


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
        classifier = HistGradientBoostingClassifier(
            learning_rate=0.08,
            max_iter=300,
            max_leaf_nodes=15,
            min_samples_leaf=20,
            l2_regularization=1.0,
            early_stopping=True,
            validation_fraction=0.1,
            n_iter_no_change=15,
            random_state=0,
        )
        with one_thread():
            self._classifier = classifier.fit(self._known.choose(features), churned)

    def get_logits(self, features):
        """Return the log-odds of rows of features as array of n floats."""
        with one_thread():
            return self._classifier.decision_function(self._known.choose(features))
