# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from ...tools import arguments

# So many values are told of each kind, those with the most contacts.
SHOWN = 5


class ContactSegment(models.Model):
    """A small picture of a segment: where its contacts are, how they are reached."""

    _inherit = "contact.segment"

    def get_picture(self):
        """Count the contacts by country, language, channel and salesperson.

        Only lines that the user may see are counted. Values are those that count for
        each contact, as in the list.

        :return: of each kind its name (``country``, ``lang``, ``channel`` or
            ``user``), its label, the values with most contacts (value, label, count
            and the domain that finds their lines) and ``others``, the number of
            contacts with other values
        :rtype: list[dict]
        """
        arguments.check_one(self)
        self.check_access("read")
        contacts = self.env["res.partner"]
        lines = self.env["contact.segment.line"]
        kinds = {
            "country": (contacts._fields["country_id"], "partner_id.country_id"),
            "lang": (lines._fields["lang"], "lang"),
            "channel": (lines._fields["channel"], "channel"),
            "user": (lines._fields["user_id"], "user_id"),
        }
        return [
            self._describe_kind(name, field, path)
            for name, (field, path) in kinds.items()
        ]

    def _describe_kind(self, name, field, path):
        """Return one kind of the picture.

        :param Field field: whose values are counted
        :param str path: where lines have it
        """
        query = self._query_lines()
        if name == "country":
            column = SQL.identifier(query.join_contact(), "country_id")
        else:
            column = query.column(path)
        counts = query.count_by(column)
        ranked = sorted(counts, key=lambda value: (-counts[value], str(value)))
        labels = self._get_picture_labels(field, ranked[:SHOWN])
        return {
            "name": name,
            "label": field._description_string(self.env),
            "values": [
                {
                    "value": value or False,
                    "label": labels.get(value) or self.env._("None"),
                    "count": counts[value],
                    "domain": [(path, "=", value or False)],
                }
                for value in ranked[:SHOWN]
            ],
            "others": sum(counts[value] for value in ranked[SHOWN:]),
        }

    def _get_picture_labels(self, field, values):
        """Return what values of a field are called, by value."""
        if field.type == "many2one":
            records = self.env[field.comodel_name].browse(filter(None, values))
            # names of salespeople and countries, which the list of contacts shows too
            return {record.id: record.display_name for record in records.sudo()}
        return dict(field._description_selection(self.env))
