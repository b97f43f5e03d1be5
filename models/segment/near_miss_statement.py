# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tools import SQL

from ...tools.condition_tree import write_cost


class NearMissStatement:
    """The SQL of who would be on a segment if one condition were met that is not.

    A condition on what a contact has itself is a column. Any other is a list of
    contacts that is joined: looked up contact by contact, some would take hours.

    :param contact.segment segment: whose near misses
    :param StepReasons reasons: the conditions of its steps
    """

    def __init__(self, segment, reasons):
        self.segment = segment
        self.contacts = segment.env["res.partner"]
        self.plan = reasons.plan
        self.conditions = reasons.conditions
        self.query = self._search_candidates()
        names = ("id", "commercial_partner_id")
        self.own = [SQL.identifier(self.query.table, name) for name in names]
        self.columns, self.joins = [], []
        # how far a contact is from each condition: 1, where it cannot be told
        self.gaps = {}
        for number, condition in enumerate(reasons.conditions):
            self._join_condition(number, condition)
            if gap := condition.find_gap(self.contacts):
                self._join_gap(number, *gap)

    def build(self, limit):
        """Return the statement: it selects contacts, and which conditions they meet.

        :param int limit: how many contacts
        :rtype: SQL
        """
        return SQL(
            """WITH judged AS (
                SELECT contact.id, %(columns)s
                FROM (%(candidates)s) contact %(joins)s
            )
            SELECT id, ARRAY[%(met)s]::boolean[] FROM judged
            WHERE %(cost)s = 1 ORDER BY %(gap)s, id LIMIT %(limit)s""",
            columns=SQL(", ").join(self.columns),
            candidates=self.query.select(*self.own),
            joins=SQL(" ").join(self.joins),
            met=SQL(", ").join(map(self._is_met, range(len(self.conditions)))),
            cost=write_cost(self.plan, self._write_cost),
            gap=write_cost(self.plan, self._write_gap),
            limit=limit,
        )

    def _search_candidates(self):
        """Return the query of contacts the user may read that are not there."""
        query = self.contacts._search([])
        query.add_where(
            SQL(
                """NOT EXISTS(
                    SELECT FROM contact_segment_line line
                    WHERE line.segment_id = %s AND line.active IS TRUE
                      AND line.partner_id = res_partner.id
                )""",
                self.segment.id,
            )
        )
        return query

    def _join_condition(self, number, condition):
        """Add a column that says who meets a condition; join these if need be."""
        if condition.write:
            met = condition.write(self.query)
            self.own.append(SQL("(%s) IS TRUE AS %s", met, self._is_met(number)))
            self.columns.append(self._is_met(number))
            return
        alias = f"meeting_{number}"
        identity = SQL.identifier(alias, "id")
        self.joins.append(
            SQL(
                "LEFT JOIN (%s) %s ON %s = contact.id",
                condition.select(),
                SQL.identifier(alias),
                identity,
            )
        )
        self.columns.append(SQL("%s IS NOT NULL AS %s", identity, self._is_met(number)))

    def _join_gap(self, number, select, owner, distance):
        """Join what contacts have where a condition compares; a column says how far."""
        alias, column = f"found_{number}", SQL.identifier(f"gap_{number}")
        self.joins.append(
            SQL(
                "LEFT JOIN (%s) %s ON %s = %s",
                select,
                SQL.identifier(alias),
                SQL.identifier(alias, "contact"),
                SQL.identifier("contact", owner),
            )
        )
        value = SQL.identifier(alias, "value")
        self.columns.append(SQL("COALESCE(%s, 1) AS %s", distance(value), column))
        self.gaps[number] = column

    def _is_met(self, number):
        return SQL.identifier(f"is_met_{number}")

    def _write_cost(self, number, wanted):
        cost = SQL("%s", self.conditions[number].cost)
        return self._write_unless(number, wanted, cost)

    def _write_gap(self, number, wanted):
        return self._write_unless(number, wanted, self.gaps.get(number, SQL("1")))

    def _write_unless(self, number, wanted, cost):
        """Return the SQL of a cost that there is unless a condition is as wanted."""
        pattern = "CASE WHEN %s THEN 0 ELSE %s END"
        if not wanted:
            pattern = "CASE WHEN NOT %s THEN 0 ELSE %s END"
        return SQL(pattern, self._is_met(number), cost)
