# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Matrices of customers and products, and which products belong together."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from forecasting import item_similarity, sparse
from forecasting.item_similarity import Interactions, get_similarities


def as_sparse(rows):
    return csr_matrix(np.array(rows, dtype=np.float32))


def test_lines_are_added_up():
    rows, columns = np.array([2, 0, 2, 2, 0]), np.array([1, 2, 1, 0, 0])
    weights, days = np.array([1.0, 2, 4, 8, 16]), np.array([5.0, 7, 3, 9, 1])
    matrix, last = sparse.arrange(rows, columns, weights, days, (4, 3))
    assert matrix.toarray().tolist() == [[16, 0, 2], [0, 0, 0], [8, 5, 0], [0, 0, 0]]
    assert last.tolist() == [1, 7, 9, 5]
    assert matrix.dtype == last.dtype == np.float32


def test_what_weighs_nothing_any_more_was_bought_still():
    one = np.array([0])
    matrix, _last = sparse.arrange(one, one, np.array([1e-60]), one, (1, 1))
    assert matrix.nnz == 1 and matrix.data[0] > 0


def test_a_single_column():
    rows, days = np.array([2, 0, 2]), np.array([5.0, 7, 9])
    matrix, last = sparse.arrange(rows, 0 * rows, np.array([1.0, 2, 4]), days, (4, 1))
    assert matrix.toarray().tolist() == [[2], [0], [5], [0]]
    assert last.tolist() == [7, 9]


@pytest.mark.parametrize("shape", [(0, 0), (3, 0), (0, 3), (2, 2)])
def test_no_lines(shape):
    nothing = np.zeros(0, int)
    matrix, last = sparse.arrange(nothing, nothing, nothing, nothing, shape)
    assert matrix.shape == shape and matrix.nnz == 0 and len(last) == 0


def test_some_entries():
    matrix = as_sparse([[1, 0, 2], [0, 0, 0], [3, 4, 0]])
    assert sparse.get_rows(matrix).tolist() == [0, 0, 2, 2]
    kept = sparse.select(matrix, matrix.data != 3)
    assert kept.toarray().tolist() == [[1, 0, 2], [0, 0, 0], [0, 4, 0]]
    taken = sparse.take(matrix, np.array([2, -1, 0, 2]))
    assert taken.toarray().tolist() == [[3, 4, 0], [0, 0, 0], [1, 0, 2], [3, 4, 0]]
    empty = sparse.take(csr_matrix((0, 3), dtype=np.float32), np.array([-1, -1]))
    assert empty.shape == (2, 3) and empty.nnz == 0
    shares = sparse.normalize(matrix).toarray()
    expected = [[1 / 3, 0, 2 / 3], [0, 0, 0], [3 / 7, 4 / 7, 0]]
    assert shares == pytest.approx(np.array(expected))
    assert sparse.normalize(matrix).dtype == np.float32


def test_the_latest_entries():
    matrix = as_sparse([[1, 2, 3, 4], [5, 0, 0, 6], [7, 8, 9, 0]])
    days = np.array([3, 9, 5, 9, 1, 1, 2, 4, 4])
    kept = sparse.keep_latest(matrix, days, 2)
    assert kept.toarray().tolist() == [[0, 2, 0, 4], [5, 0, 0, 6], [0, 8, 9, 0]]
    # of equal days the first
    kept = sparse.keep_latest(matrix, np.ones(9), 2)
    assert kept.toarray().tolist() == [[1, 2, 0, 0], [5, 0, 0, 6], [7, 8, 0, 0]]
    assert sparse.keep_latest(matrix, days, 4) is matrix
    empty = csr_matrix((0, 3))
    assert sparse.keep_latest(empty, np.zeros(0), 2) is empty


@pytest.mark.parametrize("count", [1, 2, 3, 15, 16, 17, 40])
def test_the_largest_entries(count, monkeypatch):
    random = np.random.default_rng(count)
    dense = random.integers(1, 9, (40, 60)) * (random.random((40, 60)) < 0.6)
    dense[3], dense[4, 1:] = 0, 0
    matrix = as_sparse(dense)
    monkeypatch.setattr(sparse, "RECTANGLE", 7)
    marks = sparse.mark_largest(matrix, count)
    for row, start in enumerate(matrix.indptr[:-1]):
        data = matrix.data[start : matrix.indptr[row + 1]]
        least = np.sort(data)[-count] if len(data) > count else -np.inf
        found = marks[start : matrix.indptr[row + 1]]
        assert found.tolist() == (data >= least).tolist()
    assert sparse.mark_largest(csr_matrix((3, 3)), 2).tolist() == []


