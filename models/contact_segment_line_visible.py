# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ContactSegmentLine(models.Model):
    """Lines whose contact the user may not see: counted, and hidden otherwise."""

    _inherit = "contact.segment.line"

    @api.model
    def _get_visible_domain(self):
        """Return the condition of lines whose contact the user may see.

        For statements that read all lines with the rights of the system.

        :rtype: Domain
        """
        return self.env["ir.rule"]._get_visible_domain(self._name)

    def _traverse_related_sql(self, alias, field, query):
        """Let lists be sorted and grouped by what is read from the contact.

        Read one by one, these values are read with the rights of the user. Here the
        rules of lines have left out those of hidden contacts.
        """
        return super(ContactSegmentLine, self.sudo())._traverse_related_sql(
            alias, field, query
        )
