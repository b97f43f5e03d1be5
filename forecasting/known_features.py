# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Features of which too little is known to split rows by them."""

import numpy as np

# Trees keep a tenth of the rows apart; of fewer values than these, none might be left.
LEAST_KNOWN = 100


class KnownFeatures:
    """Leaves out the features that hardly any row has."""

    def __init__(self, features):
        """Choose.

        :param features: array of n rows and k features, unknown ones NaN
        """
        known = np.isfinite(np.asarray(features, dtype=float))
        self._is_known = known.sum(axis=0) >= min(LEAST_KNOWN, len(known))
        # trees want at least one feature; an empty one splits nothing
        self._has_any = bool(self._is_known.any())

    def choose(self, features):
        """Return the chosen features of rows.

        :param features: array of n rows and the same k features
        :return: array of n rows and at least one feature
        """
        if not self._has_any:
            return np.zeros((len(features), 1))
        return np.asarray(features, dtype=float)[:, self._is_known]
