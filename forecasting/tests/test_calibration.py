# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Probabilities of trees are calibrated on rows that the trees have not seen."""

import numpy as np
import pytest
from scipy.special import expit

from forecasting import churn
from forecasting.classifiers import BoostedTrees, Calibration

COUNT = 2000


def simulate(count, seed, width=10):
    """Return features, the first of which matters, and who churned: 1 of 3."""
    random = np.random.default_rng(seed)
    features = random.normal(size=(count, width))
    return features, random.random(count) < expit(features[:, 0] - 0.8)


def get_error(model, features, churned):
    """Return how far probabilities are from frequencies: 20 bins of equal size."""
    found = model.predict(features)
    bins = np.array_split(np.argsort(found), 20)
    gaps = [abs(found[rows].mean() - churned[rows].mean()) for rows in bins]
    return float(np.mean(gaps))


class Seen:
    """Which rows the trees and the calibration were given: column 0 is the row."""

    def __init__(self, monkeypatch):
        self.trained, self.predicted, self.calibrated = [], [], []
        seen, fit = self, Calibration.fit

        class Trees(BoostedTrees):
            def __init__(self, features, churned):
                super().__init__(features, churned)
                seen.trained.append((features[:, 0].astype(int), churned))

            def get_logits(self, features):
                seen.predicted.append(features[:, 0].astype(int))
                return super().get_logits(features)

        def fit_and_tell(logits, happened):
            seen.calibrated.append((logits, happened))
            return fit(logits, happened)

        monkeypatch.setattr(churn, "BoostedTrees", Trees)
        monkeypatch.setattr(churn.Calibration, "fit", fit_and_tell)


