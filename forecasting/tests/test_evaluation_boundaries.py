# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Comparing predictions where there is nothing to compare, or just enough."""

import numpy as np
import pytest

from forecasting import evaluation, grades


def test_nothing_to_compare():
    assert evaluation.get_rmse([], []) == 0
    assert evaluation.get_accuracy([], []) == (0, 0)
    assert evaluation.get_accuracy([0.1, 0.9], [False, False]) == (0.5, 0)
    assert evaluation.get_success_rate([], [], 0.5) == 0
    assert not evaluation.flag_top([], 0.5).any()
    assert evaluation.get_success_at_k([], [], [1], [1]) == 0


def test_small_amounts_are_of_high_value_too():
    assert evaluation.get_success_rate([3, 2, 1], [0.5, 0.2, 0], 0.3) == 1
    assert evaluation.get_success_rate([1, 2, 3], [0.5, 0.2, 0], 0.3) == 0
    assert evaluation.get_success_rate([2, 1], [-1, -2], 0.5) == 0


@pytest.mark.parametrize(
    ("share", "count"), [(0, 0), (0.01, 1), (0.2, 1), (0.21, 1), (0.6, 1), (0.7, 5)]
)
def test_equal_values_are_not_told_apart(share, count):
    # all of the equal ones or none, whatever is nearer to the share
    assert evaluation.flag_top([1, 1, 2, 1, 1], share).sum() == count


def test_all_values_equal():
    assert not evaluation.flag_top([0, 0, 0, 0], 0.5).any()
    assert evaluation.flag_top([7, 7, 7, 7], 0.6).all()
    # who is found is found by chance
    assert evaluation.get_success_rate([1, 1, 1, 1], [9, 0, 0, 0], 0.25) == 0.25


def test_from_a_half_on_churn_is_predicted():
    assert evaluation.get_accuracy([0.5], [True]) == (1, 1)
    assert evaluation.get_accuracy([0.4999], [True]) == (0, 0)


def test_rules_of_recency_count_days_above_them():
    # 60 and 30, and none between
    find = evaluation.get_recency_baseline
    assert find([60, 59], [False, True], 60) == (30, 0.5, 1)
    assert find([30, 31], [False, True], 60) == (30, 1, 1)
    assert find([29, 20], [True, False], 60) == (60, 0.5, 0)
    assert find([16, 10], [True, False], 30) == (30, 0.5, 0)
    assert find([16, 10], [True, False], 30.1) == (15.05, 1, 1)


def test_grades_at_their_limits():
    assert grades.get_gain(22, 20) == pytest.approx(0.1)
    assert (grades.get_gain(1e-9, 0), grades.get_gain(0, 0)) == (np.inf, 0)
    assert grades.grade_lifetime_value(0.2 * 1.05, 0.2) == "A"
    assert grades.grade_recommendation(0.3 * 1.1, 0.3) == "A"
    assert grades.grade_recommendation(0.1 + 0.2, 0.3) == "B"
    assert grades.grade_recommendation(0.3, 0.1 + 0.2) == "B"
    assert grades.grade_recommendation(0.2999, 0.3) == "C"


@pytest.mark.parametrize(
    ("recommended", "customers", "expected"),
    [
        ([["a"]], [1], 1),
        ([["b"]], [1], 1),
        ([["b"]], [2], 0),
        ([["a"], ["b"], ["c"]], [2, 2, 2], 1 / 3),
        # what nobody has bought, and somebody who bought nothing
        ([["z"], ["0"]], [2, 2], 0),
        ([["a"], ["b"], ["c"]], [9, 0, 9], 0),
        ([["z", "c"], ["c", "z"], ["z", "z"], ["a", "b"]], [2, 2, 2, 3], 0.75),
    ],
)
def test_products_that_were_bought_by_whom_they_were_recommended_to(
    recommended, customers, expected
):
    bought_by, bought = [1, 1, 2, 3], ["a", "b", "c", "a"]
    found = evaluation.get_success_at_k(recommended, customers, bought_by, bought)
    assert found == pytest.approx(expected)


def test_a_product_that_nobody_bought_is_no_other_one():
    # neither the last one of the customer before
    found = evaluation.get_success_at_k([["z"]], [2], [1, 1, 2], ["a", "b", "a"])
    assert found == 0


def test_products_that_are_bought_most():
    products = ["b", "a", "c", "b", "d"]
    assert evaluation.get_popular(products, None, 3).tolist() == ["b", "a", "c"]
    weights = [1, 5, 2, 1, 3]
    assert evaluation.get_popular(products, weights, 9).tolist() == list("adbc")
    assert evaluation.get_popular(products, None, 0).tolist() == []
