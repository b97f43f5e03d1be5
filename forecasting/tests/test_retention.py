# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Shifted-beta-geometric: what must hold whatever the data are."""

import numpy as np
import pytest

from forecasting.retention import ShiftedBetaGeometric, fit_sbg

MODEL = ShiftedBetaGeometric(1.7, 3.0)


@pytest.mark.parametrize(
    "survivors",
    [[100], [0], [0, 0], [100, 100, 100], [100, 0], [100, 0, 0], [1, 1], [1000, 900]],
)
def test_few_periods(survivors):
    model = fit_sbg(survivors)
    assert np.isfinite([model.alpha, model.beta, model.log_likelihood]).all()
    curve = model.survival(np.arange(20))
    assert curve[0] == 1 and np.all(np.diff(curve) <= 0) and np.all(curve >= 0)


def test_nobody_leaves_and_everybody_leaves():
    assert fit_sbg([100, 100, 100]).survival(5) > 0.999
    assert fit_sbg([100, 0]).survival(1) < 0.001


def test_same_risk_for_all():
    model = fit_sbg(1000 * 0.8 ** np.arange(8))
    assert model.retention([1, 5, 30]) == pytest.approx(0.8, abs=1e-3)


def test_cohorts_of_different_age():
    cohort = 1000 * ShiftedBetaGeometric(0.7, 1.2).survival(np.arange(10))
    model = fit_sbg([cohort, cohort[:5], cohort[:2], cohort[:1]])
    assert [model.alpha, model.beta] == pytest.approx([0.7, 1.2], rel=1e-3)
    twice = fit_sbg([cohort, cohort])
    assert twice.log_likelihood == pytest.approx(2 * fit_sbg(cohort).log_likelihood)


def test_retention_rises():
    found = MODEL.retention(np.arange(1, 30))
    assert np.all(np.diff(found) > 0)
    assert np.cumprod(found) == pytest.approx(MODEL.survival(np.arange(1, 30)))


def test_survival_after_renewals():
    assert MODEL.survival(3, 4) == pytest.approx(MODEL.survival(7) / MODEL.survival(4))


@pytest.mark.parametrize("rate", [0.0, 0.1, 1.0])
def test_lifetime_is_the_sum_of_survival(rate):
    periods = np.arange(1000)
    curve = MODEL.survival(periods, 2) / (1 + rate) ** periods
    found = MODEL.expected_lifetime(2, rate, periods=1000)
    assert found == pytest.approx(curve.sum())
    if rate:
        assert MODEL.expected_lifetime(2, rate) == pytest.approx(found)
    assert MODEL.expected_lifetime() == pytest.approx(3.7 / 0.7)
    assert ShiftedBetaGeometric(0.7, 3).expected_lifetime() == np.inf


@pytest.mark.parametrize("survivors", [[], [5, 6], [5, -1], [5, np.nan]])
def test_wrong_survivors_are_refused(survivors):
    with pytest.raises(ValueError):
        fit_sbg(survivors)
