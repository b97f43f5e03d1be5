# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate, formatLang

from ....tools.numbers import show_count
from ....tools.told import join, tell
from .contact_prediction_kind import BARS

_lt = LazyTranslate(__name__)

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
    _flag_meaning = "leaving"
    _high_is_good = False
    _preset_flag = "yes"

    @api.model
    def _train(self, prediction):
        period = self._get_period(prediction)
        known = self._read_known(prediction, period)
        model = self._choose(prediction, known)
        judged = self._judge(prediction, model, known)
        codes, stored = self._fit_final(prediction, period, known, model)
        rows = self._select(model, known, known["is_last"])
        impacts = model.get_influence(rows, known["churned"][known["is_last"]])
        return {
            **judged,
            **stored,
            "factors": list(zip(codes, impacts.tolist(), strict=True)),
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
        first = prediction.source_id._get_usual_first(prediction, period)
        cuts = self._get_training_cuts(first, cut, days) + [cut]
        known = {"names": [], "cuts": np.zeros(0), "churned": np.zeros(0)}
        if cut >= period["first"]:
            known = self._read(prediction, cuts)
            keep = (known["churned"] >= 0) & known["active"]
            known = self._keep(known, keep)
        if not len(known["cuts"]):
            message = _lt(
                "The data of prediction %(name)s do not reach %(days)s days back "
                "with customers who could leave; look fewer days ahead or import "
                "older data.",
                name=prediction.name,
                days=2 * days,
            )
            raise UserError(tell(self.env, message))
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
            message = _lt(
                "The data of prediction %(name)s do not reach %(days)s days back; "
                "look fewer days ahead or import older data.",
                name=prediction.name,
                days=2 * prediction.horizon_days,
            )
            raise UserError(tell(self.env, message))
        return self._fit(known, earlier)

    @api.model
    def _fit(self, known, keep):
        """Return a classifier that learned from some of the rows."""
        from ....forecasting import churn

        features, churned = known["features"][keep], known["churned"][keep]
        latest = known["cuts"][keep] == known["cuts"][keep].max()
        rows = self._sample(len(churned))
        # as they are kept: what is learned again must be the same
        features = features[rows].astype("float32")
        return churn.fit(features, churned[rows], latest[rows])

    @api.model
    def _fit_final(self, prediction, period, known, model):
        """Keep what is to be learned from: all days, in the same way.

        Trees are grown when there is something to score; doing it here as well would
        take the longest part of this phase for nothing.

        :return: the names of the features that are looked at, and ``arrays`` and
            ``meta`` to make the model again
        :rtype: tuple
        """
        import numpy as np

        rows = self._sample(len(known["churned"]))
        arrays = {
            "features": known["features"][rows].astype(np.float32),
            "churned": known["churned"][rows].astype(np.int8),
            "latest": known["is_last"][rows],
        }
        meta = {"method": "classifier", "names": list(known["names"])}
        return meta["names"], {"arrays": arrays, "meta": meta}

    @api.model
    def _load(self, prediction, arrays, meta):
        """Return the model of what was kept of it."""
        from ....forecasting import churn

        # an earlier version did not keep which rows are the latest
        return churn.fit(arrays["features"], arrays["churned"], arrays.get("latest"))

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
        """Return the grade, both scores, what they mean and the parameters.

        The simple rule may mark as many customers as the model does: who marks more
        finds more.
        """
        from ....forecasting import evaluation, grades, trust

        last = self._keep(known, known["is_last"])
        probabilities = self._predict(prediction, model, last)
        churned = last["churned"] == 1
        accuracy, of_churned = evaluation.get_accuracy(probabilities, churned)
        marked, is_by_order = self._get_marked(probabilities)
        count = round(float(marked.sum()))
        rule = self._mark(last, count)
        difference = trust.get_difference(marked, rule, churned)
        documented = self._rate(prediction, known, last, accuracy, of_churned)
        verdict = self._get_verdict(
            grades.grade_transactional_churn(
                accuracy, difference.model, difference.rule
            ),
            difference,
            int(churned.sum()),
            int((~churned).sum()),
        )
        if is_by_order:
            note = tell(self.env, self._describe_order(count, len(churned)))
            verdict["grade_message"] = join(" ", [verdict["grade_message"], note])
        right = float((rule * churned + (1 - rule) * ~churned).mean())
        verdict["evaluation"] |= {
            "documented": documented["letter"],
            "documented_rule": documented["baseline"],
            "accuracy": [accuracy, right],
            "lift": trust.get_lift(probabilities, churned),
            "calibration": trust.get_calibration(probabilities, churned),
        }
        return {
            **verdict,
            "parameters": {
                "method": model.method,
                "cut": known["cut"].isoformat(),
                "cuts": len(set(known["cuts"].tolist())),
                "tested_customers": len(churned),
                "churn_rate": float(churned.mean()),
                "marked_customers": count,
                "accuracy": accuracy,
                "accuracy_of_churned": of_churned,
                "log_loss": self._get_log_loss(probabilities, churned),
                **documented["parameters"],
            },
        }

    @api.model
    def _mark(self, last, count):
        """Mark customers by a simple rule.

        :param dict last: figures of the n customers of the latest day
        :param int count: how many to mark
        :return: array of n floats from 0 to 1, how far each is marked
        """
        raise NotImplementedError

    @api.model
    def _get_marked(self, probabilities):
        """Return who is taken for leaving.

        Those who more likely leave than not. Where that is all or none, as many as are
        expected to leave, the most likely ones: their order can still be judged.

        :return: array of n floats from 0 to 1, and whether it is by their order
        :rtype: tuple
        """
        from ....forecasting import evaluation, trust

        marked = probabilities >= evaluation.THRESHOLD
        if 0 < marked.sum() < len(marked):
            return marked.astype(float), False
        count = min(max(round(float(probabilities.sum())), 1), len(marked) - 1)
        return trust.get_top(probabilities, count), True

    @api.model
    def _describe_order(self, count, tested):
        return _lt(
            "It takes all or none of the %(tested)s customers for leaving, so the "
            "%(count)s with the highest scores were compared, as many as it expects "
            "to leave. Go by the order of the scores.",
            tested=tested,
            count=count,
        )

    @api.model
    def _rate(self, prediction, known, last, accuracy, of_churned):
        """Rate by the documented rule, which is shown beside the grade.

        :return: ``letter``, ``baseline`` and further ``parameters``
        :rtype: dict
        """
        raise NotImplementedError

    @api.model
    def _describe_nobody(self, happened, tested):
        return _lt(
            "No grade: none of the customers it was tried on (%(tested)s) left, so "
            "there was nobody to be found.",
            tested=tested,
        )

    @api.model
    def _describe_everybody(self, happened, tested):
        return _lt(
            "No grade: all customers it was tried on (%(tested)s) left, so any guess "
            "is right.",
            tested=tested,
        )

    @api.model
    def _get_log_loss(self, probabilities, churned):
        import numpy as np

        right = np.where(churned, probabilities, 1 - np.asarray(probabilities))
        return float(-np.log(np.maximum(right, LEAST_PROBABILITY)).mean())

    # --------------------------------------------------------------------------------
    # Scoring: how likely each customer leaves. Who has left already gets a score too,
    # but the status tells; flags, percentiles and the distribution are about those who
    # can still be kept.
    # --------------------------------------------------------------------------------

    @api.model
    def _score(self, prediction):
        import numpy as np

        from ....forecasting.evaluation import THRESHOLD

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
                features,
                self._get_usual_gaps(known),
            ),
        }

    @api.model
    def _get_usual_gaps(self, known):
        """Return after how many days each customer usually buys; NaN = unknown."""
        import numpy as np

        if "mean_gap" not in known["names"]:
            return np.full(len(known["partner_ids"]), np.nan)
        return known["features"][:, known["names"].index("mean_gap")]

    @api.model
    def _check_names(self, prediction, known, meta):
        """Refuse a model that learned from other features.

        :raise UserError: the features changed since the training
        """
        if list(known["names"]) != meta["names"]:
            message = _lt(
                "What prediction %(name)s looks at has changed with an update; "
                "train it again.",
                name=prediction.name,
            )
            raise UserError(tell(self.env, message))

    @api.model
    def _get_percentiles(self, scores, active):
        """Return percentiles among the active customers."""
        import numpy as np

        from ....forecasting import evaluation

        percentiles = np.zeros(len(scores))
        percentiles[active] = evaluation.get_percentiles(scores[active])
        return percentiles

    @api.model
    def _get_more_statistics(self, prediction):
        """Return further figures to show."""
        return {}

    # --------------------------------------------------------------------------------
    # In words.
    # --------------------------------------------------------------------------------

    @api.model
    def _tell_distribution(self, prediction):
        return self.env._(
            "How likely %(count)s active customers leave within %(days)s days",
            count=self._count_active(prediction),
            days=show_count(self.env, prediction.horizon_days),
        )

    @api.model
    def _tell_flag(self, score):
        return self.env._("Will probably leave") if score.flag else ""

    @api.model
    def _tell_calibration_title(self):
        return self.env._("How many were expected to leave, and how many left")

    @api.model
    def _tell_details(self, prediction, evaluation):
        told = []
        if lift := evaluation.get("lift"):
            told.append(self._tell_lift(lift))
        if accuracy := evaluation.get("accuracy"):
            told.append(self._tell_accuracy(prediction, *accuracy))
        if letter := evaluation.get("documented"):
            told.append(self._tell_documented(prediction, letter, evaluation))
        return told

    @api.model
    def _tell_lift(self, lift):
        return self.env._(
            "Of the %(count)s it held for the most likely to leave, %(found)s left; of "
            "%(count)s at random it would have been %(random)s.",
            count=show_count(self.env, lift["count"]),
            found=show_count(self.env, lift["found"]),
            random=formatLang(self.env, lift["random"], digits=1),
        )

    @api.model
    def _tell_accuracy(self, prediction, model, rule):
        return self.env._(
            "Right of all, who left and who stayed: %(model)s; the simple rule "
            "%(rule)s.",
            model=prediction._format_percent(model),
            rule=prediction._format_percent(rule),
        )

    @api.model
    def _tell_documented(self, prediction, letter, evaluation):
        """Return the grade by the documented rule, as what it is."""
        return self.env._(
            "By the rule of the documentation: %(letter)s, %(model)s found against "
            "%(baseline)s (%(rule)s).",
            letter=letter,
            model=prediction._format_percent(
                (prediction.parameters or {}).get("accuracy_of_churned", 0.0)
            ),
            baseline=prediction._format_percent(evaluation["documented_rule"]),
            rule=self._tell_documented_rule(prediction),
        )

    @api.model
    def _tell_documented_rule(self, prediction):
        """Return what the documented rule compares with."""
        raise NotImplementedError

    @api.model
    def _get_statistic_names(self):
        return {
            **super()._get_statistic_names(),
            "churned_customers": self.env._("Customers who have left already"),
            "leaving_customers": self.env._("Customers who will probably leave"),
            "expected_leaving": self.env._("Expected number of customers who leave"),
        }
