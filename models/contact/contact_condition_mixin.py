# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ContactConditionMixin(models.AbstractModel):
    """A form on which people build conditions: it takes none that is half finished.

    Programs write what they mean, so they are not asked; forms are saved by another
    method than programs call.
    """

    _name = "contact.condition.mixin"
    _description = "Conditions Built in a Form"
    # The names of the fields with conditions, each with the model it is on.
    _condition_fields = {"domain": "res.partner"}

    def web_save(self, vals, specification, next_id=None):
        """Save a form, unless a condition in it has a rule without a value.

        :raise ValidationError: a rule has no value; the message names the field
        """
        self._check_conditions_finished(vals)
        return super().web_save(vals, specification, next_id=next_id)

    @api.model
    def _check_conditions_finished(self, vals):
        """Check the conditions in values of a form, and of the lines in it."""
        for name, value in vals.items() if isinstance(vals, dict) else ():
            if name in self._condition_fields:
                model = self._get_condition_model(name, vals)
                self.env["res.partner"]._check_condition_finished(value, model)
                continue
            field = self._fields.get(name)
            lines = self.env[field.comodel_name] if field and field.relational else None
            if not hasattr(lines, "_check_conditions_finished"):
                continue
            for command in value if isinstance(value, list | tuple) else ():
                if isinstance(command, list | tuple) and len(command) == 3:
                    lines._check_conditions_finished(command[2])

    def _get_condition_model(self, name, vals):
        """Return the name of the model that a condition is on.

        :param str name: the field with the condition
        :param dict vals: what is saved along with it
        """
        return self._condition_fields[name]
