# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rows that occur several times are computed once."""

import numpy as np

# The product of the codes must stay a whole number of 63 bits.
LARGEST_KEY = 2**62


def collapse(*columns):
    """Return the distinct rows of columns and how often each occurs.

    :param columns: float arrays of n numbers that are not negative
    :return: (list of arrays of the m distinct rows in ascending order, array of m
        counts as floats)
    """
    if not len(columns[0]):
        return list(columns), np.zeros(0)
    key = np.zeros(len(columns[0]), dtype=np.int64)
    span = 1
    for column in columns:
        codes, count = _encode(column)
        if span * count > LARGEST_KEY:
            key = np.unique(key, return_inverse=True)[1]
            span = int(key.max()) + 1
        key = key * count + codes
        span *= count
    order = np.argsort(key, kind="stable")
    key = key[order]
    starts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    counts = np.diff(np.append(starts, len(key))).astype(float)
    first = order[starts]
    return [column[first] for column in columns], counts


def _encode(column):
    """Return whole numbers in the order of the values, and how many there may be."""
    largest = column.max()
    if largest < 2**20:
        whole = column.astype(np.int64)
        if np.array_equal(whole, column):
            return whole, int(largest) + 1
    values, codes = np.unique(column, return_inverse=True)
    return codes.reshape(-1), len(values)
