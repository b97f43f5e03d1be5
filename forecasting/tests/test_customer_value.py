# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What customers will be worth: by their history, by trees, and what it depends on."""

import numpy as np
import pytest

from forecasting.customer_value import (
    PURCHASES,
    HistoryValue,
    TreeValue,
    TwoPartValue,
    as_features,
    get_effects,
    get_sensitivity,
)
from forecasting.lifetime_value import BgNbd, GammaGamma, fit_bg_nbd, fit_gamma_gamma
from forecasting.value_trees import ValueTrees

from .simulation import simulate_bg_nbd

MODEL = HistoryValue(BgNbd(0.25, 4.4, 0.8, 2.4), GammaGamma(6, 4, 15))


@pytest.fixture(scope="module")
def figures():
    frequency, recency, age = simulate_bg_nbd(500, 0.6, 5, 0.7, 2.5)
    values = 10 + 5 * np.random.default_rng(1).random(500)
    mean_value = np.where(frequency > 0, values, 0)
    return {
        "frequency": frequency,
        "recency": recency,
        "age": age,
        "mean_value": mean_value,
    }


def test_figures_as_columns():
    figures = {"age": np.array([9, 8]), "recency": np.array([2, 8])}
    figures["other"] = np.array([1, 0])
    names = ("other", "days_since_last", "age")
    found = as_features(figures, names)
    assert found.tolist() == [[1, 7, 9], [0, 0, 8]] and found.dtype == float
    # what is known is not calculated
    figures["days_since_last"] = np.array([5, 5])
    assert as_features(figures, names)[:, 1].tolist() == [5, 5]


def test_value_is_purchases_times_their_value():
    features = [[3, 10, 30, 20.0], [0, 30, 30, 0.0]]
    found = MODEL.predict(features, 39)
    purchases = MODEL.purchases.expected_purchases(39, [3, 0], [20, 0], [30, 30])
    values = MODEL.gamma_gamma.expected_value([3, 0], [20, 0])
    assert found == pytest.approx(purchases * values)
    assert found[0] > found[1] > 0


@pytest.mark.parametrize(
    ("features", "same"),
    [
        # whoever tries what matters may leave the history contradicting itself
        ([-2, 30, 30, 20], [0, 30, 30, 20]),
        ([0, 5, 30, 20], [0, 30, 30, 20]),
        ([3, 40, 30, 20], [3, 30, 30, 20]),
        ([3, -5, 30, 20], [3, 0, 30, 20]),
        ([0.5, 10, 30, 20], [0.5, 10, 30, 20]),
    ],
)
def test_histories_that_contradict_themselves(features, same):
    assert MODEL.predict([features], 39) == pytest.approx(MODEL.predict([same], 39))
    assert MODEL.predict([features], 39)[0] > 0


def test_one_repeat_purchase_and_a_new_customer():
    features = [[1, 10, 30, 20.0], [0, 0.5, 0.5, 0.0], [0, 0, 0, 0.0]]
    expected = MODEL.purchases.expected_purchases(
        39, [1, 0, 0], [20, 0, 0], [30, 0.5, 0]
    )
    expected = expected * MODEL.gamma_gamma.expected_value([1, 0, 0], [20, 0, 0])
    assert MODEL.predict(features, 39) == pytest.approx(expected)


def test_history_is_fitted(figures):
    model = HistoryValue.fit(figures)
    history = (figures[name] for name in ("frequency", "recency", "age"))
    assert vars(model.purchases) == vars(fit_bg_nbd(*history))
    values = fit_gamma_gamma(figures["frequency"], figures["mean_value"])
    assert vars(model.gamma_gamma) == vars(values)


def test_parameters_make_the_same_model(figures):
    model = HistoryValue.fit(figures)
    parameters = model.get_parameters()
    assert parameters["log_likelihood"] == model.purchases.log_likelihood
    assert parameters["gamma_gamma_log_likelihood"] == model.gamma_gamma.log_likelihood
    assert parameters["purchases"] == model.method
    numbers = [value for name, value in parameters.items() if name != "purchases"]
    assert all(type(value) is float for value in numbers)
    again = HistoryValue.load(parameters)
    features = as_features(figures, model.names)
    assert np.array_equal(again.predict(features, 39), model.predict(features, 39))
    assert vars(again.gamma_gamma) == vars(model.gamma_gamma)
    loaded = again.get_parameters()
    assert {**loaded, "log_likelihood": 0} == {**parameters, "log_likelihood": 0}


@pytest.fixture(scope="module")
def rows():
    """Return features and amounts, which the first feature tells."""
    random = np.random.default_rng(0)
    features = random.random((600, 3))
    features[:, 2] = np.nan
    return features, np.where(features[:, 0] > 0.5, 30.0, 2.0)


