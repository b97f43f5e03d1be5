# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...tools import arguments
from ...tools.actions import notify, reload
from ...tools.numbers import show_count


class ContactInteractionRetryWizard(models.TransientModel):
    """Asks before e-mails are sent once more that may have arrived."""

    _name = "contact.interaction.retry.wizard"
    _inherit = ["contact.rights.mixin", "contact.interaction.dialog.mixin"]
    _description = "Retry"

    unknown_count = fields.Integer(compute="_compute_unknown")
    unknown_names = fields.Text(string="Contacts", compute="_compute_unknown")
    other_count = fields.Integer(compute="_compute_unknown")

    @api.depends("interaction_ids")
    def _compute_unknown(self):
        for wizard in self:
            unknown = wizard.interaction_ids._may_have_arrived()
            wizard.unknown_count = len(unknown)
            wizard.unknown_names = self._list_names(unknown.partner_id)
            wizard.other_count = len(wizard.interaction_ids - unknown)

    def action_retry_others(self):
        """Retry only what surely did not arrive.

        :return: a client action
        :rtype: dict
        """
        arguments.check_one(self)
        return self._retry(False, self.other_count)

    def action_retry_all(self):
        """Retry also what may have arrived.

        :return: a client action
        :rtype: dict
        """
        arguments.check_one(self)
        return self._retry(True, self.interaction_count)

    def _retry(self, may_have_arrived, count):
        self.interaction_ids.retry_delivery(may_have_arrived)
        return notify(
            self.env._(
                "%(count)s will be tried again.", count=show_count(self.env, count)
            ),
            next=reload(),
        )
