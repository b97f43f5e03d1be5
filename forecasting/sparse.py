# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Work on sparse matrices by rows (compressed sparse rows, CSR)."""

import numpy as np

# Entries that are looked at together at first, and rows that are partitioned together.
CHUNK = 16
RECTANGLE = 256


def arrange(rows, columns, weights, days, shape):
    """Return a matrix of the sums of weights, and the last day of each entry.

    :param rows: int array of n row numbers
    :param columns: int array of n column numbers
    :param weights: array of n floats
    :param days: array of n floats
    :param tuple shape: of the matrix
    :return: (csr_matrix of float32, array of float32, one for each entry)
    """
    from scipy.sparse import csr_matrix

    key = rows.astype(np.int64) * max(shape[1], 1) + columns
    order = np.argsort(key)
    key = key[order]
    first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1]))[: len(key)])
    if len(first):
        sums = np.add.reduceat(weights[order], first).astype(np.float32)
        last_days = np.maximum.reduceat(days[order], first).astype(np.float32)
    else:
        sums, last_days = np.zeros(0, np.float32), np.zeros(0, np.float32)
    key = key[first]
    starts = np.searchsorted(key, np.arange(shape[0] + 1) * max(shape[1], 1))
    matrix = csr_matrix(
        (sums, (key % max(shape[1], 1)).astype(np.int32), starts.astype(np.int32)),
        shape=shape,
    )
    # Weights that decayed to nothing are still purchases.
    matrix.data = np.maximum(matrix.data, np.finfo(np.float32).tiny)
    return matrix, last_days


def keep_latest(matrix, last_days, count):
    """Return the matrix with the entries of each row that have the latest days.

    :param matrix: csr_matrix
    :param last_days: array of a day for each entry
    :param int count: how many entries a row may have
    :return: csr_matrix
    """
    lengths = np.diff(matrix.indptr)
    if not len(lengths) or lengths.max() <= count:
        return matrix
    keep = np.ones(len(matrix.data), dtype=bool)
    for row in np.flatnonzero(lengths > count):
        part = slice(matrix.indptr[row], matrix.indptr[row + 1])
        order = np.argsort(-last_days[part], kind="stable")
        keep[matrix.indptr[row] + order[count:]] = False
    return select(matrix, keep)


def select(matrix, keep):
    """Return the matrix with some of its entries.

    :param matrix: csr_matrix
    :param keep: array of a boolean for each entry
    :return: csr_matrix
    """
    from scipy.sparse import csr_matrix

    before = np.concatenate(([0], np.cumsum(keep)))
    return csr_matrix(
        (matrix.data[keep], matrix.indices[keep], before[matrix.indptr]),
        shape=matrix.shape,
    )


def get_rows(matrix):
    """Return the row number of each entry."""
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def mark_largest(matrix, count):
    """Tell which entries are among the largest of their row.

    Entries equal to the smallest that counts are marked too. The largest of each
    sixteen entries tell first what is too small in any case.

    :param matrix: csr_matrix
    :param int count: how many of each row, at least 1
    :return: array of a boolean for each entry
    """
    lengths = np.diff(matrix.indptr)
    chunks = -(-lengths // CHUNK)
    ends = np.cumsum(chunks)
    number = np.arange(chunks.sum()) - np.repeat(ends - chunks, chunks)
    starts = np.repeat(matrix.indptr[:-1], chunks) + CHUNK * number
    if not len(starts):
        return np.zeros(0, dtype=bool)
    largest = np.maximum.reduceat(matrix.data, starts)
    least = _get_thresholds(largest, np.concatenate(([0], ends)), count)
    keep = matrix.data >= np.repeat(least, lengths)
    rest = select(matrix, keep)
    least = _get_thresholds(rest.data, rest.indptr, count)
    keep[keep] = rest.data >= np.repeat(least, np.diff(rest.indptr))
    return keep


def _get_thresholds(data, indptr, count):
    """Return the smallest of the largest entries of each row; -inf if all count.

    Rows of a similar length are padded to a rectangle, so that numpy partitions all of
    them in one call.
    """
    lengths = np.diff(indptr)
    thresholds = np.full(len(lengths), -np.inf, dtype=data.dtype)
    long_rows = np.flatnonzero(lengths > count)
    long_rows = long_rows[np.argsort(lengths[long_rows], kind="stable")]
    for start in range(0, len(long_rows), RECTANGLE):
        rows = long_rows[start : start + RECTANGLE]
        width = lengths[rows[-1]]
        filled = np.arange(width) < lengths[rows][:, None]
        places = (indptr[rows][:, None] + np.arange(width))[filled]
        table = np.full(filled.shape, -np.inf, dtype=data.dtype)
        table[filled] = data[places]
        table.partition(width - count, axis=1)
        thresholds[rows] = table[:, width - count]
    return thresholds


def take(matrix, rows):
    """Return rows of a matrix, empty ones for those that are -1."""
    from scipy.sparse import csr_matrix

    if not matrix.shape[0]:
        return csr_matrix((len(rows), matrix.shape[1]), dtype=np.float32)
    taken = matrix[np.maximum(rows, 0)]
    return select(taken, np.repeat(rows >= 0, np.diff(taken.indptr)))


def normalize(matrix):
    """Return the matrix with rows that add up to 1."""
    totals = matrix.sum(axis=1, dtype=float)
    normalized = matrix.copy()
    normalized.data = matrix.data / np.asarray(totals).reshape(-1)[get_rows(matrix)]
    return normalized.astype(np.float32)


def rank(matrix, columns, values):
    """Write the largest entries of each row, the largest first.

    Equal ones are in the order of their columns.

    :param matrix: csr_matrix of n rows
    :param columns: int array of n rows to fill in
    :param values: float array of n rows to fill in
    """
    best = select(matrix, mark_largest(matrix, columns.shape[1]))
    rows = get_rows(best)
    order = np.lexsort((best.indices, -best.data, rows))
    places = np.arange(len(order)) - best.indptr[rows]
    used = places < columns.shape[1]
    columns[rows[used], places[used]] = best.indices[order[used]]
    values[rows[used], places[used]] = best.data[order[used]]
