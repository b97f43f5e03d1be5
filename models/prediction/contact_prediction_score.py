# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...tools.told import ToldChar, ToldText


class ContactPredictionScore(models.Model):
    """What a prediction says of one contact, or of one contact and one product."""

    _name = "contact.prediction.score"
    _inherit = ["contact.rights.mixin"]
    _description = "Prediction Score"
    _order = "prediction_id, score desc, id"
    _rec_name = "partner_id"
    # Written by hundred thousands at once; the prediction tells when.
    _log_access = False

    prediction_id = fields.Many2one(
        comodel_name="contact.prediction", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="prediction_id.company_id")
    kind = fields.Selection(related="prediction_id.kind")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        required=True,
        index=True,
        ondelete="cascade",
    )
    score = fields.Float(
        required=True,
        digits=(16, 6),
        aggregator="avg",
        help="An amount, a probability from 0 to 1, or how well a product fits.",
    )
    percentile = fields.Float(
        aggregator="avg",
        help="How many of all scored contacts have a lower score, from 0 to 100.",
    )
    flag = fields.Boolean(help="A high-value customer, or one who will probably leave.")
    status = fields.Selection(
        selection=[
            ("active", "Active"),
            ("churned", "Has left already"),
            ("cold", "Too little known"),
        ],
        required=True,
        default="active",
    )
    product_id = fields.Many2one(
        comodel_name="product.product", index="btree_not_null", ondelete="cascade"
    )
    previous_score = fields.Float(
        readonly=True,
        digits=(16, 6),
        aggregator="avg",
        help="The score of the scoring before, by the same settings; 0 where there was "
        "none.",
    )
    change = fields.Float(
        readonly=True,
        digits=(16, 6),
        aggregator="avg",
        help="By how much the score is above the one before; 0 where there was none.",
    )
    expected_on = fields.Date(
        string="Next Purchase",
        readonly=True,
        help="When the contact will probably buy next, if it stays a customer.",
    )
    earliest_on = fields.Date(
        string="Next Purchase, at the Earliest",
        readonly=True,
        help="With the latest day: between them it will be in 8 of 10 cases.",
    )
    latest_on = fields.Date(
        string="Next Purchase, at the Latest",
        readonly=True,
        help="With the earliest day: between them it will be in 8 of 10 cases.",
    )
    rank = fields.Integer(
        aggregator=None, help="1: the product that fits this contact best."
    )
    factors = fields.Json(
        help="What raised and lowered the score of this contact, where it is known."
    )
    score_text = fields.Char(string="Score in Words", compute="_compute_words")
    flag_text = fields.Char(string="Meaning", compute="_compute_words")
    change_text = fields.Char(string="Change in Words", compute="_compute_change_text")
    explanation = fields.Text(string="Why", compute="_compute_words")

    _score = models.Index("(prediction_id, score)")
    _partner = models.Index("(prediction_id, partner_id, rank)")
    # the samples of a page with results, also where hardly anything is known
    _best = models.Index(
        "(prediction_id, score DESC, id) WHERE rank = 1 AND status != 'cold'"
    )

    @api.depends("score", "flag", "status", "factors", "prediction_id")
    @api.depends_context("lang")
    def _compute_words(self):
        names = {
            prediction: prediction._get_factor_names()
            for prediction in [*self.prediction_id, self.prediction_id.browse()]
        }
        for score in self:
            prediction = score.prediction_id
            kind = prediction._get_kind()
            score.score_text = kind._format_score(prediction, score.score)
            score.flag_text = score._tell_status() or kind._tell_flag(score)
            factors = score.factors or []
            score.explanation = kind._tell_factors(
                factors, names[prediction], prediction
            )

    @api.depends("change", "prediction_id")
    @api.depends_context("lang")
    def _compute_change_text(self):
        for score in self:
            kind = score.prediction_id._get_kind()
            change = kind._format_change(score.prediction_id, abs(score.change))
            sign = "+" if score.change > 0 else "−"
            score.change_text = f"{sign}{change}" if score.change else ""

    def _tell_status(self):
        """Return what is to be known before flag and rank; empty for who is active."""
        if self.status == "active":
            return ""
        return self.prediction_id._get_status_names()[self.status]


class ContactPredictionFactor(models.Model):
    """What influences a prediction, and how much."""

    _name = "contact.prediction.factor"
    _inherit = ["contact.rights.mixin"]
    _description = "Factor of a Prediction"
    _order = "impact desc, id"

    prediction_id = fields.Many2one(
        comodel_name="contact.prediction", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="prediction_id.company_id")
    code = fields.Char(required=True)
    name = fields.Char(string="Factor", compute="_compute_name")
    impact = fields.Float(string="Impact (%)", digits=(16, 3))

    def _compute_name(self):
        for prediction, factors in self.grouped("prediction_id").items():
            names = prediction._get_factor_names()
            for factor in factors:
                factor.name = names.get(factor.code, factor.code)


class ContactPredictionUsability(models.Model):
    """A line of the data report: what is wrong with the data, and where."""

    _name = "contact.prediction.usability"
    _inherit = ["contact.rights.mixin"]
    _description = "Data Report of a Prediction"
    _order = "step desc, level, id"

    prediction_id = fields.Many2one(
        comodel_name="contact.prediction", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="prediction_id.company_id")
    step = fields.Selection(
        selection=[("train", "Training"), ("score", "Scoring")], required=True
    )
    level = fields.Selection(
        selection=[
            ("error", "Error"),
            ("warning", "Warning"),
            ("recommendation", "Recommendation"),
        ],
        required=True,
    )
    field_name = ToldChar(string="Column")
    record_name = fields.Char(string="Record")
    message = ToldText(required=True)
