# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

KINDS = [
    ("lifetime_value", "Customer lifetime value"),
    ("transaction_churn", "Customers who stop buying"),
    ("subscription_churn", "Subscriptions that end"),
    ("product_recommendation", "Product recommendation"),
]
SUBSCRIPTION_KINDS = {"subscription_churn"}


class ContactPrediction(models.Model):
    """What customers will probably do, learned from what they did.

    A prediction is trained on transactions or subscriptions up to an earlier day and
    judged on what came after it, beside a simple rule. Scoring gives every contact a
    figure; a segment is made of a condition on these figures.
    """

    _name = "contact.prediction"
    _inherit = ["contact.rights.mixin"]
    _description = "Prediction"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=False)
    active = fields.Boolean(default=True)
    kind = fields.Selection(selection=KINDS, required=True, default="lifetime_value")
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("queued", "Queued"),
            ("running", "Running"),
            ("ready", "Ready"),
            ("failed", "Failed"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    source_id = fields.Many2one(
        comodel_name="contact.prediction.source",
        string="Data Source",
        ondelete="restrict",
        check_company=True,
        help="Where transactions or subscriptions come from.",
    )
    by_company = fields.Boolean(
        default=True,
        help="People count for the company they work for; off: every contact counts "
        "for itself.",
    )
    horizon_days = fields.Integer(
        string="Days Ahead",
        compute="_compute_defaults",
        store=True,
        readonly=False,
        help="How far the prediction looks into the future.",
    )
    churn_days = fields.Integer(
        string="Days Without Purchase",
        default=60,
        help="A customer who bought nothing for so many days has stopped buying.",
    )
    grace_days = fields.Integer(
        string="Days of Grace",
        default=60,
        help="So many days after its end, a subscription that was not renewed is over.",
    )
    active_days = fields.Integer(
        string="Active Within (days)",
        help="Only customers who bought within so many days are predicted; 0: the "
        "model decides from how often customers buy.",
    )
    high_value_percent = fields.Float(
        string="High-Value Customers (%)",
        help="How many of the active customers count as high-value; 0: those who made "
        "80 % of the revenue.",
    )
    product_count = fields.Integer(
        string="Products per Contact",
        default=5,
        help="How many products are recommended to a contact.",
    )
    allow_repeat = fields.Boolean(
        string="Repeat Purchases Expected",
        default=True,
        help="Also recommend what a contact has bought before; off: only what is new "
        "to the contact.",
    )
    lookback_days = fields.Integer(
        string="Not Bought Within (days)",
        default=365,
        help="With repeat purchases: leave out what was bought within so many days.",
    )
    product_domain = fields.Char(
        string="Products",
        default="[]",
        help="Only these products are recommended; all products are learned from.",
    )
    retrain_days = fields.Integer(
        string="Train Again After (days)",
        default=30,
        help="0: only when somebody asks for it. New scores come whenever the data "
        "changed.",
    )
    grade = fields.Selection(
        selection=[("a", "A"), ("b", "B"), ("c", "C")], readonly=True, copy=False
    )
    model_score = fields.Float(
        readonly=True,
        copy=False,
        digits=(16, 4),
        help="How good the prediction was for days it had not seen, from 0 to 1.",
    )
    baseline_score = fields.Float(
        readonly=True,
        copy=False,
        digits=(16, 4),
        help="How good a simple rule was for the same days, from 0 to 1.",
    )
    factor_ids = fields.One2many(
        comodel_name="contact.prediction.factor", inverse_name="prediction_id"
    )
    usability_ids = fields.One2many(
        comodel_name="contact.prediction.usability",
        inverse_name="prediction_id",
        string="Data Report",
    )
    score_ids = fields.One2many(
        comodel_name="contact.prediction.score", inverse_name="prediction_id"
    )
    score_count = fields.Integer(string="Scores", readonly=True, copy=False)
    trained_on = fields.Datetime(readonly=True, copy=False)
    scored_on = fields.Datetime(readonly=True, copy=False)

    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE active",
        "Another prediction of this company has this name already.",
    )

    @api.depends("kind")
    def _compute_defaults(self):
        """Offer the usual number of days of each kind."""
        usual = {
            "lifetime_value": 365,
            "transaction_churn": 60,
            "subscription_churn": 93,
            "product_recommendation": 30,
        }
        for prediction in self:
            prediction.horizon_days = usual[prediction.kind]

    @api.constrains("kind", "source_id")
    def _check_source(self):
        for prediction in self:
            wanted = prediction._get_usage()
            if prediction.source_id and prediction.source_id.usage != wanted:
                raise ValidationError(
                    self.env._(
                        "Data source %(data_source)s has no data of the kind that "
                        "prediction %(name)s needs; choose another source.",
                        data_source=prediction.source_id.display_name,
                        name=prediction.name,
                    )
                )

    @api.constrains("kind", "horizon_days", "grace_days", "churn_days", "product_count")
    def _check_days(self):
        for prediction in self:
            if (
                prediction.kind == "subscription_churn"
                and prediction.horizon_days <= prediction.grace_days
            ):
                raise ValidationError(
                    self.env._(
                        "Prediction %(name)s must look further ahead than the days of "
                        "grace; enter more than %(days)s days ahead.",
                        name=prediction.name,
                        days=prediction.grace_days,
                    )
                )
            figures = (prediction.horizon_days, prediction.churn_days)
            if min(*figures, prediction.product_count) < 1:
                raise ValidationError(
                    self.env._(
                        "Prediction %(name)s: days and numbers of products must be "
                        "positive.",
                        name=prediction.name,
                    )
                )

    def _get_usage(self):
        """Return what kind of data the prediction learns from."""
        self.ensure_one()
        is_subscription = self.kind in SUBSCRIPTION_KINDS
        return "subscription" if is_subscription else "transaction"

    def _get_kind(self):
        """Return the model with the algorithm of this kind of prediction."""
        self.ensure_one()
        return self.env["contact.prediction." + self.kind.replace("_", ".")]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        for prediction in self:
            if prediction.state == "running":
                raise UserError(
                    self.env._(
                        "Prediction %(name)s is running; cancel it first.",
                        name=prediction.name,
                    )
                )
