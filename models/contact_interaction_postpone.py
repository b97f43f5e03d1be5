# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ..tools import arguments
from .contact_interaction_key import EVENT_PREFIX


class ContactInteraction(models.Model):
    """Interactions that somebody began and will finish later."""

    _inherit = "contact.interaction"

    def write(self, vals):
        """Write values; what was postponed must be complete once it is done.

        :param dict vals: the values
        :return: True
        :rtype: bool
        :raise UserError: something is missing, or what took place cannot be postponed
        """
        if "state" not in vals:
            return super().write(vals)
        postponed = self.filtered(lambda interaction: interaction.state == "draft")
        if vals["state"] == "draft":
            (self - postponed)._refuse_to_postpone()
        result = super().write(vals)
        if vals["state"] == "done":
            postponed._check_complete()
        return result

    def discard_postponed(self):
        """Delete postponed interactions.

        :return: True
        :rtype: bool
        :raise UserError: an interaction is not postponed
        :raise AccessError: an interaction is somebody else's and the user is no
            administrator of segments
        """
        self.check_access("write")
        self._check_postponed()
        self.sudo().unlink()
        return True

    def action_resume(self):
        """Open a postponed interaction in the dialog, to finish it.

        :return: a window action
        :rtype: dict
        :raise UserError: it is not postponed
        """
        arguments.check_one(self)
        return self._open_wizard(interaction_id=self.id)

    def action_discard_postponed(self):
        """Delete the postponed interactions that are selected.

        :return: an action that reloads the list
        :rtype: dict
        """
        self.discard_postponed()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _get_postponed_activity(self):
        """Return the activity that a postponed interaction is about, or none.

        Its key says so, and keeps the activity from being logged by itself.
        """
        self.ensure_one()
        key = self.sudo().external_key or ""
        model, _comma, rest = key.removeprefix(EVENT_PREFIX).partition(",")
        activities = self.env["mail.activity"]
        if not key.startswith(EVENT_PREFIX) or not rest:
            return activities
        event_id = int(rest.partition(",")[0])
        if model == "calendar.event":
            return activities.search([("calendar_event_id", "=", event_id)], limit=1)
        return activities.browse(event_id if model == activities._name else []).exists()

    def _check_postponed(self):
        """Check that interactions wait to be finished.

        :raise UserError: one was finished or deleted in the meantime
        """
        for interaction in self:
            if not interaction.exists():
                raise UserError(
                    self.env._(
                        "This postponed interaction was deleted in the meantime; "
                        "create a new one."
                    )
                )
            if interaction.state != "draft":
                raise UserError(
                    self.env._(
                        "Interaction %(name)s with %(contact)s is not postponed any "
                        "more; open it in the log of interactions.",
                        name=interaction.name,
                        contact=interaction.partner_id.display_name,
                    )
                )

    def _refuse_to_postpone(self):
        """Refuse to postpone what took place.

        What was postponed when it was cancelled comes back so.
        """
        for interaction in self:
            if interaction.state == "cancelled" and interaction.was_postponed:
                continue
            raise UserError(
                self.env._(
                    "Interaction %(name)s with %(contact)s took place and cannot be "
                    "postponed; create a new interaction instead.",
                    name=interaction.name,
                    contact=interaction.partner_id.display_name,
                )
            )
