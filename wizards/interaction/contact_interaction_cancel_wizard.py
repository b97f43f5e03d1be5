# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...tools import arguments


class ContactInteractionCancelWizard(models.TransientModel):
    """Asks before interactions are cancelled, and what becomes of their documents."""

    _name = "contact.interaction.cancel.wizard"
    _inherit = ["contact.rights.mixin", "contact.interaction.dialog.mixin"]
    _description = "Cancel Interactions"

    document_count = fields.Integer(compute="_compute_documents")
    document_names = fields.Text(string="Documents", compute="_compute_documents")
    remove_documents = fields.Boolean(string="Remove these documents too")

    @api.depends("interaction_ids")
    def _compute_interaction_count(self):
        """Count those that are not cancelled yet."""
        for wizard in self:
            wizard.interaction_count = len(wizard._get_open())

    @api.depends("interaction_ids")
    def _compute_documents(self):
        for wizard in self:
            documents = wizard._get_open()._get_own_documents()
            wizard.document_count = len(documents)
            wizard.document_names = self._list_names(documents)

    def action_cancel(self):
        """Cancel the interactions.

        :return: True
        :rtype: bool
        """
        arguments.check_one(self)
        return self._get_open().cancel(remove_documents=self.remove_documents)

    def _get_open(self):
        return self.interaction_ids._origin.filtered(
            lambda interaction: interaction.state != "cancelled"
        )
