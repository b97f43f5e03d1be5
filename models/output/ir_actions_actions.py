# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

# The model whose records an action makes or changes, by the action.
NEEDED = {
    "contact_segment.contact_segment_action_mailing_list": "mailing.list",
    "contact_segment.contact_segment_action_mailing": "mailing.mailing",
}


class IrActionsActions(models.Model):
    """Actions of Email Marketing are offered to those who have it, and may use it."""

    _inherit = "ir.actions.actions"

    @api.model
    def get_bindings(self, model_name):
        """Return the actions of a model, by kind, that the user may be offered.

        :param str model_name: the model
        :rtype: dict[str, list[dict]]
        """
        result = super().get_bindings(model_name)
        if model_name != "contact.segment":
            return result
        data = self.env["ir.model.data"]
        hidden = {
            data._xmlid_to_res_id(xmlid)
            for xmlid, model in NEEDED.items()
            if model not in self.env or not self.env[model].has_access("create")
        }
        return {
            kind: [action for action in actions if action["id"] not in hidden]
            for kind, actions in result.items()
        }
