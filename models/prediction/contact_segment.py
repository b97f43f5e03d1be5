# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...tools import arguments


class ContactSegment(models.Model):
    """Contacts of a segment that a prediction chooses."""

    _inherit = "contact.segment"

    has_prediction = fields.Boolean(
        compute="_compute_has_prediction",
        help="There is a prediction with scores to take contacts from.",
    )

    def _compute_has_prediction(self):
        predictions = self.env["contact.prediction"]
        for segment in self:
            domain = segment._get_prediction_domain()
            segment.has_prediction = bool(predictions.search_count(domain, limit=1))

    def _get_prediction_domain(self):
        """Return which predictions this segment can take contacts from."""
        domain = [("score_count", ">", 0)]
        if self.company_id:
            domain.append(("company_id", "=", self.company_id.id))
        return domain

    def action_from_prediction(self):
        """Ask for the conditions on scores, and add who meets them."""
        arguments.check_one(self)
        self._check_not_logged()
        prediction = self.env["contact.prediction"].search(
            self._get_prediction_domain(), order="scored_on desc, id desc", limit=1
        )
        action = self.env["contact.prediction"]._get_segment_wizard_action()
        return {
            **action,
            "name": self.env._("Add Contacts from a Prediction"),
            "context": {
                "default_segment_id": self.id,
                "default_prediction_id": prediction.id,
            },
        }
