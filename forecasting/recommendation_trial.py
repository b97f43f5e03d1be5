# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which way to recommend products finds most, tried on days that are known.

Settings are chosen on days before those that the ways are compared on, so that no way
looks better because it was fitted to the days it is judged by.
"""

from dataclasses import dataclass, field

import numpy as np

from . import evaluation, recommendation, trust
from .ease import OWN, get_usual_penalty
from .recommendation import HALF_LIFE
from .threads import single_threaded

__all__ = ["Trial", "choose_settings", "try_ways"]

# Settings are chosen on the products sold most, on so many customers at most, and on
# what so many of them bought: these find the same as all, in a moment.
PRODUCTS = 1500
CUSTOMERS = 50_000
JUDGED = 2000
# Fewer customers do not tell one setting from another.
LEAST_JUDGED = 50
# What is tried: penalties as multiples of the usual one, and how much more a product
# leads to itself, as multiples of what is usual.
PENALTIES = (1.0, 0.25, 2.0, 4.0)
OWNS = (1.0, 0.3, 3.0)


@dataclass
class Trial:
    """What each way would have recommended, and what was bought."""

    #: recommended products by way: arrays of a row for each customer
    found: dict = field(default_factory=dict)
    #: who bought something of it, by way: arrays of booleans
    hits: dict = field(default_factory=dict)
    #: nDCG by way
    ndcg: dict = field(default_factory=dict)
    #: the way that is used
    method: str = ""
    #: RecommendationModel that recommends in this way
    model: object = None
    #: who bought something of what it found, to judge the choice by
    judged: np.ndarray = None


@single_threaded
def choose_settings(
    customers, products, days, weights, cut, count, half_life=HALF_LIFE, **rules
):
    """Choose how EASE is set, by what was bought after an earlier day.

    :param customers: array of n ids
    :param products: array of n ids
    :param days: array of n numbers of days
    :param weights: array of n numbers
    :param float cut: the last of the days that are known; what follows is to be found
    :param int count: how many products are recommended
    :param half_life: see ``recommendation.fit``
    :param rules: ``exclude`` and ``candidates`` of ``RecommendationModel.predict``
    :return: dict of ``penalty`` and ``own``; empty where there is too little to choose
    """
    customers, products, days = map(np.asarray, (customers, products, days))
    used = _sample(customers, CUSTOMERS) & _get_most_sold(products)
    columns = [np.asarray(some)[used] for some in (customers, products, days, weights)]
    known = columns[2] <= cut
    later = columns[0][~known], columns[1][~known]
    asked = np.unique(columns[0][known & _is_in(columns[0], later[0])])
    if len(asked) < LEAST_JUDGED:
        return {}
    asked = asked[_sample(asked, JUDGED)]
    model = recommendation.fit(*(some[known] for some in columns), half_life)

    def judge(settings):
        found, _scores = model.turn("ease", **settings).predict(asked, count, **rules)
        return evaluation.get_ndcg(found, asked, *later)

    buyers = np.bincount(model.interactions.get_baskets().indices)
    usual = get_usual_penalty(buyers[buyers > 1])
    tried = [{"penalty": usual * factor, "own": OWN} for factor in PENALTIES]
    best = max(tried, key=judge)
    tried = [{**best, "own": OWN * factor} for factor in OWNS]
    # where nothing is recommended again, all of these are the same: the first is taken
    return max(tried, key=judge)


def try_ways(model, settings, customers, count, bought_by, bought, **rules):
    """Recommend products in every way, and choose the one that finds most.

    :param RecommendationModel model: of what was bought before
    :param dict settings: of EASE
    :param customers: array of n ids to recommend to
    :param int count: how many products
    :param bought_by: array of m customers of the purchases that followed
    :param bought: array of their m products
    :param rules: ``exclude`` and ``candidates`` of ``RecommendationModel.predict``
    :rtype: Trial
    """
    trial, models = Trial(), {}
    for method in recommendation.METHODS:
        models[method] = model.turn(method, **(settings if method == "ease" else {}))
        found, _scores = models[method].predict(customers, count, **rules)
        trial.found[method] = found
        trial.hits[method] = evaluation.get_hits(found, customers, bought_by, bought)
        trial.ndcg[method] = evaluation.get_ndcg(found, customers, bought_by, bought)
    everybody = np.ones(len(customers), dtype=bool)
    trial.method, trial.judged = trust.choose(trial.hits, everybody)
    trial.model = models[trial.method]
    return trial


def _is_in(some, others):
    return np.isin(some, np.unique(others))


def _sample(customers, most):
    """Return which rows are of at most so many customers, always the same ones."""
    ids = np.unique(customers)
    if len(ids) <= most:
        return np.ones(len(customers), dtype=bool)
    chosen = np.random.default_rng(0).permutation(len(ids))[:most]
    return np.isin(customers, ids[chosen])


def _get_most_sold(products):
    """Return which rows are of the products sold most, of equal ones the first ids."""
    ids, codes = np.unique(products, return_inverse=True)
    counts = np.bincount(codes.reshape(-1), minlength=len(ids))
    most = np.argsort(-counts, kind="stable")[:PRODUCTS]
    return np.isin(products, ids[most])
