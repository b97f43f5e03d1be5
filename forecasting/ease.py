# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What leads to which product, learned of all at once, and repeat purchases."""

from dataclasses import dataclass

import numpy as np

from .item_similarity import SHRINKAGE, get_decay
from .sparse import get_rows

# Products sold most, of which a square table is inverted: 4,000 take 130 MB and some
# seconds. The others, sold seldom, are told from by their similarity.
MOST_PRODUCTS = 4000
# Tables are mirrored by squares of so many rows.
SIDE = 512
# So many leads are kept of all products together, and of each at least so many: what a
# lead that is left out takes away is missed where there are few products.
LEADS = 600_000
NEIGHBOURS = 100
# The weight of the penalty, in mean numbers of buyers, where it was not chosen:
# customers of shops bought few products each, so a pair is believed late.
PENALTY = 4.0
LEAST_PENALTY = 5.0
# What a customer bought tells more of it than what all others do again.
OWN = 3.0
# Of how many customers who bought a product it is believed how many do so again.
PRIOR = 10.0


@dataclass
class Leads:
    """What leads from one product to another: matrices with the same entries."""

    #: csr_matrix, how much; the diagonal is what leads to buying it again
    weights: object
    #: csr_matrix, cosine of who bought them
    cosines: object
    #: csr_matrix, how many customers bought both
    together: object
    #: for so many days a purchase leads to itself as much as on the first one
    lasting: float = 0.0


def get_repeats(interactions):
    """Return how many of the buyers of each product bought it on another day again.

    Believed as far as there are buyers: few of them say little beside all others.

    :param Interactions interactions: who bought what
    :return: array of a float from 0 to 1 for each product
    """
    count = interactions.shape[1]
    columns = interactions.affinity.indices
    buyers = np.bincount(columns, minlength=count)
    again = np.bincount(columns[interactions.is_repeated], minlength=count)
    usual = again.sum() / max(buyers.sum(), 1)
    return (again + PRIOR * usual) / (buyers + PRIOR)


def get_repeat_leads(interactions):
    """Return leads from each product to itself only.

    :rtype: Leads
    """
    from scipy.sparse import diags

    weights = diags(get_repeats(interactions).astype(np.float32)).tocsr()
    nothing = weights.copy()
    nothing.data = np.zeros_like(nothing.data)
    return Leads(weights, nothing, nothing)


def get_ease_leads(interactions, similarities, together, penalty=None, own=OWN):
    """Return leads by EASE: each product told from all others by least squares.

    B = I - P diag(1 / diag P), P the inverse of the products' table of common buyers
    with a penalty (Steck 2019, Embarrassingly Shallow Autoencoders for Sparse Data,
    WWW). A product leads to itself by how often it is bought again.

    :param Interactions interactions: who bought what
    :param similarities: csr_matrix of ``get_similarities``
    :param together: csr_matrix of ``get_similarities``
    :param float penalty: in buyers; None = ``get_usual_penalty``
    :param float own: how much more a product leads to itself than others tell
    :rtype: Leads
    """
    baskets = interactions.get_baskets()
    buyers = np.bincount(baskets.indices, minlength=baskets.shape[1])
    most = np.argsort(-buyers, kind="stable")[:MOST_PRODUCTS]
    most = np.sort(most[buyers[most] > 1])
    if penalty is None:
        penalty = get_usual_penalty(buyers[most])
    counts, weights = _solve(baskets[:, most], penalty)
    rows, columns = _find_largest(weights)
    both = counts[rows, columns]
    roots = np.sqrt(np.diag(counts))
    parts = [
        (
            most[rows],
            most[columns],
            weights[rows, columns],
            both / (roots[rows] * roots[columns] + SHRINKAGE),
            both,
        ),
        _get_rest(similarities, together, most, weights),
        _get_own(interactions, buyers, own),
    ]
    return _join(parts, similarities.shape)


def get_usual_penalty(buyers):
    """Return the penalty where none was chosen.

    :param buyers: array of how many customers bought each product
    :rtype: float
    """
    return max(PENALTY * float(np.mean(buyers)), LEAST_PENALTY) if len(buyers) else 0.0


