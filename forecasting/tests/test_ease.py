# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Recommendations in several ways: EASE, repeat purchases, and what is popular."""

import numpy as np
import pytest

from forecasting import ease, evaluation, recommendation
from forecasting.item_similarity import get_decay


def simulate(customers=1500, products=300, lines=30_000, seed=0):
    """Return lines: half of a group that a customer likes, a quarter bought again."""
    random = np.random.default_rng(seed)
    share = 1 / (np.arange(products) + 5.0) ** 0.9
    bought = random.choice(products, lines, p=share / share.sum())
    buyers = random.integers(0, customers, lines)
    group = random.permutation(products) % 15
    liked = random.random(lines) < 0.5
    for number in range(15):
        own = np.flatnonzero(group == number)
        some = np.flatnonzero(liked & (buyers % 15 == number))
        bought[some] = random.choice(own, len(some), p=share[own] / share[own].sum())
    again = np.flatnonzero(random.random(lines) < 0.25)
    order = np.argsort(buyers, kind="stable")
    places = np.empty(lines, dtype=int)
    places[order] = np.arange(lines)
    for line in again:
        before = order[places[line] - 1]
        if buyers[before] == buyers[line]:
            bought[line] = bought[before]
    return buyers, bought, np.sort(random.integers(0, 700, lines))


def test_weights_are_those_of_the_definition():
    """B = I - P diag(1 / diag P), by numpy's inverse, with every entry kept."""
    buyers, bought, days = simulate(200, 40, 3000)
    model = recommendation.fit(buyers, bought, days, None)
    matrix = np.zeros((200, 40))
    matrix[buyers, bought] = 1
    counts = matrix.T @ matrix
    penalty = ease.PENALTY * np.trace(counts) / 40
    inverse = np.linalg.inv(counts + penalty * np.eye(40))
    expected = np.eye(40) - inverse @ np.diag(1 / np.diag(inverse))
    found = model.turn("ease").leads
    weights = found.weights.toarray()
    np.fill_diagonal(weights, 0)
    assert weights == pytest.approx(expected - np.diag(np.diag(expected)), abs=1e-5)
    for some in (found.cosines, found.together):
        assert np.array_equal(some.indices, found.weights.indices)
        assert np.array_equal(some.indptr, found.weights.indptr)
    together = found.together.toarray()
    assert np.array_equal(together, counts)


def test_products_sold_seldom_are_told_by_similarity(monkeypatch):
    lines = simulate(300, 60, 5000)
    model = recommendation.fit(*lines, None)
    monkeypatch.setattr(ease, "MOST_PRODUCTS", 20)
    leads = model.turn("ease").leads
    buyers = np.diag(leads.together.toarray())
    most = np.argsort(-buyers, kind="stable")[:20]
    weights, similar = leads.weights.toarray(), model.leads.weights.toarray()
    seldom = np.setdiff1d(np.arange(60), most)
    ratio = weights[seldom][:, most][similar[seldom][:, most] > 0]
    ratio /= similar[seldom][:, most][similar[seldom][:, most] > 0]
    assert ratio == pytest.approx(ratio[0], rel=1e-4) and ratio[0] > 0
    # a square of the others only
    assert not np.array_equal(weights[np.ix_(most, most)], similar[np.ix_(most, most)])
    products, _scores = model.turn("ease").predict(np.arange(50), 60)
    assert (products >= 0).all()


def test_how_many_buy_again():
    lines = [(1, 7, 0), (1, 7, 5), (2, 7, 0), (3, 7, 1), (1, 8, 0), (2, 8, 0)]
    columns = [np.array(column) for column in zip(*lines, strict=True)]
    found = recommendation.fit(*columns, None)
    # one of the five pairs of customer and product on two days
    usual = 0.2
    expected = [(1 + 10 * usual) / 13, 10 * usual / 12]
    assert ease.get_repeats(found.interactions) == pytest.approx(expected)


def test_who_bought_once_long_ago_is_not_bound_to_it():
    """Of the same two products, one bought long ago and one lately."""
    lines = [(number, product, 2000) for number in range(30) for product in (1, 2)]
    lines += [(100, 1, 0), (101, 1, 1990)]
    columns = [np.array(column) for column in zip(*lines, strict=True)]
    model = recommendation.fit(*columns, None)
    products, _scores = model.predict([100, 101], 2)
    assert products.tolist() == [[2, 1], [1, 2]]
    # without fading nothing has changed
    model = recommendation.fit(*columns, None, half_life=None)
    assert model.predict([100], 2)[0].tolist() == [[1, 2]]


