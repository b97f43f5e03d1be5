# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ContactInteraction(models.Model):
    """Opens the dialog that creates an interaction, and says what came of it."""

    _inherit = "contact.interaction"

    # not @api.model: the button of a list passes what is selected
    def action_create(self):
        """Ask for a new interaction, with the contact of the list if it has one.

        :return: a window action
        :rtype: dict
        """
        known = ("partner_id", "segment_id", "campaign_id", "lead_id", "template_id")
        context = self.env.context
        return self._open_wizard(
            **{name: context.get(f"default_{name}") for name in known}
        )

    @api.model
    def _open_wizard(self, **defaults):
        """Return the action that opens the dialog.

        :param defaults: values of the dialog: partner_id, lead_id, segment_id,
            campaign_id, activity_id, template_id, res_model, res_id, name, scope_id
            (the company whose people may be chosen), is_contact_fixed; or
            interaction_id, a postponed interaction to resume
        :rtype: dict
        """
        interaction_id = defaults.pop("interaction_id", 0)
        if interaction_id:
            interaction = self.browse(interaction_id)
            interaction._check_postponed()
            interaction.check_access("write")
            defaults["resumed_id"] = interaction_id
        name = self.env._("Create Interaction")
        if interaction_id:
            name = self.env._("Resume Interaction")
        values = {f"default_{key}": value for key, value in defaults.items() if value}
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "contact.interaction.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": values,
        }

    def _notify_finished(self, message):
        """Return a note that an interaction is logged; it closes the dialog.

        It offers to create an opportunity, if there is none and the user may.

        :param str message: what was done
        :rtype: dict
        """
        self.ensure_one()
        offers = (
            not self.lead_id
            and not self.attempt_failed
            and hasattr(self, "create_opportunity")
            and self.env["crm.lead"].has_access("create")
        )
        return {
            "type": "ir.actions.client",
            "tag": "contact_segment.interaction_finished",
            "params": {
                "message": message,
                "interaction_id": self.id,
                "offers_opportunity": offers,
            },
        }
