# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import LazyTranslate

from ....tools.numbers import show_count
from ..feature.churn import get_churn_names
from ..feature.rfm import get_rfm_names

_lt = LazyTranslate(__name__)


class ContactPrediction(models.Model):
    """Predictions of who stops buying."""

    _inherit = "contact.prediction"

    kind = fields.Selection(
        selection_add=[("transaction_churn", "Customers who stop buying")],
        ondelete={"transaction_churn": "cascade"},
    )


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
    _usual_days = 60
    _settings = ("churn_days",)
    _icon = "fa-shopping-basket"
    _recommended_customers = 500

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
    def _read_known(self, prediction, period):
        known = super()._read_known(prediction, period)
        days = known["features"][:, known["names"].index("purchase_days")]
        self._check_repeated(prediction, days - 1)
        return known

    @api.model
    def _choose(self, prediction, known):
        """Return the model that is better on the latest day; trees with enough data."""
        from ....forecasting import churn

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
        from ....forecasting.churn_history import HistoryChurn

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
        codes = self._get_codes(final, known)
        return codes, {"arrays": {}, "meta": meta}

    @api.model
    def _load(self, prediction, arrays, meta):
        from ....forecasting.churn_history import HistoryChurn

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
        from ....forecasting import evaluation, grades

        since = last["features"][:, last["names"].index("days_since_last")]
        days, total, baseline = evaluation.get_recency_baseline(
            since, last["churned"] == 1, prediction.horizon_days
        )
        return {
            "letter": grades.grade_transactional_churn(accuracy, of_churned, baseline),
            "baseline": baseline,
            "parameters": {"baseline_days": days, "baseline_accuracy": total},
        }

    @api.model
    def _mark(self, last, count):
        """Mark those who have not bought for longest."""
        from ....forecasting.trust import get_top

        since = last["features"][:, last["names"].index("days_since_last")]
        return get_top(since, count)

    @api.model
    def _describe_difference(self, model, rule):
        return _lt(
            "Of 100 customers who stopped buying it found %(model)s; the simple rule, "
            "which marks as many, found %(rule)s.",
            model=model,
            rule=rule,
        )

    @api.model
    def _tell_question(self):
        return self.env._("Which customers will stop buying?")

    @api.model
    def _tell_needs(self):
        return self.env._("Purchases with date and amount, some of each customer.")

    @api.model
    def _tell_measure(self):
        return self.env._(
            "How many of the customers who stopped buying were found, tried on the "
            "last days of the data, unseen in training:"
        )

    @api.model
    def _tell_baseline(self, prediction):
        return self.env._("Simple rule: as many, who have not bought for longest")

    @api.model
    def _tell_documented_rule(self, prediction):
        days = round((prediction.parameters or {}).get("baseline_days") or 0)
        return self.env._(
            "no purchase in the last %(days)s days", days=show_count(self.env, days)
        )

    @api.model
    def _get_factor_names(self):
        # with few data what is known of the history is all that it looks at
        return get_rfm_names(self.env) | get_churn_names(self.env)
