# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Recommendations of a few customers, worked out by hand."""

import datetime

import numpy as np
import pytest

from forecasting import recommendation
from forecasting.codes import Codes
from forecasting.recommendation import get_excluded_matrix, get_pairs

DAY = datetime.date(2026, 3, 1)
# Who bought what and when: bread and butter go together, so do wine and cheese.
LINES = (
    ("ann", "bread", 10),
    ("ann", "butter", 10),
    ("bob", "bread", 20),
    ("bob", "butter", 30),
    ("cas", "bread", 40),
    ("dan", "wine", 50),
    ("dan", "cheese", 60),
    ("eve", "wine", 70),
    ("eve", "cheese", 80),
    ("eve", "bread", 90),
    ("fay", "soap", 100),
)


def get_columns(lines=LINES):
    return [np.array(column) for column in zip(*lines, strict=True)]


def fit(lines=LINES, weights=None, half_life=None, **options):
    return recommendation.fit(*get_columns(lines), weights, half_life, **options)


def similarity(both, one, other):
    """Return that of two products, by how many bought both and each."""
    return both / (np.sqrt(one * other) + 10)


BREAD_BUTTER, WINE_CHEESE = similarity(2, 4, 2), similarity(2, 2, 2)
BREAD_WINE = similarity(1, 4, 2)


def test_what_goes_with_what_was_bought():
    products, scores = fit().predict(["cas"], 4)
    assert products.tolist() == [["bread", "butter", "cheese", "wine"]]
    expected = [1, BREAD_BUTTER, BREAD_WINE, BREAD_WINE]
    assert scores[0] == pytest.approx(expected, rel=1e-5)
    products, scores = fit().predict(["ann"], 2)
    # the mean of both
    assert products.tolist() == [["bread", "butter"]]
    assert scores[0] == pytest.approx([(1 + BREAD_BUTTER) / 2] * 2, rel=1e-5)


def test_popular_products_follow():
    products, scores = fit().predict(["cas"], 6, exclude="bought")
    assert products.tolist() == [["butter", "cheese", "wine", "soap", "", ""]]
    # nearly nothing, by how popular they are: soap has one buyer, bread four
    expected = [BREAD_BUTTER, BREAD_WINE, BREAD_WINE, BREAD_WINE * 0.001 / 4]
    assert scores[0, :4] == pytest.approx(expected, rel=1e-5)
    assert np.isnan(scores[0, 4:]).all()
    products, scores = fit().predict(["new", "cas"], 5)
    assert products[0].tolist() == ["bread", "butter", "cheese", "wine", "soap"]
    assert scores[0] == pytest.approx(np.array([4, 2, 2, 2, 1]) / 4000, rel=1e-5)
    assert products[1].tolist() == ["bread", "butter", "cheese", "wine", "soap"]


def test_popular_products_among_those_that_may_be():
    model = fit()
    products, _scores = model.predict(["new"], 3, exclude=[("new", "bread")])
    assert products.tolist() == [["butter", "cheese", "wine"]]
    most = {"new": ["bread", "butter", "cheese"]}
    products, _scores = model.predict(["new"], 1, exclude=most)
    assert products.tolist() == [["wine"]]
    products, _scores = model.predict(
        ["new", "fay"], 2, candidates=["soap", "wine", "tea"]
    )
    assert products.tolist() == [["wine", "soap"], ["soap", "wine"]]
    products, scores = model.predict(["cas"], 2, candidates={"butter": 1}.keys())
    assert products.tolist() == [["butter", ""]]
    assert scores[0, 0] == pytest.approx(BREAD_BUTTER, rel=1e-5)


def test_as_many_as_were_asked_for():
    model = fit()
    for count in (1, 3, 5, 8):
        products, scores = model.predict(["cas", "new", "fay"], count)
        assert products.shape == scores.shape == (3, count)
        assert ((products != "").sum(axis=1) == min(count, 5)).all()
        for row in products:
            named = [product for product in row if product]
            assert len(set(named)) == len(named)


def test_many_products_are_looked_at_in_parts(monkeypatch):
    customers = ["ann", "new", "cas", "dan", "eve", "fay", "bob"]
    whole = fit().predict(customers, 4, exclude="bought")
    for name, value in (("ENTRIES", 10), ("ENTRIES", 1), ("BLOCK", 2)):
        with monkeypatch.context() as patch:
            patch.setattr(recommendation, name, value)
            products, scores = fit().predict(customers, 4, exclude="bought")
            assert np.array_equal(products, whole[0])
            np.testing.assert_array_equal(scores, whole[1])
            patch.setattr(recommendation, "BLOCK", 3)
            factors = fit().get_factors(customers, products)
        assert np.array_equal(factors, fit().get_factors(customers, whole[0]))


