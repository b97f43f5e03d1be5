# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ContactInteractionFormMixin(models.AbstractModel):
    """A dialog that asks for one interaction; its fields are named as there."""

    _name = "contact.interaction.form.mixin"
    _description = "Form of an Interaction"
    # what the dialog asks and the interaction gets
    _interaction_fields = ()

    def _prepare_interaction_vals(self):
        """Return the values of the interaction, as the dialog says."""
        self.ensure_one()
        return {
            **self._copy_interaction_vals(self),
            "group_id": self.template_id.group_id.id,
        }

    def _copy_interaction_vals(self, record):
        """Return the values of an interaction or of this dialog, for the other one."""
        return {
            name: record._fields[name].convert_to_write(record[name], record)
            for name in self._interaction_fields
        }
