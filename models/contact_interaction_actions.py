# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from ..tools.actions import notify


class ContactInteraction(models.Model):
    """What opens interactions, and what the buttons about their delivery do."""

    _inherit = "contact.interaction"

    @api.model
    def _open_list(self, domain, **context):
        """Return the action that opens the log with some interactions.

        :param domain: which interactions
        :param context: the context of the list, and no more
        :rtype: dict
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_interaction_action"
        )
        return {**action, "domain": list(domain), "context": context}

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
        """Try the failed ones of the interactions again, and those that wait for it.

        When some may have arrived, a dialog asks what is to be done with them.

        :return: an action
        :rtype: dict
        :raise UserError: none of them failed
        """
        failed = self.filtered(
            lambda interaction: (
                interaction.delivery_state == "failed"
                or interaction.delivery_waits_until
            )
        )
        if failed._may_have_arrived():
            return failed._open_dialog(
                "contact.interaction.retry.wizard", self.env._("Retry")
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
        return notify(self.env._("%(count)s will be tried again.", count=len(failed)))
