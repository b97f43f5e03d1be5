# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When customers buy next, with customers whose rhythm is made up and known."""

import numpy as np
import pytest

from forecasting import trust
from forecasting.next_purchase import (
    HIGH,
    LOW,
    NextPurchase,
    _get_log_likelihood,
    get_rule_days,
)

DAYS = 60


def _simulate(count=4000, p=3.0, q=4.0, v=60.0, a=0.6, b=6.0, seed=1):
    """Return histories until day 700, and when each buys next (infinite: never)."""
    random = np.random.default_rng(seed)
    rows, following = [], []
    for _ in range(count):
        rate, leaves = random.gamma(q, 1 / v), random.beta(a, b)
        first = day = last = random.uniform(0, 500)
        bought, next_day = 1, np.inf
        while random.random() >= leaves:
            day += random.gamma(p, 1 / rate)
            if day > 700:
                next_day = day - 700
                break
            last, bought = day, bought + 1
        rows.append((bought, 700 - last, 700 - first))
        following.append(next_day)
    return np.array(rows), np.array(following)


def _fit(features):
    bought, waited, age = features.T
    return NextPurchase.fit(bought - 1, age - waited, age)


@pytest.fixture(scope="module")
def customers():
    features, following = _simulate()
    return features, following, _fit(features)


def test_parameters_come_near_to_those_of_the_customers(customers):
    model = customers[2]
    assert model.p == pytest.approx(3, rel=0.35)
    # mean time between purchases of all, p v / (q − 1)
    assert model.p * model.v / (model.q - 1) == pytest.approx(60, rel=0.15)
    assert model.a / (model.a + model.b) == pytest.approx(0.6 / 6.6, rel=0.3)


def test_probabilities_are_right(customers):
    features, following, model = customers
    predicted = model.get_probability(features, DAYS)
    happened = following <= DAYS
    assert predicted.mean() == pytest.approx(happened.mean(), abs=0.02)
    for group in trust.get_calibration(predicted, happened):
        assert group["predicted"] == pytest.approx(group["observed"], abs=0.08)
    alive = model.get_alive(features)
    assert alive.mean() == pytest.approx(np.isfinite(following).mean(), abs=0.03)


def test_eight_of_ten_buy_within_the_interval(customers):
    features, following, model = customers
    there = np.isfinite(following)
    low, high = (model.get_days(features[there], share) for share in (LOW, HIGH))
    within = (following[there] >= low) & (following[there] <= high)
    assert within.mean() == pytest.approx(0.8, abs=0.04)
    middle = model.get_days(features[there])
    assert (following[there] <= middle).mean() == pytest.approx(0.5, abs=0.04)
    assert (low <= middle).all() and (middle <= high).all()


def test_it_finds_more_than_the_simple_rule(customers):
    features, following, model = customers
    # within a longer time nearly all buy who are still there, which any rule tells
    happened = following <= 14
    predicted = model.get_probability(features, 14)
    count = round(predicted.sum())
    marked = trust.get_top(predicted, count)
    rule = trust.get_top(-np.abs(get_rule_days(features)), count)
    assert trust.get_difference(marked, rule, happened).low > 0


def test_own_rhythm_counts_the_more_the_more_is_known():
    model = NextPurchase(3, 4, 60, 0.6, 6)
    # bought just now, every ten days, once again or twenty times
    once, often = model.get_days([[2, 0, 10], [21, 0, 200]])
    unknown = model.get_days([[1, 0, 0]])[0]
    assert often < once < unknown
    assert often == pytest.approx(10, abs=4)


def test_who_waits_for_long_has_left():
    model = NextPurchase(3, 4, 60, 0.6, 6)
    alive = model.get_alive([[10, days, 200 + days] for days in (0, 30, 100, 1000)])
    assert (np.diff(alive) < 0).all()
    assert alive[-1] < 0.01
    assert 0 <= model.get_probability([[10, 1000, 1200]], DAYS)[0] < 0.01


def test_likelihood_is_a_density():
    """The chances of all that one repeat purchase can look like add up to 1."""
    from scipy.integrate import quad

    parameters = (2.0, 3.0, 1.5, 0.7, 3.0)

    def of(x, recency, waited):
        rows = (np.array([float(some)]) for some in (x, recency, waited))
        return float(np.exp(_get_log_likelihood(parameters, *rows))[0])

    # until time 2: no purchase; or one at t and no more until then (further ones are
    # what the survival after it leaves out)
    none = of(0, 0, 2)
    assert 0 < none < 1
    first = quad(lambda t: of(1, t, 0), 0, 2)[0]
    # with nothing to wait for, what follows is certain: all who buy until then
    dropped = 0.7 / 3.7
    model = NextPurchase(*parameters)
    bought = (1 - dropped) * (1 - model._get_survival(2.0, 0.0, 0.0))
    assert first == pytest.approx(bought, rel=1e-6)
    assert none == pytest.approx(1 - bought, rel=1e-6)


def test_parameters_are_kept():
    model = NextPurchase(3, 4, 60, 0.6, 6)
    again = NextPurchase.load(model.get_parameters())
    rows = [[3, 5, 50], [1, 100, 100]]
    assert again.get_days(rows).tolist() == model.get_days(rows).tolist()


def test_extremes_stay_finite():
    model = NextPurchase(3, 4, 60, 0.6, 6)
    rows = [[1, 0, 0], [1, 9999, 9999], [5000, 0, 5000], [5000, 5000, 9999]]
    for found in (
        model.get_probability(rows, 365),
        model.get_alive(rows),
        model.get_days(rows),
        model.get_days(rows, HIGH),
    ):
        assert np.isfinite(found).all()
    probability = model.get_probability(rows, 365)
    assert ((probability >= 0) & (probability <= 1)).all()


def test_nobody_bought_again():
    with pytest.raises(ValueError, match="again"):
        NextPurchase.fit([0, 0], [0, 0], [10, 20])


def test_simple_rule():
    rows = [[3, 5, 25], [1, 4, 4], [2, 40, 50]]
    # every 10 days and 5 since; as usual (10) and 4 since; every 10 and 40 since
    assert get_rule_days(rows).tolist() == [5, 6, -30]
    assert get_rule_days([[1, 4, 4]]).tolist() == [-4]
