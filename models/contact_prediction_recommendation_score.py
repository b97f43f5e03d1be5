# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from itertools import product

from odoo import api, models
from odoo.tools import SQL

from .contact_prediction_product_recommendation import FACTORS

COLD = 2
# How many products are shown.
SHOWN = 10


class ContactPredictionProductRecommendation(models.AbstractModel):
    """Scoring: the products that fit each customer best."""

    _inherit = "contact.prediction.product.recommendation"

    @api.model
    def _score(self, prediction):
        import numpy as np

        period = self._get_period(prediction)
        known = self._read_purchases(prediction)
        customers = self._get_customers(prediction, known["customers"])
        figures = {"purchases": len(known["customers"])}
        model = self._fit(known)
        known.clear()
        found, scores = model.predict(
            customers,
            prediction.product_count,
            self._get_excluded(prediction, period["last"]),
            prediction._get_candidate_ids(),
        )
        factors = model.get_factors(customers, found)
        rows, columns = np.nonzero(found >= 0)
        result = {
            "partner_ids": customers[rows],
            "product_ids": found[rows, columns],
            "scores": scores[rows, columns],
            "ranks": columns + 1,
            # what rests on nothing that the contact bought is what everybody buys
            "statuses": np.where(factors[rows, columns].any(axis=1), 0, COLD),
            **self._tell_factors(factors[rows, columns]),
        }
        return {
            **result,
            "distribution": self._get_distribution(result),
            "statistics": self._get_statistics(
                period,
                **figures,
                products=len(model.products),
                recommendations=len(rows),
                contacts=len(np.unique(result["partner_ids"])),
                **self._get_influence(factors[rows, columns]),
            ),
        }

    @api.model
    def _get_customers(self, prediction, known):
        """Return all customers, also those of whom no product is known.

        :param known: array of the customers of whom one is known
        :return: array of ids in ascending order
        """
        import numpy as np

        query = SQL(
            """SELECT DISTINCT partner_id AS partner_ids FROM (%s) row
                WHERE date <= CURRENT_DATE AND amount >= 0""",
            prediction.source_id._get_rows(prediction),
        )
        reader = self.env["contact.prediction.features.reader"]
        found = reader._read_arrays(query, {"partner_ids": "int32"})
        return np.union1d(known, found["partner_ids"])

    @api.model
    def _tell_factors(self, factors):
        """Return what recommendations rest on, as texts: there are eight of them."""
        import numpy as np

        texts = [
            json.dumps(
                [
                    {"code": code, "effect": 1}
                    for code, is_on in zip(FACTORS, flags, strict=True)
                    if is_on
                ]
            )
            for flags in product((False, True), repeat=len(FACTORS))
        ]
        rows = factors @ np.array([4, 2, 1])
        return {"factor_rows": rows.astype(np.int32), "factor_texts": np.array(texts)}

    @api.model
    def _get_influence(self, factors):
        """Return how many recommendations, in percent, rest on each factor."""
        count = max(len(factors), 1)
        return {
            code: round(100 * float(flags.sum()) / count, 3)
            for code, flags in zip(FACTORS, factors.T, strict=True)
        }

    @api.model
    def _get_distribution(self, result):
        """Return the products that are recommended most, with how often."""
        import numpy as np

        ids, places, counts = np.unique(
            result["product_ids"], return_inverse=True, return_counts=True
        )
        sums = np.bincount(places, result["scores"], minlength=len(ids))
        most = np.argsort(-counts, kind="stable")[:SHOWN]
        products = self.env["product.product"].browse(ids[most].tolist()).exists()
        names = {item.id: item.display_name for item in products}
        return [
            {
                "kind": "product",
                "label": names[product_id],
                "product_id": product_id,
                "from": 0.0,
                "to": 0.0,
                "count": int(counts[place]),
                "average": float(sums[place] / counts[place]),
            }
            for place, product_id in zip(most, ids[most].tolist(), strict=True)
            if product_id in names
        ]
