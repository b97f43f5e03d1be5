# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ContactRightsMixin(models.AbstractModel):
    """Rights where a value is read through a link, for every model of this addon."""

    _inherit = "contact.rights.mixin"

    def _compute_field_value(self, field):
        """Compute a value for whoever may read the records that it comes from.

        Rights are asked about when a record is fetched, and it may be in memory already
        because its name was shown: so they are asked about here. In dialogs that goes
        for every value. Elsewhere records are guarded by their own rules, and only what
        is read straight through a link is asked about.
        """
        if not self.env.su and field._module == "contact_segment":
            for name in self._get_sources(field):
                self.mapped(name)._origin.check_access("read")
        return super()._compute_field_value(field)

    def _get_sources(self, field):
        """Return the names of the links that a computed value is read through."""
        if not (field.related or self._transient):
            return set()
        paths = self.pool.field_depends[field]
        names = {path.partition(".")[0] for path in paths}
        return {name for name in names if self._fields[name].relational}

    @api.model
    def _tell_name(self, record):
        """Return what a record is called, for a sentence that the user reads.

        :param record: one record, in any environment
        :rtype: str
        """
        # Odoo checks constraints as sudo; who reads the sentence is the user
        if record.with_env(self.env).sudo(False).has_access("read"):
            return record.display_name
        return {
            "res.partner": self.env._("a contact you may not see"),
            "contact.segment": self.env._("a segment you may not see"),
        }.get(record._name) or self.env._("something you may not see")
