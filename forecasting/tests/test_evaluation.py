# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Measures, baselines and grades."""

import numpy as np
import pytest

from forecasting import evaluation, grades
from forecasting.features import count_purchases, summarize


def test_percentiles():
    found = evaluation.get_percentiles([10, 30, 20, 30])
    assert found.tolist() == [12.5, 75, 37.5, 75]
    many = evaluation.get_percentiles(np.arange(1000))
    assert (many >= 80).sum() == 200
    assert not len(evaluation.get_percentiles([]))


def test_high_value_share():
    assert evaluation.get_high_value_share([80, 5, 5, 5, 5]) == 0.2
    assert evaluation.get_high_value_share([1, 1, 1, 1, 1]) == 0.8
    assert evaluation.get_high_value_share([0, -4]) == 0
    assert evaluation.get_high_value_share([]) == 0


def test_success_rate():
    actual = [9, 8, 1, 0, 0]
    assert evaluation.get_success_rate([5, 4, 3, 2, 1], actual, 0.4) == 1
    assert evaluation.get_success_rate([5, 1, 4, 2, 1], actual, 0.4) == 0.5
    assert evaluation.get_success_rate([1, 1], [0, 0], 0.5) == 0
    assert evaluation.get_rmse([1, 2], [1, 4]) == pytest.approx(2**0.5)


def test_baseline_value():
    assert evaluation.get_baseline_value([120, 0], 12, 6, 0.5).tolist() == [30, 0]


def test_accuracy_and_recency_rule():
    churned = [True, True, False, False]
    assert evaluation.get_accuracy([0.5, 0.2, 0.1, 0.9], churned) == (0.5, 0.5)
    days, total, of_churned = evaluation.get_recency_baseline(
        [80, 50, 40, 5], churned, 90
    )
    assert (days, total, of_churned) == (45, 1, 1)
    # 90, 45, 22.5 and then no shorter
    assert evaluation.get_recency_baseline([23, 20], [True, False], 90)[0] == 22.5
    assert evaluation.get_recency_baseline([11, 1], [True, False], 20)[:2] == (20, 0.5)


def test_success_at_k():
    found = evaluation.get_success_at_k(
        [[1, 2], [3, 4], [5, -1]], [7, 8, 9], [7, 8, 8, 10], [2, 1, 2, 5]
    )
    assert found == pytest.approx(1 / 3)
    assert evaluation.get_success_at_k([[1]], [7], [], []) == 0
    popular = evaluation.get_popular(["b", "a", "c", "c"], None, 2)
    assert popular.tolist() == ["c", "a"]


@pytest.mark.parametrize(
    "success, baseline, grade",
    [(0.21, 0.2, "A"), (0.2099, 0.2, "B"), (0.2, 0.2, "B"), (0.19, 0.2, "C")],
)
def test_grade_of_lifetime_value(success, baseline, grade):
    assert grades.grade_lifetime_value(success, baseline) == grade


@pytest.mark.parametrize(
    "accuracy, of_churned, baseline, grade",
    [
        (0.5, 0.55, 0.5, "A"),
        (0.5, 0.54, 0.5, "B"),
        (0.5, 0.5, 0.5, "B"),
        (0.5, 0.49, 0.5, "C"),
        (0.49, 0.9, 0.5, "C"),
        (0.9, 0.1, 0, "A"),
        (0.9, 0, 0, "B"),
    ],
)
def test_grade_of_churn(accuracy, of_churned, baseline, grade):
    arguments = accuracy, of_churned, baseline
    assert grades.grade_transactional_churn(*arguments) == grade
    assert grades.grade_subscription_churn(*arguments) == grade


@pytest.mark.parametrize(
    "success, grade", [(0.11, "A"), (0.1099, "B"), (0.1, "B"), (0.09, "C")]
)
def test_grade_of_recommendation(success, grade):
    assert grades.grade_recommendation(success, 0.1) == grade


def test_histories():
    dates = np.array(["2026-01-01", "2026-01-01", "2026-01-15", "2026-01-29"] * 2)
    dates = dates.astype("datetime64[D]")
    customers = np.array([3, 3, 3, 3, 9, 9, 9, 9])
    amounts = np.array([10, 5, 20, 40, 10, 5, -20, 40])
    found = summarize(customers, dates, amounts, np.datetime64("2026-01-22"), 7)
    assert found.customers.tolist() == [3, 9]
    assert found.frequency.tolist() == [1, 0]
    assert found.recency.tolist() == [2, 0]
    assert found.age.tolist() == [3, 3]
    assert found.mean_value.tolist() == [20, 0]
    assert found.total_value.tolist() == [35, 15]
    counts, sums = count_purchases(
        customers, dates, amounts, dates[1], dates[3], [3, 5, 9]
    )
    assert counts.tolist() == [2, 0, 1] and sums.tolist() == [60, 0, 40]


def test_no_histories():
    found = summarize([], [], [], 10)
    assert not len(found.customers) and not len(found.age)
