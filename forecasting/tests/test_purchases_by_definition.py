# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the models say of customers, beside the formulas of the papers."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import betaln, hyp2f1
from scipy.stats import beta as beta_of

from forecasting import bg_nbd
from forecasting.bg_nbd import probability_no_purchase_between
from forecasting.lifetime_value import BgNbd
from forecasting.retention import ShiftedBetaGeometric

# r, alpha, a, b
MODELS = [(0.25, 4.4, 0.8, 2.4), (3.0, 20.0, 1.6, 7.0), (0.7, 9.0, 0.05, 0.5)]
# repeat purchases, recency, age
HISTORIES = [(1, 10, 30), (3, 20, 30), (3, 30, 30), (12, 25, 40), (1, 0, 5)]


def get_alive(model, x, recency, age):
    """Return equation 8 of Fader & Hardie's note on P(alive) in the BG/NBD model."""
    r, alpha, a, b = model
    odds = a / (b + x - 1) * ((alpha + age) / (alpha + recency)) ** (r + x)
    return 1 / (1 + odds)


def get_purchases(model, t, x, recency, age):
    """Return equation 10 of Fader, Hardie & Lee 2005."""
    r, alpha, a, b = model
    z = t / (alpha + age + t)
    series = hyp2f1(r + x, b + x, a + b + x - 1, z)
    bought = 1 - ((alpha + age) / (alpha + age + t)) ** (r + x) * series
    return (a + b + x - 1) / (a - 1) * bought * get_alive(model, x, recency, age)


@pytest.mark.parametrize("parameters", MODELS)
@pytest.mark.parametrize("history", HISTORIES)
def test_who_is_there_and_buys(parameters, history):
    model = BgNbd(*parameters)
    alive = get_alive(parameters, *history)
    assert model.probability_alive(*history) == pytest.approx(alive)
    for t in (0.5, 10, 100):
        expected = get_purchases(parameters, t, *history)
        assert model.expected_purchases(t, *history) == pytest.approx(expected)
        r, alpha = parameters[:2]
        x, _recency, age = history
        idle = ((alpha + age) / (alpha + age + t)) ** (r + x)
        found = model.probability_no_purchase(t, *history)
        assert found == pytest.approx(1 - alive * (1 - idle))


@pytest.mark.parametrize("parameters", MODELS)
def test_new_customers(parameters):
    """Equation 9 of Fader, Hardie & Lee 2005."""
    model = BgNbd(*parameters)
    r, alpha, a, b = parameters
    for t in (1.0, 50.0):
        series = hyp2f1(r, b, a + b - 1, t / (alpha + t))
        expected = (a + b - 1) / (a - 1) * (1 - (alpha / (alpha + t)) ** r * series)
        assert model.expected_purchases(t) == pytest.approx(expected)
    assert model.probability_alive(0, 0, 50) == 1


def integrate_purchases(model, t, x, age):
    """Return the purchases of somebody who is there, by the chance to leave."""
    r, alpha, a, b = model

    def density(p):
        bought = -np.expm1(-(r + x) * np.log1p(p * t / (alpha + age))) / p
        return bought * np.exp(
            (a - 1) * np.log(p) + (b + x - 1) * np.log1p(-p) - betaln(a, b + x)
        )

    parts = [0, 0.001, 0.05, 0.2, 1]
    return sum(
        quad(density, low, high, limit=200)[0]
        for low, high in zip(parts, parts[1:], strict=False)
    )


@pytest.mark.parametrize(
    "parameters",
    [
        (0.5, 2.0, 1.0, 3.0),
        (0.5, 2.0, 2.0, 3.0),
        # many terms, or terms that cancel: not by the series
        (0.5, 2.0, 25.0, 60.0),
        (30.0, 2.0, 2.0, 3.0),
        (90.0, 60.0, 2.0, 3.0),
    ],
)
@pytest.mark.parametrize(("x", "age"), [(0, 0), (2, 5), (40, 9)])
def test_purchases_while_there(parameters, x, age):
    model = BgNbd(*parameters)
    recency = age if x else 0
    alive = model.probability_alive(x, recency, age)
    # the last is beyond what the series is used for
    for t in (0.1, 15.0, 500.0):
        expected = integrate_purchases(parameters, t, x, age) * alive
        found = model.expected_purchases(t, x, recency, age)
        assert found == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("scale", [1e3, 5e4])
@pytest.mark.parametrize(("a", "b"), [(1, 2), (3, 1), (1, 50)])
def test_purchases_where_all_leave_with_the_same_chance(scale, a, b):
    """Then that of a purchase to be the last is no longer drawn."""
    model = BgNbd(0.5, 2, a * scale, b * scale)
    p, t, x, age = a / (a + b), np.array([0.1, 15, 500.0]), 2, 5
    bought = (1 - (1 + p * t / (2 + age)) ** -(0.5 + x)) / p
    expected = bought * model.probability_alive(x, age, age)
    assert model.expected_purchases(t, x, age, age) == pytest.approx(expected, rel=0.01)


def test_many_customers_are_looked_at_in_parts(monkeypatch):
    random = np.random.default_rng(0)
    x = random.integers(0, 9, 60).astype(float)
    age = random.uniform(1, 50, 60)
    model = BgNbd(*MODELS[0])
    t = np.where(random.random(60) < 0.5, 10, 5000)
    whole = model.expected_purchases(t, x, np.where(x > 0, age / 2, 0), age)
    monkeypatch.setattr(bg_nbd, "BLOCK", 7)
    monkeypatch.setattr(bg_nbd, "ROWS", 7)
    found = model.expected_purchases(t, x, np.where(x > 0, age / 2, 0), age)
    assert found == pytest.approx(whole, rel=1e-12)
    each = [
        model.expected_purchases(*row)
        for row in zip(t, x, np.where(x > 0, age / 2, 0), age, strict=True)
    ]
    assert each == pytest.approx(whole, rel=1e-12)


