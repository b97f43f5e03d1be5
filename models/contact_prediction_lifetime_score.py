# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

# How many bars of amounts there are at most.
BARS = 10
STEPS = (1, 2, 5)


class ContactPredictionLifetimeValue(models.AbstractModel):
    """Scoring: what each active customer is expected to buy for."""

    _inherit = "contact.prediction.lifetime.value"

    @api.model
    def _score(self, prediction):
        import numpy as np

        from ..forecasting import customer_value, evaluation

        arrays, meta = prediction._unpack("model_data")
        model = self._load(arrays, meta)
        period = self._get_period(prediction)
        known = self.env["contact.prediction.features"]._read_rfm(
            prediction, period["last"]
        )
        interval = prediction.active_days or meta["interval"]
        active = self._get_active(prediction, known, interval)
        features = customer_value.as_features(active, model.names)

        def predict(rows):
            return model.predict(rows, prediction.horizon_days)

        scores = predict(features)
        usual = np.median(features, axis=0)
        flags = evaluation.flag_top(
            scores, self._get_high_value_share(prediction, active)
        )
        return {
            "partner_ids": active["partner_ids"],
            "scores": scores,
            "flags": flags,
            "distribution": self._get_distribution(scores, flags),
            "statistics": self._get_statistics(
                period,
                active_customers=len(scores),
                purchase_interval=interval,
                high_value_customers=int(flags.sum()),
                expected_total=float(scores.sum()),
                expected_average=float(scores.mean()),
            ),
            **self._explain(
                prediction,
                scores,
                model.names,
                lambda best: customer_value.get_effects(predict, features[best], usual),
            ),
        }

    @api.model
    def _get_distribution(self, scores, flags):
        """Return the bars of low and of high value, and a histogram of amounts."""
        groups = [
            self._get_group("low", scores[~flags]),
            self._get_group("high", scores[flags]),
        ]
        return groups + self._get_bars(scores, self._get_bounds(scores.max()))

    @api.model
    def _get_bounds(self, highest):
        """Return round amounts that rise by about the same factor, from 0 on.

        Amounts of customers differ by orders of magnitude: with bars of equal width
        nearly all would be in the first one.
        """
        import numpy as np

        if highest <= 0:
            return [0.0, 1.0]
        power = int(np.ceil(np.log10(highest)))
        # the first one that is high enough, then those below it
        rising = [step * 10.0**power for step in STEPS]
        falling = [
            step * 10.0 ** (power - down)
            for down in range(1, BARS)
            for step in reversed(STEPS)
        ]
        bounds = sorted({*rising, *falling})
        reached = [bound for bound in bounds if bound < highest]
        top = next(bound for bound in bounds if bound >= highest)
        return [0.0, *reached[1 - BARS :], top]
