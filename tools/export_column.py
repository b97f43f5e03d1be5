# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A column of exported contacts: where its values come from, and what a cell holds."""

from odoo.tools.mail import html2plaintext

from .merge.format import to_local

# What a cell can hold.
EXPORTABLE = {
    "boolean",
    "char",
    "date",
    "datetime",
    "float",
    "html",
    "integer",
    "many2many",
    "many2one",
    "monetary",
    "selection",
    "text",
}
# Names of linked records are kept between batches, up to so many.
MAX_NAMES = 20_000


class ExportColumn:
    """One column: a field of the line, of its contact or of its segment."""

    def __init__(self, env, path, field, title):
        """Prepare to read a column.

        :param env: of the user, whose language and time zone count
        :param str path: ``channel`` or ``partner_id.street``
        :param field: the field at the end of the path
        :param str title: the first cell of the column
        """
        self.path = path
        self.title = title
        self.link, _dot, self.name = path.rpartition(".")
        self.zone = str(env.tz)
        self.names = {}
        self.model = env[field.comodel_name] if field.comodel_name else None
        self.convert = getattr(self, f"_convert_{field.type}", None)
        if field.type == "selection":
            self.names = dict(field._description_selection(env))

    def get_value(self, line, resolved):
        """Return the value of a line.

        :param line: the line, in the environment of its batch
        :param dict resolved: what is resolved for it: reading that as fields would take
            twice as long as all the rest
        :return: None, or what a cell can hold
        """
        if not self.link and self.name in resolved:
            value = resolved[self.name]
        else:
            value = (line[self.link] if self.link else line)[self.name]
        if self.convert:
            return self.convert(value)
        # an empty text, or a number
        return None if value is False else value

    def _convert_boolean(self, value):
        return bool(value)

    def _convert_selection(self, value):
        return self.names.get(value, value or None)

    def _convert_html(self, value):
        return html2plaintext(value) if value else None

    def _convert_datetime(self, value):
        return to_local(value, self.zone) if value else None

    def _convert_many2one(self, value):
        """Return the name of the record, which who may read the link may read."""
        if not value:
            return None
        id_ = value if isinstance(value, int) else value.id
        name = self.names.get(id_)
        if name is None:
            if len(self.names) >= MAX_NAMES:
                self.names.clear()
            record = self.model.sudo().browse(id_)
            name = self.names[id_] = record.display_name or ""
        return name

    def _convert_many2many(self, values):
        return ", ".join(record.display_name or "" for record in values) or None


class MergedColumn:
    """A column with a merge field of letters, such as the salutation."""

    link = ""

    def __init__(self, path, merge_field, title):
        """Prepare a column whose values are made for a whole batch.

        :param str path: the name of the column
        :param str merge_field: the name of the merge field
        :param str title: the first cell of the column
        """
        self.path = path
        self.title = title
        self.merge_field = merge_field
        # set for every batch
        self.values = {}

    def get_value(self, line, _resolved):
        """Return the text of a line of the batch."""
        return str(self.values[line.id]) or None
