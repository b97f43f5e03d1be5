# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError


class ContactInteraction(models.Model):
    """What the buttons about the delivery of interactions do."""

    _inherit = "contact.interaction"

    def action_resend(self):
        """Ask how to send the interactions again.

        :return: an action
        :rtype: dict
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Resend"),
            "res_model": "contact.interaction.resend.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"active_model": self._name, "active_ids": self.ids},
        }

    def action_retry_delivery(self):
        """Try the failed ones of the interactions again.

        :return: an action
        :rtype: dict
        :raise UserError: none of them failed
        """
        failed = self.filtered(
            lambda interaction: interaction.delivery_state == "failed"
        )
        if not failed:
            raise UserError(
                self.env._(
                    "None of these %(count)s interactions failed; use Resend to send "
                    "them again.",
                    count=len(self),
                )
            )
        failed.retry_delivery()
        return self._notify_delivery(
            self.env._("%(count)s will be tried again.", count=len(failed))
        )

    @api.model
    def _notify_delivery(self, message):
        """Return a note that something will be sent; it closes the dialog."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
