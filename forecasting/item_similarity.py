# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who bought what, and which products are bought by the same customers."""

import numpy as np

from .sparse import arrange, get_rows, keep_latest, mark_largest, select

# What customers with more products say about which ones belong together is lost in
# pairs; of these customers the products bought last are looked at.
LARGEST_BASKET = 300
# Entries of the product of two matrices that are held at a time.
ENTRIES = 4_000_000
# Buyers in common are divided by this much more, so that products that were bought
# once each are not called the same (shrinkage: Bell & Koren 2007, KDD Cup).
SHRINKAGE = 10.0


def get_decay(days, half_life):
    """Return how much of something is left after some days.

    :param days: array of n numbers
    :param half_life: days after which a half is left; None = all of it stays
    :return: array of n floats from 0 to 1
    """
    days = np.asarray(days, dtype=float)
    return np.exp2(-days / half_life) if half_life else np.ones(len(days))


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
        weights = weights * get_decay(last - days, half_life)
        #: decayed sums of weights and last days, one of each pair
        self.affinity, self.last_days = arrange(rows, columns, weights, days, shape)
        #: days from the last purchase of each pair to the last one of all
        self.ages = last - self.last_days
        # the same pairs, with the days before: their first ones are the largest
        _same, first = arrange(rows, columns, weights, -days, shape)
        #: whether a pair was bought on several days
        self.is_repeated = self.last_days > -first
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


def get_similarities(interactions, neighbours):
    """Return the similarity of each product with its most similar ones.

    Cosine of who bought them, shrunk: buyers of both divided by the geometric mean of
    the buyers of each plus 10.

    :param Interactions interactions: who bought what
    :param int neighbours: how many others are kept of each product
    :return: (csr_matrix of float32 similarities, itself included with 1; csr_matrix of
        float32 with the same entries, how many customers bought both)
    """
    from scipy.sparse import csr_matrix, vstack

    baskets = interactions.get_baskets()
    count = baskets.shape[1]
    if not count:
        empty = csr_matrix((0, 0), dtype=np.float32)
        return empty, empty
    buyers = baskets.T.tocsr()
    lengths = np.diff(baskets.indptr).astype(np.float64)
    # how many multiplications the row of a product takes, at least its entries
    work = np.minimum(buyers @ lengths, count)
    roots = np.sqrt(np.diff(buyers.indptr)).astype(np.float32)
    parts = [
        _get_part(buyers, baskets, roots, start, stop, neighbours)
        for start, stop in _get_blocks(work)
    ]
    similarities, together = (
        vstack(part, format="csr") for part in zip(*parts, strict=True)
    )
    return similarities, together


def _get_blocks(work):
    """Yield where blocks of rows start and stop."""
    totals = np.cumsum(work)
    start, done = 0, 0.0
    while start < len(work):
        stop = int(np.searchsorted(totals, done + ENTRIES, side="right"))
        stop = max(stop, start + 1)
        yield start, stop
        start, done = stop, totals[stop - 1]


def _get_part(buyers, baskets, roots, start, stop, neighbours):
    """Return the two matrices for a block of products."""
    together = buyers[start:stop] @ baskets
    rows = get_rows(together) + start
    own = rows == together.indices
    similarities = together.copy()
    similarities.data /= roots[rows] * roots[together.indices] + np.float32(SHRINKAGE)
    similarities.data[own] = 1
    keep = mark_largest(similarities, neighbours + 1)
    return select(similarities, keep), select(together, keep)
