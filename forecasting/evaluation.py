# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How good predictions were, and how good simple rules are on the same customers."""

import numpy as np

from .trust import get_top

# Of the revenue, that is made by customers of high value (the 80/20 rule).
SHARE_OF_REVENUE = 0.8
# The rules of recency are halved until they are not longer than this.
SHORTEST_RULE = 30.0
# From this probability on, a customer is said to leave.
THRESHOLD = 0.5


def get_percentiles(scores):
    """Return the percentile of each score: 100 (rank − ½) / n, equal ones share ranks.

    At or above percentile 80 are the best 20 of 100.

    :param scores: array of n numbers
    :return: array of n floats above 0 and below 100
    """
    from scipy.stats import rankdata

    scores = np.asarray(scores, dtype=float)
    if not len(scores):
        return np.zeros(0)
    return 100 * (rankdata(scores) - 0.5) / len(scores)


def get_high_value_share(revenue, share_of_revenue=SHARE_OF_REVENUE):
    """Return the smallest share of customers that made a share of the revenue.

    :param revenue: array of n amounts; those not above zero make none
    :param float share_of_revenue: from 0 to 1
    :return: float from 0 to 1, 0 without any revenue
    """
    revenue = np.sort(np.maximum(np.asarray(revenue, dtype=float), 0))[::-1]
    total = revenue.sum()
    if not total:
        return 0.0
    reached = np.cumsum(revenue) >= share_of_revenue * total * (1 - 1e-12)
    return float((np.argmax(reached) + 1) / len(revenue))


def flag_top(values, share):
    """Tell which values are among the highest; equal ones are never told apart.

    Those equal to the lowest of them all count, or none does: whatever comes nearer to
    the share.

    :param values: array of n numbers
    :param float share: how many of them, from 0 to 1
    :return: array of n booleans
    """
    values = np.asarray(values, dtype=float)
    count = get_count(len(values), share)
    if not count:
        return np.zeros(len(values), dtype=bool)
    least = np.partition(values, len(values) - count)[len(values) - count]
    above, equal = values > least, values == least
    missing = count - above.sum()
    return above | equal if equal.sum() - missing < missing else above


def get_count(total, share):
    """Return how many a share of all is, at least one if it is above 0."""
    return int(np.ceil(share * total - 1e-9))


def get_success_rate(predicted, actual, share):
    """Return the share of the customers of high value that was predicted.

    :param predicted: array of n predicted values
    :param actual: array of n values that followed
    :param float share: of customers that are of high value, from 0 to 1
    :return: float from 0 to 1; 0 if there are none
    """
    best = get_best(actual, share)
    if not best.any():
        return 0.0
    return float(get_top(predicted, get_count(len(best), share))[best].mean())


def get_best(actual, share):
    """Tell who turned out to be of high value: the highest values above zero."""
    return flag_top(actual, share) & (np.asarray(actual, dtype=float) > 0)


def get_rmse(predicted, actual):
    """Return the root of the mean squared error of two arrays of n numbers."""
    errors = np.asarray(predicted, dtype=float) - np.asarray(actual, dtype=float)
    return float(np.sqrt(np.mean(errors**2))) if len(errors) else 0.0


def get_baseline_value(revenue, months, horizon, retention):
    """Return what customers would bring if they went on as before.

    Mean purchase of a month in the window times months to come times the share of
    customers that stays.

    :param revenue: array of n amounts of the window
    :param float months: length of the window, above 0
    :param float horizon: months to predict
    :param float retention: share of all customers that stays, from 0 to 1
    :return: array of n floats
    """
    return np.asarray(revenue, dtype=float) / months * horizon * retention


def get_accuracy(probabilities, churned):
    """Return how often the predicted class was right.

    :param probabilities: array of n probabilities; from 0.5 on churn is predicted
    :param churned: array of n booleans
    :return: (float over all, float over those who churned); 0 where there are none
    """
    predicted = np.asarray(probabilities, dtype=float) >= THRESHOLD
    churned = np.asarray(churned, dtype=bool)
    right = predicted == churned
    total = float(right.mean()) if len(right) else 0.0
    return total, float(right[churned].mean()) if churned.any() else 0.0


