# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ContactTechnicalMixin(models.AbstractModel):
    """Fields that only methods and programs need.

    A field with ``is_technical=True`` is read, searched and exported as others are, but
    lists do not offer to group by it: it would stand among those that users know.
    """

    _name = "contact.technical.mixin"
    _description = "Fields That Lists Do Not Offer"

    def _valid_field_parameter(self, field, name):
        return name == "is_technical" or super()._valid_field_parameter(field, name)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Return the definitions of fields; technical ones are not groupable."""
        definitions = super().fields_get(allfields, attributes)
        for name, definition in definitions.items():
            if "groupable" in definition and self._is_technical(name):
                definition["groupable"] = False
        return definitions

    @api.model
    def _is_technical(self, name):
        return getattr(self._fields[name], "is_technical", False)
