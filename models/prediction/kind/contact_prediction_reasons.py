# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import format_amount, formatLang

# Factors of single contacts are told of so many, those with the highest scores.
EXPLAINED = 20_000
# Factors that are amounts, those that begin so, and those whose number says nothing.
AMOUNTS = {
    "given_back",
    "mean_purchase",
    "mean_value",
    "monthly",
    "previous_value",
    "purchased_365",
    "recent_value",
    "total",
    "window_value",
}
AMOUNT_PREFIX = "value_"
WORDLESS = {"gap_deviation", "notice", "recurring"}
SINCE = "days_since_last"


class ContactPredictionKind(models.AbstractModel):
    """Why a contact has its score: what is known of it, beside what is usual."""

    _inherit = "contact.prediction.kind"

    @api.model
    def _explain(self, prediction, scores, codes, get_effects, features, usual_gaps):
        """Return the factors of the contacts with the highest scores.

        :param scores: array of n floats
        :param list[str] codes: names of the k factors
        :param get_effects: function of places that returns an array of k columns
        :param features: array of n rows and k floats; NaN = unknown
        :param usual_gaps: array of n numbers of days, after how many each contact
            usually buys; NaN = unknown
        :return: ``factor_rows`` and ``factor_texts``
        :rtype: dict
        """
        import numpy as np

        best = np.argsort(-scores, kind="stable")[:EXPLAINED]
        rows = np.full(len(scores), -1, dtype=np.int32)
        rows[best] = np.arange(len(best))
        usual = np.tile(self._get_medians(features), (len(best), 1))
        if SINCE in codes:
            usual[:, codes.index(SINCE)] = usual_gaps[best]
        texts = prediction._encode_factors(
            codes, get_effects(best), features[best], usual
        )
        return {"factor_rows": rows, "factor_texts": texts}

    @api.model
    def _get_medians(self, features):
        """Return the median of each column, of what is known."""
        from ....forecasting.classifiers import get_medians

        return get_medians(features)

    @api.model
    def _tell_factors(self, factors, names, prediction):
        """Return what raised and what lowered a score, the strongest first.

        :param list[dict] factors: ``code``, ``effect`` and, where they are known,
            ``value`` and ``usual`` of each
        :param dict names: what factors are called, by their codes
        """
        raised, lowered = (
            ", ".join(
                self._tell_factor(factor, names, prediction)
                for factor in factors
                if factor["effect"] * sign > 0
            )
            for sign in (1, -1)
        )
        told = []
        if raised:
            told.append(self.env._("Raised by: %(factors)s", factors=raised))
        if lowered:
            told.append(self.env._("Lowered by: %(factors)s", factors=lowered))
        return ". ".join(told)

    @api.model
    def _tell_factor(self, factor, names, prediction):
        """Return what is known of a contact, beside what is usual."""
        code = factor["code"]
        name = names.get(code, code)
        if "value" not in factor or code in WORDLESS:
            return name
        value = self._format_factor(code, factor["value"], prediction)
        usual = None
        if "usual" in factor:
            usual = self._format_factor(code, factor["usual"], prediction)
        if code == SINCE:
            return self._tell_since(value, usual)
        if usual is None:
            return self.env._("%(factor)s: %(value)s", factor=name, value=value)
        return self.env._(
            "%(factor)s: %(value)s (usual: %(usual)s)",
            factor=name,
            value=value,
            usual=usual,
        )

    @api.model
    def _tell_since(self, value, usual):
        """Return when a contact bought last, beside how often it does."""
        if usual is None and value == "1":
            return self.env._("last bought 1 day ago")
        if usual is None:
            return self.env._("last bought %(value)s days ago", value=value)
        if value == "1":
            return self.env._("last bought 1 day ago, usually every %s", usual)
        return self.env._(
            "last bought %(value)s days ago, usually every %(usual)s",
            value=value,
            usual=usual,
        )

    @api.model
    def _format_factor(self, code, value, prediction):
        if code in AMOUNTS or code.startswith(AMOUNT_PREFIX):
            return format_amount(self.env, value, prediction.currency_id)
        digits = 0 if float(value).is_integer() or abs(value) >= 10 else 1
        return formatLang(self.env, value, digits=digits)
