# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ContactPredictionTransactionChurn(models.AbstractModel):
    """Which customers will stop buying.

    Customers are those who bought within the days without purchase before a day. They
    leave if they buy nothing in as many days at the end of the days ahead. Where data
    are few, BG/NBD tells how likely that is: the probability of no purchase, not that
    of having dropped out, which is nothing for who bought once.
    """

    _name = "contact.prediction.transaction.churn"
    _inherit = ["contact.prediction.churn"]
    _description = "Prediction of Customers Who Stop Buying"

    @api.model
    def _read(self, prediction, cuts, everybody=False):
        return self.env["contact.prediction.features"]._read_churn_features(
            prediction,
            cuts,
            prediction.horizon_days,
            prediction.churn_days,
            everybody=everybody,
        )

    @api.model
    def _choose(self, prediction, known):
        """Return the model that is better on the latest day; trees with enough data."""
        from ..forecasting import churn

        earlier = ~known["is_last"]
        classes = [int((known["churned"][earlier] == value).sum()) for value in (0, 1)]
        if sum(classes) >= churn.LEAST_ROWS and min(classes) >= churn.LEAST_OF_A_CLASS:
            return self._fit(known, earlier)
        candidates = [self._fit_history(prediction, known["cut"])]
        if min(classes):
            candidates.append(self._fit(known, earlier))
        last = self._keep(known, known["is_last"])
        return min(
            candidates,
            key=lambda model: self._get_log_loss(
                self._predict(prediction, model, last), last["churned"] == 1
            ),
        )

    @api.model
    def _fit_history(self, prediction, cut):
        """Return the model of purchase histories, known at a cut."""
        from ..forecasting.churn_history import HistoryChurn

        figures = self.env["contact.prediction.features"]._read_rfm(prediction, cut)
        return HistoryChurn.fit(figures, *self._get_quiet_days(prediction))

    @api.model
    def _get_quiet_days(self, prediction):
        """Return from which day to which nothing is bought by who leaves."""
        start = max(prediction.horizon_days - prediction.churn_days, 0)
        return start, prediction.horizon_days

    @api.model
    def _fit_final(self, prediction, period, known, model):
        if model.method != "bg_nbd":
            return super()._fit_final(prediction, period, known, model)
        final = self._fit_history(prediction, period["last"])
        meta = {
            "method": final.method,
            "names": list(known["names"]),
            "parameters": final.get_parameters(),
        }
        return final, {"arrays": {}, "meta": meta}

    @api.model
    def _load(self, prediction, arrays, meta):
        from ..forecasting.churn_history import HistoryChurn

        if meta["method"] != HistoryChurn.method:
            return super()._load(prediction, arrays, meta)
        quiet = self._get_quiet_days(prediction)
        return HistoryChurn.load(meta["parameters"], *quiet)

    @api.model
    def _predict(self, prediction, model, known):
        """Return the probability to leave; 0 for who bought too lately to leave."""
        import numpy as np

        probabilities = super()._predict(prediction, model, known)
        least = prediction.churn_days - prediction.horizon_days
        since = known["features"][:, known["names"].index("days_since_last")]
        return np.where(since >= least, probabilities, 0.0)

    @api.model
    def _rate(self, prediction, known, last, accuracy, of_churned):
        from ..forecasting import evaluation, grades

        since = last["features"][:, last["names"].index("days_since_last")]
        days, total, baseline = evaluation.get_recency_baseline(
            since, last["churned"] == 1, prediction.horizon_days
        )
        return {
            "grade": grades.grade_transactional_churn(accuracy, of_churned, baseline),
            "baseline": baseline,
            "parameters": {"baseline_days": days, "baseline_accuracy": total},
        }