@pytest.mark.parametrize(
    ("exclude", "left"),
    [
        (None, {"bread", "butter", "cheese", "wine", "soap"}),
        ("bought", {"butter", "soap"}),
        (90, {"butter", "cheese", "wine", "soap"}),
        (91, {"bread", "butter", "cheese", "wine", "soap"}),
        (80.0, {"butter", "wine", "soap"}),
        (np.int64(75), {"butter", "wine", "soap"}),
        (datetime.date(1970, 3, 22), {"butter", "wine", "soap"}),
        (datetime.date(1970, 3, 23), {"butter", "cheese", "wine", "soap"}),
        (np.datetime64("1970-03-22"), {"butter", "wine", "soap"}),
        (
            {"eve": ["wine", "tea"], "ann": ["soap"]},
            {"bread", "butter", "cheese", "soap"},
        ),
        ([("eve", "wine"), ("ann", "soap")], {"bread", "butter", "cheese", "soap"}),
        ({("eve", "wine")}, {"bread", "butter", "cheese", "soap"}),
        ([["wine", "soap"]], {"bread", "butter", "cheese"}),
        (np.array([["eve", "wine"]]), {"bread", "butter", "cheese", "soap"}),
        ((["eve"], ["wine"]), {"bread", "butter", "cheese", "soap"}),
        ([], {"bread", "butter", "cheese", "wine", "soap"}),
        ({}, {"bread", "butter", "cheese", "wine", "soap"}),
        ([[]], {"bread", "butter", "cheese", "wine", "soap"}),
    ],
)
def test_what_is_left_of_what_is_excluded(exclude, left):
    products, _scores = fit().predict(["eve"], 5, exclude=exclude)
    assert {product for product in products[0] if product} == left


@pytest.mark.parametrize(
    "exclude", [["wine"], [["wine"], ["soap"]], ([1, 2], [3]), [1, 2, 3]]
)
def test_what_cannot_be_excluded(exclude):
    message = "^exclude must be pairs, or products for each of the customers$"
    with pytest.raises(ValueError, match=message):
        fit().predict(["eve", "bob", "ann"], 5, exclude=exclude)


def test_nothing_to_recommend():
    """Nothing then rests on anything, which is no error."""
    model = fit()
    for options in ({"candidates": []}, {"candidates": ["tea"]}):
        products, _scores = model.predict(["cas", "new"], 3, **options)
        assert not model.get_factors(["cas", "new"], products).any()
    assert model.get_factors([], np.zeros((0, 3), "U1")).shape == (0, 3, 3)


@pytest.mark.parametrize(
    ("exclude", "pairs"),
    [
        ({1: [5, 6], 2: [], 3: {7}}, [(1, 5), (1, 6), (3, 7)]),
        ((np.array([1, 2]), np.array([5, 6])), [(1, 5), (2, 6)]),
        (([1, 2], [5, 6]), [(1, 5), (2, 6)]),
        (np.array([[1, 5], [2, 6], [2, 7]]), [(1, 5), (2, 6), (2, 7)]),
        ([(1, 5), (2, 6), (2, 7)], [(1, 5), (2, 6), (2, 7)]),
        (iter([(1, 5)]), [(1, 5)]),
        ([[5], [6, 7], []], [(11, 5), (12, 6), (12, 7)]),
        # a tuple of two pairs is pairs
        (((1, 5), (2, 6)), None),
    ],
)
def test_pairs(exclude, pairs):
    left, right = get_pairs(exclude, np.array([11, 12, 13]))
    found = list(zip(left.tolist(), right.tolist(), strict=True))
    assert found == ([(1, 2), (5, 6)] if pairs is None else pairs)


def test_customers_who_are_asked_for_twice():
    products = Codes(np.array([5, 6, 7]))
    asked = np.array([2, 1, 2, 3])
    found = get_excluded_matrix({2: [5, 7], 1: [6, 9], 8: [5]}, asked, products)
    assert found.toarray().tolist() == [[1, 0, 1], [0, 1, 0], [1, 0, 1], [0, 0, 0]]
    assert found.dtype == np.float32
    assert get_excluded_matrix([], asked, products).shape == (4, 3)
    assert get_excluded_matrix({1: [5]}, asked[:0], products).shape == (0, 3)


@pytest.mark.parametrize(
    ("customer", "product", "factors"),
    [
        # bought it; nothing else is enough like it
        ("cas", "bread", [True, False, False]),
        ("cas", "butter", [True, True, False]),
        ("cas", "wine", [True, False, False]),
        ("cas", "soap", [False, False, False]),
        ("fay", "soap", [True, False, False]),
        ("ann", "bread", [True, True, False]),
        ("dan", "wine", [True, True, False]),
        ("new", "bread", [False, False, False]),
        ("cas", "tea", [False, False, False]),
        ("cas", "", [False, False, False]),
    ],
)
def test_what_a_recommendation_rests_on(customer, product, factors):
    assert BREAD_WINE < 0.1 < min(BREAD_BUTTER, WINE_CHEESE)
    assert fit().get_factors([customer], [[product]]).tolist() == [[factors]]


