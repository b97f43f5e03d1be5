# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""BG/NBD and Gamma-Gamma: what must hold whatever the data are."""

import numpy as np
import pytest
from scipy.optimize import check_grad

from forecasting import bg_nbd
from forecasting.bg_nbd import BgNbdLikelihood
from forecasting.gamma_gamma import GammaGammaLikelihood
from forecasting.lifetime_value import BgNbd, fit_bg_nbd, fit_gamma_gamma

from .simulation import simulate_bg_nbd

MODEL = BgNbd(0.25, 4.4, 0.8, 2.4)
NAMES = ("r", "alpha", "a", "b")


@pytest.fixture(scope="module")
def histories():
    return simulate_bg_nbd(5000, 0.6, 5, 0.7, 2.5)


def get_parameters(model):
    return np.array([getattr(model, name) for name in NAMES])


def test_parameters_are_found_again():
    model = fit_bg_nbd(*simulate_bg_nbd(40_000, 0.6, 5, 0.7, 2.5))
    assert get_parameters(model) == pytest.approx([0.6, 5, 0.7, 2.5], rel=0.1)


@pytest.mark.parametrize("logs", [(-1, 1, 0, 1), (2, -3, -4, 5), (8, 8, 7, 9)])
def test_gradients_are_the_slopes(histories, logs):
    likelihood = BgNbdLikelihood(*histories)
    for function, count in ((likelihood, 4), (likelihood.without_drop_out, 2)):
        point = np.array(logs[:count], float)
        error = check_grad(lambda p: function(p)[0], lambda p: function(p)[1], point)  # noqa: B023
        assert error < 1e-4 * max(1, np.abs(function(point)[1]).max())


def test_gradient_of_gamma_gamma_is_the_slope(histories):
    x = histories[0][histories[0] > 0]
    likelihood = GammaGammaLikelihood(x, 1 + x % 7)
    for logs in ([1.0, 1, 0], [-1, 2, 3], [5, 4, -2]):
        value, slopes = likelihood(np.array(logs, float))
        step = 1e-6
        for number in range(3):
            moved = np.array(logs, float)
            moved[number] += step
            assert (likelihood(moved)[0] - value) / step == pytest.approx(
                slopes[number], rel=1e-3, abs=1e-4
            )


def test_order_and_repetition_do_not_matter(histories):
    model = fit_bg_nbd(*histories)
    order = np.random.default_rng(1).permutation(len(histories[0]))
    other = fit_bg_nbd(*(column[order] for column in histories))
    assert get_parameters(other) == pytest.approx(get_parameters(model), rel=1e-5)
    twice = fit_bg_nbd(*(np.tile(column, 2) for column in histories))
    assert get_parameters(twice) == pytest.approx(get_parameters(model), rel=1e-4)
    assert twice.log_likelihood == pytest.approx(2 * model.log_likelihood)


@pytest.mark.parametrize("scale", [1e-9, 1 / 365, 86400e6])
def test_unit_of_time_does_not_matter(histories, scale):
    x, recency, age = histories
    model, other = (
        fit_bg_nbd(x, recency, age),
        fit_bg_nbd(x, recency * scale, age * scale),
    )
    assert other.alpha / scale == pytest.approx(model.alpha, rel=1e-4)
    assert other.r == pytest.approx(model.r, rel=1e-4)
    assert other.expected_purchases(
        9 * scale, x, recency * scale, age * scale
    ) == pytest.approx(model.expected_purchases(9, x, recency, age), rel=1e-4)


def test_without_drop_out_it_is_nbd():
    histories = simulate_bg_nbd(3000, 1.5, 8, 0, 1)
    # nobody buys later than expected, so no drop-out can be seen
    x, _recency, age = histories
    model = fit_bg_nbd(x, np.where(x > 0, age, 0), age)
    assert model.a == 0 and not model.has_drop_out
    assert np.all(np.isfinite(get_parameters(model)))
    found = model.expected_purchases(10, x, np.where(x > 0, age, 0), age)
    assert found == pytest.approx((model.r + x) * 10 / (model.alpha + age))
    assert fit_bg_nbd(*histories).a < 0.05


@pytest.mark.parametrize(
    "x, recency, age",
    [
        ([], [], []),
        ([0], [0], [10]),
        ([0], [0], [0]),
        ([3], [8], [10]),
        ([3], [10], [10]),
        ([1], [0], [10]),
        ([0, 0, 0], [0, 0, 0], [5, 9, 30]),
        ([10_000], [700.5], [701]),
        ([10_000, 0, 1], [700.5, 0, 3], [701, 9, 9]),
        ([1] * 50, [5] * 50, [10] * 50),
    ],
)
def test_few_customers(x, recency, age):
    model = fit_bg_nbd(x, recency, age)
    assert np.all(np.isfinite(get_parameters(model)))
    assert np.isfinite(model.log_likelihood)
    for found in (
        model.expected_purchases(30, x, recency, age),
        model.probability_alive(x, recency, age),
        model.probability_no_purchase(30, x, recency, age),
        model.expected_purchases([1, 30, 3000]),
    ):
        assert np.all(np.isfinite(found)) and np.all(found >= 0)


def test_series_and_integral_agree():
    random = np.random.default_rng(0)
    for _ in range(200):
        low, high = (-2, -1, -5, -2), (2, 2.5, 1.3, 4)
        model = BgNbd(*10 ** random.uniform(low, high))
        x = random.choice([0.0, 1, 5, 300, 10_000], 20)
        age = 10 ** random.uniform(-1, 3, 20)
        t = 10 ** random.uniform(-2, 3, 20)
        z = t / (model.alpha + age + t)
        difference = model.a + model.b - 1 - model.r
        used = (z <= 0.9) & ((difference >= -8) | (-difference <= x))
        x, z, ratio = x[used], z[used], (t / (model.alpha + age))[used]
        series = bg_nbd._sum_series(model, x, z)
        integral = bg_nbd._integrate(model, model.r + x, x, ratio)
        assert series == pytest.approx(integral, rel=1e-7)


