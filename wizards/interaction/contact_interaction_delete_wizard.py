# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...tools import arguments
from ...tools.actions import notify, reload
from ...tools.numbers import show_count


class ContactInteractionDeleteWizard(models.TransientModel):
    """Asks before cancelled interactions are deleted, and tells how many."""

    _name = "contact.interaction.delete.wizard"
    _inherit = ["contact.rights.mixin", "contact.interaction.dialog.mixin"]
    _description = "Delete Cancelled Interactions"

    cancelled_count = fields.Integer(compute="_compute_counts")
    kept_count = fields.Integer(compute="_compute_counts")
    document_count = fields.Integer(compute="_compute_counts")
    document_names = fields.Text(string="Documents", compute="_compute_counts")

    @api.depends("interaction_ids")
    def _compute_counts(self):
        for wizard in self:
            interactions = wizard.interaction_ids._origin
            cancelled = interactions.filtered(lambda one: one.state == "cancelled")
            documents = cancelled._get_own_documents()
            wizard.cancelled_count = len(cancelled)
            wizard.kept_count = len(interactions) - len(cancelled)
            wizard.document_count = len(documents)
            wizard.document_names = self._list_names(documents)

    def action_delete(self):
        """Delete the cancelled ones, and tell how many they were.

        :return: a client action
        :rtype: dict
        :raise AccessError: the user is no administrator of segments
        """
        arguments.check_one(self)
        result = self.interaction_ids.delete_cancelled()
        return notify(
            self.env._(
                "Interactions deleted: %(deleted)s; documents deleted: %(documents)s.",
                **{name: show_count(self.env, result[name]) for name in result},
            ),
            next=reload(),
        )
