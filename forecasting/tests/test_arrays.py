# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is refused of arrays and what is made of them, before anything is computed."""

import numpy as np
import pytest

import forecasting
from forecasting.arrays import as_amounts, as_histories, as_numbers
from forecasting.codes import Codes, as_days
from forecasting.lifetime_value import BgNbd

MODEL = BgNbd(0.25, 4.4, 0.8, 2.4)


@pytest.mark.parametrize(
    ("columns", "result"),
    [
        ({"a": [1, 2], "b": [3, 4]}, [[1, 2], [3, 4]]),
        ({"a": [1, 2], "b": 3}, [[1, 2], [3, 3]]),
        ({"a": 5}, [[5]]),
        ({"a": 0, "b": 0.5}, [[0], [0.5]]),
        ({"a": {1: "x", 2: "y"}.keys()}, [[1, 2]]),
        ({"a": (True, False)}, [[1, 0]]),
        ({"a": []}, [[]]),
        ({"a": [1], "b": [3, 4]}, [[1, 1], [3, 4]]),
    ],
)
def test_columns_as_numbers(columns, result):
    found = as_numbers(**columns)
    assert [column.tolist() for column in found] == result
    assert all(column.dtype == np.float64 for column in found)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"a": [1, -1]}, "^a must hold numbers that are not negative$"),
        ({"a": [1, np.nan]}, "^a must hold numbers that are not negative$"),
        ({"a": 1, "b": np.inf}, "^b must hold numbers that are not negative$"),
        ({"a": [1, 2], "b": [1, 2, 3]}, "."),
        ({"a": [[1, 2]], "b": 1}, "^a, b must have one dimension$"),
    ],
)
def test_columns_that_are_refused(columns, message):
    with pytest.raises(ValueError, match=message):
        as_numbers(**columns)


def test_times_may_differ_in_their_last_digits():
    found = as_histories([1], [10 * (1 + 1e-10)], [10])
    assert [column.tolist() for column in found] == [[1], [10], [10]]
    assert as_histories([1], [10], [10])[1].tolist() == [10]
    with pytest.raises(ValueError, match="^recency must not be larger than age$"):
        as_histories([1], [10 * (1 + 1e-8)], [10])
    # the sixth of ten customers tells as the first does
    with pytest.raises(ValueError, match="recency"):
        as_histories(
            np.ones(10), np.arange(10), np.r_[np.arange(5), 0, np.arange(6, 10)]
        )


@pytest.mark.parametrize(
    ("values", "result"),
    [
        ([1, -2], [1, -2]),
        ([np.inf, np.nan, -np.inf, 3], [np.nan, np.nan, np.nan, 3]),
        (7, [7]),
        ({1: 2, 3: 4}.values(), [2, 4]),
        ([], []),
    ],
)
def test_amounts_may_be_of_any_sign_or_unknown(values, result):
    np.testing.assert_array_equal(as_amounts(values), np.array(result, float))


def test_numbers_give_a_number_and_arrays_an_array():
    one = MODEL.probability_alive(3, 20, 30)
    assert isinstance(one, float)
    for found in (
        MODEL.probability_alive([3], 20, 30),
        MODEL.probability_alive(3, 20, age=[30]),
        MODEL.probability_alive(frequency=3, recency=np.array([20]), age=30),
    ):
        assert found.tolist() == [one]


@pytest.mark.parametrize(
    ("ids", "distinct", "numbers"),
    [
        ([5, 3, 5, 9], [3, 5, 9], [1, 0, 1, 2]),
        # with gaps so large that no table has room for them
        ([5, 10**12, 5, -7], [-7, 5, 10**12], [1, 2, 1, 0]),
        ([-4, -6, -4], [-6, -4], [1, 0, 1]),
        (["b", "a", "b"], ["a", "b"], [1, 0, 1]),
        ([1.5, 0.5], [0.5, 1.5], [1, 0]),
        ([7], [7], [0]),
        ([0, 23], [0, 23], [0, 1]),
        ([0, 15], [0, 15], [0, 1]),
        ([0, 16], [0, 16], [0, 1]),
    ],
)
def test_ids_are_numbered_in_their_order(ids, distinct, numbers):
    codes, found = Codes.of(np.array(ids))
    assert codes.ids.tolist() == distinct and found.tolist() == numbers
    assert len(codes) == len(distinct) and found.dtype == np.int32
    assert codes.get(found).tolist() == ids
    assert codes.find(ids).tolist() == numbers


def test_unsigned_ids():
    codes, found = Codes.of(np.array([3, 2**63 + 5], dtype=np.uint64))
    assert codes.ids.tolist() == [3, 2**63 + 5] and found.tolist() == [0, 1]
    codes, found = Codes.of(np.array([200, 203, 200], dtype=np.uint8))
    assert codes.ids.tolist() == [200, 203] and found.tolist() == [0, 1, 0]


def test_ids_that_are_not_known():
    codes, _found = Codes.of(np.array([5, 3, 9]))
    assert codes.find([9, 4, 2, 10, 3]).tolist() == [2, -1, -1, -1, 0]
    assert codes.find([]).tolist() == []
    nothing, found = Codes.of(np.zeros(0, int))
    assert len(nothing) == 0 and found.tolist() == []
    assert nothing.find([1, 2]).tolist() == [-1, -1]


@pytest.mark.parametrize(
    ("ids", "nothing"),
    [([3, 5], -1), (["a", "b"], ""), ([b"a", b"b"], b""), ([np.uint8(3)], 0)],
)
def test_what_stands_where_there_is_no_id(ids, nothing):
    codes = Codes(np.array(ids))
    found = codes.get(np.array([[0, -1], [-1, 0]]))
    assert found.tolist() == [[ids[0], nothing], [nothing, ids[0]]]
    empty = Codes(np.array(ids)[:0])
    assert empty.get(np.array([[-1, -1]])).tolist() == [[nothing, nothing]]


def test_no_id_among_floats_is_no_number():
    found = Codes(np.array([0.5])).get(np.array([0, -1]))
    assert found[0] == 0.5 and np.isnan(found[1])


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        ([3, 4.5], [3, 4.5]),
        (np.array(["1970-01-02", "1969-12-31"], "datetime64[D]"), [1, -1]),
        (np.array(["1970-01-02T12:00"], "datetime64[m]"), [1.5]),
        ([np.datetime64("1970-01-03")], [2]),
    ],
)
def test_dates_are_days(dates, days):
    assert as_days(dates).tolist() == days


def test_dates_of_python_are_days():
    import datetime

    dates = [datetime.date(1970, 1, 3), datetime.date(1969, 12, 31)]
    assert as_days(dates).tolist() == [2, -1]
    assert as_days([datetime.datetime(1970, 1, 1, 18)]).tolist() == [0.75]
    assert as_days(np.array(dates, dtype=object)).tolist() == [2, -1]


def test_the_package_has_its_modules_and_nothing_else():
    for name in forecasting.__all__:
        assert forecasting.__getattr__(name).__name__ == f"forecasting.{name}"
    with pytest.raises(AttributeError, match="'forecasting' has no attribute 'other'"):
        forecasting.__getattr__("other")
