# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From purchases to the histories of customers, counted by hand."""

import datetime

import numpy as np
import pytest

from forecasting.features import count_purchases, summarize

NAMES = ("frequency", "recency", "age", "mean_value", "total_value")
# customer, day, amount
LINES = (
    ("b", 3, 10),
    ("a", 0, 100),
    ("a", 4, 30),
    # the same day is the same purchase
    ("b", 3, 5),
    ("a", 4, 20),
    ("a", 9, 40),
    # a return, and one that leaves something
    ("b", 6, -7),
    ("a", 10, -10),
    ("a", 10, 60),
    # a day of nothing is one
    ("b", 8, 0),
    # after the last day
    ("b", 12, 70),
    ("c", 11, 50),
)


def get_columns(lines=LINES):
    return [np.array(column) for column in zip(*lines, strict=True)]


def read(histories):
    return {
        customer: tuple(
            round(float(getattr(histories, name)[row]), 6) for name in NAMES
        )
        for row, customer in enumerate(histories.customers.tolist())
    }


def test_histories():
    assert read(summarize(*get_columns(), 10)) == {
        "a": (3, 10, 10, round(140 / 3, 6), 240),
        "b": (1, 5, 7, 0, 15),
    }


def test_histories_in_weeks():
    found = read(summarize(*get_columns(), 10, unit=7))
    assert found["b"] == (1, round(5 / 7, 6), 1, 0, 15)


@pytest.mark.parametrize(
    ("cut", "customers"),
    [(-1, []), (0, ["a"]), (3, ["a", "b"]), (10.9, ["a", "b"]), (11, ["a", "b", "c"])],
)
def test_the_last_day_counts(cut, customers):
    assert summarize(*get_columns(), cut).customers.tolist() == customers


def test_hours_do_not_count():
    lines = [(1, 0.9, 5), (1, 1.1, 7), (1, 1.9, 9)]
    found = read(summarize(*get_columns(lines), 3.7))
    assert found == {1: (1, 1, 3, 16, 21)}


def test_without_amounts_each_is_a_purchase():
    customers, days, _amounts = get_columns()
    found = read(summarize(customers, days, None, 10))
    assert found == {"a": (3, 10, 10, round(5 / 3, 6), 6), "b": (2, 5, 7, 1, 4)}


def test_customers_who_only_gave_back():
    lines = [(1, 0, -5), (2, 0, 5), (3, 0, -5), (3, 4, 2)]
    found = read(summarize(*get_columns(lines), 9))
    assert found == {2: (0, 0, 9, 0, 5), 3: (0, 0, 5, 0, 2)}


def test_dates_of_python():
    day = datetime.date(2026, 3, 1)
    dates = [day, day + datetime.timedelta(5)]
    found = read(summarize([1, 1], dates, [4, 6], day + datetime.timedelta(8)))
    assert found == {1: (1, 5, 8, 6, 10)}


def test_purchases_of_a_period():
    columns = get_columns()
    counts, sums = count_purchases(*columns, 3, 10, ["a", "b", "c"])
    assert counts.tolist() == [3, 1, 0] and sums.tolist() == [140, 0, 0]
    counts, sums = count_purchases(*columns, 2, 12, ["b", "c", "x"])
    assert counts.tolist() == [3, 1, 0] and sums.tolist() == [85, 50, 0]
    # it starts after its first day
    counts, _sums = count_purchases(*columns, 2.9, 3.1, ["b"])
    assert counts.tolist() == [1]
    counts, _sums = count_purchases(*columns, 3, 3, ["b"])
    assert counts.tolist() == [0]
    counts, sums = count_purchases(*columns, 2, 3, [])
    assert counts.tolist() == [] and sums.tolist() == []


def test_nothing_was_bought():
    counts, sums = count_purchases([], [], [], 0, 9, [1, 2])
    assert counts.tolist() == [0, 0] and sums.tolist() == [0, 0]
    assert summarize([], [], None, 5).customers.tolist() == []


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_columns_of_different_length(wrong):
    columns = get_columns()
    columns[wrong] = columns[wrong][:-1]
    message = "^customers, dates and amounts differ in length$"
    with pytest.raises(ValueError, match=message):
        summarize(*columns, 10)
    with pytest.raises(ValueError, match=message):
        count_purchases(*columns, 0, 10, ["a"])


def test_many_lines_of_chance():
    """The same, customer by customer and day by day."""
    random = np.random.default_rng(0)
    customers = random.integers(0, 40, 2000)
    days = random.integers(-300, 300, 2000)
    amounts = random.integers(-20, 80, 2000)
    expected = {}
    for customer in range(40):
        mine = customers == customer
        sums = {
            day: amounts[mine & (days == day)].sum()
            for day in sorted(set(days[mine].tolist()))
            if day <= 100
        }
        kept = {day: value for day, value in sums.items() if value >= 0}
        first, *others = kept
        values = list(kept.values())
        expected[customer] = (
            len(others),
            max(kept) - first,
            100 - first,
            round(sum(values[1:]) / len(others), 6),
            sum(values),
        )
    assert read(summarize(customers, days, amounts, 100)) == expected