@pytest.mark.parametrize("a", [0, 1e-9, 0.5, 1 - 1e-9, 1, 1 + 1e-9, 3, 19.9, 20.1, 1e5])
@pytest.mark.parametrize("t", [0, 1e-6, 10, 1e5])
def test_expectations_are_continuous_and_bounded(a, t):
    model = BgNbd(0.3, 5, a, 4)
    x = np.array([0, 1, 30, 3000, 10_000])
    found = model.expected_purchases(t, x, 0.9 * x / (x + 1), 1)
    most = (0.3 + x) * t / 6
    assert np.all(np.isfinite(found)) and np.all(found >= 0)
    assert np.all(found <= most * (1 + 1e-9))
    near = BgNbd(0.3, 5, a * (1 + 1e-7), 4)
    assert near.expected_purchases(t, x, 0.9 * x / (x + 1), 1) == pytest.approx(
        found, rel=1e-4
    )


def test_more_time_means_more_purchases():
    found = MODEL.expected_purchases(np.linspace(0, 500, 200), 3, 20, 30)
    assert found[0] == 0 and np.all(np.diff(found) > 0)
    idle = MODEL.probability_no_purchase(np.linspace(0, 500, 200), 3, 20, 30)
    assert idle[0] == pytest.approx(1) and np.all(np.diff(idle) < 0)
    assert idle[-1] > 1 - MODEL.probability_alive(3, 20, 30)


def test_longer_silence_means_less():
    recency = np.linspace(0, 30, 50)
    assert np.all(np.diff(MODEL.probability_alive(3, recency, 30)) > 0)
    assert np.all(np.diff(MODEL.expected_purchases(9, 3, recency, 30)) > 0)
    assert np.all(np.diff(MODEL.probability_no_purchase(9, 3, recency, 30)) < 0)


def test_one_time_buyers_are_alive_but_may_not_buy():
    assert MODEL.probability_alive(0, 0, 30) == 1
    assert MODEL.probability_no_purchase(9, 0, 0, 30) > 0.9


@pytest.mark.parametrize(
    "x, recency, age",
    [
        ([-1], [1], [2]),
        ([1], [3], [2]),
        ([np.nan], [1], [2]),
        ([1, 2], [1, 1, 1], [2, 2, 2]),
    ],
)
def test_wrong_histories_are_refused(x, recency, age):
    with pytest.raises(ValueError):
        fit_bg_nbd(x, recency, age)


def test_value_lies_between_own_and_all():
    random = np.random.default_rng(0)
    x = random.integers(0, 9, 40_000)
    scale = random.gamma(4, 1 / 15.0, 40_000)
    mean = random.gamma(6 * np.maximum(x, 1), 1 / scale) / np.maximum(x, 1)
    model = fit_gamma_gamma(x, np.where(x > 0, mean, 0))
    assert [model.p, model.q, model.v] == pytest.approx([6, 4, 15], rel=0.1)
    found = model.expected_value(x, mean)
    assert np.all(found[x == 0] == model.population_value)
    low = np.minimum(mean, model.population_value)
    high = np.maximum(mean, model.population_value)
    assert np.all((found >= low - 1e-9)[x > 0] & (found <= high + 1e-9)[x > 0])
    cents = fit_gamma_gamma(x, 100 * mean)
    assert cents.v == pytest.approx(100 * model.v, rel=1e-3)
    assert np.all(fit_gamma_gamma(x, -mean).expected_value(x, -mean) == 0)


@pytest.mark.parametrize(
    "x, mean",
    [([], []), ([0], [0]), ([2], [30]), ([1, 1], [5, 5]), ([10_000, 1], [9, np.nan])],
)
def test_few_values(x, mean):
    model = fit_gamma_gamma(x, mean)
    assert np.all(np.isfinite([model.p, model.q, model.v, model.log_likelihood]))
    assert np.all(np.isfinite(model.expected_value(x, mean)))


def test_first_purchase_and_number_of_purchases_agree():
    t = 1e-6
    history = (3, 20, 30)
    first = 1 - MODEL.probability_no_purchase(t, *history)
    assert first == pytest.approx(MODEL.expected_purchases(t, *history), rel=1e-4)


def test_no_purchase_is_as_frequent_as_predicted():
    parameters = 0.6, 5, 0.7, 2.5
    random = np.random.default_rng(4)
    count = 400_000
    # histories of 20 weeks and whether a purchase follows within 10
    rates = np.maximum(random.gamma(0.6, 1 / 5, count), 1e-12)
    leave = random.beta(0.7, 2.5, count)
    time, x, recency = np.zeros((3, count))
    alive, follows = np.ones(count, bool), np.zeros(count, bool)
    while alive.any():
        time[alive] += random.exponential(1 / rates[alive])
        alive &= time < 30
        late = alive & (time >= 20)
        follows |= late
        alive &= ~late
        x[alive] += 1
        recency[alive] = time[alive]
        alive &= random.random(count) >= leave
    idle = BgNbd(*parameters).probability_no_purchase(10, x, recency, 20.0)
    for number in (0, 1, 2, 5):
        some = x == number
        assert idle[some].mean() == pytest.approx(1 - follows[some].mean(), abs=0.01)
