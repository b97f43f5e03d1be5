# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Probabilities that are as high as what they foretell is frequent."""

import numpy as np

# A slope beyond these says more about few rows than about a classifier.
SLOPES = (0.1, 3.0)
ITERATIONS = 50


class Calibration:
    """A straight line through log-odds: Platt scaling.

    Platt 1999, Probabilistic Outputs for Support Vector Machines, with the smoothed
    targets of that paper.
    """

    def __init__(self, slope=1.0, intercept=0.0):
        """Keep the line.

        :param float slope: factor of the log-odds
        :param float intercept: what is added to them
        """
        self.slope = float(slope)
        self.intercept = float(intercept)

    @classmethod
    def fit(cls, logits, happened):
        """Return the line that makes what happened most likely (Newton's method).

        :param logits: array of n log-odds
        :param happened: array of n numbers, 0 or 1
        :return: Calibration
        """
        from scipy.special import expit

        count = happened.sum()
        others = len(happened) - count
        target = np.where(happened == 1, (count + 1) / (count + 2), 1 / (others + 2))
        design = np.column_stack([logits, np.ones(len(logits))])
        line = np.array([1.0, 0.0])
        for _ in range(ITERATIONS):
            expected = expit(design @ line)
            slopes = design.T @ (target - expected) - 1e-6 * (line - [1.0, 0.0])
            weighted = design * (expected * (1 - expected))[:, None]
            step = np.linalg.solve(design.T @ weighted + 1e-6 * np.eye(2), slopes)
            line = line + np.clip(step, -1, 1)
            if np.abs(step).max() < 1e-10:
                break
        return cls(np.clip(line[0], *SLOPES), line[1])

    def apply(self, logits):
        """Return calibrated log-odds."""
        return self.slope * logits + self.intercept
