# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ...tools import arguments


class CrmLead(models.Model):
    """Opens the dialog that creates an interaction about a lead."""

    _inherit = "crm.lead"

    def action_create_interaction(self):
        """Ask for a new interaction with the contact of this lead.

        :return: a window action
        :rtype: dict
        :raise UserError: the lead has no contact
        """
        arguments.check_one(self)
        partner = self.partner_id
        if not partner:
            raise UserError(
                self.env._(
                    "%(lead)s has no contact; choose one on the lead first.",
                    lead=self.display_name,
                )
            )
        return self.env["contact.interaction"]._open_wizard(
            partner_id=partner.id,
            scope_id=partner.commercial_partner_id._filtered_access("read").id,
            lead_id=self.id,
            campaign_id=self.campaign_id.id,
            res_model=self._name,
            res_id=self.id,
        )
