# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Figures of customers at a cut, as ``models/prediction/feature/rfm.py`` reads them."""

import numpy as np


class Purchases:
    """One row for each customer and day."""

    def __init__(self, customers, days, amounts, documents=None, products=None):
        order = np.lexsort((days, customers))
        self.ids, rows = np.unique(customers[order], return_inverse=True)
        self.rows, self.days = rows, days[order].astype(float)
        self.amounts = amounts[order].astype(float)
        ones = np.ones(len(order))
        self.documents = ones if documents is None else documents[order]
        self.products = ones if products is None else products[order]

    def get_figures(self, cut, until=None, window_days=365, season_days=0):
        """Return the figures of everybody who bought something until a cut."""
        past = self.days <= cut
        first, last = self._get_ends(past)
        is_known = np.isfinite(first)
        count = self._sum(past)
        total = self._sum(past, self.amounts)
        is_first = past & (self.days == first[self.rows])
        frequency = count - 1
        repeated = np.maximum(total - self._sum(is_first, self.amounts), 0)
        figures = {
            "frequency": frequency,
            "recency": last - first,
            "age": cut - first,
            "mean_value": np.where(
                frequency > 0, repeated / np.maximum(frequency, 1), 0
            ),
            "mean_purchase": np.maximum(total, 0) / np.maximum(count, 1),
            "total": total,
            "purchases": self._sum(past, self.documents),
            "returns": np.zeros(len(self.ids)),
            "products": self._sum(past, self.products),
        }
        windows = {
            "recent": (cut - window_days, cut),
            "previous": (cut - 2 * window_days, cut - window_days),
            "season": (cut - 365, cut - 365 + season_days),
        }
        if until:
            windows["outcome"] = (cut, until)
        for name, (start, stop) in windows.items():
            within = (self.days > start) & (self.days <= stop)
            figures[f"{name}_count"] = self._sum(within)
            figures[f"{name}_value"] = self._sum(within, self.amounts)
        return {name: some[is_known] for name, some in figures.items()}

    def _get_ends(self, past):
        first = np.full(len(self.ids), np.inf)
        last = np.full(len(self.ids), -np.inf)
        np.minimum.at(first, self.rows[past], self.days[past])
        np.maximum.at(last, self.rows[past], self.days[past])
        return first, last

    def _sum(self, used, values=None):
        weights = None if values is None else values[used]
        return np.bincount(self.rows[used], weights, minlength=len(self.ids)).astype(
            float
        )
