# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The churn model."""

import multiprocessing
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from forecasting import churn


def simulate(count, seed=0):
    """Return features, the first two of which matter, and who churned."""
    random = np.random.default_rng(seed)
    features = random.normal(size=(count, 5))
    logits = 1.5 * features[:, 0] - features[:, 1] ** 2
    features[:, 3] = 7
    features[random.random(features.shape) < 0.05] = np.nan
    return features, random.random(count) < 1 / (1 + np.exp(-logits))


@pytest.mark.parametrize(
    "count, method", [(5, "logistic"), (400, "logistic"), (6000, "boosted_trees")]
)
def test_probabilities(count, method):
    features, churned = simulate(count)
    model = churn.fit(features, churned)
    assert model.method == method
    found = model.predict(features)
    assert found.shape == (count,) and np.all((found >= 0) & (found <= 1))
    assert np.array_equal(found, churn.fit(features, churned).predict(features))
    assert np.array_equal(found, pickle.loads(pickle.dumps(model)).predict(features))
    assert len(model.predict(features[:0])) == 0


def test_probabilities_are_as_high_as_churn_is_frequent():
    model = churn.fit(*simulate(20_000))
    features, churned = simulate(20_000, seed=1)
    found = model.predict(features)
    for low in np.arange(0.1, 0.9, 0.2):
        some = (found >= low) & (found < low + 0.2)
        assert found[some].mean() == pytest.approx(churned[some].mean(), abs=0.04)


@pytest.mark.parametrize("count", [400, 6000])
def test_influence_and_effects(count):
    features, churned = simulate(count)
    model = churn.fit(features, churned)
    influence = model.get_influence(features, churned)
    assert influence.sum() == pytest.approx(100) and np.all(influence >= 0)
    assert influence.argmax() == 0
    row = np.nanmedian(features, axis=0)[None]
    assert model.get_effects(row) == pytest.approx(np.zeros((1, 5)))
    row[0, 0] += 2
    effects = model.get_effects(row)
    assert effects[0, 0] > 0.5 and effects[0, 1:] == pytest.approx(np.zeros(4))


@pytest.mark.parametrize("count", [1, 20, 2000])
@pytest.mark.parametrize("value", [False, True])
def test_one_class(count, value):
    features, _churned = simulate(count)
    model = churn.fit(features, np.full(count, value))
    assert model.method == "constant_rate"
    found = model.predict(features)
    assert np.all(found == found[0]) and (found[0] > 0.5) == value
    assert not model.get_influence(features, np.full(count, value)).any()


def test_constant_and_unknown_features():
    churned = np.arange(2000) % 4 == 0
    for value in (3.0, np.nan, np.inf):
        model = churn.fit(np.full((2000, 2), value), churned)
        assert model.predict([[1, 2]]) == pytest.approx(0.25, abs=0.001)


@pytest.mark.parametrize("known", [0, 1, 60, 1500])
def test_features_that_few_rows_have(known):
    features, churned = simulate(3000)
    features[known:, 1] = np.nan
    model = churn.fit(features, churned)
    assert model.method == "boosted_trees"
    assert np.isfinite(model.predict(features)).all()


def test_trees_start_no_threads():
    """In a process of its own, where no library is loaded before the first fit."""
    code = (
        "import os, numpy as np\n"
        "from forecasting import churn, value_trees\n"
        "from scipy import linalg, optimize, special\n"
        "import threadpoolctl\n"
        "features = np.random.default_rng(0).normal(size=(3000, 4))\n"
        "before = len(os.listdir('/proc/self/task'))\n"
        "churn.fit(features, features[:, 0] > 0).predict(features)\n"
        "value_trees.ValueTrees(features, abs(features[:, 0])).predict(features)\n"
        "assert len(os.listdir('/proc/self/task')) == before\n"
    )
    root = Path(churn.__file__).parents[1]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root, timeout=60)


def test_nobody():
    model = churn.fit(np.zeros((0, 3)), [])
    assert model.predict([[1, 2, 3]]) == pytest.approx(0.5)


def test_wrong_shapes_are_refused():
    features, churned = simulate(100)
    model = churn.fit(features, churned)
    for wrong in (features[0], features[:, :2]):
        with pytest.raises(ValueError):
            model.predict(wrong)
    for wrong in (churned[:9], np.full(100, 2), np.full(100, np.nan)):
        with pytest.raises(ValueError):
            churn.fit(features, wrong)


def test_trained_process_can_be_forked():
    data = simulate(3000)
    churn.fit(*data)
    child = multiprocessing.get_context("fork").Process(target=churn.fit, args=data)
    child.start()
    child.join(60)
    stuck = child.is_alive()
    child.kill()
    assert not stuck and child.exitcode == 0