def test_entries_in_order():
    matrix = as_sparse([[1, 3, 0, 3, 2], [0, 0, 0, 0, 7], [0, 0, 0, 0, 0]])
    columns, values = np.full((3, 3), -1), np.full((3, 3), np.nan)
    sparse.rank(matrix, columns, values)
    assert columns.tolist() == [[1, 3, 4], [4, -1, -1], [-1, -1, -1]]
    assert values[0].tolist() == [3, 3, 2] and values[1, 0] == 7
    assert np.isnan(values[1, 1:]).all() and np.isnan(values[2]).all()
    # of equal ones the first columns
    columns, values = np.full((1, 2), -1), np.full((1, 2), np.nan)
    sparse.rank(as_sparse([[5, 5, 5, 5]]), columns, values)
    assert columns.tolist() == [[0, 1]]


def make_interactions(half_life=None, seed=0, customers=30, products=12, lines=200):
    random = np.random.default_rng(seed)
    rows = random.integers(0, customers, lines)
    columns = random.integers(0, products, lines)
    days = random.integers(0, 300, lines).astype(float)
    weights = random.integers(1, 5, lines).astype(float)
    shape = (customers, products)
    found = Interactions(rows, columns, days, weights, shape, half_life)
    return found, (rows, columns, days, weights)


@pytest.mark.parametrize("half_life", [None, 50.0, 0])
def test_weights_decay(half_life):
    found, (rows, columns, days, weights) = make_interactions(half_life)
    if half_life:
        weights = weights * 0.5 ** ((days.max() - days) / half_life)
    expected = np.zeros((30, 12))
    np.add.at(expected, (rows, columns), weights)
    assert found.affinity.toarray() == pytest.approx(expected, rel=1e-5)
    assert found.popularity == pytest.approx(expected.sum(axis=0), rel=1e-5)
    assert found.shape == (30, 12)


def test_popularity_of_all_products():
    one = np.array([1])
    found = Interactions(one, one, one.astype(float), one.astype(float), (2, 5), None)
    assert found.popularity.tolist() == [0, 1, 0, 0, 0]


def get_expected(interactions):
    """Return who bought both, and the similarity, of all pairs of products."""
    bought = (interactions.affinity.toarray() > 0).astype(float)
    together = bought.T @ bought
    roots = np.sqrt(np.diag(together))
    similar = together / (np.outer(roots, roots) + 10)
    np.fill_diagonal(similar, np.diag(together) > 0)
    return together, similar


@pytest.mark.parametrize("entries", [4_000_000, 30, 1])
def test_products_that_belong_together(entries, monkeypatch):
    """Whether they are looked at together, by some or one by one."""
    monkeypatch.setattr(item_similarity, "ENTRIES", entries)
    interactions, _lines = make_interactions()
    similarities, together = get_similarities(interactions, 100)
    expected, similar = get_expected(interactions)
    assert together.toarray() == pytest.approx(expected)
    assert similarities.toarray() == pytest.approx(similar, rel=1e-5)
    assert np.array_equal(similarities.indices, together.indices)
    assert similarities.dtype == together.dtype == np.float32


@pytest.mark.parametrize("neighbours", [1, 3])
def test_the_most_similar_products(neighbours):
    interactions, _lines = make_interactions()
    similarities, together = get_similarities(interactions, neighbours)
    expected, similar = get_expected(interactions)
    for product in range(12):
        kept = similarities[product].indices
        # itself is beside them, and equal ones are all there
        least = np.sort(similar[product])[-neighbours - 1]
        wanted = similar[product] >= least * (1 - 1e-6)
        assert set(kept.tolist()) == set(np.flatnonzero(wanted).tolist())
        assert together[product].indices.tolist() == kept.tolist()


def test_customers_who_buy_everything(monkeypatch):
    """Only what they bought last says what belongs together."""
    monkeypatch.setattr(item_similarity, "LARGEST_BASKET", 2)
    rows, columns = np.array([0, 0, 0, 1, 1]), np.array([0, 1, 2, 0, 1])
    days = np.array([1.0, 2, 3, 1, 1])
    found = Interactions(rows, columns, days, np.full(5, 9.0), (2, 3), None)
    assert found.get_baskets().toarray().tolist() == [[0, 1, 1], [1, 1, 0]]
    _similarities, together = get_similarities(found, 5)
    assert together.toarray().tolist() == [[1, 1, 0], [1, 2, 1], [0, 1, 1]]


def test_no_products():
    nothing = np.zeros(0, int)
    found = Interactions(nothing, nothing, nothing, nothing, (0, 0), 180)
    for matrix in get_similarities(found, 5):
        assert matrix.shape == (0, 0) and matrix.dtype == np.float32
