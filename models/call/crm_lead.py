# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ...tools import arguments


class CrmLead(models.Model):
    """The call about an opportunity."""

    _inherit = "crm.lead"

    def action_make_call(self):
        """Open the dialog to call the contact of this opportunity.

        :return: a window action
        :rtype: dict
        :raise UserError: the opportunity has no contact
        """
        arguments.check_one(self)
        if not self.partner_id:
            raise UserError(
                self.env._(
                    "%(lead)s has no contact; choose one, then make the call.",
                    lead=self.display_name,
                )
            )
        return self.env["contact.call.wizard"]._open(
            {"partner_id": self.partner_id.id, "lead_id": self.id}
        )
