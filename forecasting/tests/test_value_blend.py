# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Several ways to tell what customers are worth, together."""

import numpy as np
import pytest

from forecasting import value_blend
from forecasting.evaluation import get_success_rate


class Noisy:
    """The first column, with an error of its own."""

    names = ("truth", "noise")

    def __init__(self, number, scale=1.0):
        self.names = ("truth", f"noise {number}")
        self.method = f"noisy {number}"
        self.scale = scale

    def predict(self, features, days):
        return np.maximum(features[:, 0] + features[:, 1], 0) * self.scale * days


def make(count=3000):
    random = np.random.default_rng(0)
    truth = random.gamma(2, 10, count)
    return np.column_stack([truth, *(random.normal(0, 12, (2, count)))])


def test_rule():
    rule = value_blend.RuleValue(0.5 / 30)
    assert rule.predict([[60], [0], [-9]], 10).tolist() == pytest.approx([10, 0, 0])


def test_blend_is_better_than_its_members():
    features = make()
    models = [Noisy(1), Noisy(2, 5)]
    blend = value_blend.BlendValue(models)
    assert blend.names == ("truth", "noise 1", "noise 2")
    found = blend.prepare(features, 1).predict(features, 1)
    rate = get_success_rate(found, features[:, 0], 0.2)
    for number, model in enumerate(models, 1):
        alone = model.predict(features[:, [0, number]], 1)
        assert rate > get_success_rate(alone, features[:, 0], 0.2) + 0.02
    # the amounts are those of the two ways, on average
    means = sum(
        model.predict(features[:, [0, number]], 1).sum()
        for number, model in enumerate(models, 1)
    )
    assert found.sum() == pytest.approx(means / 2, rel=1e-6)
    assert found.min() >= 0


def test_amounts_are_not_those_of_the_rule():
    features = np.column_stack([make(500), make(500)[:, 0] * 3])
    rule = value_blend.RuleValue(1.0)
    blend = value_blend.BlendValue([Noisy(1), rule])
    assert blend.names == ("truth", "noise 1", "window_value")
    rows = features[:, [0, 1, 3]]
    found = blend.prepare(rows, 1).predict(rows, 1)
    assert found.sum() == pytest.approx(Noisy(1).predict(rows, 1).sum())
    # but its order counts as much
    order = np.argsort(found)
    assert order.tolist() != np.argsort(Noisy(1).predict(rows, 1)).tolist()


def test_equal_customers_have_equal_amounts():
    features = np.repeat(make(20), 5, axis=0)
    blend = value_blend.BlendValue([Noisy(1), Noisy(2)]).prepare(features, 1)
    found = blend.predict(features, 1).reshape(20, 5)
    assert (found == found[:, :1]).all()
    # the scale of a way does not change the order
    other = value_blend.BlendValue([Noisy(1), Noisy(2, 9)]).prepare(features, 1)
    order = np.argsort(other.predict(features[::5], 1))
    assert order.tolist() == np.argsort(found[:, 0]).tolist()


def test_other_customers_are_ranked_among_those_known():
    features = make()
    blend = value_blend.BlendValue([Noisy(1), Noisy(2)]).prepare(features, 1)
    low, high = blend.predict(np.array([[0.0, 0, 0], [999.0, 0, 0]]), 1)
    known = blend.predict(features, 1)
    assert low == pytest.approx(known.min(), abs=1)
    assert high == pytest.approx(known.max())


def test_level():
    assert value_blend.get_level([60, 20], [80, 80]) == 2
    assert value_blend.get_level([100], [1]) == pytest.approx(1 / 3)
    assert value_blend.get_level([0], [5]) == value_blend.get_level([5], [0]) == 1
    assert value_blend.get_level([], []) == 1
    levelled = value_blend.LevelledValue(Noisy(1), 2)
    assert levelled.predict(np.array([[3.0, 0.0]]), 5).tolist() == [30]


def test_weights_find_a_sum():
    random = np.random.default_rng(4)
    one, two, noise = random.gamma(1, 10, (3, 5000))
    actual = 0.5 * one + 0.25 * two + random.normal(0, 1, 5000)
    weights = value_blend.get_weights({"one": one, "two": two, "noise": noise}, actual)
    assert weights["one"] == pytest.approx(0.5, abs=0.02)
    assert weights["two"] == pytest.approx(0.25, abs=0.02)
    assert 0 <= weights["noise"] < 0.02
    # what points the wrong way counts nothing, and nothing tells nothing
    weights = value_blend.get_weights({"one": one, "two": 50 - two}, one + two)
    assert min(weights.values()) >= 0
    assert value_blend.get_weights({"one": one}, np.zeros(5000)) == {}


def test_sum_takes_the_columns_of_each_way():
    rule = value_blend.RuleValue(0.01)
    model = value_blend.StackValue(
        [rule, value_blend.LevelledValue(rule, 2)], {"simple_rule": 0.5}
    )
    found = model.predict([[100.0], [0.0]], 30)
    assert found == pytest.approx([15 + 30, 0])
    assert model.names == rule.names


def test_nobody_is_judged_by_what_was_learned_of_him():
    class Memory:
        def __init__(self, features, amounts, days):
            self.known = set(features[:, 0].tolist())

        def predict(self, features, days):
            return np.array([one in self.known for one in features[:, 0].tolist()])

    features = np.arange(101.0)[:, None]
    assert not value_blend.get_out_of_fold(Memory, features, np.ones(101), 30).any()
