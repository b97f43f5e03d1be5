# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Customers of the benchmarks of predictions, and what they buy."""

import numpy as np

# As CDNOW's (Fader, Hardie & Lee 2005), in days instead of weeks.
RATE, INVERSE_SCALE, LEAVE, STAY = 0.243, 4.414 * 7, 0.793, 2.426
DAYS = 730
GROUPS = 50


def make_histories(count):
    """Return repeat purchases, day of the last one and age in days of customers."""
    random = np.random.default_rng(1)
    rates = np.maximum(random.gamma(RATE, 1 / INVERSE_SCALE, count), 1e-12)
    leave = random.beta(LEAVE, STAY, count)
    age = np.floor(random.uniform(DAYS / 3, DAYS, count))
    frequency, recency, time = np.zeros((3, count))
    active = np.ones(count, dtype=bool)
    while active.any():
        time[active] += random.exponential(1 / rates[active])
        active &= time < age
        frequency[active] += 1
        recency[active] = np.ceil(time[active])
        active &= random.random(count) >= leave
    return frequency, np.minimum(recency, age), age


def make_lines(customers, products, lines):
    """Return customers, products, days and weights of order lines.

    Some customers buy much more than others, some products sell much better, and three
    of five lines are of a group of products the customer likes.
    """
    random = np.random.default_rng(1)
    share = random.lognormal(0, 1, customers)
    buyers = random.choice(customers, lines, p=share / share.sum())
    share = 1 / (np.arange(products) + 20.0) ** 0.8
    bought = random.choice(products, lines, p=share / share.sum())
    tastes = random.integers(0, GROUPS, (customers, 3))
    taste = tastes[buyers, random.integers(0, 3, lines)]
    liked = np.minimum(bought // GROUPS * GROUPS + taste, products - 1)
    bought = np.where(random.random(lines) < 0.6, liked, bought)
    return buyers, bought, random.integers(0, DAYS, lines), np.ones(lines)
