# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Churn told from purchase histories: what the columns mean, and what is kept."""

import numpy as np
import pytest

from forecasting.bg_nbd import BgNbd
from forecasting.churn_history import HistoryChurn

from .simulation import simulate_bg_nbd

TRUTH = {"r": 1.5, "alpha": 10.0, "a": 0.8, "b": 2.5}


@pytest.fixture(scope="module")
def model():
    return HistoryChurn.load(TRUTH, 0, 15)


def test_parameters_are_kept():
    names = ("frequency", "recency", "age")
    figures = dict(zip(names, simulate_bg_nbd(3000, **TRUTH), strict=True))
    found = HistoryChurn.fit(figures, 0, 15)
    parameters = found.get_parameters()
    assert set(parameters) == {*TRUTH, "log_likelihood"}
    assert parameters["log_likelihood"] == found.bg_nbd.log_likelihood < 0
    assert parameters["r"] == pytest.approx(1.5, rel=0.3)
    again = HistoryChurn.load(parameters, 0, 15)
    assert {name: again.get_parameters()[name] for name in TRUTH} == {
        name: parameters[name] for name in TRUTH
    }
    rows = [[3, 5, 30], [1, 30, 30]]
    assert again.predict(rows) == pytest.approx(found.predict(rows))


def test_days_with_purchases_and_since_the_first_and_last(model):
    """One purchase is no repeat purchase, and has no time between two."""
    rows = [[3, 5, 30], [2, 0, 30], [1, 30, 30], [1, 12, 30], [0, 7, 30], [2, 40, 30]]
    histories = [
        (2, 25, 30),
        (1, 30, 30),
        (0, 0, 30),
        (0, 0, 30),
        (0, 0, 30),
        (1, 0, 30),
    ]
    expected = BgNbd(**TRUTH).probability_no_purchase(15, *np.transpose(histories))
    found = model.predict(rows)
    assert found == pytest.approx(expected)
    assert (model.method, len(model.names)) == ("bg_nbd", 3)


def test_period_that_begins_later():
    rows = [[3, 5, 30]]
    quiet = HistoryChurn.load(TRUTH, 10, 25).predict(rows)
    sooner = HistoryChurn.load(TRUTH, 0, 15).predict(rows)
    longer = HistoryChurn.load(TRUTH, 0, 25).predict(rows)
    # more have left by then; and in more days more is bought
    assert longer < sooner < quiet


def test_influence_and_effects(model):
    rows = np.array([[2.0, 5, 30], [5, 5, 30], [2, 5, 30]])
    assert model.get_influence(rows, None) == pytest.approx([100, 0, 0])
    effects = model.get_effects(rows)
    odds = np.log(model.predict(rows) / (1 - model.predict(rows)))
    assert effects[:, 0] == pytest.approx(odds - odds[0])
    assert effects[:, 1:] == pytest.approx(np.zeros((3, 2)))
    assert model.get_effects(rows[:0]).shape == (0, 3)


def test_certainty_is_a_number_of_log_odds():
    never = HistoryChurn.load({**TRUTH, "a": 1e9, "b": 1e-3}, 0, 15)
    effects = never.get_effects(np.array([[9.0, 29, 30], [1, 0, 30], [1, 0, 30]]))
    usual = never.predict([[1, 0, 30]])[0]
    limit = np.log(1e-9 / (1 - 1e-9))
    assert effects[0, 0] == pytest.approx(-limit - np.log(usual / (1 - usual)), rel=0.5)
    assert np.isfinite(effects).all()
