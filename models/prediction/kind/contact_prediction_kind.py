# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from ....tools.told import tell

_lt = LazyTranslate(__name__)

# Factors of single contacts are told of so many, those with the highest scores.
EXPLAINED = 20_000
# More rows hardly improve a model, but take time.
MOST_ROWS = 200_000
MOST_CUTS = 4


class ContactPredictionKind(models.AbstractModel):
    """The interface of a kind of prediction; see the models that inherit it.

    A kind calculates and writes nothing: what it returns is written at once when the
    phase has succeeded.
    """

    _name = "contact.prediction.kind"
    _description = "Kind of Prediction"

    @api.model
    def _check_data(self, prediction, step):
        """Return what is wrong with the data, as rows of the data report.

        :param str step: train or score
        :return: level, field_name, record_name and message of each
        :rtype: list[dict]
        """
        return prediction.source_id._check_rows(prediction, step)

    @api.model
    def _train(self, prediction):
        """Learn from the data.

        :return: ``grade`` (A, B, C), ``model_score`` and ``baseline_score``,
            ``factors`` (pairs of code and percentage), ``parameters`` (what JSON can
            tell of the model), ``arrays`` and ``meta`` (what scoring needs)
        :rtype: dict
        """
        raise NotImplementedError

    @api.model
    def _score(self, prediction):
        """Calculate a score for every contact.

        :return: what ``contact.prediction._stage_scores`` takes
        :rtype: dict
        """
        raise NotImplementedError

    @api.model
    def _get_period(self, prediction):
        """Return what the data cover.

        :raise UserError: there are no data
        """
        period = self.env["contact.prediction.features"]._get_period(prediction)
        if not period["last"] or not period["customers"]:
            message = _lt(
                "Data source %(source)s of prediction %(name)s is empty; enter or "
                "import data first.",
                source=prediction.source_id.display_name,
                name=prediction.name,
            )
            raise UserError(tell(self.env, message))
        return period

    @api.model
    def _get_training_cuts(self, first, cut, step):
        """Return earlier days to learn from, whose outcome was known at a cut.

        :param date first: there must be something known before a day
        :param date cut: the day that the model is judged on
        :param int step: days of the outcome
        :return: at most MOST_CUTS dates, spread over the time, the earliest first
        """
        count = max((cut - first).days // step, 0)
        numbers = range(1, count + 1)
        if count > MOST_CUTS:
            # the latest one and the earliest one among them
            numbers = {
                1 + round(place * (count - 1) / (MOST_CUTS - 1))
                for place in range(MOST_CUTS)
            }
        return sorted(cut - timedelta(days=step * number) for number in numbers)

    @api.model
    def _sample(self, count):
        """Return which of some rows to learn from, always the same ones."""
        import numpy as np

        if count <= MOST_ROWS:
            return np.arange(count)
        return np.sort(np.random.default_rng(0).permutation(count)[:MOST_ROWS])

    @api.model
    def _get_bars(self, scores, bounds):
        """Return how many scores lie between bounds, the last one included.

        :return: ``kind`` (bin), ``from``, ``to``, ``count`` and ``average`` of each
        :rtype: list[dict]
        """
        import numpy as np

        scores, bounds = np.asarray(scores, dtype=float), np.asarray(bounds, float)
        places = np.searchsorted(bounds, scores, side="right") - 1
        places = np.clip(places, 0, len(bounds) - 2)
        counts = np.bincount(places, minlength=len(bounds) - 1)
        sums = np.bincount(places, scores, minlength=len(bounds) - 1)
        return [
            {
                "kind": "bin",
                "label": "",
                "from": float(bounds[place]),
                "to": float(bounds[place + 1]),
                "count": int(count),
                "average": float(total / count) if count else 0.0,
            }
            for place, (count, total) in enumerate(zip(counts, sums, strict=True))
        ]

    @api.model
    def _get_group(self, label, scores):
        """Return a bar of a group of contacts, such as those of high value."""
        return {
            "kind": "group",
            "label": label,
            "from": float(scores.min()) if len(scores) else 0.0,
            "to": float(scores.max()) if len(scores) else 0.0,
            "count": len(scores),
            "average": float(scores.mean()) if len(scores) else 0.0,
        }

    @api.model
    def _explain(self, prediction, scores, codes, get_effects):
        """Return the factors of the contacts with the highest scores.

        :param scores: array of n floats
        :param list[str] codes: names of the k factors
        :param get_effects: function of places that returns an array of k columns
        :return: ``factor_rows`` and ``factor_texts``
        :rtype: dict
        """
        import numpy as np

        best = np.argsort(-scores, kind="stable")[:EXPLAINED]
        rows = np.full(len(scores), -1, dtype=np.int32)
        rows[best] = np.arange(len(best))
        texts = prediction._encode_factors(codes, get_effects(best))
        return {"factor_rows": rows, "factor_texts": texts}

    @api.model
    def _get_statistics(self, period, **figures):
        """Return figures to show, those of the data first.

        :rtype: list[dict]
        """
        figures = {
            "customers": period["customers"],
            "transactions": period["transactions"],
            "first_day": period["first"].isoformat(),
            "last_day": period["last"].isoformat(),
            **figures,
        }
        # whatever came from numpy becomes what JSON knows
        plain = {
            name: value.item() if hasattr(value, "item") else value
            for name, value in figures.items()
        }
        return json.loads(
            json.dumps([{"name": name, "value": plain[name]} for name in plain])
        )
