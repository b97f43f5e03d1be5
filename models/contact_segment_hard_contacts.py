# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

# Letters of other scripts than Latin, without punctuation and emoji.
OTHER_SCRIPT = (
    r"[\u0370-\u1CFF\u1F00-\u1FFF\u2C00-\u2C5F\u2C80-\u2DFF\u3005-\u3006\u3031-\u3035"
    r"\u3040-\uA4CF\uA4D0-\uA71F\uA800-\uAB2F\uAB70-\uD7FF\uF900-\uFAFF\uFB13-\uFDFF"
    r"\uFE70-\uFEFE\uFF66-\uFFDC\U00010000-\U0001CFFF\U0001E000-\U0001EFFF"
    r"\U00020000-\U0003FFFF]"
)
# What takes room on a letter.
ADDRESS = ("commercial_company_name", "street", "street2", "zip", "city")


class ContactSegment(models.Model):
    """The contacts whose letters are most likely to come out badly.

    Each is found by one statement over the lines of the segment.
    """

    _inherit = "contact.segment"

    def _find_longest(self):
        """Return the line of the contact with the longest name and address."""
        query = self._get_letter_query()
        contact = self.env["contact.segment.line"]._join_contact(query.table, query)
        texts = [SQL.identifier(contact, name) for name in ("name", *ADDRESS)]
        length = SQL("LENGTH(CONCAT(%s))", SQL(", ").join(texts))
        return self._find_first(query, length)

    def _find_other_script(self):
        """Return the line of a contact whose name is in another script; or none."""
        query = self._get_letter_query()
        contact = self.env["contact.segment.line"]._join_contact(query.table, query)
        name = SQL(
            "CONCAT_WS(' ', %s, %s)",
            SQL.identifier(contact, "name"),
            SQL.identifier(contact, "commercial_company_name"),
        )
        query.add_where(SQL("%s ~ %s", name, OTHER_SCRIPT))
        return self._find_first(query, SQL("LENGTH(%s)", name))

    def _find_emptiest(self):
        """Return the line for which most merge fields of its document are empty."""
        lines = self.env["contact.segment.line"]
        names_by_key = self._get_names_by_key()
        query = self._get_letter_query()
        key = lines._get_document_key(query.table, query)
        choices = []
        for document_key, names in names_by_key.items():
            conditions = self._get_empty_conditions(names, query).values()
            if conditions:
                counts = [
                    SQL("COALESCE((%s)::int, 0)", condition) for condition in conditions
                ]
                count = SQL(" + ").join(counts)
                choices.append(SQL("WHEN %s = %s THEN %s", key, document_key, count))
        if not choices:
            return lines
        empty = SQL("CASE %s ELSE 0 END", SQL(" ").join(choices))
        return self._find_first(query, empty)

    def _get_names_by_key(self):
        """Return the merge fields that can be read, by the key of their document."""
        lines = self.env["contact.segment.line"]
        result = {}
        for key in self._count_documents():
            document = self._get_document(key)
            names = document.field_names or [] if document else []
            problems = lines._check_merge_fields(names)
            result[key] = [name for name in names if name not in problems]
        return result

    def _find_first(self, query, measure):
        """Return the line of a query with the highest measure; or none."""
        self.env["res.partner"].flush_model(["name", *ADDRESS])
        query.order = SQL(
            "%s DESC NULLS LAST, %s", measure, SQL.identifier(query.table, "id")
        )
        query.limit = 1
        with self._planned_for_many():
            rows = self.env.execute_query(
                query.select(SQL.identifier(query.table, "id"))
            )
        return self.env["contact.segment.line"].browse([row[0] for row in rows])
