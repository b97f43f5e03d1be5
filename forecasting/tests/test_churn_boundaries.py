# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From how many rows on churn is foretold in which way, and what matters to it."""

import numpy as np
import pytest

from forecasting import churn
from forecasting.classifiers import Calibration


def make_rows(count, churned):
    """Return features of chance, and as many who churned as asked for."""
    features = np.random.default_rng(0).normal(size=(count, 2))
    return features, np.arange(count) < churned


@pytest.mark.parametrize(
    ("count", "churned", "method"),
    [
        (1000, 50, "boosted_trees"),
        (1000, 950, "boosted_trees"),
        (999, 50, "logistic"),
        (999, 500, "logistic"),
        (1000, 49, "logistic"),
        (1000, 951, "logistic"),
        (1000, 1, "logistic"),
        (1000, 0, "constant_rate"),
        (1000, 1000, "constant_rate"),
    ],
)
def test_rows_that_trees_need(count, churned, method):
    model = churn.fit(*make_rows(count, churned))
    assert model.method == method
    is_calibrated = vars(model.calibration) != vars(Calibration())
    assert is_calibrated == (method == "boosted_trees")


@pytest.mark.parametrize(
    ("column", "method"),
    [
        ([3, 3, 3, 3], "constant_rate"),
        ([np.nan] * 4, "constant_rate"),
        ([np.inf, np.nan, -np.inf, np.nan], "constant_rate"),
        ([0, 0, 0, np.nan], "logistic"),
        ([np.nan, 0, np.nan, np.nan], "logistic"),
        ([1, 1, 1, 2], "logistic"),
        ([2, 1, 1, 1], "logistic"),
    ],
)
def test_features_that_vary(column, method):
    features = np.column_stack([[5.0] * 4, column])
    model = churn.fit(features, [True, False, False, False])
    assert model.method == method


def test_no_features():
    model = churn.fit([], [True, False])
    assert model.method == "constant_rate"
    assert model.predict(np.zeros((3, 0))) == pytest.approx([0.5] * 3)
    assert churn.fit([], []).predict(np.zeros((1, 0))) == pytest.approx([0.5])


def test_what_does_not_fit_together_is_told():
    features, churned = make_rows(10, 4)
    model = churn.fit(features, churned)
    words = "features must have a row for each element of churned"
    for wrong in (features[0], features[None], features[:9], features[:, :, None]):
        with pytest.raises(ValueError, match=words):
            churn.fit(wrong, churned)
    with pytest.raises(ValueError, match=words):
        churn.fit(features, churned[:, None])
    with pytest.raises(ValueError, match=words):
        model.get_influence(features, churned[:9])
    with pytest.raises(ValueError, match="must hold booleans, or 0 and 1"):
        churn.fit(features, churned * 2)
    for wrong in (features[0], features[:, :1]):
        with pytest.raises(ValueError, match="rows must have 2 features"):
            model.predict(wrong)


# influence


class Line:
    """Log-odds along a line, and of how many rows they were asked."""

    name = "line"

    def __init__(self, *slopes):
        self.slopes = np.array(slopes, dtype=float)
        self.counts = []

    def get_logits(self, features):
        self.counts.append(len(features))
        return features @ self.slopes


def make_model(*slopes):
    """Return a model of a line."""
    return churn.ChurnModel(Line(*slopes), Calibration(), np.zeros((1, len(slopes))))


def get_loss(logits, churned):
    """Return the mean log loss, as it is in books."""
    probabilities = 1 / (1 + np.exp(-logits))
    return -np.mean(np.where(churned, np.log(probabilities), np.log1p(-probabilities)))


def test_influence_is_by_how_much_the_loss_rises():
    features, _churned = make_rows(2000, 0)
    churned = features @ [2, 1] > np.random.default_rng(1).logistic(size=2000)
    found = make_model(2, 1).get_influence(features, churned)
    random = np.random.default_rng(0)
    orders = [random.permutation(2000) for _repetition in range(3)]
    losses = np.zeros((2, 3))
    for number in range(2):
        for place, order in enumerate(orders):
            shuffled = features.copy()
            shuffled[:, number] = features[order, number]
            losses[number, place] = get_loss(shuffled @ [2, 1], churned)
    rises = losses.mean(axis=1) - get_loss(features @ [2, 1], churned)
    assert found == pytest.approx(100 * rises / rises.sum())
    assert found.sum() == pytest.approx(100)


def test_what_misleads_or_is_not_looked_at_has_no_influence():
    features, _churned = make_rows(500, 0)
    churned = features[:, 0] > 0
    assert make_model(1, 0).get_influence(features, churned).tolist() == [100, 0]
    assert make_model(0, 0).get_influence(features, churned).tolist() == [0, 0]
    misled = make_model(-1, 0).get_influence(features, churned)
    assert misled.tolist() == [0, 0]
    both = make_model(-1, 1).get_influence(features, features.any(axis=1))
    assert np.all(both >= 0)
    assert make_model(1, 1).get_influence(features[:0], []).tolist() == [0, 0]


@pytest.mark.parametrize(("count", "asked"), [(4999, 4999), (5000, 5000), (5001, 5000)])
def test_rows_that_are_asked_for_the_influence(count, asked):
    features, _churned = make_rows(count, 0)
    model = make_model(1, 0)
    found = model.get_influence(features, features[:, 0] > 0)
    # once as they are, and each of two features shuffled three times
    assert model.classifier.counts == [asked] * 7
    assert found.tolist() == pytest.approx([100, 0])


# calibration


@pytest.mark.parametrize("logit", [-1.0, 1.0])
def test_of_many_lines_the_nearest_to_none_is_taken(logit):
    """Equal log-odds say nothing about the slope."""
    happened = np.arange(98) < 79
    line = Calibration.fit(np.full(98, logit), happened.astype(int))
    # (79 + 1) / (79 + 2) of those it happened to, and 1 / (19 + 2) of the others
    rate = (79 * 80 / 81 + 19 / 21) / 98
    gap = np.log(rate / (1 - rate)) - logit
    assert line.slope == pytest.approx(np.clip(1 + gap * logit / 2, 0.1, 3), abs=1e-3)
    assert line.intercept == pytest.approx(gap / 2, abs=1e-3)


def test_log_odds_of_zero_have_no_slope():
    line = Calibration.fit(np.zeros(40), (np.arange(40) < 20).astype(int))
    assert vars(line) == pytest.approx({"slope": 1.0, "intercept": 0.0}, abs=1e-6)


def test_log_odds_that_are_far_off_are_put_right():
    random = np.random.default_rng(0)
    logits = random.normal(scale=2, size=20_000)
    happened = random.random(20_000) < 1 / (1 + np.exp(-logits))
    line = Calibration.fit(logits + 4, happened.astype(int))
    assert line.slope == pytest.approx(1, abs=0.05)
    assert line.intercept == pytest.approx(-4, abs=0.2)
