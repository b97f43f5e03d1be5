# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..tools import arguments


class ContactPrediction(models.Model):
    """What the screens of predictions need, and what their buttons open."""

    _inherit = "contact.prediction"

    source_usage = fields.Char(compute="_compute_source_usage")
    missing_libraries = fields.Char(compute="_compute_missing_libraries")
    is_trained = fields.Boolean(compute="_compute_is_trained")

    @api.depends("kind")
    def _compute_source_usage(self):
        for prediction in self:
            prediction.source_usage = prediction.kind and prediction._get_usage()

    def _compute_missing_libraries(self):
        names = ", ".join(self._get_missing_libraries())
        self.missing_libraries = names

    @api.depends("trained_on")
    def _compute_is_trained(self):
        for prediction in self:
            prediction.is_trained = bool(prediction.trained_on)

    def action_create_segment(self):
        """Open the wizard that makes a segment of this prediction."""
        arguments.check_one(self)
        return {
            **self._get_segment_wizard_action(),
            "context": {"default_prediction_id": self.id},
        }

    def action_view_scores(self):
        """Open the scores of this prediction, the highest first."""
        arguments.check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_prediction_score_action"
        )
        return {
            **action,
            "display_name": self.env._("Scores of %(name)s", name=self.name),
            "domain": [("prediction_id", "=", self.id)],
            # who has left already is no news
            "context": {"prediction_kind": self.kind, "search_default_not_left": 1},
        }

    def action_view_report(self):
        """Open what is wrong with the data of this prediction."""
        arguments.check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_prediction_usability_action"
        )
        return {
            **action,
            "display_name": self.env._("Data Report of %(name)s", name=self.name),
            "domain": [("prediction_id", "=", self.id)],
        }

    @api.model
    def _get_segment_wizard_action(self):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_prediction_segment_wizard_action"
        )