def test_without_drop_out():
    model = BgNbd(0.5, 4, 0, 1)
    assert not model.has_drop_out and BgNbd(0.5, 4, 1e-9, 1).has_drop_out
    assert model.probability_alive([0, 3], [0, 9], [10, 10]).tolist() == [1, 1]
    assert model.expected_purchases(7, 3, 9, 10) == pytest.approx(3.5 * 7 / 14)
    assert model.probability_no_purchase(7, 3, 9, 10) == pytest.approx((14 / 21) ** 3.5)


def integrate_no_purchase(parameters, start, end, x, recency, age):
    """Return 1 − P(alive) E[exp(−l p s) (1 − exp(−l d))], by the chance to leave."""
    r, alpha, a, b = parameters

    def density(p):
        there = alpha + age + p * start
        gone = there + end - start
        rate = (alpha + age) ** (r + x)
        bought = rate * (there ** -(r + x) - gone ** -(r + x))
        return bought * beta_of.pdf(p, a, b + x)

    return 1 - get_alive(parameters, x, recency, age) * quad(density, 0, 1)[0]


@pytest.mark.parametrize("parameters", [MODELS[1], (0.6, 5.0, 1.2, 2.5)])
def test_nothing_bought_in_a_later_period(parameters):
    model = BgNbd(*parameters)
    x, recency, age = (np.array(column) for column in zip(*HISTORIES, strict=True))
    for start, end in ((5, 15), (1, 100), (50, 51)):
        found = probability_no_purchase_between(model, start, end, x, recency, age)
        expected = [
            integrate_no_purchase(parameters, start, end, *history)
            for history in HISTORIES
        ]
        assert found == pytest.approx(expected, abs=2e-5)
    assert found.shape == (5,)


@pytest.mark.parametrize("start", [0, -3])
def test_nothing_bought_from_now_on(start):
    model = BgNbd(*MODELS[0])
    found = probability_no_purchase_between(model, start, 9, [3, 0], [20, 0], [30, 9])
    expected = model.probability_no_purchase(9, [3, 0], [20, 0], [30, 9])
    assert found.tolist() == expected.tolist()
    assert probability_no_purchase_between(model, start, 9, 3, 20, 30).shape == (1,)


def test_without_drop_out_periods_are_alike():
    model = BgNbd(0.5, 4, 0, 1)
    found = probability_no_purchase_between(model, 20, 29, [3], [20], [30])
    assert found.tolist() == [model.probability_no_purchase(9, 3, 20, 30)]


def test_later_periods_join():
    """Who buys in neither of two periods, buys in none of both together: at least."""
    model = BgNbd(*MODELS[1])
    one, two, both = (
        probability_no_purchase_between(model, start, end, [3], [20], [30])[0]
        for start, end in ((2, 9), (9, 30), (2, 30))
    )
    assert one * two < both < min(one, two)


# alpha, beta
RENEWALS = [(0.7, 1.2), (1.7, 3.0), (5.0, 1.0)]


@pytest.mark.parametrize(("alpha", "beta"), RENEWALS)
def test_renewals(alpha, beta):
    model = ShiftedBetaGeometric(alpha, beta)
    leaves = beta_of(alpha, beta)
    stays = {t: leaves.expect(lambda p, t=t: (1 - p) ** t) for t in (1, 2, 3, 5, 8)}
    for t, share in stays.items():
        assert model.survival(t) == pytest.approx(share)
    assert model.retention(1) == pytest.approx(stays[1])
    assert model.retention(2) == pytest.approx(stays[2] / stays[1])
    assert model.retention(3) == pytest.approx(stays[3] / stays[2])
    assert model.survival(5, 3) == pytest.approx(stays[8] / stays[3])
    assert model.survival([0, 3]) == pytest.approx([1, stays[3]])


def test_periods_that_are_refused():
    model = ShiftedBetaGeometric(1.7, 3.0)
    with pytest.raises(ValueError, match="^the first period is 1$"):
        model.retention([1, 0])
    with pytest.raises(ValueError, match="renewals"):
        model.survival(1, -1)


@pytest.mark.parametrize("rate", [0.0, 0.1, 1.0, 0.01])
@pytest.mark.parametrize("renewals", [0, 4])
def test_periods_to_come(rate, renewals):
    model = ShiftedBetaGeometric(2.7, 3.0)
    periods = np.arange(100_000.0)
    counted = model.survival(periods, renewals) * (1 / (1 + rate)) ** periods
    found = model.expected_lifetime(renewals, rate)
    assert found == pytest.approx(counted.sum(), rel=1e-9 if rate else 1e-3)
    some = counted[:6].sum()
    assert model.expected_lifetime(renewals, rate, periods=6) == pytest.approx(some)
    assert model.expected_lifetime(renewals, rate, periods=0) == 0


def test_those_who_stay_for_ever():
    for alpha, expected in ((0.9, np.inf), (1.0, np.inf), (1.5, 9.0)):
        model = ShiftedBetaGeometric(alpha, 4.0)
        assert model.expected_lifetime() == expected
    found = ShiftedBetaGeometric(0.9, 4.0).expected_lifetime([0, 1], [0, 0.5])
    assert found[0] == np.inf and np.isfinite(found[1])
