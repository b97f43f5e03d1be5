# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_list

# What an interaction that took place says at least, in the order of the dialogs.
MANDATORY_FIELDS = ("partner_id", "template_id", "user_id", "date", "name")


class ContactInteraction(models.Model):
    """What an interaction needs before it is finished: one rule for all dialogs."""

    _inherit = "contact.interaction"

    @api.model
    def _get_missing_labels(self, values):
        """Return what is missing to finish an interaction, in the user's language.

        :param values: a record, or a dict, with the fields of an interaction
        :rtype: list[str]
        """
        return [
            self._fields[name].get_description(self.env, ["string"])["string"]
            for name in MANDATORY_FIELDS
            if not (
                values[name] if isinstance(values, models.Model) else values.get(name)
            )
        ]

    @api.model
    def _check_complete_values(self, values):
        """Check that an interaction can be finished, before it is written.

        :param values: a record, or a dict, with the fields of an interaction
        :raise UserError: names all that is missing
        """
        missing = self._get_missing_labels(values)
        if missing:
            raise UserError(
                self.env._(
                    "The interaction is not complete; fill in: %(fields)s.",
                    fields=format_list(self.env, missing),
                )
            )

    def _check_complete(self):
        """Check that the interactions can be finished.

        :raise UserError: names all that is missing
        """
        for interaction in self:
            self._check_complete_values(interaction)
