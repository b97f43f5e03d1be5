# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the lifetime value models want to know of customers."""

from dataclasses import dataclass

import numpy as np


@dataclass
class PurchaseHistories:
    """Columns with an element for each customer, in the order of the ids."""

    #: ids
    customers: np.ndarray
    #: repeat purchases: days with a purchase after the first one
    frequency: np.ndarray
    #: time from the first to the last purchase
    recency: np.ndarray
    #: time from the first purchase to the end of observation
    age: np.ndarray
    #: mean value of the repeat purchases, 0 if there is none
    mean_value: np.ndarray
    #: value of all purchases
    total_value: np.ndarray
