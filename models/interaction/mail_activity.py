# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ...tools import arguments


class MailActivity(models.Model):
    """Opens the dialog that creates the interaction of an activity."""

    _inherit = "mail.activity"

    def action_create_interaction(self):
        """Ask for the interaction that this activity was; finishing it marks it done.

        A postponed one is resumed.

        :return: a window action
        :rtype: dict
        :raise UserError: the activity has its interaction already
        """
        arguments.check_one(self)
        self.check_access("read")
        Interaction = self.env["contact.interaction"]
        partner = self._get_interaction_partner()
        interaction = self._find_interaction(partner)
        if interaction.state == "draft" and interaction.has_access("write"):
            return interaction.action_resume()
        self._refuse_second_interaction(interaction)
        record = self._get_interaction_record()
        lead = record if self.res_model == "crm.lead" else self.env["crm.lead"]
        return Interaction._open_wizard(
            partner_id=partner.id,
            scope_id=partner.commercial_partner_id._filtered_access("read").id,
            lead_id=lead.id,
            campaign_id=lead.campaign_id.id,
            activity_id=self.id,
            name=self.summary,
            res_model=self.res_model,
            res_id=self.res_id,
        )

    def _get_interaction_record(self):
        """Return the record of the activity, if the user may read it."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            return self.env["res.partner"]
        record = self.env[self.res_model].browse(self.res_id).exists()
        return record if record and record.has_access("read") else record.browse()

    def _get_interaction_partner(self):
        """Return the contact the activity is about; nobody when there is none."""
        record = self._get_interaction_record()
        if not record or not hasattr(record, "_mail_get_partners"):
            return self.env["res.partner"]
        return record._mail_get_partners()[record.id][:1]

    def _get_interaction_key(self, partner):
        """Return the key of the interaction of this activity.

        It is that of the contact of the activity, even if somebody else of the company
        answered: so it is logged once. A meeting is logged with everybody who came.

        :param res.partner partner: whom the interaction was with
        :rtype: str
        """
        Interaction = self.env["contact.interaction"]
        meeting = self.sudo().calendar_event_id
        if meeting:
            return Interaction._get_event_key(meeting, partner)
        contact = self._get_interaction_partner() or partner
        return Interaction._get_event_key(self, contact)

    def _find_interaction(self, partner):
        """Return the interaction that this activity has already, or none.

        :param res.partner partner: whom it would be with, maybe nobody yet
        """
        self.ensure_one()
        Interaction = self.env["contact.interaction"]
        key = self._get_interaction_key(partner)
        found = Interaction.sudo().search([("external_key", "=", key)], limit=1)
        return found.sudo(False)

    def _refuse_second_interaction(self, interaction):
        """Refuse to log an activity twice.

        :raise UserError: there is an interaction
        """
        if not interaction:
            return
        raise UserError(
            self.env._(
                "Activity %(activity)s has its interaction already, by %(user)s; open "
                "that one instead.",
                activity=self.display_name,
                user=interaction.sudo().logged_by_id.display_name,
            )
        )