def get_hits(recommended, customers, bought_by, bought):
    """Tell which customers bought something of what was recommended to them.

    :param recommended: array of n rows of product ids
    :param customers: array of the n customer ids of these rows
    :param bought_by: array of m customer ids of the purchases that followed
    :param bought: array of their m product ids
    :return: array of n booleans
    """
    from .codes import Codes

    recommended = np.asarray(recommended)
    if not len(recommended) or not len(bought):
        return np.zeros(len(recommended), dtype=bool)
    bought, customers = np.asarray(bought), np.asarray(customers)
    rows, places = Codes.of(np.asarray(bought_by))
    products, columns = Codes.of(bought)
    pairs = np.unique(places.astype(np.int64) * len(products) + columns)
    row = rows.find(customers)[:, None]
    column = products.find(recommended.reshape(-1)).reshape(recommended.shape)
    known = (row >= 0) & (column >= 0)
    hits = known & np.isin(row * len(products) + column, pairs)
    return hits.any(axis=1)


def get_recency_baseline(days_since, churned, window):
    """Return how good the best rule "no purchase in the last days" is.

    The days are the window, halved until they are not more than 30. The best rule is
    right most often, of equal ones the one that finds more of those who churned.

    :param days_since: array of n days since the last purchase
    :param churned: array of n booleans
    :param float window: days to predict, above 0
    :return: (days of the rule, float over all, float over those who churned)
    """
    days_since = np.asarray(days_since, dtype=float)
    rules, days = [], float(window)
    while True:
        accuracy = get_accuracy(days_since > days, churned)
        rules.append((*accuracy, days))
        if days <= SHORTEST_RULE:
            break
        days /= 2
    total, of_churned, days = max(rules)
    return days, total, of_churned


def get_success_at_k(recommended, customers, bought_by, bought):
    """Return the share of customers who bought something of what was recommended.

    :param recommended: array of n rows of product ids
    :param customers: array of the n customer ids of these rows
    :param bought_by: array of m customer ids of the purchases that followed
    :param bought: array of their m product ids
    :return: float from 0 to 1
    """
    hits = get_hits(recommended, customers, bought_by, bought)
    return float(hits.mean()) if len(hits) else 0.0


def get_ndcg(recommended, customers, bought_by, bought):
    """Return the normalised discounted cumulative gain of recommendations.

    What was bought and stands further down counts less (Järvelin & Kekäläinen 2002,
    ACM TOIS 20(4)); 1 = all that could be right is, in the first places.

    :param recommended: array of n rows of k product ids
    :param customers: array of the n customer ids of these rows
    :param bought_by: array of m customer ids of the purchases that followed
    :param bought: array of their m product ids
    :return: float from 0 to 1, the mean of the customers who bought something
    """
    from .codes import Codes

    recommended, customers = np.asarray(recommended), np.asarray(customers)
    if not len(recommended) or not len(bought):
        return 0.0
    # nobody else's purchases count
    asked = np.isin(bought_by, customers)
    bought_by, bought = np.asarray(bought_by)[asked], np.asarray(bought)[asked]
    discounts = 1 / np.log2(np.arange(recommended.shape[1]) + 2)
    gains = np.zeros(len(recommended))
    for place, discount in enumerate(discounts):
        column = recommended[:, place : place + 1]
        gains += discount * get_hits(column, customers, bought_by, bought)
    codes, products = Codes.of(bought)
    buyers, rows = Codes.of(bought_by)
    pairs = np.unique(rows.astype(np.int64) * max(len(codes), 1) + products)
    counts = np.bincount(pairs // max(len(codes), 1), minlength=len(buyers))
    places = buyers.find(customers)
    known = places >= 0
    wanted = counts[places[known]]
    best = np.concatenate(([0], np.cumsum(discounts)))
    ideal = best[np.minimum(wanted, len(discounts))]
    return float((gains[known] / ideal).mean()) if known.any() else 0.0


def get_popular(products, weights, count):
    """Return the products bought most, of equal ones the smallest id first.

    :param products: array of n product ids
    :param weights: array of n numbers, or None for 1 each
    :param int count: how many
    :return: array of at most ``count`` ids
    """
    ids, codes = np.unique(np.asarray(products), return_inverse=True)
    sums = np.bincount(codes.reshape(-1), weights, minlength=len(ids))
    return ids[np.argsort(-sums, kind="stable")[:count]]
