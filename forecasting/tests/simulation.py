# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Customers who behave as the models say."""

import numpy as np


def simulate_bg_nbd(count, r, alpha, a, b, seed=0):
    """Return frequency, recency and age of customers; a = 0: nobody drops out."""
    random = np.random.default_rng(seed)
    rates = np.maximum(random.gamma(r, 1 / alpha, count), 1e-12)
    leave = random.beta(a, b, count) if a else np.zeros(count)
    age = random.uniform(20, 40, count)
    frequency, recency, time = np.zeros((3, count))
    alive = np.ones(count, dtype=bool)
    while alive.any():
        time[alive] += random.exponential(1 / rates[alive])
        alive &= time < age
        frequency[alive] += 1
        recency[alive] = time[alive]
        alive &= random.random(count) >= leave
    return frequency, recency, age
