# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Judges predictions on public data, without Odoo; prints JSON.

judgement_process.py products|values NAME
"""

import json
import sys
import time

import judgement_data as data
import numpy as np
from judgement_figures import Purchases
from judgement_values import judge_values

from forecasting import evaluation, recommendation
from forecasting.recommendation_trial import choose_settings, try_ways

# As many products as on the published lists.
COUNT = 10
DAYS = 30


def judge_products(name):
    """Return what each way of recommending finds, by its name."""
    return {
        "movielens": judge_movielens,
        "movielens_later": lambda: judge_later(*_weigh(data.read_movielens()), 60),
        "journey_again": lambda: judge_later(*data.read_journey_products(), DAYS, None),
        "journey_new": lambda: judge_later(*data.read_journey_products(), DAYS),
    }[name]()


def _weigh(columns):
    people, films, days = columns
    return people, films, days, np.ones(len(days))


def judge_movielens():
    """Judge on the split of what was published: a random quarter is held out.

    Dates say nothing there. The penalty is chosen on a quarter of what is known.
    """
    people, films, _days = data.read_movielens()
    random = np.random.default_rng(0)
    parts = np.where(random.random(len(people)) < 0.75, 0, 2)
    inner = np.where((parts == 0) & (random.random(len(people)) < 0.25), 1, parts)
    ones = np.ones(len(people))
    known = inner < 2
    settings = choose_settings(
        people[known],
        films[known],
        inner[known],
        ones[known],
        0,
        COUNT,
        exclude="bought",
        half_life=None,
    )
    model = recommendation.fit(
        people[known], films[known], np.zeros(known.sum()), None, half_life=None
    )
    return _try(model, settings, people[~known], films[~known], "bought")


def judge_later(customers, products, days, weights, length, exclude="bought"):
    """Judge on the last days; settings are chosen on the days before these."""
    cut = days.max() - length
    columns = customers, products, days, weights
    known = [some[days <= cut] for some in columns]
    settings = choose_settings(*known, cut - length, COUNT, exclude=exclude)
    model = recommendation.fit(*known)
    later = days > cut
    return _try(model, settings, customers[later], products[later], exclude)


def _try(model, settings, bought_by, bought, exclude):
    customers = np.unique(bought_by)
    trial = try_ways(
        model, settings, customers, COUNT, bought_by, bought, exclude=exclude
    )
    return {
        "customers": len(customers),
        "products": len(model.products),
        "settings": settings,
        "chosen": trial.method,
        "judged": float(trial.judged.mean()),
        "ways": {
            method: {
                "ndcg": trial.ndcg[method],
                "recall": get_recall(found, customers, bought_by, bought),
                "success": float(trial.hits[method].mean()),
                "noise": get_noise(trial.hits[method], trial.hits[trial.method]),
            }
            for method, found in trial.found.items()
        },
    }


def get_noise(hits, chosen):
    """Return twice the standard error of the difference of two shares."""
    difference = hits.astype(float) - chosen
    return float(2 * difference.std() / np.sqrt(max(len(difference), 1)))


def get_recall(found, customers, bought_by, bought):
    """Return which share of what a customer bought was recommended, on average."""
    hits = np.zeros(len(customers))
    for place in range(found.shape[1]):
        column = found[:, place : place + 1]
        hits += evaluation.get_hits(column, customers, bought_by, bought)
    pairs = np.unique(np.column_stack([bought_by, bought]), axis=0)
    ids, counts = np.unique(pairs[:, 0], return_counts=True)
    return float((hits / counts[np.searchsorted(ids, customers)]).mean())


def judge_spending(name):
    """Return how near each way comes to what customers bought for."""
    read, days = {
        "cdnow": (data.read_cdnow, 180),
        "cdnow_long": (data.read_cdnow, 273),
        "journey": (data.read_journey_days, 120),
        "simulated": (data.simulate_years, 365),
    }[name]
    return judge_values(Purchases(*read()), days)


PARTS = {"products": judge_products, "values": judge_spending}

if __name__ == "__main__":
    start = time.process_time()
    found = PARTS[sys.argv[1]](sys.argv[2])
    found["cpu_seconds"] = time.process_time() - start
    sys.stdout.write(json.dumps(found))
