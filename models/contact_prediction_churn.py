# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError

LEAST_PROBABILITY = 1e-6


class ContactPredictionChurn(models.AbstractModel):
    """What the two predictions of who leaves have in common: training.

    A classifier learns from several earlier days what customers looked like who left
    after them. It is judged on the latest day whose outcome is known, without having
    seen that outcome. Then it learns from all of these days.
    """

    _name = "contact.prediction.churn"
    _inherit = ["contact.prediction.kind"]
    _description = "Prediction of Who Leaves"

    @api.model
    def _train(self, prediction):
        period = self._get_period(prediction)
        known = self._read_known(prediction, period)
        model = self._choose(prediction, known)
        judged = self._judge(prediction, model, known)
        final, stored = self._fit_final(prediction, period, known, model)
        rows = self._select(model, known, known["is_last"])
        impacts = model.get_influence(rows, known["churned"][known["is_last"]])
        return {
            **judged,
            **stored,
            "factors": list(
                zip(self._get_codes(final, known), impacts.tolist(), strict=True)
            ),
        }

    @api.model
    def _read_known(self, prediction, period):
        """Read the features and outcomes of some earlier days.

        :return: what the reader returns for those whose outcome is known, with
            ``is_last``, the rows of the latest day, and ``cut``, this day
        :rtype: dict
        :raise UserError: nothing is known yet
        """
        import numpy as np

        days = prediction.horizon_days
        cut = period["last"] - timedelta(days=days)
        cuts = self._get_training_cuts(period["first"], cut, days) + [cut]
        known = {"names": [], "cuts": np.zeros(0), "churned": np.zeros(0)}
        if cut >= period["first"]:
            known = self._read(prediction, cuts)
            keep = (known["churned"] >= 0) & known["active"]
            known = self._keep(known, keep)
        if not len(known["cuts"]):
            raise UserError(
                self.env._(
                    "The data of prediction %(name)s do not reach %(days)s days back "
                    "with customers who could leave; look fewer days ahead or import "
                    "older data.",
                    name=prediction.name,
                    days=2 * days,
                )
            )
        latest = int(known["cuts"].max())
        known["is_last"] = known["cuts"] == latest
        known["cut"] = np.datetime64(latest, "D").astype(object)
        return known

    @api.model
    def _read(self, prediction, cuts, everybody=False):
        """Read features and outcomes; see ``contact.prediction.features``."""
        raise NotImplementedError

    @api.model
    def _keep(self, known, keep):
        """Return some of the rows."""
        return {
            name: some if name in ("names", "cut") else some[keep]
            for name, some in known.items()
        }

    @api.model
    def _choose(self, prediction, known):
        """Return the model to use, which has not seen the latest day.

        :raise UserError: there is nothing to learn from
        """
        earlier = ~known["is_last"]
        if not earlier.any():
            raise UserError(
                self.env._(
                    "The data of prediction %(name)s do not reach %(days)s days back; "
                    "look fewer days ahead or import older data.",
                    name=prediction.name,
                    days=2 * prediction.horizon_days,
                )
            )
        return self._fit(known, earlier)

    @api.model
    def _fit(self, known, keep):
        """Return a classifier that learned from some of the rows."""
        from ..forecasting import churn

        features, churned = known["features"][keep], known["churned"][keep]
        rows = self._sample(len(churned))
        # as they are kept: what is learned again must be the same
        return churn.fit(features[rows].astype("float32"), churned[rows])

    @api.model
    def _fit_final(self, prediction, period, known, model):
        """Learn from all days in the same way.

        :return: the model, and ``arrays`` and ``meta`` to make it again
        :rtype: tuple
        """
        import numpy as np

        rows = self._sample(len(known["churned"]))
        arrays = {
            "features": known["features"][rows].astype(np.float32),
            "churned": known["churned"][rows].astype(np.int8),
        }
        meta = {"method": "classifier", "names": list(known["names"])}
        return self._load(prediction, arrays, meta), {"arrays": arrays, "meta": meta}

    @api.model
    def _load(self, prediction, arrays, meta):
        """Return the model of what was kept of it."""
        from ..forecasting import churn

        return churn.fit(arrays["features"], arrays["churned"])

    @api.model
    def _get_codes(self, model, known):
        """Return the names of the features that a model looks at."""
        return list(getattr(model, "names", known["names"]))

    @api.model
    def _select(self, model, known, keep=None):
        """Return the features that a model looks at, of some or all rows."""
        columns = [known["names"].index(code) for code in self._get_codes(model, known)]
        features = known["features"][:, columns]
        return features if keep is None else features[keep]

    @api.model
    def _predict(self, prediction, model, known):
        """Return the probability to leave of all rows."""
        return model.predict(self._select(model, known))

    @api.model
    def _judge(self, prediction, model, known):
        """Return the grade, both scores and the parameters."""
        from ..forecasting import evaluation

        last = self._keep(known, known["is_last"])
        probabilities = self._predict(prediction, model, last)
        churned = last["churned"] == 1
        accuracy, of_churned = evaluation.get_accuracy(probabilities, churned)
        rated = self._rate(prediction, known, last, accuracy, of_churned)
        return {
            "grade": rated["grade"],
            "model_score": of_churned,
            "baseline_score": rated["baseline"],
            "parameters": {
                "method": model.method,
                "cut": known["cut"].isoformat(),
                "cuts": len(set(known["cuts"].tolist())),
                "tested_customers": len(churned),
                "churn_rate": float(churned.mean()),
                "accuracy": accuracy,
                "accuracy_of_churned": of_churned,
                "log_loss": self._get_log_loss(probabilities, churned),
                **rated["parameters"],
            },
        }

    @api.model
    def _rate(self, prediction, known, last, accuracy, of_churned):
        """Return ``grade``, ``baseline`` and further ``parameters``."""
        raise NotImplementedError

    @api.model
    def _get_log_loss(self, probabilities, churned):
        import numpy as np

        right = np.where(churned, probabilities, 1 - np.asarray(probabilities))
        return float(-np.log(np.maximum(right, LEAST_PROBABILITY)).mean())
