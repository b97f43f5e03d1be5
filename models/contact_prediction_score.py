# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


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
    rank = fields.Integer(
        aggregator=None, help="1: the product that fits this contact best."
    )
    factors = fields.Json(
        help="What raised and lowered the score of this contact, where it is known."
    )

    _score = models.Index("(prediction_id, score)")
    _partner = models.Index("(prediction_id, partner_id, rank)")
