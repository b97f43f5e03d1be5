# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...tools import arguments
from ...tools.numbers import show_count


class ContactInteractionDialogMixin(models.AbstractModel):
    """A dialog about the interactions that are selected in a list or open in a form."""

    _name = "contact.interaction.dialog.mixin"
    _description = "Dialog about Interactions"

    interaction_ids = fields.Many2many(
        comodel_name="contact.interaction",
        required=True,
        default=lambda self: self._default_interaction_ids(),
    )
    interaction_count = fields.Integer(compute="_compute_interaction_count")

    @api.model
    def _default_interaction_ids(self):
        if self.env.context.get("active_model") != "contact.interaction":
            return self.env["contact.interaction"]
        ids = self.env.context.get("active_ids")
        return self.env["contact.interaction"].browse(
            arguments.read_ids(self.env, "active_ids", ids)
        )

    @api.depends("interaction_ids")
    def _compute_interaction_count(self):
        for wizard in self:
            wizard.interaction_count = len(wizard.interaction_ids)

    @api.model
    def _list_names(self, documents, limit=5):
        """Return the names of documents in lines of text, the first ones."""
        names = documents[:limit].mapped("name")
        if len(documents) > limit:
            more = self.env._(
                "and %(count)s more", count=show_count(self.env, len(documents) - limit)
            )
            names.append(more)
        return "\n".join(names)
