# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

THRESHOLD = 0.5
BARS = 10


class ContactPredictionChurn(models.AbstractModel):
    """Scoring: how likely each customer leaves.

    Who has left already gets a score too, but the status tells; flags, percentiles and
    the distribution are about those who can still be kept.
    """

    _inherit = "contact.prediction.churn"

    @api.model
    def _score(self, prediction):
        import numpy as np

        arrays, meta = prediction._unpack("model_data")
        model = self._load(prediction, arrays, meta)
        period = self._get_period(prediction)
        known = self._read(prediction, [period["last"]], everybody=True)
        self._check_names(prediction, known, meta)
        # as they were when the model learned
        known["features"] = known["features"].astype(np.float32).astype(float)
        active = known["active"].astype(bool)
        scores = np.round(self._predict(prediction, model, known), 6)
        flags = active & (scores >= THRESHOLD)
        features = self._select(model, known)
        return {
            "partner_ids": known["partner_ids"],
            "scores": scores,
            "percentiles": self._get_percentiles(scores, active),
            "flags": flags,
            "statuses": (~active).astype(np.int8),
            "distribution": self._get_bars(
                scores[active], np.linspace(0, 1, BARS + 1).round(6)
            ),
            "statistics": self._get_statistics(
                period,
                active_customers=int(active.sum()),
                churned_customers=int((~active).sum()),
                leaving_customers=int(flags.sum()),
                expected_leaving=float(scores[active].sum()),
                **self._get_more_statistics(prediction),
            ),
            **self._explain(
                prediction,
                # those who left come last
                scores - 2 * ~active,
                self._get_codes(model, known),
                lambda best: model.get_effects(features[best]),
            ),
        }

    @api.model
    def _check_names(self, prediction, known, meta):
        """Refuse a model that learned from other features.

        :raise UserError: the features changed since the training
        """
        if list(known["names"]) != meta["names"]:
            raise UserError(
                self.env._(
                    "What prediction %(name)s looks at has changed with an update; "
                    "train it again.",
                    name=prediction.name,
                )
            )

    @api.model
    def _get_percentiles(self, scores, active):
        """Return percentiles among the active customers."""
        import numpy as np

        from ..forecasting import evaluation

        percentiles = np.zeros(len(scores))
        percentiles[active] = evaluation.get_percentiles(scores[active])
        return percentiles

    @api.model
    def _get_more_statistics(self, prediction):
        """Return further figures to show."""
        return {}
