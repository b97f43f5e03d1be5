# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which products customers may want next."""

import numpy as np

from .codes import Codes, as_days
from .interactions import Interactions
from .item_similarity import get_similarities
from .recommendation_model import RecommendationModel
from .threads import single_threaded

__all__ = ["RecommendationModel", "fit"]


@single_threaded
def fit(customers, products, dates, weights, half_life=180.0, neighbours=100):
    """Return a model of what customers buy together.

    Cosine similarity of products by who bought them, with the most similar ones of each
    kept (Sarwar et al. 2001, Item-Based Collaborative Filtering, WWW10; Deshpande &
    Karypis 2004, ACM TOIS 22(1)), weighted by how much and how lately a customer bought
    (Ding & Li 2005, Time Weight Collaborative Filtering, CIKM). Customers it knows
    nothing about get what is popular.

    :param customers: array of n ids, numbers or text
    :param products: array of n ids, numbers or text
    :param dates: array of n dates: days as numbers, datetime64, or dates of Python
    :param weights: array of n numbers, how much a line says; those not above zero
        (returns) are left out; None = 1 each
    :param float half_life: days after which a line counts half as much; None = dates
        do not matter
    :param int neighbours: how many similar products of each are kept
    :return: RecommendationModel
    :raise ValueError: if the lengths differ
    """
    customers, products = np.asarray(customers), np.asarray(products)
    days = as_days(dates)
    weights = np.ones(len(days)) if weights is None else np.asarray(weights, float)
    if not len(customers) == len(products) == len(days) == len(weights):
        raise ValueError("customers, products, dates and weights differ in length")
    used = (weights > 0) & np.isfinite(weights)
    if not used.all():
        customers, products = customers[used], products[used]
        days, weights = days[used], weights[used]
    customer_codes, rows = Codes.of(customers)
    product_codes, columns = Codes.of(products)
    shape = (len(customer_codes), len(product_codes))
    interactions = Interactions(rows, columns, days, weights, shape, half_life)
    similarities, together = get_similarities(interactions, neighbours)
    return RecommendationModel(
        customer_codes, product_codes, interactions, similarities, together
    )
