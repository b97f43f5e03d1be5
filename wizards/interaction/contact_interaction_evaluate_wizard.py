# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...tools import arguments
from ...tools.selections import EVALUATIONS


class ContactInteractionEvaluateWizard(models.TransientModel):
    """Asks how interactions went."""

    _name = "contact.interaction.evaluate.wizard"
    _inherit = ["contact.rights.mixin", "contact.interaction.dialog.mixin"]
    _description = "Evaluate Interactions"

    evaluation = fields.Selection(
        selection=[*EVALUATIONS, ("none", "Not evaluated")],
        required=True,
        default="positive",
    )

    def action_evaluate(self):
        """Evaluate the interactions.

        :return: True
        :rtype: bool
        """
        arguments.check_one(self)
        evaluation = "" if self.evaluation == "none" else self.evaluation
        return self.interaction_ids.evaluate(evaluation)