def test_trees_find_what_amounts_depend_on(rows):
    features, amounts = rows
    trees = ValueTrees(features, amounts)
    found = trees.predict(features)
    assert np.median(found[amounts == 30]) == pytest.approx(30, rel=0.05)
    assert np.median(found[amounts == 2]) == pytest.approx(2, rel=0.05)
    assert np.array_equal(ValueTrees(features, amounts).predict(features), found)
    assert trees.predict(features[:0]).tolist() == []
    # amounts in another currency
    other = ValueTrees(features, 100 * amounts).predict(features)
    assert other == pytest.approx(100 * found, rel=1e-6)


def test_amounts_below_zero_count_as_none(rows):
    features, amounts = rows
    returned = np.where(amounts == 2, -5.0, amounts)
    found = ValueTrees(features, returned).predict(features)
    zero = ValueTrees(features, np.maximum(returned, 0)).predict(features)
    assert np.array_equal(found, zero) and np.all(found >= 0)


@pytest.mark.parametrize("amount", [0.0, -3.0])
def test_nothing_was_bought(rows, amount):
    features, _amounts = rows
    trees = ValueTrees(features, [amount] * 600)
    assert trees.predict(features).tolist() == [0] * 600


def test_trees_are_of_as_many_days_as_they_learnt_from(rows):
    features, amounts = rows
    model = TreeValue(features, amounts, 90)
    once = ValueTrees(features, amounts).predict(features)
    assert model.predict(features, 90) == pytest.approx(once)
    assert model.predict(features, 30) == pytest.approx(once / 3)


def test_how_much_depends_on_each_feature():
    random = np.random.default_rng(1)
    features = random.random((400, 3))
    shares = get_sensitivity(lambda rows: 3 * rows[:, 0] + rows[:, 2], features)
    assert shares.sum() == pytest.approx(100) and shares[1] == 0
    assert shares[0] == pytest.approx(75, abs=3)
    # the same for the same customers, whatever the unit
    again = get_sensitivity(lambda rows: 30 * rows[:, 0] + 10 * rows[:, 2], features)
    assert again == pytest.approx(shares)
    falling = get_sensitivity(lambda rows: -3 * rows[:, 0] - rows[:, 2], features)
    assert falling == pytest.approx(shares)


def test_nothing_matters():
    features = np.random.default_rng(1).random((50, 3))
    found = get_sensitivity(lambda rows: np.full(len(rows), 7.0), features)
    assert found.tolist() == [0, 0, 0]


def test_so_many_customers_are_asked():
    asked = []

    def predict(rows):
        asked.append(rows)
        return rows[:, 0]

    features = np.arange(12_000.0).reshape(6000, 2)
    assert get_sensitivity(predict, features).tolist() == [100, 0]
    assert {len(rows) for rows in asked} == {5000}
    # customers of all parts of the list, and the features themselves stay
    assert asked[0][:, 0].max() > 11_000 and asked[0][:, 0].min() < 1000
    assert np.array_equal(features, np.arange(12_000.0).reshape(6000, 2))


def test_what_raises_and_what_lowers():
    features = np.array([[1.0, 5, 2], [4, 5, 0]])
    found = get_effects(lambda rows: 3 * rows[:, 0] - rows[:, 2], features, [2, 1, 1])
    assert found.tolist() == [[-3, 0, -1], [6, 0, 1]]
    assert features.tolist() == [[1, 5, 2], [4, 5, 0]]


@pytest.mark.parametrize("method", sorted(PURCHASES))
def test_each_model_of_purchases_is_kept(figures, method):
    model = HistoryValue.fit(figures, method)
    assert model.method == method
    again = HistoryValue.load(model.get_parameters())
    rows = as_features(figures, HistoryValue.names)[:50]
    assert np.array_equal(again.predict(rows, 90), model.predict(rows, 90))


def test_two_part_trees_tell_who_buys_and_for_how_much():
    random = np.random.default_rng(2)
    features = random.uniform(size=(4000, len(TwoPartValue.names)))
    buys = random.random(4000) < np.where(features[:, 0] > 0.5, 0.8, 0.1)
    amounts = buys * np.where(features[:, 1] > 0.5, 90.0, 10.0)
    model = TwoPartValue(features, amounts, 90)
    found = model.predict(features, 90)
    assert found.sum() == pytest.approx(amounts.sum(), rel=0.05)
    best = (features[:, 0] > 0.5) & (features[:, 1] > 0.5)
    assert found[best].mean() == pytest.approx(72, rel=0.1)
    # twice as many days, twice as much; and the same trees again
    assert model.predict(features, 180) == pytest.approx(2 * found)
    again = TwoPartValue(features, amounts, 90).predict(features, 90)
    assert np.array_equal(again, found)


@pytest.mark.parametrize("amount", [0.0, 5.0])
def test_two_part_trees_of_customers_who_are_alike(amount):
    features = np.ones((60, len(TwoPartValue.names)))
    model = TwoPartValue(features, np.full(60, amount), 30)
    assert model.predict(features, 30) == pytest.approx(amount)
    assert model.predict(features[:0], 30).shape == (0,)
