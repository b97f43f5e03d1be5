# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Settings are chosen on earlier days, and the way that finds most is used."""

import numpy as np
import pytest

from forecasting import ease, evaluation, recommendation, recommendation_trial
from forecasting.recommendation_trial import choose_settings, try_ways

from .test_ease import simulate

CUT, EARLIER = 630, 560


@pytest.fixture(scope="module")
def lines():
    return *simulate(), np.ones(30_000)


@pytest.fixture(scope="module")
def known(lines):
    return [some[lines[2] <= CUT] for some in lines]


def test_settings_are_the_best_of_those_tried(known):
    chosen = choose_settings(*known, EARLIER, 10, exclude=None)
    before = known[2] <= EARLIER
    model = recommendation.fit(*(some[before] for some in known))
    later = known[0][~before], known[1][~before]
    asked = np.intersect1d(known[0][before], later[0])

    def judge(**settings):
        found, _scores = model.turn("ease", **settings).predict(asked, 10)
        return evaluation.get_ndcg(found, asked, *later)

    best = judge(**chosen)
    usual = {"penalty": chosen["penalty"], "own": ease.OWN}
    assert best >= judge(**usual)
    for factor in recommendation_trial.OWNS:
        assert best >= judge(**{**usual, "own": ease.OWN * factor})


def test_later_days_change_no_setting(lines, known):
    """Settings rest on days until the cut: none of the tested days is among them."""
    chosen = choose_settings(*known, EARLIER, 10, exclude="bought")
    # what is the same until the cut, with other purchases later
    changed = np.where(lines[2] > CUT, (lines[1] * 7) % 300, lines[1])
    other = [some[lines[2] <= CUT] for some in (lines[0], changed, *lines[2:])]
    assert choose_settings(*other, EARLIER, 10, exclude="bought") == chosen


def test_what_cannot_be_told_apart_stays_usual(known):
    few = known[0] < 20
    assert choose_settings(*(some[few] for some in known), EARLIER, 10) == {}
    nothing = np.zeros(0)
    assert choose_settings(nothing, nothing, nothing, nothing, 5, 10) == {}
    # nothing is recommended again: how often it would be does not matter
    chosen = choose_settings(*known, EARLIER, 10, exclude="bought")
    assert chosen["own"] == ease.OWN


def test_the_best_way_is_used(lines, known):
    later = lines[2] > CUT
    customers = np.unique(lines[0][later])
    model = recommendation.fit(*known)
    settings = choose_settings(*known, EARLIER, 5)
    trial = try_ways(model, settings, customers, 5, lines[0][later], lines[1][later])
    rates = {method: hits.mean() for method, hits in trial.hits.items()}
    assert set(rates) == set(recommendation.METHODS)
    assert rates[trial.method] == max(rates.values())
    # a choice is judged on others than it was made on
    assert trial.judged.mean() <= max(rates.values()) + 1e-9
    ours, _scores = model.turn("ease", **settings).predict(customers, 5)
    assert np.array_equal(trial.found["ease"], ours)


def test_few_products_keep_nearly_all_leads():
    lines = simulate(customers=800, products=250)
    leads = recommendation.fit(*lines, None).turn("ease").leads
    # more than the hundred of a large shop
    assert np.diff(leads.weights.indptr).min() > 200