def test_rows_to_calibrate_on_are_a_fifth_that_was_not_trained_on(monkeypatch):
    features, churned = simulate(COUNT, seed=0)
    features[:, 0] = np.arange(COUNT)
    seen = Seen(monkeypatch)
    model = churn.fit(features, churned)
    [(trained, classes)], [held] = seen.trained, seen.predicted
    [(logits, happened)] = seen.calibrated
    assert sorted([*trained, *held]) == list(range(COUNT))
    # every fifth of each class, from the first on
    for value in (False, True):
        total = int((churned == value).sum())
        assert int((churned[held] == value).sum()) == -(-total // 5)
    assert np.array_equal(classes, churned[trained])
    assert np.array_equal(happened, churned[held])
    assert np.array_equal(logits, model.classifier.get_logits(features[held]))
    assert vars(model.calibration) == vars(Calibration.fit(logits, happened))


def test_rows_to_calibrate_on_are_from_everywhere(monkeypatch):
    # in the order of time the last rows differ from the first: none may be left out
    features, churned = simulate(COUNT, seed=0)
    features[:, 0] = np.arange(COUNT)
    seen = Seen(monkeypatch)
    churn.fit(features, churned)
    [held] = seen.predicted
    for part in np.array_split(np.arange(COUNT), 8):
        assert 0.1 < np.isin(part, held).mean() < 0.3
    assert len(set(np.diff(np.sort(held)))) > 5, "in a fixed pattern"


def test_trees_that_are_too_sure_are_put_right(monkeypatch):
    class Boaster:
        """Log-odds in the right order, but three times too large, and shifted."""

        name = "boaster"

        def __init__(self, features, churned):
            pass

        def get_logits(self, features):
            return 3 * (features[:, 0] - 0.8) + 2

    monkeypatch.setattr(churn, "BoostedTrees", Boaster)
    later = simulate(20_000, seed=99)
    for seed in range(5):
        model = churn.fit(*simulate(4000, seed))
        assert model.calibration.slope == pytest.approx(1 / 3, abs=0.08)
        assert model.calibration.intercept == pytest.approx(-2 / 3, abs=0.25)
        assert get_error(model, *later) < 0.035
        model.calibration = Calibration()
        assert get_error(model, *later) > 0.15


def test_trees_that_learned_by_heart_are_put_right(monkeypatch):
    class Parrot:
        """Knows what it was trained on, and guesses about everybody else."""

        name = "parrot"

        def __init__(self, features, churned):
            self.known = dict(zip(features[:, 1].tolist(), churned, strict=True))

        def get_logits(self, features):
            known = [self.known.get(key) for key in features[:, 1].tolist()]
            guesses = np.where(np.sin(1000 * features[:, 1]) > 0, 1.0, -1.0)
            sure = [0.0 if value is None else 16 * value - 8.0 for value in known]
            return np.where([value is None for value in known], guesses, sure)

    monkeypatch.setattr(churn, "BoostedTrees", Parrot)
    model = churn.fit(*simulate(COUNT, seed=0))
    # calibrated on what it knows by heart, it would be as sure about the others
    assert get_error(model, *simulate(20_000, seed=99)) < 0.05


def test_trees_themselves_are_calibrated():
    # many features of chance and few rows: what trees learn by heart is most of it
    later = simulate(20_000, seed=99)
    errors, slopes = [], []
    for seed in range(8):
        model = churn.fit(*simulate(1000, seed))
        errors.append(get_error(model, *later))
        logits = model.classifier.get_logits(later[0])
        line = Calibration.fit(model.calibration.apply(logits), later[1])
        slopes.append(line.slope)
    assert np.mean(slopes) == pytest.approx(1.05, abs=0.13)
    assert np.mean(errors) < 0.04


def test_line_of_the_calibration():
    random = np.random.default_rng(0)
    logits = random.normal(scale=2, size=50_000)
    for slope, intercept in ((1, 0), (0.5, -1), (2, 0.7)):
        happened = random.random(len(logits)) < expit(slope * logits + intercept)
        line = Calibration.fit(logits, happened.astype(int))
        assert line.slope == pytest.approx(slope, rel=0.05)
        assert line.intercept == pytest.approx(intercept, abs=0.05)
        expected = slope * np.array([-1.0, 0, 3]) + intercept
        assert line.apply(np.array([-1.0, 0, 3])) == pytest.approx(expected, abs=0.25)


def test_line_says_what_was_most_likely():
    # the smoothed targets of Platt: (3 + 1) / (3 + 2) and 1 / (5 + 2)
    logits = np.array([-3.0, -2, -1, 0, 1, 2, 0.5, -0.5])
    happened = np.array([0, 0, 0, 1, 1, 1, 0, 0])
    line = Calibration.fit(logits, happened)
    gaps = np.where(happened == 1, 4 / 5, 1 / 7) - expit(line.apply(logits))
    assert gaps.sum() == pytest.approx(0, abs=1e-4)
    assert (gaps * logits).sum() == pytest.approx(0, abs=1e-4)


def test_slopes_have_limits():
    logits = np.linspace(-1, 1, 4000)
    backwards, steep = (logits < 0).astype(int), (logits > 0).astype(int)
    assert Calibration.fit(logits, backwards).slope == 0.1
    assert Calibration.fit(logits, steep).slope == 3.0
    assert vars(Calibration()) == {"slope": 1.0, "intercept": 0.0}


def test_probabilities_are_as_high_as_churn_is_now():
    """Once four of ten left, of late one of ten; what tells who is the same."""
    random = np.random.default_rng(9)
    features = random.normal(size=(12_000, 3))
    latest = np.arange(12_000) >= 9_000
    shift = np.where(latest, -2.9, -0.6)
    churned = random.random(12_000) < 1 / (1 + np.exp(-1.5 * features[:, 0] - shift))
    rate = churned[latest].mean()
    assert rate < 0.15 < 0.3 < churned[~latest].mean()
    later = random.normal(size=(5000, 3))
    told = churn.fit(features, churned, latest).predict(later).mean()
    before = churn.fit(features, churned).predict(later).mean()
    assert told == pytest.approx(rate, abs=0.02)
    assert before > 1.6 * rate


def test_too_few_latest_rows_do_not_calibrate():
    features = np.random.default_rng(1).normal(size=(3000, 2))
    churned = features[:, 0] > 0.5
    expected = churn.fit(features, churned).predict(features)
    for some in (np.zeros(3000, bool), np.arange(3000) < 20, features[:, 0] > 1):
        found = churn.fit(features, churned, some).predict(features)
        assert np.array_equal(found, expected)
    with pytest.raises(ValueError, match="latest"):
        churn.fit(features, churned, [True])
