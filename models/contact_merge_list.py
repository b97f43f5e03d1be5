# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from odoo import api, models
from odoo.fields import Domain

from ..tools.merge.format import format_day


class ContactMergeMixin(models.AbstractModel):
    """Merge fields that repeat a row of a table."""

    _inherit = "contact.merge.mixin"

    def _merge_opportunities(self, merge_field, columns):
        """Return the rows of open opportunities by id."""
        domain = Domain("type", "=", "opportunity")
        domain &= Domain("won_status", "=", "pending")
        return self._read_merge_rows(domain, merge_field, columns)

    def _merge_orders(self, merge_field, columns):
        """Return the rows of quotations and of orders to invoice by id."""
        domain = Domain("state", "in", ["draft", "sent"]) | (
            Domain("state", "=", "sale") & Domain("invoice_status", "!=", "invoiced")
        )
        return self._read_merge_rows(domain, merge_field, columns)

    def _read_merge_rows(self, domain, merge_field, columns):
        """Return the rows of each contact by id, from what the user may see.

        :param Domain domain: which of the records of its model, which has
            ``partner_id`` and ``company_id``
        :param MergeField merge_field: the list
        :param list[str] columns: its columns, or paths from its records
        :raise AccessError: the user may not read the model, or a column
        """
        contacts = self.partner_id.commercial_partner_id
        domain &= Domain("partner_id", "child_of", contacts.ids)
        domain &= Domain("company_id", "in", [*self.company_id.ids, False])
        found = self.env[merge_field.model].search(domain, order="id")
        rows = self._format_merge_rows(found, merge_field, columns)
        # Only to tell whose row it is: the user may see the row and not its contact.
        owners = {
            record.id: (record.partner_id.commercial_partner_id, record.company_id)
            for record in found.sudo()
        }
        result = {}
        for record in self:
            contact = record.partner_id.commercial_partner_id
            result[record.id] = [
                rows[id_]
                for id_, (owner, company) in owners.items()
                if owner == contact and company in (record.company_id, company.browse())
            ]
        return result

    @api.model
    def _format_merge_rows(self, found, merge_field, columns):
        """Return the row of each found record by its id.

        A row knows its values by the column and by the name in the document.
        """
        default = str(self.env.tz)
        zones = {row.id: row.partner_id.tz or default for row in found.sudo()}
        paths = {name.casefold(): path for name, path in merge_field.columns.items()}
        rows = {id_: {} for id_ in found._ids}
        for column in columns:
            path = paths.get(column.casefold())
            values = self._read_path_from(found, path or column, zones)
            for id_, value in values.items():
                raw = getattr(value, "raw", None)
                if path and isinstance(raw, datetime):
                    # nobody wants the minute of an order in a letter
                    value = format_day(self.env, raw.date())
                rows[id_][column] = rows[id_][f"{merge_field.name}.{column}"] = value
        return rows
