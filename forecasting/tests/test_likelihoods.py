# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Likelihoods and what helps to compute them, beside the formulas of the papers."""

import warnings

import numpy as np
import pytest
from scipy.special import betaln, gammaln

from forecasting import maximum_likelihood
from forecasting.bg_nbd import BgNbdLikelihood
from forecasting.gamma_gamma import GammaGammaLikelihood
from forecasting.lifetime_value import (
    BgNbd,
    GammaGamma,
    fit_bg_nbd,
    fit_gamma_gamma,
)
from forecasting.maximum_likelihood import (
    collapse,
    digamma_rise,
    log_rising,
    maximize,
)
from forecasting.retention import ShiftedBetaGeometric, fit_sbg

from .simulation import simulate_bg_nbd

# Of seven customers; two are the same, and three bought once.
X = np.array([0, 2, 0, 5, 2, 1, 0], float)
RECENCY = np.array([0, 20, 0, 30, 20, 3, 0], float)
AGE = np.array([30, 25, 12, 31, 25, 39, 30], float)
PARAMETERS = [(0.25, 4.4, 0.8, 2.4), (3.0, 0.5, 5.0, 1.5), (40.0, 90.0, 0.02, 0.3)]


def get_log_likelihood(r, alpha, a, b):
    """Return that of the seven, equation 6 of Fader, Hardie & Lee 2005."""
    stayed = np.exp(betaln(a, b + X) - betaln(a, b) - (r + X) * np.log(alpha + AGE))
    more = np.maximum(X - 1, 0)
    left = np.exp(
        betaln(a + 1, b + more) - betaln(a, b) - (r + X) * np.log(alpha + RECENCY)
    )
    purchases = gammaln(r + X) - gammaln(r) + r * np.log(alpha)
    return np.sum(purchases + np.log(stayed + np.where(X > 0, left, 0)))


def get_slopes(function, logs):
    """Return central differences."""
    logs, step = np.array(logs, float), 1e-5
    moves = step * np.eye(len(logs))
    ends = [(function(logs + move)[0], function(logs - move)[0]) for move in moves]
    return [(high - low) / (2 * step) for high, low in ends]


