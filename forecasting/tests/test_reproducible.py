# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The same data give the same scores, to the byte, on any number of threads."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import forecasting

PROGRAM = """
import hashlib
import sys
import numpy as np
from forecasting import recommendation
from forecasting.churn import fit as fit_churn
from forecasting.customer_value import PURCHASES, HistoryValue, TreeValue, TwoPartValue
from forecasting.recommendation_trial import choose_settings
from forecasting.value_blend import get_out_of_fold, get_weights

random = np.random.default_rng(5)
told = hashlib.sha256()
lines = random.integers(0, 400, 20_000), random.zipf(1.4, 20_000) % 700
days = random.integers(0, 300, 20_000)
ones = np.ones(20_000)
model = recommendation.fit(*lines, days, ones)
settings = choose_settings(*lines, days, ones, 250, 5)
for method in recommendation.METHODS:
    turned = model.turn(method, **(settings if method == "ease" else {}))
    for found in turned.predict(np.arange(400), 10):
        told.update(np.ascontiguousarray(found).tobytes())
features = random.gamma(1, 10, (3000, len(TwoPartValue.names)))
amounts = random.gamma(1, 30, 3000) * (random.random(3000) < features[:, 0] / 20)
predicted = {}
for way in (TreeValue, TwoPartValue):
    some = features[:, : len(way.names)]
    told.update(way(some, amounts, 90).predict(some, 90).tobytes())
    predicted[way.method] = get_out_of_fold(way, some, amounts, 90)
told.update(repr(get_weights(predicted, amounts)).encode())
frequency = random.poisson(2, 3000).astype(float)
figures = {
    "age": random.uniform(100, 300, 3000).round(),
    "frequency": frequency,
    "mean_value": (frequency > 0) * random.gamma(4, 10, 3000),
}
figures["recency"] = (frequency > 0) * (figures["age"] * random.random(3000)).round()
for method in sorted(PURCHASES):
    history = HistoryValue.fit(figures, method)
    told.update(repr(history.get_parameters()).encode())
churned = random.random(3000) < 0.3
told.update(fit_churn(features, churned).predict(features).tobytes())
sys.stdout.write(told.hexdigest())
"""
VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def run(threads):
    """Return the fingerprint of all scores of a process with so many threads."""
    folder = str(Path(forecasting.__file__).parents[1])
    output = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=300,
        env={
            **os.environ,
            "PYTHONPATH": folder,
            **dict.fromkeys(VARIABLES, str(threads)),
        },
    )
    return output.stdout


def test_fingerprint_is_one():
    found = {run(threads) for threads in (1, 2)}
    assert len(found) == 1
    # and it is one of something
    assert found != {hashlib.sha256().hexdigest()}
    assert len(found.pop()) == 64
