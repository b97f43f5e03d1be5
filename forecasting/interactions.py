# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who bought what, how much and when."""

import numpy as np

from .sparse import arrange, keep_latest

# What customers with more products say about which ones belong together is lost in
# pairs; of these customers the products bought last are looked at.
LARGEST_BASKET = 300


class Interactions:
    """Sparse matrices of customers and products."""

    def __init__(self, rows, columns, days, weights, shape, half_life):
        """Add up the lines.

        :param rows: int array of n numbers of customers
        :param columns: int array of n numbers of products
        :param days: array of n days
        :param weights: array of n numbers above zero
        :param tuple shape: how many customers and products
        :param float half_life: days after which a line counts half; None = never
        """
        last = days.max() if len(days) else 0.0
        if half_life:
            weights = weights * np.exp2((days - last) / half_life)
        #: decayed sums of weights and last days, one of each pair
        self.affinity, self.last_days = arrange(rows, columns, weights, days, shape)
        self.popularity = np.bincount(
            self.affinity.indices, self.affinity.data, minlength=shape[1]
        )

    @property
    def shape(self):
        """How many customers and products."""
        return self.affinity.shape

    def get_baskets(self):
        """Return ones for the products each customer bought, at most the latest 300."""
        matrix = self.affinity.copy()
        matrix.data = np.ones(len(matrix.data), dtype=np.float32)
        return keep_latest(matrix, self.last_days, LARGEST_BASKET)
