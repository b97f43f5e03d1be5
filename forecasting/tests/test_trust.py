# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How sure a difference is, what a prediction is good for, and how right it was."""

import numpy as np
import pytest

from forecasting import grades, trust


def test_equal_values_share_the_last_places():
    assert trust.get_top([3, 1, 2, 2], 2).tolist() == [1, 0, 0.5, 0.5]
    assert trust.get_top([1, 1, 1, 1], 1).tolist() == [0.25] * 4
    assert trust.get_top([1, 2], 0).tolist() == [0, 0]
    assert trust.get_top([1, 2], 9).tolist() == [1, 1]
    assert not len(trust.get_top([], 3))


def test_difference_of_shares():
    counted = np.array([True] * 100 + [False] * 50)
    model, rule = np.zeros((2, 150))
    model[:60], rule[40:80] = 1, 1
    # who was not to be found does not count
    model[120:] = 1
    found = trust.get_difference(model, rule, counted)
    assert (found.model, found.rule) == pytest.approx((0.6, 0.4))
    assert found.value == pytest.approx(0.2)
    assert found.low < 0.2 < found.high and not found.is_within_chance
    assert found == trust.get_difference(model, rule, counted)


def test_interval_is_that_of_the_textbook():
    """The standard error of paired proportions, by its formula."""
    random = np.random.default_rng(4)
    model, rule = random.random(4000) < 0.5, random.random(4000) < 0.47
    found = trust.get_difference(model, rule, np.ones(4000, bool))
    paired = model.astype(float) - rule
    error = 1.96 * paired.std() / np.sqrt(4000)
    assert found.low == pytest.approx(paired.mean() - error, abs=0.002)
    assert found.high == pytest.approx(paired.mean() + error, abs=0.002)


def test_interval_holds_as_often_as_it_says():
    random = np.random.default_rng(5)
    held = 0
    for number in range(300):
        rate = random.random((2, 400)) < [[0.6], [0.5]]
        found = trust.get_difference(*rate, np.ones(400, bool), 500, number)
        held += found.low <= 0.1 <= found.high
    assert 0.91 <= held / 300 <= 0.985


def test_nobody_to_find():
    found = trust.get_difference([1, 0], [0, 1], [False, False])
    assert (found.model, found.rule, found.low, found.high) == (0, 0, 0, 0)


def test_choice_is_judged_on_other_customers():
    """Of twenty methods that know nothing the best one looks good; its choice not."""
    random = np.random.default_rng(6)
    everybody = np.ones(400, dtype=bool)
    best, judged = [], []
    for _ in range(40):
        found = {number: random.random(400) < 0.5 for number in range(20)}
        name, honest = trust.choose(found, everybody)
        best.append(found[name].mean())
        judged.append(honest.mean())
    assert np.mean(best) > 0.53
    assert np.mean(judged) == pytest.approx(0.5, abs=0.012)


def test_the_best_method_is_chosen():
    found = {"a": np.zeros(50), "b": np.ones(50), "c": np.ones(50)}
    counted = np.arange(50) < 20
    name, judged = trust.choose(found, counted)
    assert name == "b" and judged.mean() == 1
    name, judged = trust.choose({"a": np.ones(1)}, np.zeros(1, bool))
    assert name == "a"


def test_lift():
    scores = np.arange(1000)
    left = np.zeros(1000, bool)
    left[-80:] = True
    left[:20] = True
    assert trust.get_lift(scores, left) == {"count": 100, "found": 80, "random": 10}
    # a hundred of a hundred would be all of them
    assert trust.get_lift(scores[:40], left[:40])["count"] == 10
    assert trust.get_lift([1, 2], [True, False]) == {}
    assert trust.get_lift([], []) == {}


def test_calibration_by_deciles():
    random = np.random.default_rng(7)
    told = random.random(20_000)
    rows = trust.get_calibration(told, random.random(20_000) < told**2)
    assert [row["count"] for row in rows] == [2000] * 10
    for number, row in enumerate(rows):
        assert row["predicted"] == pytest.approx((number + 0.5) / 10, abs=0.01)
        assert row["observed"] == pytest.approx(row["predicted"] ** 2, abs=0.03)


def test_calibration_does_not_split_equal_predictions():
    rows = trust.get_calibration([0.2] * 30 + [0.9], [True] * 3 + [False] * 28)
    assert [row["count"] for row in rows] == [30, 1]
    assert rows[0]["observed"] == pytest.approx(0.1)
    assert trust.get_calibration([], []) == []


def test_total():
    random = np.random.default_rng(8)
    actual = random.gamma(2, 50, 1000)
    near = trust.get_total(actual * 0.98, actual)
    far = trust.get_total(actual * 0.5, actual)
    assert 1.02 < near["factor"] < 1.1
    assert far["factor"] == pytest.approx(2, abs=0.05)
    assert far["predicted"] == pytest.approx(far["actual"] / 2)
    assert trust.get_total([0, 0], [1, 2])["factor"] == 0
    assert trust.get_total([], [])["factor"] == 0


@pytest.mark.parametrize(
    ("happened", "others", "low", "doubt"),
    [
        (0, 1000, 0.1, "nobody"),
        (0, None, 0.1, "nobody"),
        (1000, 0, 0.1, "everybody"),
        (40, 59, 0.1, "few"),
        (9, 991, 0.1, "few"),
        (991, 9, 0.1, "few"),
        (99, None, 0.1, "few"),
        (100, None, 0.1, ""),
        (10, 90, 0.1, ""),
        (400, 600, -0.001, "chance"),
        (400, 600, 0.0, "chance"),
        (400, 600, 0.001, ""),
    ],
)
def test_when_there_is_no_grade(happened, others, low, doubt):
    difference = trust.Difference(0.6, 0.5, low, 0.3)
    assert grades.get_doubt(happened, others, difference) == doubt


def test_clearly_worse_is_no_chance():
    assert grades.get_doubt(200, 300, trust.Difference(0.4, 0.5, -0.15, -0.05)) == ""
