# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class ContactPredictionScore(models.Model):
    """What a score says, in words."""

    _inherit = "contact.prediction.score"

    score_text = fields.Char(string="Score in Words", compute="_compute_words")
    flag_text = fields.Char(string="Meaning", compute="_compute_words")
    explanation = fields.Text(string="Why", compute="_compute_words")

    @api.depends("score", "flag", "status", "factors", "prediction_id")
    @api.depends_context("lang")
    def _compute_words(self):
        names = self.env["contact.prediction"]._get_factor_names()
        for score in self:
            score.score_text = score.prediction_id._format_score(score.score)
            score.flag_text = score._tell_flag()
            score.explanation = score._tell_factors(names)

    def _tell_flag(self):
        """Return what flag and status mean for this kind of prediction."""
        if self.status != "active":
            return dict(self._fields["status"]._description_selection(self.env))[
                self.status
            ]
        if self.kind == "lifetime_value":
            return self.env._("High value") if self.flag else ""
        if self.kind == "product_recommendation":
            return self.env._("Choice no. %(rank)s", rank=self.rank)
        return self.env._("Will probably leave") if self.flag else ""

    def _tell_factors(self, names):
        """Return what raised and what lowered the score, the strongest first.

        :param dict names: what factors are called, by their codes
        """
        if self.kind == "product_recommendation":
            codes = [factor["code"] for factor in self.factors or []]
            told = ", ".join(names.get(code, code) for code in codes)
            return self.env._("Because of: %(factors)s", factors=told) if told else ""
        raised, lowered = (
            ", ".join(
                names.get(factor["code"], factor["code"])
                for factor in self.factors or []
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
