# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..tools.merge.format import format_value

# A longer way from a contact to its value is a mistake; each link is read by itself.
MAX_LINKS = 20


class ContactMergeMixin(models.AbstractModel):
    """Values by paths such as ``partner_id.country_id.name``.

    Rights are checked at every step of a path, because a value that somebody else read
    before in this transaction is in the cache, where nothing is checked any more.
    """

    _inherit = "contact.merge.mixin"

    def _read_merge_path(self, path):
        """Return the formatted values of a path by id; empty when it leads nowhere.

        :raise AccessError: the user may not read a field or a record on the path
        """
        return self._read_path_from(self, path, self._get_merge_zones())

    def _get_merge_zones(self):
        """Return the time zone of each contact, by id: his, else the user's."""
        default = str(self.env.tz)
        return {record.id: record.partner_id.tz or default for record in self}

    @api.model
    def _read_path_from(self, records, path, zones):
        """Return the formatted values of a path from any records, by their id."""
        names = self._split_merge_path(records, path)
        if not names:
            return dict.fromkeys(records._ids, "")
        *links, name = names
        ends = {record.id: record for record in records}
        for link in links:
            self._check_merge_field(records, link)
            ends = {id_: end[link] for id_, end in ends.items()}
            records = records[link]
        self._check_merge_field(records, name)
        field = records._fields[name]
        if field.relational:
            records[name].check_access("read")
        return self._format_merge_ends(ends, field, zones)

    @api.model
    def _split_merge_path(self, model, path):
        """Return the names of the fields of a path, or None when one is unknown."""
        *links, name = path.split(".")
        if len(links) > MAX_LINKS:
            return None
        for link in links:
            field = model._fields.get(link)
            if not field or not field.relational:
                return None
            model = self.env[field.comodel_name]
        return [*links, name] if name in model._fields else None

    @api.model
    def _check_merge_field(self, records, name):
        """Check that the user may read a field of records.

        :raise AccessError: he may not
        """
        records.check_access("read")
        records._check_field_access(records._fields[name], "read")

    @api.model
    def _format_merge_ends(self, ends, field, zones):
        """Return the formatted values of a field at the ends of paths, by id."""
        # 500 letters share one logo and a few countries
        formatted = {}

        def read(end, zone):
            key = (end.id, zone)
            if key not in formatted:
                formatted[key] = self._format_merge_field(end, field, zone)
            return formatted[key]

        result = {}
        for id_, end in ends.items():
            zone = zones[id_] if field.type == "datetime" else ""
            values = [value for record in end if (value := read(record, zone))]
            is_text = len(values) > 1 and not isinstance(values[0], bytes)
            result[id_] = ", ".join(values) if is_text else next(iter(values), "")
        return result

    @api.model
    def _format_merge_field(self, record, field, zone):
        """Return the formatted value of one field of one record."""
        if not field.relational and field.type != "reference":
            return format_value(record, field, zone)
        targets = record[field.name]
        if not targets:
            return ""
        targets.check_access("read")
        return ", ".join(filter(None, targets.mapped("display_name")))
