# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fifths of customers, and the classes that they are in."""

import numpy as np
import pytest

from forecasting.rfm import CLASSES, GRID, get_classes, get_fifths


@pytest.mark.parametrize("count", [5, 30, 100, 1000])
def test_fifths_are_of_the_same_size(count):
    fifths = get_fifths(np.random.default_rng(1).permutation(count))
    assert np.bincount(fifths)[1:].tolist() == [count // 5] * 5


def test_fifths_rise_with_the_values():
    values = np.random.default_rng(2).normal(size=77)
    fifths = get_fifths(values)[np.argsort(values)]
    assert (np.diff(fifths) >= 0).all()
    assert (fifths[0], fifths[-1]) == (1, 5)


def test_equal_values_are_in_one_fifth():
    values = np.array([0] * 12 + [1] * 3 + [2] * 9 + [7])
    fifths = get_fifths(values)
    for value in set(values.tolist()):
        assert len(set(fifths[values == value].tolist())) == 1
    # whatever the order
    assert get_fifths(values[::-1]).tolist() == fifths[::-1].tolist()


@pytest.mark.parametrize(
    ("values", "fifths"),
    [
        ([4, 4, 4], [3, 3, 3]),
        ([4], [3]),
        ([], []),
        ([1, 1, 1, 1, 9], [3, 3, 3, 3, 5]),
        ([1, 2], [2, 4]),
    ],
)
def test_few_different_values(values, fifths):
    assert get_fifths(values).tolist() == fifths


def test_every_cell_has_a_class_and_every_class_a_cell():
    assert {name for row in GRID for name in row} == set(CLASSES)
    assert [len(row) for row in GRID] == [5] * 5


@pytest.mark.parametrize(
    ("fifths", "name"),
    [
        ((5, 5, 5), "champion"),
        ((5, 4, 3), "champion"),
        ((5, 4, 2), "potential_loyal"),
        ((5, 1, 1), "new"),
        ((5, 1, 2), "potential_loyal"),
        ((4, 1, 1), "promising"),
        ((4, 5, 4), "loyal"),
        ((3, 3, 3), "need_attention"),
        ((3, 1, 3), "about_to_sleep"),
        ((2, 3, 3), "at_risk"),
        ((1, 5, 4), "cannot_lose"),
        ((1, 1, 1), "hibernating"),
    ],
)
def test_classes(fifths, name):
    [place] = get_classes(*([fifth] for fifth in fifths))
    assert CLASSES[place] == name
