# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import LazyTranslate, formatLang

from ....forecasting.rfm import CLASSES
from ....tools.told import tell
from ..feature.churn import get_churn_names
from ..feature.rfm import get_rfm_names

_lt = LazyTranslate(__name__)

NAMES = {
    "champion": "Champions",
    "loyal": "Loyal Customers",
    "potential_loyal": "Potential Loyalists",
    "new": "New Customers",
    "promising": "Promising",
    "need_attention": "Need Attention",
    "about_to_sleep": "About to Sleep",
    "cannot_lose": "Cannot Lose Them",
    "at_risk": "At Risk",
    "hibernating": "Hibernating",
}
# The sum of three fifths is from 3 to 15: bars of two points, the last one of three.
BOUNDS = (3, 5, 7, 9, 11, 13, 16)
MIDDLE = 3


class ContactPrediction(models.Model):
    """Classes of customers by what they bought until now."""

    _inherit = "contact.prediction"

    kind = fields.Selection(
        selection_add=[("rfm", "Classes of customers")], ondelete={"rfm": "cascade"}
    )


class ContactPredictionScore(models.Model):
    """The class that a customer is in."""

    _inherit = "contact.prediction.score"

    status = fields.Selection(
        selection_add=[(code, NAMES[code]) for code in CLASSES],
        ondelete=dict.fromkeys(CLASSES, "cascade"),
    )


class ContactPredictionRfm(models.AbstractModel):
    """Which class a customer is in: by how lately, often and for how much it bought.

    Nothing is learned, and nothing foretold: customers are compared with each other, so
    that thirty of them are enough. The classes are those of ``forecasting.rfm``.
    """

    _name = "contact.prediction.rfm"
    _inherit = ["contact.prediction.kind"]
    _description = "Classes of Customers (RFM)"
    _icon = "fa-th"
    _score_unit = "points"
    _classes = CLASSES
    _has_horizon = False
    _is_tried = False
    _least_customers = 5
    _recommended_customers = 30
    _least_history = 1
    _wanted_horizons = 0
    _needs_amounts = True

    @api.model
    def _train(self, prediction):
        # without any data there is nothing to put in classes either
        period = self._get_period(prediction)
        message = _lt(
            "No grade: classes say what customers did until %(day)s and foretell "
            "nothing, so there is nothing to try them on.",
            day=period["last"],
        )
        return {
            "grade": "",
            "grade_message": tell(self.env, message),
            "model_score": 0.0,
            "baseline_score": 0.0,
            "factors": [],
            "parameters": {"method": "fifths"},
            "arrays": {},
            "meta": {},
        }

    @api.model
    def _score(self, prediction):
        import numpy as np

        from ....forecasting import rfm

        period = self._get_period(prediction)
        known = self.env["contact.prediction.features"]._read_rfm(
            prediction, period["last"]
        )
        since = known["age"] - known["recency"]
        fifths = np.column_stack(
            [
                rfm.get_fifths(some)
                for some in (-since, known["frequency"], known["total"])
            ]
        )
        scores = fifths.sum(axis=1).astype(float)
        places = rfm.get_classes(*fifths.T)
        features = np.column_stack([since, known["frequency"] + 1, known["total"]])
        return {
            "partner_ids": known["partner_ids"],
            "scores": scores,
            "statuses": places.astype(np.int8),
            "status_names": CLASSES,
            "distribution": [
                {**self._get_group(code, scores[places == place]), "kind": "class"}
                for place, code in enumerate(CLASSES)
            ]
            + self._get_bars(scores, BOUNDS),
            "statistics": self._get_statistics(period),
            **self._explain(
                prediction,
                scores,
                ["days_since_last", "purchase_days", "total"],
                lambda best: (fifths - MIDDLE)[best].astype(float),
                features,
                self._get_usual_gaps(known),
            ),
        }

    @api.model
    def _get_least_move(self, scores):
        # one point is lost or won by what others did
        return 2.0

    @api.model
    def _tell_question(self):
        return self.env._(
            "Who are my best customers, who is new, and who is about to leave?"
        )

    @api.model
    def _tell_needs(self):
        return self.env._(
            "Purchases with date and amount, of thirty customers or more."
        )

    @api.model
    def _tell_distribution(self, prediction):
        return self.env._("Customers by class, and by their points from 3 to 15")

    @api.model
    def _tell_bounds(self, low, high):
        return self.env._(
            "%(low)s–%(high)s",
            low=formatLang(self.env, low, digits=0),
            high=formatLang(self.env, high - 1, digits=0),
        )

    @api.model
    def _get_factor_names(self):
        return get_rfm_names(self.env) | get_churn_names(self.env)
