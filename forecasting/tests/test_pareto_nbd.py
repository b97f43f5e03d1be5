# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pareto/NBD and MBG/NBD: what was published of them, and by their definitions."""

import numpy as np
import pytest

from forecasting.mbg_nbd import MbgNbd, MbgNbdLikelihood, fit_mbg_nbd
from forecasting.pareto_nbd import ParetoNbd, ParetoNbdLikelihood, fit_pareto_nbd

from .cdnow import read_sample


@pytest.fixture(scope="module")
def sample():
    return read_sample()


@pytest.fixture(scope="module")
def pareto(sample):
    return fit_pareto_nbd(sample.frequency, sample.recency, sample.age)


def test_pareto_is_that_of_the_paper(pareto):
    # Fader, Hardie & Lee 2005, table 2
    assert round(pareto.r, 3) == 0.553
    assert round(pareto.alpha, 3) == 10.578
    assert round(pareto.s, 3) == 0.606
    assert round(pareto.beta, 3) == 11.669
    assert pareto.log_likelihood == pytest.approx(-9595.0, abs=0.05)


def test_pareto_of_a_customer(pareto):
    # customer 1516 in the vignette of BTYD
    history = (26, 30.857, 31)
    assert pareto.expected_purchases(52, *history) == pytest.approx(25.456, abs=2e-3)
    assert pareto.probability_alive(*history) == pytest.approx(0.9979, abs=5e-5)
    assert pareto.expected_purchases(52) == pytest.approx(1.4734, abs=1e-4)


def test_mbg_is_that_of_btydplus(sample):
    model = fit_mbg_nbd(sample.frequency, sample.recency, sample.age)
    found = [round(value, 3) for value in (model.r, model.alpha, model.a, model.b)]
    assert found == [0.525, 6.183, 0.891, 1.614]


@pytest.mark.parametrize("likelihood", [ParetoNbdLikelihood, MbgNbdLikelihood])
@pytest.mark.parametrize("logs", [(-0.5, 0.1, -0.4, 0.2), (0.5, 1, 0.2, 0.9)])
def test_gradient_is_the_slope(sample, likelihood, logs):
    value = likelihood(sample.frequency, sample.recency / 30, sample.age / 30)
    _mean, slopes = value(np.array(logs))
    for number, slope in enumerate(slopes):
        step = np.zeros(4)
        step[number] = 1e-5
        rise = value(logs + step)[0] - value(logs - step)[0]
        assert slope == pytest.approx(rise / 2e-5, abs=1e-6)


def simulate_pareto(model, age, count, draws):
    """Return purchases, last ones and purchases later of customers by definition."""
    random = np.random.default_rng(7)
    rates = random.gamma(model.r, 1 / model.alpha, draws)
    left = random.exponential(1 / random.gamma(model.s, 1 / model.beta, draws))
    until = np.minimum(left, age)
    before = random.poisson(rates * until)
    kept = before == count
    later = rates * np.clip(left - age, 0, 10)
    return kept, left > age, later


@pytest.mark.parametrize("count", [0, 2])
def test_pareto_by_its_definition(count):
    """Mean over when the last purchase was: customers with so many of them."""
    model = ParetoNbd(0.8, 5, 0.9, 12)
    kept, alive, later = simulate_pareto(model, 20, count, 400_000)
    random = np.random.default_rng(8)
    # given how long somebody was there, purchases are spread evenly over that time
    if count == 0:
        recency = np.zeros(1)
        assert model.probability_alive(0, 0, 20) == pytest.approx(
            alive[kept].mean(), abs=0.01
        )
        assert model.expected_purchases(10, 0, 0, 20) == pytest.approx(
            later[kept].mean(), rel=0.03
        )
        return
    rates = random.gamma(model.r, 1 / model.alpha, 400_000)
    left = random.exponential(1 / random.gamma(model.s, 1 / model.beta, 400_000))
    until = np.minimum(left, 20)
    some = random.poisson(rates * until) == count
    recency = until[some] * random.random((some.sum(), count)).max(axis=1)
    near = np.abs(recency - 8) < 0.5
    found = (left[some][near] > 20).mean()
    assert model.probability_alive(count, 8, 20) == pytest.approx(found, abs=0.02)


def test_who_stays_long_is_stable():
    """Thousands of purchases, and a rate of leaving of s = 1, overflow nothing."""
    model = ParetoNbd(0.5, 10, 1.0, 12)
    near = ParetoNbd(0.5, 10, 1.0 + 1e-9, 12)
    found = model.expected_purchases(52, [0, 3000, 20_000], [0, 40, 39], [0, 40, 40])
    other = near.expected_purchases(52, [0, 3000, 20_000], [0, 40, 39], [0, 40, 40])
    assert np.isfinite(found).all() and found == pytest.approx(other, rel=1e-6)
    assert model.probability_alive(3000, 40, 40) == pytest.approx(1)
    assert model.probability_alive(3000, 20, 40) < 1e-9


def test_nobody_bought_again():
    for fit in (fit_pareto_nbd, fit_mbg_nbd):
        model = fit([0, 0], [0, 0], [10, 20])
        assert not model.is_fitted
        assert model.expected_purchases(30, [0, 0], [0, 0], [10, 20]).max() < 1e-3
        with pytest.raises(ValueError):
            fit([1], [5], [2])


def test_mbg_by_its_definition():
    model = MbgNbd(0.8, 5, 0.9, 3)
    random = np.random.default_rng(3)
    draws = 300_000
    rates = random.gamma(model.r, 1 / model.alpha, draws)
    leave = random.beta(model.a, model.b, draws)
    time, alive = np.zeros(draws), random.random(draws) >= leave
    before, later = np.zeros(draws), np.zeros(draws)
    while alive.any():
        time[alive] += random.exponential(1 / rates[alive])
        alive &= time < 30
        before[alive & (time < 20)] += 1
        later[alive & (time >= 20)] += 1
        alive &= random.random(draws) >= leave
    kept = before == 0
    assert model.expected_purchases(10, 0, 0, 20) == pytest.approx(
        later[kept].mean(), rel=0.04
    )
    assert model.probability_alive(0, 0, 20) < 1