def test_three_customers_speak_for_others():
    """Two do not, however alike the products are."""
    lines = [(name, product, 0) for name in "abc" for product in ("x", "y")]
    lines += [("d", "x", 0)]
    assert fit(lines).get_factors(["d"], [["y", "x"]]).tolist() == [
        [[True, True, True], [True, False, False]]
    ]
    assert fit(lines[2:]).get_factors(["d"], [["y"]]).tolist() == [
        [[True, True, False]]
    ]


def test_products_that_are_just_similar_enough():
    """Two buyers of both among ten of each: a similarity of 0.1."""
    lines = [(number, "x", 0) for number in range(10)]
    lines += [(number, "y", 0) for number in range(8, 18)]
    assert fit(lines).get_factors([0], [["y"]]).tolist() == [[[True, True, False]]]
    lines += [(18, "y", 0)]
    assert fit(lines).get_factors([0], [["y"]]).tolist() == [[[True, False, False]]]


def test_a_hundred_neighbours():
    """Of 102 products, each more like the first one than the one before."""
    lines = [(customer, 0, 0) for customer in range(103)]
    lines += [
        (buyer, product, 0) for product in range(1, 103) for buyer in range(product)
    ]
    model = recommendation.fit(*get_columns(lines), None)
    products, scores = model.predict([102], 103)
    assert products[0, :101].tolist() == [0, *range(102, 2, -1)]
    assert scores[0, 100] > 0.05 and scores[0, 101] < 0.001


def test_factors_of_the_place_they_belong_to():
    found = fit().get_factors(["fay", "cas"], [["soap", ""], ["", "butter"]])
    assert found.tolist() == [
        [[True, False, False], [False] * 3],
        [[False] * 3, [True, True, False]],
    ]
    # a customer who bought much of it counts once
    heavy = fit(LINES, np.full(len(LINES), 1000.0))
    assert heavy.get_factors(["cas"], [["wine"]]).tolist() == [[[True, False, False]]]


def test_weights():
    """A return, and what has no weight, is as if it were not there."""
    weights = np.ones(len(LINES))
    for nothing in (0, -1, np.nan, np.inf):
        weights[4] = nothing
        products, scores = fit(LINES, weights).predict(["cas", "ann"], 4)
        without = fit(LINES[:4] + LINES[5:]).predict(["cas", "ann"], 4)
        assert np.array_equal(products, without[0])
        np.testing.assert_array_equal(scores, without[1])
    weights[4] = 1
    weights[1] = 3
    _products, scores = fit(LINES, weights).predict(["ann"], 2)
    assert scores[0] == pytest.approx(
        [(3 + BREAD_BUTTER) / 4, (1 + 3 * BREAD_BUTTER) / 4]
    )


def test_what_was_bought_lately_counts_more():
    _products, scores = fit(half_life=10).predict(["bob"], 2)
    # butter was bought ten days later than bread
    expected = [(2 + BREAD_BUTTER) / 3, (1 + 2 * BREAD_BUTTER) / 3]
    assert scores[0] == pytest.approx(expected, rel=1e-5)
    columns = get_columns()
    products, scores = recommendation.fit(*columns, None).predict(["bob"], 2)
    share = 1 / (1 + 2 ** (-10 / 180))
    assert scores[0, 0] == pytest.approx(share + (1 - share) * BREAD_BUTTER, rel=1e-5)


def test_as_many_neighbours_as_wanted():
    products, _scores = fit(neighbours=1).predict(["cas"], 3)
    # bread leads to butter only; what follows is popular
    assert products.tolist() == [["bread", "butter", "cheese"]]
    _products, scores = fit(neighbours=1).predict(["cas"], 3)
    assert scores[0, 2] < 0.001 < scores[0, 1]


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_columns_of_different_length(wrong):
    columns = get_columns()
    columns[wrong] = columns[wrong][:-1]
    message = "^customers, products, dates and weights differ in length$"
    with pytest.raises(ValueError, match=message):
        recommendation.fit(*columns, np.ones(len(LINES)))


def test_nothing_to_learn_from():
    model = recommendation.fit(*get_columns(LINES), np.zeros(len(LINES)))
    products, scores = model.predict(["ann"], 2)
    assert products.tolist() == [["", ""]] and np.isnan(scores).all()
    assert model.get_factors(["ann"], [["bread"]]).tolist() == [[[False] * 3]]
