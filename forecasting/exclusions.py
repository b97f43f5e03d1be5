# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Products that must not be recommended to some customers."""

import numpy as np


def get_pairs(exclude, customers):
    """Return excluded products as pairs.

    :param exclude: a dict of products by customer; a list with the products for each of
        the customers; a set or list of tuples (customer, product); an array of n rows
        and two columns; or a tuple of an array of n customers and one of products
    :param customers: array of m ids that are asked for
    :return: (array of customer ids, array of product ids)
    :raise ValueError: if it is none of these
    """
    if isinstance(exclude, dict):
        return _spread(list(exclude), list(exclude.values()))
    if isinstance(exclude, tuple) and len(exclude) == 2:
        left, right = map(np.asarray, exclude)
        if left.ndim == right.ndim == 1 and len(left) == len(right):
            return left, right
    if isinstance(exclude, np.ndarray) and exclude.ndim == 2 and exclude.shape[1] == 2:
        return exclude[:, 0], exclude[:, 1]
    exclude = list(exclude)
    if all(isinstance(pair, tuple) and len(pair) == 2 for pair in exclude):
        left = [customer for customer, _product in exclude]
        return np.asarray(left), np.asarray([product for _customer, product in exclude])
    if len(exclude) == len(customers) and all(map(np.iterable, exclude)):
        return _spread(customers, exclude)
    raise ValueError("exclude must be pairs, or products for each of the customers")


def get_matrix(exclude, customers, products):
    """Return excluded products as a matrix.

    :param exclude: what ``get_pairs`` takes
    :param customers: array of n ids that are asked for; one may occur several times
    :param Codes products: the known products
    :return: csr_matrix of n rows and all products, entries = excluded
    """
    from scipy.sparse import csr_matrix

    shape = (len(customers), len(products))
    left, right = get_pairs(exclude, customers)
    if not len(left) or not len(customers):
        return csr_matrix(shape, dtype=np.float32)
    order = np.argsort(customers, kind="stable")
    ordered = customers[order]
    first = np.searchsorted(ordered, left, side="left")
    times = np.searchsorted(ordered, left, side="right") - first
    offsets = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    rows = order[np.repeat(first, times) + offsets]
    columns = np.repeat(products.find(right), times)
    known = columns >= 0
    ones = np.ones(known.sum(), dtype=np.float32)
    return csr_matrix((ones, (rows[known], columns[known])), shape=shape)


def _spread(customers, products):
    """Return pairs of customers and the products of each."""
    products = [list(some) for some in products]
    left = np.repeat(np.asarray(customers), [len(some) for some in products])
    return left, np.asarray([product for some in products for product in some])