@pytest.mark.parametrize("parameters", PARAMETERS)
def test_likelihood_of_bg_nbd(parameters):
    likelihood = BgNbdLikelihood(X, RECENCY, AGE)
    logs = np.log(parameters)
    value, slopes = likelihood(logs)
    assert value * 7 == pytest.approx(get_log_likelihood(*parameters), rel=1e-10)
    assert slopes == pytest.approx(get_slopes(likelihood, logs), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("parameters", PARAMETERS)
def test_likelihood_of_nbd(parameters):
    r, alpha = parameters[:2]
    likelihood = BgNbdLikelihood(X, RECENCY, AGE)
    value, slopes = likelihood.without_drop_out(np.log([r, alpha]))
    expected = gammaln(r + X) - gammaln(r) + r * np.log(alpha)
    expected -= (r + X) * np.log(alpha + AGE)
    assert value * 7 == pytest.approx(expected.sum(), rel=1e-10)
    found = get_slopes(likelihood.without_drop_out, np.log([r, alpha]))
    assert slopes == pytest.approx(found, rel=1e-6, abs=1e-9)


def test_likelihood_of_a_sample():
    """Every so many-th of the distinct histories, each with its weight."""
    random = np.random.default_rng(0)
    x = random.integers(1, 4, 400).astype(float)
    recency = random.integers(1, 9, 400).astype(float)
    age = recency + random.integers(1, 9, 400)
    x[:50] = recency[:50] = 0
    likelihood = BgNbdLikelihood(x, recency, age)
    rows = len(likelihood.x)
    for size, step in ((rows, 1), (10 * rows, 1), (rows // 2, 2), (rows // 5, 5)):
        part = likelihood.sample(size)
        kept = likelihood.weight[::step]
        none = likelihood.weight_of_none[::step]
        assert part.customers == kept.sum() + none.sum()
        histories = [
            np.r_[
                np.repeat(column[::step], kept.astype(int)),
                np.repeat(other[::step], none.astype(int)),
            ]
            for column, other in (
                (likelihood.x, np.zeros(len(likelihood.ages_of_none))),
                (likelihood.recency, np.zeros(len(likelihood.ages_of_none))),
                (likelihood.age, likelihood.ages_of_none),
            )
        ]
        logs = np.log([0.5, 3, 0.7, 2])
        expected, slopes = BgNbdLikelihood(*histories)(logs)
        assert part(logs)[0] == pytest.approx(expected)
        assert part(logs)[1] == pytest.approx(slopes)


def test_the_fit_of_a_few_is_a_maximum():
    """Nothing near it is more likely, and the likelihood is that of the unit given."""
    model = fit_bg_nbd(X, RECENCY, AGE)
    found = np.array([model.r, model.alpha, model.a, model.b])
    if not model.has_drop_out:
        found[2] = 1e-9
    assert get_log_likelihood(*found) == pytest.approx(model.log_likelihood, abs=1e-4)
    for number in range(4):
        for factor in (0.9, 1.1):
            moved = found.copy()
            moved[number] *= factor
            assert get_log_likelihood(*moved) <= model.log_likelihood + 1e-4


def test_a_fit_with_drop_out():
    histories = simulate_bg_nbd(3000, 0.6, 5, 0.7, 2.5)
    model = fit_bg_nbd(*histories)
    assert model.is_fitted and model.has_drop_out
    likelihood = BgNbdLikelihood(*histories)
    logs = np.log([model.r, model.alpha, model.a, model.b])
    value, slopes = likelihood(logs)
    assert 3000 * value == pytest.approx(model.log_likelihood, rel=1e-9)
    assert slopes == pytest.approx(np.zeros(4), abs=1e-6)


def test_many_histories_are_fitted_as_exactly_as_few(monkeypatch):
    """A sample finds where to start only."""
    histories = simulate_bg_nbd(3000, 0.6, 5, 0.7, 2.5)
    model = fit_bg_nbd(*histories)
    monkeypatch.setattr("forecasting.bg_nbd.SAMPLE", 100)
    other = fit_bg_nbd(*histories)
    assert vars(other) == pytest.approx(vars(model), rel=1e-4)


def test_many_who_do_not_leave(monkeypatch):
    monkeypatch.setattr("forecasting.bg_nbd.SAMPLE", 50)
    x, _recency, age = simulate_bg_nbd(1000, 1.5, 8, 0, 1)
    model = fit_bg_nbd(x, np.where(x > 0, age, 0), age)
    assert model.a == 0 and model.is_fitted
    plain = BgNbdLikelihood(x, np.where(x > 0, age, 0), age).without_drop_out
    value, slopes = plain(np.log([model.r, model.alpha]))
    assert 1000 * value == pytest.approx(model.log_likelihood, rel=1e-9)
    assert slopes == pytest.approx(np.zeros(2), abs=1e-6)


@pytest.mark.parametrize("histories", [([], [], []), ([0, 0], [0, 0], [5, 9])])
def test_nothing_to_fit(histories):
    """Everybody goes on at the own rate, and nobody leaves."""
    model = fit_bg_nbd(*histories)
    assert not model.is_fitted and not model.has_drop_out
    assert (model.b, model.log_likelihood) == (1, 0)
    assert model.alpha == (7 if histories[2] else 1)
    assert model.r == pytest.approx(np.exp(-12))
    assert not fit_bg_nbd([1], [0], [0]).is_fitted


VALUES = np.array([3.0, 12.5, 7.0, 90.0, 3.0, 30.0])
TIMES = np.array([1, 2, 5, 1, 1, 9.0])


def get_value_likelihood(p, q, v):
    """Return equation 1a of Fader & Hardie 2013."""
    return np.sum(
        -betaln(p * TIMES, q)
        + q * np.log(v)
        + (p * TIMES - 1) * np.log(VALUES)
        + p * TIMES * np.log(TIMES)
        - (p * TIMES + q) * np.log(v + TIMES * VALUES)
    )


@pytest.mark.parametrize("parameters", [(6.0, 4, 15), (0.4, 1.2, 300), (90.0, 0.5, 2)])
def test_likelihood_of_gamma_gamma(parameters):
    likelihood = GammaGammaLikelihood(TIMES, VALUES)
    logs = np.log(parameters)
    value, slopes = likelihood(logs)
    assert value * 6 == pytest.approx(get_value_likelihood(*parameters), rel=1e-10)
    assert slopes == pytest.approx(get_slopes(likelihood, logs), rel=1e-6, abs=1e-8)


def test_the_fit_of_a_few_values_is_a_maximum():
    model = fit_gamma_gamma(TIMES, VALUES)
    found = np.array([model.p, model.q, model.v])
    assert model.is_fitted and model.mean_value == pytest.approx(VALUES.mean())
    assert get_value_likelihood(*found) == pytest.approx(model.log_likelihood, rel=1e-9)
    for number in range(3):
        for factor in (0.9, 1.1):
            moved = found.copy()
            moved[number] *= factor
            assert get_value_likelihood(*moved) <= model.log_likelihood + 1e-9
    # who has no repeat purchase, or none that was worth something, is left out
    times = np.r_[TIMES, 0, 3, 3, 3]
    other = fit_gamma_gamma(times, np.r_[VALUES, 5, 0, np.nan, -4])
    assert vars(other) == vars(model)


def test_values_below_one():
    """Amounts are of any unit."""
    model, small = fit_gamma_gamma(TIMES, VALUES), fit_gamma_gamma(TIMES, VALUES / 100)
    assert small.v == pytest.approx(model.v / 100, rel=1e-4)
    found = small.expected_value(TIMES, VALUES / 100)
    assert found == pytest.approx(model.expected_value(TIMES, VALUES) / 100, rel=1e-4)
    assert GammaGamma(6, 4, 0.15).expected_value(1, 0.5) == pytest.approx(6 * 0.65 / 9)


def test_no_values_to_learn_from():
    """Everybody goes on at the own mean."""
    model = fit_gamma_gamma([0, 3], [5, 0])
    assert not model.is_fitted and model.log_likelihood == 0
    assert model.expected_value([3, 1, 0, 2], [20, 0.5, 7, 0]).tolist() == [
        20,
        0.5,
        0,
        0,
    ]


def get_renewal_likelihood(alpha, beta, cohorts):
    """Return that of the paper, with S(t) = B(alpha, beta + t) / B(alpha, beta)."""
    total = 0
    for cohort in cohorts:
        periods = np.arange(len(cohort) + 1)
        survival = np.exp(betaln(alpha, beta + periods) - betaln(alpha, beta))
        lost = -np.diff(cohort)
        total += lost @ np.log(-np.diff(survival[: len(cohort)]))
        total += cohort[-1] * np.log(survival[len(cohort) - 1])
    return total


@pytest.mark.parametrize(
    "cohorts",
    [
        [[100, 60, 45, 40]],
        [[100, 60, 45, 40], [50, 35], [30, 20, 16], [7]],
        [[9, 5], [100, 60, 45, 40]],
    ],
)
def test_the_fit_of_renewals_is_a_maximum(cohorts):
    cohorts = [np.array(cohort, float) for cohort in cohorts]
    model = fit_sbg(cohorts)
    found = np.array([model.alpha, model.beta])
    assert model.is_fitted
    assert get_renewal_likelihood(*found, cohorts) == pytest.approx(
        model.log_likelihood, rel=1e-9
    )
    for number in range(2):
        for factor in (0.9, 1.1):
            moved = found.copy()
            moved[number] *= factor
            assert get_renewal_likelihood(*moved, cohorts) < model.log_likelihood


def test_one_cohort_is_a_list_of_one():
    one, same = fit_sbg([100, 60, 45]), fit_sbg([[100, 60, 45]])
    assert vars(one) == vars(same)


@pytest.mark.parametrize("survivors", [[100], [[100], [50]], [0, 0], [[0, 0], [0]]])
def test_no_renewals_to_learn_from(survivors):
    model = fit_sbg(survivors)
    assert (model.alpha, model.beta, model.log_likelihood) == (1, 1, 0)
    assert not model.is_fitted


@pytest.mark.parametrize(
    ("survivors", "message"),
    [
        ([], "survivors must hold the starting number"),
        ([5, 6], "survivors must not rise and must hold the starting number"),
        ([[5, 4], [5, 6]], "survivors must not rise"),
        ([[5, 4], []], "survivors must not rise and must hold the starting number"),
        ([5, -1], "survivors must hold numbers that are not negative"),
    ],
)
def test_survivors_that_are_refused(survivors, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        fit_sbg(survivors)


@pytest.mark.parametrize("base", [0.01, 0.5, 3, 999.0, 1000.0, 1001.0, 1e5])
def test_rising_factorials(base):
    steps = np.array([0, 1, 2, 7, 1000])
    logs = [np.log(base + np.arange(count)).sum() for count in steps]
    assert log_rising(base, steps) == pytest.approx(logs, rel=1e-9, abs=1e-12)
    rises = [(1 / (base + np.arange(count))).sum() for count in steps]
    assert digamma_rise(base, steps) == pytest.approx(rises, rel=1e-6, abs=1e-12)


def test_large_rising_factorials_keep_their_digits():
    """Of two numbers that are log Γ of millions few digits would be left."""
    for base in (1e9, 1e12):
        found = log_rising(base, np.array([1.0, 3.0]))
        logs = [np.log(base), np.log(base) + np.log(base + 1) + np.log(base + 2)]
        assert found == pytest.approx(logs, rel=1e-14)
    # the two ways meet
    monkey = maximum_likelihood.LARGE
    low, high = (log_rising(base, np.array([5.0])) for base in (monkey - 1e-9, monkey))
    assert low == pytest.approx(high, rel=1e-12)


@pytest.mark.parametrize(
    ("columns", "rows", "counts"),
    [
        ([[3, 1, 3, 2]], [[1, 2, 3]], [1, 1, 2]),
        ([[3, 1, 3, 3], [0, 5, 0, 9]], [[1, 3, 3], [5, 0, 9]], [1, 2, 1]),
        ([[1, 1, 1], [0.5, 0.25, 0.5]], [[1, 1], [0.25, 0.5]], [1, 2]),
        ([[2**40, 1, 2**40], [7, 7, 7]], [[1, 2**40], [7, 7]], [1, 2]),
        ([[0], [0]], [[0], [0]], [1]),
        ([[], []], [[], []], []),
        # numbers are told apart however large they are together
        ([[0, 1], *([[65535, 65535]] * 4)], [[0, 1], *([[65535, 65535]] * 4)], [1, 1]),
        (
            [[2**19, 2**19, 0], *([[2**19, 2**19 - 1, 0]] * 4)],
            [[0, 2**19, 2**19], *([[0, 2**19 - 1, 2**19]] * 4)],
            [1, 1, 1],
        ),
    ],
)
def test_distinct_rows(columns, rows, counts):
    found, times = collapse(*(np.array(column, float) for column in columns))
    assert [column.tolist() for column in found] == rows
    assert times.tolist() == counts


def test_distinct_rows_of_chance(monkeypatch):
    random = np.random.default_rng(0)
    columns = random.integers(0, 4, (3, 500)) * np.array([[1], [0.25], [2**30]])
    expected, counts = np.unique(columns.T, axis=0, return_counts=True)
    for largest in (2**62, 20):
        monkeypatch.setattr(maximum_likelihood, "LARGEST_KEY", largest)
        found, times = collapse(*columns)
        assert np.array_equal(np.column_stack(found), expected)
        assert np.array_equal(times, counts)


def climb(logs):
    """Return a hill at (1, -2)."""
    away = np.array(logs) - [1, -2]
    return 5 - away @ away, -2 * away


def test_the_highest_place_is_found():
    found, value = maximize(climb, [[0, 0]])
    assert found == pytest.approx([1, -2], abs=1e-6) and value == pytest.approx(5)
    # not beyond the bound, where the start may be
    found, value = maximize(climb, [[100, 100]], bound=0.5)
    assert found == pytest.approx([0.5, -0.5]) and value == pytest.approx(2.5)
    found, _value = maximize(lambda logs: (-logs[0], np.array([-1.0])), [[3]])
    assert found == pytest.approx([-12])


@pytest.mark.parametrize("starts", [[[-2], [2]], [[2], [-2]], [[-2], [2], [-3]]])
def test_the_best_of_several_starts(starts):
    """Of two hills, at -1 and at 1, the second is the higher one."""

    def hills(logs):
        (x,) = logs
        return x - (x**2 - 1) ** 2, np.array([1 - 4 * x * (x**2 - 1)])

    found, value = maximize(hills, starts)
    assert found[0] > 1 and value > 1


def test_fits_warn_of_nothing():
    """A warning would stand in the log of whoever runs a prediction."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit_bg_nbd(X, RECENCY, AGE)
        fit_gamma_gamma(TIMES, VALUES)
        fit_sbg([100, 60, 45, 40])


def test_models_say_what_they_are():
    numbers = 1 / 3, 2 / 3, 4 / 3, 5 / 3, -20 / 3
    assert repr(BgNbd(*numbers)) == (
        "BgNbd(r=0.333333, alpha=0.666667, a=1.33333, b=1.66667, "
        "log_likelihood=-6.66667)"
    )
    assert repr(ShiftedBetaGeometric(*numbers[:3])) == (
        "ShiftedBetaGeometric(alpha=0.333333, beta=0.666667, log_likelihood=1.33333)"
    )
    assert repr(GammaGamma(*numbers[:4])) == (
        "GammaGamma(p=0.333333, q=0.666667, v=1.33333, log_likelihood=1.66667)"
    )


def test_models_of_known_parameters():
    """They count as fitted, on nobody."""
    known = BgNbd(1, 2, 3, 4), GammaGamma(1, 2, 3), ShiftedBetaGeometric(1, 2)
    for model in known:
        assert model.is_fitted and model.log_likelihood == 0
    assert known[1].mean_value == 0


@pytest.mark.parametrize(
    ("q", "value"), [(4.0, 30.0), (1.5, 180.0), (1.0, 7.0), (0.5, 7.0)]
)
def test_value_of_the_unknown(q, value):
    """p v / (q - 1), or the mean where that is infinite."""
    model = GammaGamma(6, q, 15, mean_value=7)
    assert model.population_value == value
    assert model.expected_value([0, 3, 3], [50, 0, np.nan]).tolist() == [value] * 3


def test_value_between_own_and_all():
    """Equation 5 of Fader & Hardie 2013."""
    model = GammaGamma(6, 4, 15)
    found = model.expected_value([1, 5], [50, 20])
    assert found == pytest.approx([6 * (15 + 50) / (6 + 3), 6 * (15 + 100) / (30 + 3)])
    assert model.expected_value(1, 50) == found[0]
    # infinite for some: those of all
    odd = GammaGamma(0.1, 0.5, 15, mean_value=7)
    assert odd.expected_value([1, 5, 10], [50, 20, 20]) == pytest.approx(
        [7, 7, 0.1 * 215 / 0.5]
    )
    with pytest.raises(ValueError, match="frequency"):
        model.expected_value([-1], [5])
