# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The same probability for everybody."""

import numpy as np


class ConstantRate:
    """The rate of churn, where nothing tells customers apart.

    With half a churned and half a loyal customer added (Jeffreys' prior), so that
    nothing is certain; without any row it is one half.
    """

    name = "constant_rate"

    def __init__(self, churned):
        """Count.

        :param churned: array of n numbers, 0 or 1
        """
        rate = (churned.sum() + 0.5) / (len(churned) + 1)
        self.logit = float(np.log(rate / (1 - rate)))

    def get_logits(self, features):
        """Return the log-odds of rows of features as array of n floats."""
        return np.full(len(features), self.logit)