def test_until_a_year_it_counts_as_ever():
    assert get_decay([0, 180, 360], 180) == pytest.approx([1, 0.5, 0.25])
    assert get_decay([0, 180], None).tolist() == [1, 1]
    lines = [(number, product, 365) for number in range(30) for product in (1, 2)]
    lines += [(100, 1, 0)]
    columns = [np.array(column) for column in zip(*lines, strict=True)]
    products, scores = recommendation.fit(*columns, None).predict([100], 1)
    assert products.tolist() == [[1]] and scores[0, 0] == pytest.approx(1)


def test_what_is_popular_has_its_share_as_score():
    lines = simulate()
    model = recommendation.fit(*lines, None).turn("popularity")
    products, scores = model.predict([3, 99_999], 4)
    assert products[0].tolist() == products[1].tolist()
    assert scores[0, 0] == 1 and np.all(np.diff(scores[0]) < 0)
    assert not model.get_factors([3], products[:1]).any()
    mine = np.unique(lines[1][lines[0] == 3])
    others, _scores = model.predict([3], 10, exclude="bought")
    assert not np.isin(others, mine).any()


def test_repeat_purchases_come_first():
    lines = simulate()
    model = recommendation.fit(*lines, None).turn("repeat")
    for customer in (1, 50):
        mine = np.unique(lines[1][lines[0] == customer])
        products, scores = model.predict([customer], len(mine) + 2)
        assert set(products[0, : len(mine)]) == set(mine)
        assert scores[0, -1] < 0.01 * scores[0, 0]
        factors = model.get_factors([customer], products)[0]
        assert factors[: len(mine)].tolist() == [[True, False, False]] * len(mine)
        assert not factors[len(mine) :].any()


def test_reasons_are_leads_that_were_used():
    """What a product takes away from another one is no reason for it."""
    lines = simulate()
    model = recommendation.fit(*lines, None).turn("ease")
    weights = model.leads.weights.toarray()
    assert (weights < 0).any()
    alike = model.leads.cosines.toarray() >= 0.1
    often = model.leads.together.toarray() >= 3
    products = np.tile(np.arange(300), (40, 1))
    factors = model.get_factors(np.arange(40), products)
    for customer in range(40):
        mine = np.unique(lines[1][lines[0] == customer])
        used = np.zeros((300, 300), dtype=bool)
        used[mine] = weights[mine] > 0
        assert np.array_equal(factors[customer, :, 0], used.any(axis=0))
        np.fill_diagonal(used, False)
        assert np.array_equal(factors[customer, :, 1], (used & alike).any(axis=0))
        assert np.array_equal(factors[customer, :, 2], (used & often).any(axis=0))


@pytest.mark.parametrize("exclude", [None, "bought"])
def test_what_is_learned_finds_more_than_what_is_popular(exclude):
    """nDCG@10 and success at 10 on the last days of simulated purchases."""
    buyers, bought, days = simulate()
    known = days <= 630
    base = recommendation.fit(buyers[known], bought[known], days[known], None)
    later = buyers[~known], bought[~known]
    customers = np.unique(later[0])
    found = {
        method: base.turn(method).predict(customers, 10, exclude)[0]
        for method in recommendation.METHODS
    }
    gains = {
        method: evaluation.get_ndcg(products, customers, *later)
        for method, products in found.items()
    }
    for method in ("item_similarity", "ease"):
        assert gains[method] > 1.1 * gains["popularity"], gains


def test_ndcg_by_hand():
    found = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    gain = evaluation.get_ndcg(found, [10, 11, 12], [10, 10, 11], [1, 3, 5])
    both = (1 + 1 / 2) / (1 + 1 / np.log2(3))
    assert gain == pytest.approx((both + 1 / np.log2(3)) / 2)
    assert evaluation.get_ndcg([[1]], [10], [], []) == 0
    assert evaluation.get_ndcg([[1]], [10], [11], [1]) == 0


def test_nothing_to_learn_from():
    model = recommendation.fit([1, 2], [5, 5], [0, 1], None)
    for method in recommendation.METHODS:
        turned = model.turn(method)
        assert turned.method == method
        products, _scores = turned.predict([1, 9], 2)
        assert products[:, 0].tolist() == [5, 5] and (products[:, 1] == -1).all()
        products, _scores = turned.predict([1], 2, "bought")
        assert (products == -1).all() and not turned.get_factors([1], products).any()
    empty = recommendation.fit(np.zeros(0, int), np.zeros(0, int), np.zeros(0), None)
    for method in recommendation.METHODS:
        assert (empty.turn(method).predict([1], 2)[0] == -1).all()
