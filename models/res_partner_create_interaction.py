# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..tools import arguments


class ResPartner(models.Model):
    """Opens the dialog that creates an interaction with a contact."""

    _inherit = "res.partner"

    def action_create_interaction(self):
        """Ask for a new interaction with this contact, or somebody of this company.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        is_fixed = not self.is_company
        return self.env["contact.interaction"]._open_wizard(
            partner_id=self.id,
            scope_id=self.id,
            is_contact_fixed=is_fixed,
        )
