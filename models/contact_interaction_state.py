# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.selections import EVALUATIONS


class ContactInteraction(models.Model):
    """Interactions cancelled, brought back and evaluated."""

    _inherit = "contact.interaction"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_not_cancelled(self):
        for interaction in self:
            if interaction.state != "cancelled":
                raise UserError(
                    self.env._(
                        "Interaction %(name)s with %(contact)s is not cancelled; "
                        "cancel it first, then delete it.",
                        name=interaction.name,
                        contact=interaction.partner_id.display_name,
                    )
                )

    def cancel(self):
        """Cancel interactions, so that they count in no statistic.

        :return: True
        :rtype: bool
        :raise AccessError: an interaction is somebody else's and the user is no
            administrator of segments
        """
        self.filtered(lambda interaction: interaction.state != "cancelled").write(
            {"state": "cancelled", "cancelled_with_segment": False}
        )
        return True

    def uncancel(self):
        """Bring cancelled interactions back.

        :return: True
        :rtype: bool
        :raise UserError: the segment of an interaction is cancelled itself
        """
        cancelled = self.filtered(lambda interaction: interaction.state == "cancelled")
        for segment in cancelled.segment_id:
            if segment.state == "cancelled":
                raise UserError(
                    self.env._(
                        "Segment %(segment)s is cancelled; bring the segment back "
                        "instead of single interactions.",
                        segment=segment.display_name,
                    )
                )
        cancelled.write({"state": "done", "cancelled_with_segment": False})
        return True

    def evaluate(self, evaluation):
        """Say how the interactions went.

        :param str evaluation: very_positive, positive, neutral, negative or
            very_negative; an empty text takes the evaluation away
        :return: True
        :rtype: bool
        :raise UserError: the evaluation does not exist
        """
        if evaluation and evaluation not in [key for key, _label in EVALUATIONS]:
            raise UserError(
                self.env._(
                    "There is no evaluation %(evaluation)s; use one of %(known)s.",
                    evaluation=evaluation,
                    known=[key for key, _label in EVALUATIONS],
                )
            )
        self.write({"evaluation": evaluation or False})
        return True

    def action_cancel(self):
        """Cancel the interactions that are selected in a list."""
        return self.cancel()

    def action_uncancel(self):
        """Bring the interactions back that are selected in a list."""
        return self.uncancel()
