# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The recommendation model."""

import datetime

import numpy as np
import pytest

from forecasting import recommendation
from forecasting.sparse import mark_largest

DAY = datetime.date(2026, 3, 1)


def simulate(customers=300, products=60, lines=6000, seed=0):
    """Return lines; customers buy products of their own third, and the first ones."""
    random = np.random.default_rng(seed)
    buyers = random.integers(0, customers, lines)
    thirds = products // 3
    bought = buyers % 3 * thirds + random.integers(0, thirds, lines)
    bought = np.where(random.random(lines) < 0.1, random.integers(0, 5, lines), bought)
    return buyers, bought, random.integers(0, 700, lines), np.ones(lines)


@pytest.fixture(scope="module")
def model():
    return recommendation.fit(*simulate())


def get_scores_by_hand(lines, customer, half_life=180):
    """Return the score of each product by the definition."""
    buyers, bought, days, weights = lines
    matrix = np.zeros((buyers.max() + 1, bought.max() + 1))
    matrix[buyers, bought] = 1
    together = matrix.T @ matrix
    roots = np.sqrt(np.diag(together))
    similar = together / (np.outer(roots, roots) + 10)
    np.fill_diagonal(similar, 1)
    decayed = weights * 0.5 ** ((days.max() - days) / half_life)
    mine = buyers == customer
    affinity = np.bincount(bought[mine], decayed[mine], minlength=matrix.shape[1])
    affinity /= affinity.sum()
    # from a year on it fades that somebody wants the same again
    last = np.full(matrix.shape[1], -np.inf)
    np.maximum.at(last, bought[mine], days[mine])
    faded = 0.5 ** (np.maximum(days.max() - last - 365, 0) / half_life)
    return affinity @ similar + affinity * (faded - 1)


def test_scores_are_those_of_the_definition(model):
    for customer in (0, 7, 299):
        expected = get_scores_by_hand(simulate(), customer)
        products, scores = model.predict([customer], 10)
        assert np.all(np.diff(scores[0]) <= 0)
        assert scores[0] == pytest.approx(np.sort(expected)[::-1][:10], rel=1e-4)
        assert expected[products[0]] == pytest.approx(scores[0], rel=1e-4)


def test_order_of_lines_does_not_matter(model):
    order = np.random.default_rng(3).permutation(6000)
    other = recommendation.fit(*(column[order] for column in simulate()))
    customers = np.arange(300)
    for one, two in zip(
        model.predict(customers, 8), other.predict(customers, 8), strict=True
    ):
        assert one == pytest.approx(two, rel=1e-5)


def test_blocks_give_the_same(model, monkeypatch):
    customers = np.arange(300)
    products, scores = model.predict(customers, 6, exclude="bought")
    monkeypatch.setattr("forecasting.recommendation.BLOCK", 7)
    again, same = model.predict(customers, 6, exclude="bought")
    assert np.array_equal(products, again) and np.array_equal(scores, same)


def test_bought_is_excluded(model):
    buyers, bought, days, _weights = simulate()
    for since, exclude in ((-1, "bought"), (650, 650), (650, np.datetime64(650, "D"))):
        products, _scores = model.predict(np.arange(300), 20, exclude=exclude)
        for customer in range(300):
            mine = (buyers == customer) & (days >= since)
            assert not set(bought[mine]) & set(products[customer])
            assert len(set(products[customer])) == 20


@pytest.mark.parametrize(
    "exclude",
    [
        {5: {1, 2}, 6: [3], 9999: [4]},
        [{1, 2}, [3]],
        [(5, 1), (5, 2), (6, 3)],
        {(5, 1), (5, 2), (6, 3)},
        np.array([[5, 1], [5, 2], [6, 3]]),
        (np.array([5, 5, 6, 6]), np.array([1, 2, 3, 777])),
    ],
)
def test_pairs_are_excluded(model, exclude):
    products, _scores = model.predict([5, 6], 100, exclude=exclude)
    assert set(range(60)) - set(products[0]) == {1, 2}
    assert set(range(60)) - set(products[1]) == {3}
    assert np.all(products[0][58:] == -1)


def test_candidates(model):
    products, scores = model.predict([5, 12345], 4, candidates=[50, 3, 41, 888])
    for row in products:
        assert set(row[:3]) == {3, 41, 50} and row[3] == -1
    assert np.isnan(scores[:, 3]).all() and np.isfinite(scores[:, :3]).all()
    products, _scores = model.predict([5], 2, candidates=[])
    assert np.all(products == -1)


def test_unknown_customers_get_what_is_popular(model):
    buyers, bought, days, _weights = simulate()
    popular = np.bincount(bought, 0.5 ** ((days.max() - days) / 180))
    products, scores = model.predict([-5, 98765], 5)
    expected = np.argsort(-popular, kind="stable")[:5]
    assert np.all(products == expected)
    assert np.all(np.diff(scores) <= 0) and np.all(scores > 0)


def test_lately_bought_counts_more():
    lines = [("a", "x", 0), ("a", "y", 700), ("b", "x", 0), ("b", "p", 0)]
    lines += [("c", "y", 0), ("c", "q", 0)]
    customers, products, days = map(list, zip(*lines, strict=True))
    model = recommendation.fit(customers, products, days, None)
    found, _scores = model.predict(["a"], 5, exclude="bought")
    assert found.tolist() == [["q", "p", "", "", ""]]
    model = recommendation.fit(customers, products, days, None, half_life=None)
    found, _scores = model.predict(["a"], 5, exclude="bought")
    assert found.tolist() == [["p", "q", "", "", ""]]


def test_dates_of_python_and_returns():
    dates = [DAY, DAY - datetime.timedelta(30), DAY]
    model = recommendation.fit([1, 1, 2], [7, 8, 9], dates, [1, 1, -1])
    found, _scores = model.predict([1, 2], 3)
    assert found.tolist() == [[7, 8, -1], [7, 8, -1]]
    found, _scores = model.predict([1], 3, exclude=DAY)
    assert found.tolist() == [[8, -1, -1]]


def test_no_lines():
    model = recommendation.fit(np.zeros(0, int), np.zeros(0, int), np.zeros(0), [])
    products, scores = model.predict([1, 2], 3, exclude="bought")
    assert np.all(products == -1) and np.isnan(scores).all()
    assert model.predict([], 3)[0].shape == (0, 3)


def test_factors(model):
    buyers, bought, _days, _weights = simulate()
    products, _scores = model.predict([5, 6, 98765], 5)
    factors = model.get_factors([5, 6, 98765], products)
    assert factors.shape == (3, 5, 3)
    assert factors[:2, :, 0].all() and not factors[2].any()
    lonely = recommendation.fit([1, 1, 2, 2], [1, 2, 1, 2], [0, 0, 0, 0], None)
    factors = lonely.get_factors([1], [[1, 2, -1]])
    # two customers are too few to speak for others, but their products are similar
    assert factors.tolist() == [[[True, True, False]] * 2 + [[False] * 3]]


def test_largest_entries():
    from scipy.sparse import csr_matrix

    random = np.random.default_rng(0)
    dense = random.random((50, 400)) * (random.random((50, 400)) < 0.3)
    matrix = csr_matrix(dense.astype(np.float32))
    kept = matrix.copy()
    kept.data = mark_largest(matrix, 7).astype(np.float32)
    for row, marks in zip(matrix.toarray(), kept.toarray(), strict=True):
        assert set(np.flatnonzero(marks)) == set(np.argsort(-row)[:7])
