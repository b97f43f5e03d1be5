# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import arguments


class ContactPredictionSegmentWizard(models.TransientModel):
    """Makes a segment of who meets conditions on the scores of a prediction."""

    _name = "contact.prediction.segment.wizard"
    _inherit = ["contact.rights.mixin"]
    _description = "Create a Segment from a Prediction"

    prediction_id = fields.Many2one(
        comodel_name="contact.prediction",
        required=True,
        domain="[('score_count', '>', 0)]",
        ondelete="cascade",
    )
    segment_id = fields.Many2one(
        comodel_name="contact.segment",
        ondelete="cascade",
        help="The segment to add contacts to; empty: a new one.",
    )
    kind = fields.Selection(related="prediction_id.kind", related_sudo=False)
    # What scores are and what a flag tells, as the kinds of prediction put it.
    score_unit = fields.Char(compute="_compute_score_unit")
    flag_meaning = fields.Char(compute="_compute_score_unit")
    currency_id = fields.Many2one(
        related="prediction_id.currency_id", related_sudo=False
    )
    name = fields.Char(
        string="Description",
        compute="_compute_name",
        compute_sudo=False,
        store=True,
        readonly=False,
        required=True,
    )
    min_score = fields.Float(string="At Least", help="0: any.")
    max_score = fields.Float(string="At Most", help="0: any.")
    top_percent = fields.Float(
        string="Highest (%)",
        help="Only those with the highest scores: 10 means the highest tenth; 0: all.",
    )
    flag = fields.Selection(
        selection=[("yes", "Yes"), ("no", "No")],
        compute="_compute_flag",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Empty: both.",
    )
    move = fields.Selection(
        selection=[("better", "Got better"), ("worse", "Got worse")],
        help="Whose score changed so since the scoring before; empty: everybody.",
    )
    least_change = fields.Float(
        string="By at Least", digits=(16, 4), help="0: by anything."
    )
    status = fields.Selection(
        selection="_get_classes", string="Class", help="Empty: all classes."
    )
    has_classes = fields.Boolean(compute="_compute_score_unit")
    product_ids = fields.Many2many(
        comodel_name="product.product",
        string="Recommended Products",
        help="One of these products is recommended; empty: any product.",
    )
    contact_count = fields.Integer(string="Contacts", compute="_compute_count")
    share = fields.Float(string="Share of All Contacts", compute="_compute_count")

    @api.depends("prediction_id", "segment_id")
    def _compute_name(self):
        for wizard in self:
            wizard.name = wizard.segment_id.name or wizard.prediction_id.name

    @api.depends("prediction_id")
    def _compute_score_unit(self):
        for wizard in self:
            prediction = wizard.prediction_id
            wizard.score_unit = prediction and prediction._get_kind()._score_unit
            wizard.flag_meaning = prediction and prediction._get_kind()._flag_meaning
            wizard.has_classes = bool(prediction and prediction._get_kind()._classes)

    @api.model
    def _get_classes(self):
        """Return the classes of customers that any kind of prediction makes."""
        predictions = self.env["contact.prediction"]
        names = predictions._get_status_names()
        kinds = predictions._fields["kind"].get_values(self.env)
        return [
            (code, names[code])
            for kind in kinds
            for code in predictions._get_kind_of(kind)._classes
        ]

    @api.depends("prediction_id")
    def _compute_flag(self):
        """Begin with those the prediction is for, where no scores are asked for."""
        for wizard in self:
            conditions = (
                wizard.min_score,
                wizard.max_score,
                wizard.top_percent,
                wizard.move,
            )
            prediction = wizard.prediction_id
            is_open = prediction and not any(conditions)
            wizard.flag = is_open and prediction._get_kind()._preset_flag

    @api.depends(
        "prediction_id",
        "min_score",
        "max_score",
        "top_percent",
        "flag",
        "product_ids",
        "status",
        "move",
        "least_change",
    )
    def _compute_count(self):
        for wizard in self:
            found = {"count": 0, "share": 0.0}
            can_be = 0 <= wizard.top_percent <= 100 and wizard.least_change >= 0
            if wizard.prediction_id.score_count and can_be:
                found = wizard.prediction_id.estimate_segment(
                    **wizard._get_conditions()
                )
            wizard.contact_count = found["count"]
            wizard.share = found["share"]

    def _get_conditions(self):
        """Return the conditions that make sense of such scores."""
        conditions = {
            "top_percent": self.top_percent,
            "move": self.move or "",
            "least_change": self.least_change if self.move else 0,
        }
        if self.has_classes:
            conditions["status"] = self.status or ""
        if self.score_unit == "fit":
            return {**conditions, "product_ids": self.product_ids._origin.ids}
        return {
            **conditions,
            "min_score": self.min_score or False,
            "max_score": self.max_score or False,
            "flag": self.flag or "",
        }

    def action_apply(self):
        """Make the segment, or add to it, and open it.

        :return: the action that opens a new segment, or tells what the step did
        :rtype: dict
        :raise UserError: nobody meets the conditions
        """
        arguments.check_one(self)
        prediction, conditions = self.prediction_id, self._get_conditions()
        if not prediction.estimate_segment(**conditions)["count"]:
            raise UserError(
                self.env._(
                    "No contact meets these conditions on prediction %(name)s; make "
                    "them wider.",
                    name=prediction.name,
                )
            )
        if self.segment_id:
            domain = prediction._get_score_domain(**conditions)
            result = self.segment_id._take_step("add", domain, {}, source="prediction")
            return self.segment_id._notify_taken([result])
        segment_id = prediction.create_segment(self.name, **conditions)
        return self.env["contact.segment"].browse(segment_id)._get_form_action()