def _solve(baskets, penalty):
    """Return the products' table of common buyers, and the weights of EASE."""
    from scipy.linalg.lapack import dpotrf, dpotri

    counts = np.asarray((baskets.T @ baskets).todense(), dtype=np.float64)
    size = len(counts)
    if not size:
        return counts, counts
    # by columns, as LAPACK wants it, which then needs no memory of its own
    table = np.array(counts, order="F")
    table[np.diag_indices(size)] += penalty
    factor, _info = dpotrf(table, lower=True, overwrite_a=True)
    inverse, _info = dpotri(factor, lower=True, overwrite_c=True)
    # by rows it is the upper half that is filled in
    inverse = inverse.T
    _mirror(inverse)
    inverse /= -np.diag(inverse).copy()
    np.fill_diagonal(inverse, 0)
    return counts, inverse


def _mirror(table):
    """Fill in the lower half of a table by the upper one, block by block."""
    for start in range(0, len(table), SIDE):
        stop = start + SIDE
        table[stop:, start:stop] = table[start:stop, stop:].T
        block = table[start:stop, start:stop]
        block[...] = np.triu(block) + np.triu(block, 1).T


def _find_largest(weights):
    """Return places of the largest entries of each row, by their absolute values."""
    size = len(weights)
    kept = min(max(NEIGHBOURS, LEADS // max(size, 1)), size)
    if not kept:
        return np.zeros((2, 0), dtype=np.int64)
    columns = np.concatenate(
        [
            np.argpartition(-np.abs(some), kept - 1, axis=1)[:, :kept]
            for some in np.array_split(weights, max(size // 256, 1))
        ]
    )
    rows = np.repeat(np.arange(size), kept)
    columns = columns.reshape(-1)
    used = weights[rows, columns] != 0
    return rows[used], columns[used]


def _get_rest(similarities, together, most, weights):
    """Return entries from or to products that are sold seldom, by their similarity.

    They are brought to the height of the others: the best lead of a product.
    """
    is_most = np.zeros(similarities.shape[0], dtype=bool)
    is_most[most] = True
    rows, columns = get_rows(similarities), similarities.indices
    other = rows != columns
    between = other & is_most[rows] & is_most[columns]
    level = 1.0
    if between.any() and len(weights):
        best = np.zeros(similarities.shape[0])
        np.maximum.at(best, rows[between], similarities.data[between])
        level = weights.max(axis=1).sum() / best.sum()
    kept = other & ~between
    return (
        rows[kept],
        columns[kept],
        similarities.data[kept] * level,
        similarities.data[kept],
        together.data[kept],
    )


def _get_own(interactions, buyers, own):
    """Return the entries of products and themselves."""
    places = np.arange(interactions.shape[1])
    ones = np.ones(len(places))
    return places, places, own * get_repeats(interactions), ones, buyers


def _join(parts, shape):
    """Return entries as matrices."""
    from scipy.sparse import csr_matrix

    rows, columns, *values = (np.concatenate(some) for some in zip(*parts, strict=True))
    order = np.lexsort((columns, rows))
    starts = np.searchsorted(rows[order], np.arange(shape[0] + 1))
    matrices = [
        csr_matrix(
            (some[order].astype(np.float32), columns[order].astype(np.int32), starts),
            shape=shape,
        )
        for some in values
    ]
    return Leads(*matrices)


def get_lasting(interactions, leads, half_life):
    """Return what is wrong with leads of products to themselves, by their age.

    A product has a similarity of 1 with itself, and the weights of what a customer
    bought add up to 1: the only purchase of somebody, of long ago, would come first.

    :param Interactions interactions: who bought what
    :param Leads leads: of products
    :param half_life: days after which a purchase says half as much; None = always
    :return: csr_matrix of customers and products, for each unit of affinity
    """
    days = np.maximum(interactions.ages - leads.lasting, 0)
    diagonal = leads.weights.diagonal()[interactions.affinity.indices]
    matrix = interactions.affinity.copy()
    matrix.data = ((get_decay(days, half_life) - 1) * diagonal).astype(np.float32)
    return matrix
