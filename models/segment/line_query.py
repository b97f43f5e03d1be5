# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tools import SQL, Query


class LineQuery(Query):
    """A query of lines that knows what they resolve to.

    Joins, conditions and an order are added to it as to any query of Odoo.

    :param contact.segment.line lines: with the rights and the context to search with
    :param Domain domain: which lines
    """

    def __init__(self, lines, domain):
        lines._flush_resolution()
        super().__init__(lines.env, lines._table)
        # a search makes a query of its own, and this one goes on with what it has found
        vars(self).update(vars(lines._search(domain)))
        self.lines = lines.browse()
        self.id = self.column("id")

    def column(self, name):
        """Return the SQL of a field: what it resolves to, where it is resolved.

        :rtype: SQL
        """
        return self.lines._field_to_sql(self.table, name, self)

    def condition(self, domain):
        """Return the SQL of whether a line meets a condition.

        :rtype: SQL
        """
        domain = domain.optimize_full(self.lines)
        return domain._to_sql(self.lines, self.table, self)

    def document(self):
        """Return the SQL of the effective document: origin, id, subject and kind.

        :rtype: SQL
        """
        return self.lines._resolve_document(self.table, self)

    def join_contact(self):
        """Join the contact; return its alias.

        :rtype: str
        """
        return self.lines._join_contact(self.table, self)

    def join_template(self):
        """Join the effective template; return its alias.

        :rtype: str
        """
        return self.lines._join_template(self.table, self)

    def fetch(self, *columns):
        """Return the rows of a few lines.

        :rtype: list[tuple]
        """
        return self._env.execute_query(self.select(*columns))

    def fetch_many(self, *columns):
        """Return the rows of a segment, which may have a handful of lines or a million.

        :rtype: list[tuple]
        """
        with self._env["contact.segment"]._planned_for_many():
            return self.fetch(*columns)

    def count_by(self, column):
        """Count the lines by what a column says.

        :rtype: dict
        """
        self.groupby = SQL("1")
        return dict(self.fetch_many(column, SQL("COUNT(*)")))
