# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ...tools import arguments


class MailActivity(models.Model):
    """The call an activity asks for."""

    _inherit = "mail.activity"

    def action_make_call(self):
        """Open the dialog to make the call of this activity, which is done with it.

        :return: a window action
        :rtype: dict
        :raise UserError: the activity is done or logged already, or it is about no
            contact
        """
        arguments.check_one(self)
        self.check_access("write")
        partner = self._get_interaction_partner()
        if not self.active or not partner:
            raise UserError(
                self.env._(
                    "Activity %(activity)s is done or is about no contact; call the "
                    "contact from its own page.",
                    activity=self.summary or self.activity_type_id.name,
                )
            )
        self._refuse_second_interaction(self._find_interaction(partner))
        lead = self.res_model == "crm.lead" and self.res_id
        return self.env["contact.call.wizard"]._open(
            {
                "partner_id": partner.id,
                "activity_id": self.id,
                "lead_id": lead,
            }
        )
