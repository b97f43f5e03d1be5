# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""All of CDNOW: 39 weeks to learn from, and what happened in the 39 weeks after."""

import numpy as np
import pytest

from forecasting import churn, evaluation, grades
from forecasting.features import count_purchases, summarize
from forecasting.lifetime_value import fit_bg_nbd, fit_gamma_gamma

from .cdnow import read

CUT, END = np.datetime64("1997-09-30"), np.datetime64("1998-06-30")
WEEKS = 39


@pytest.fixture(scope="module")
def histories():
    return summarize(*read("CDNOW_master.txt", headings=1), CUT, 7.0)


@pytest.fixture(scope="module")
def later(histories):
    lines = read("CDNOW_master.txt", headings=1)
    return count_purchases(*lines, CUT, END, histories.customers)


@pytest.fixture(scope="module")
def bg_nbd(histories):
    return fit_bg_nbd(histories.frequency, histories.recency, histories.age)


def get_history(histories):
    return histories.frequency, histories.recency, histories.age


def test_customers(histories):
    assert len(histories.customers) == 23_570


def test_number_of_purchases(histories, later, bg_nbd):
    expected = bg_nbd.expected_purchases(WEEKS, *get_history(histories))
    # Christmas is among the weeks after: the model is known to expect too few
    assert 0.8 < expected.sum() / later[0].sum() < 1
    assert np.corrcoef(expected, later[0])[0, 1] > 0.6


def test_customers_of_high_value(histories, later, bg_nbd):
    values = fit_gamma_gamma(histories.frequency, histories.mean_value)
    expected = bg_nbd.expected_purchases(WEEKS, *get_history(histories))
    expected *= values.expected_value(histories.frequency, histories.mean_value)
    share = evaluation.get_high_value_share(histories.total_value)
    baseline = evaluation.get_baseline_value(histories.total_value, 9, 9, 0.5)
    found, simple = (
        evaluation.get_success_rate(predicted, later[1], share)
        for predicted in (expected, baseline)
    )
    assert grades.grade_lifetime_value(found, simple) in ("A", "B")
    assert evaluation.get_rmse(expected, later[1]) < evaluation.get_rmse(
        baseline, later[1]
    )


def test_who_does_not_buy(histories, later, bg_nbd):
    idle = bg_nbd.probability_no_purchase(WEEKS, *get_history(histories))
    gone = later[0] == 0
    # 1 − P(alive) is what it must not be: nearly all one-time buyers stay away
    alive = bg_nbd.probability_alive(*get_history(histories))
    assert evaluation.get_accuracy(idle, gone)[0] > 0.75
    assert evaluation.get_accuracy(1 - alive, gone)[0] < 0.5
    assert abs(idle.mean() - gone.mean()) < 0.05


def test_classifier_is_as_good(histories, later, bg_nbd):
    features = np.column_stack(
        [*get_history(histories), histories.mean_value, histories.total_value]
    )
    gone = later[0] == 0
    half = np.arange(len(gone)) % 2 == 0
    model = churn.fit(features[half], gone[half])
    found = model.predict(features[~half])
    idle = bg_nbd.probability_no_purchase(WEEKS, *get_history(histories))[~half]
    errors = [np.mean((each - gone[~half]) ** 2) for each in (found, idle)]
    assert errors[0] < errors[1]
    assert evaluation.get_accuracy(found, gone[~half])[0] > 0.75
