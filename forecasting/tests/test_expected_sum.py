# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How often the sum of a segment lies between the bounds, with made-up customers."""

import numpy as np
import pytest

from forecasting.expected_sum import get_bounds, get_spread


def _make(count, seed):
    """Return what customers are expected to buy for, and a period of purchases."""
    random = np.random.default_rng(seed)
    rates = random.gamma(0.8, 3, count)
    means = random.gamma(6, 1 / random.gamma(4, 1 / 60, count))

    def buy():
        times = random.poisson(rates)
        return np.where(times > 0, random.gamma(np.maximum(6 * times, 1), means / 6), 0)

    return rates * means, buy


@pytest.mark.parametrize("choose", ["random", "best", "rest"])
@pytest.mark.parametrize("size", [10, 100, 1000])
def test_sums_lie_within_the_bounds(choose, size):
    hits = []
    for seed in range(40):
        predicted, buy = _make(3000, seed)
        spread = get_spread(predicted, buy())
        order = {
            "random": np.random.default_rng(seed).permutation(3000),
            "best": np.argsort(-predicted),
            "rest": np.argsort(predicted),
        }[choose][:size]
        some = predicted[order]
        low, high = get_bounds(spread, size, some.sum(), (some**2).sum())
        for _ in range(10):
            hits.append(low <= buy()[order].sum() <= high)
    # 95 of 100, and more where the total was off on the tested days by chance
    assert np.mean(hits) > 0.9


def test_bounds_grow_slower_than_the_sum():
    predicted, buy = _make(3000, 1)
    spread = get_spread(predicted, buy()) | {"off": 0.0}
    widths = []
    for size in (10, 1000):
        low, high = get_bounds(spread, size, 100.0 * size, 10000.0 * size)
        widths.append((high - low) / (100 * size))
    assert widths[1] == pytest.approx(widths[0] / 10, rel=0.5)


def test_total_that_was_off_may_be_off_again():
    predicted, buy = _make(3000, 1)
    spread = get_spread(predicted, 2 * buy())
    assert spread["off"] == pytest.approx(1, abs=0.2)
    low, high = get_bounds(spread, 3000, 1000.0, 1000.0)
    assert high >= 1900
    assert low == 0


@pytest.mark.parametrize(
    ("predicted", "actual"), [([], []), ([0, 0], [1, 2]), ([1, 2], [0, 0])]
)
def test_without_amounts_nothing_is_known(predicted, actual):
    assert get_spread(predicted, actual) == {}


def test_few_customers():
    spread = get_spread([1, 2, 3], [1.5, 1, 4])
    assert set(spread) == {"off", "constant", "linear", "square"}
    assert all(np.isfinite(value) and value >= 0 for value in spread.values())
    assert get_bounds(get_spread([1, 2], [1, 2]) or spread, 0, 0.0, 0.0) == (0, 0)
