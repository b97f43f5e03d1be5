# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from ...tools import arguments
from ...tools.actions import notify, open_dialog
from ...tools.numbers import show_count


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
        return self._open_dialog(
            "contact.interaction.resend.wizard", self.env._("Resend")
        )

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
                    "None of these interactions failed (%(count)s); use Resend to "
                    "send them again.",
                    count=show_count(self.env, len(self)),
                )
            )
        failed.retry_delivery()
        return notify(
            self.env._(
                "%(count)s will be tried again.",
                count=show_count(self.env, len(failed)),
            )
        )

    # --------------------------------------------------------------------------------
    # Opens the dialog that creates an interaction, and says what came of it.
    # --------------------------------------------------------------------------------

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
        return open_dialog("contact.interaction.wizard", name, context=values)

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

    # --------------------------------------------------------------------------------
    # The business document that an interaction is about.
    # --------------------------------------------------------------------------------

    def action_open_source(self):
        """Open the business document of an interaction: the e-mail, the order …

        :return: a window action
        :rtype: dict
        :raise UserError: there is none, it is gone, or the user may not read it
        """
        arguments.check_one(self)
        self.check_access("read")
        source = self._get_source()
        if source is None:
            problem = self.env._("Interaction %(name)s has no business document.")
        elif not source.exists():
            problem = self.env._(
                "The business document of interaction %(name)s was deleted."
            )
        elif not source.has_access("read"):
            problem = self.env._(
                "You may not read the business document of interaction %(name)s; ask "
                "somebody who may."
            )
        else:
            return source.get_formview_action()
        raise UserError(problem % {"name": self.title})

    def _get_source(self):
        """Return the business document with the user's rights; None if there is none.

        A message is shown where it was written.
        """
        if not self.res_model or not self.res_id:
            return None
        source = self._browse_source(self.res_model, self.res_id)
        if source._name == "mail.message":
            message = source.sudo().exists()
            if message.model and message.res_id:
                source = self._browse_source(message.model, message.res_id)
        return source

    def _browse_source(self, model_name, record_id):
        """Return a record, or an empty one when its app is gone."""
        if model_name not in self.env:
            return self.browse()
        return self.env[model_name].browse(record_id)
