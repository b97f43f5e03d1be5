# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager

from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.arrays import as_array
from .measure_money import MoneyConversion, is_money

# Nothing related counts as 0 for these; for the others there is no value then.
ZERO_AGGREGATES = ("count", "count_distinct", "sum")
# The measures that are being worked out, in the context of the conditions in them.
WAY = "contact_measure_way"
# The contacts that figures are asked for, in the memory of the transaction.
LOOKED_AT = "contact_measure_looked_at"
AGGREGATES = {
    "count_distinct": "COUNT(DISTINCT %s)",
    "sum": "COALESCE(SUM(%s), 0)",
    "average": "AVG(%s)",
    "minimum": "MIN(%s)",
    "maximum": "MAX(%s)",
}
# Looking up the records of one contact takes as long as adding up so many records.
LOOKED_UP = 150


@contextmanager
def looking_at(env, ids):
    """Make conditions on figures work out those of some contacts only.

    For searches that look at no other contacts: no condition in them may be on the
    figures of somebody else, such as a parent.

    :param list ids: of the contacts; None: all of them
    """
    env.cr.cache[LOOKED_AT] = ids
    try:
        yield
    finally:
        del env.cr.cache[LOOKED_AT]


def follow(model, query, path):
    """Join a path of fields to a query of a model.

    :param str path: such as ``order_id.partner_id``
    :return: the model, the alias and the field where it ends
    """
    *steps, last = path.split(".")
    alias = query.table
    for step in steps:
        model, alias = model._fields[step].join(model, alias, query)
    return model, alias, model._fields[last]


class MeasureQuery:
    """The records of a measure as SQL, grouped by the contact they belong to.

    It reads with the rights of the user of the measure's environment: record rules are
    in the query, access to models and fields is checked while it is built.

    :param contact.measure measure: one, with a definition that holds
    """

    def __init__(self, measure):
        self.env = measure.env
        self.measure = measure
        way = (*self.env.context.get(WAY, ()), measure._origin.id)
        # what a measure means does not depend on whether its caller sees the archived
        context = {"active_test": True, WAY: way}
        self.model = self.env[measure.model].with_context(**context)
        domain = measure._get_records_domain() & self._get_sight()
        self.query = self.model._search(domain)
        self.query.order = None
        self.owner = self._join_owner()
        self.query.add_where(SQL("%s IS NOT NULL", self.owner))
        self.is_date = False
        self.value = self._make_value()

    @property
    def absent(self):
        """The value of a contact without records: 0, or None for no value."""
        return 0 if self.measure.aggregate in ZERO_AGGREGATES else None

    def get_instant(self):
        """Return the SQL of a date as a moment: its midnight where the user is."""
        field = self._follow(self.measure.field_name)[2]
        if field.type == "datetime":
            return self.value
        return SQL(
            "(%s::timestamp AT TIME ZONE %s AT TIME ZONE 'UTC')",
            self.value,
            self.env.tz.zone,
        )

    def get_moment(self):
        """Return the SQL of the value, and of a date as a moment."""
        return self.get_instant() if self.is_date else self.value

    def select_contacts(self, having):
        """Return the sub-select of the contacts whose value meets a condition.

        :param SQL having: the condition
        :rtype: SQL
        """
        ids = self.env.cr.cache.get(LOOKED_AT)
        if ids is not None:
            self.query.add_where(
                SQL("%s = ANY(%s)", self.owner, self._find_owners(ids))
            )
        self.query.groupby, self.query.having = self.owner, having
        return SQL("(%s)", self.query.select(SQL("%s AS contact", self.owner)))

    def select_values(self):
        """Select the values of those that have records: ``contact`` and ``value``.

        :rtype: SQL
        """
        self.query.groupby = self.owner
        return self.query.select(
            SQL("%s AS contact", self.owner), SQL("%s AS value", self.get_moment())
        )

    def join_values(self, query, alias, owner):
        """Join the values of those that have records to a query of some of them.

        :param Query query: with all its conditions
        :param str alias: of what is joined; it has a column ``value``
        :param SQL owner: whose value it is: the contact, or its company
        """
        if self._has_few(query):
            # OFFSET keeps PostgreSQL from adding up the records of everybody
            values = SQL(
                "LATERAL (SELECT value FROM (%s) measured WHERE contact = %s OFFSET 0)",
                self.select_values(),
                owner,
            )
            condition = SQL("TRUE")
        else:
            # compiling takes longer than it saves
            self.env.cr.execute("SET LOCAL jit TO off")
            # else each process of PostgreSQL would add them all up
            values = SQL(
                "(WITH measured AS MATERIALIZED (%s) SELECT * FROM measured)",
                self.select_values(),
            )
            condition = SQL("%s = %s", SQL.identifier(alias, "contact"), owner)
        query.add_join("LEFT JOIN", alias, values, condition)

    def _has_few(self, query):
        """Whether looking up the records of each takes less than adding up all.

        By what PostgreSQL expects; nobody gets to see how many these are.
        """
        [[[plan]]] = self.env.execute_query(
            SQL("EXPLAIN (FORMAT JSON) %s", query.select())
        )
        # reports are no tables of their own
        ((count,),) = self.env.execute_query(
            SQL(
                "SELECT MAX(reltuples) FROM pg_class WHERE oid = to_regclass(%s)",
                self.model._table,
            )
        )
        return plan["Plan"]["Plan Rows"] * LOOKED_UP <= (count or 0)

    def _find_owners(self, ids):
        """Return the SQL of the array of whom the figures of some contacts are of."""
        if not self.measure.by_company:
            return as_array(ids)
        return SQL(
            """ARRAY(
                SELECT DISTINCT commercial_partner_id FROM res_partner
                WHERE id = ANY(%s)
            )""",
            as_array(ids),
        )

    def read_values(self, owner_ids):
        """Return the values of those that have records, by their id.

        :param owner_ids: ids of contacts, or of companies for ``by_company``
        :rtype: dict[int, Any]
        """
        return self._read(self.value, owner_ids)

    def read_moments(self, owner_ids):
        """Return the values of those that have records, and that of all others.

        :param owner_ids: ids of contacts, or of companies for ``by_company``
        :return: numbers, or dates as moments, by their id; and 0 or None
        :rtype: tuple[dict[int, Any], Any]
        """
        return self._read(self.get_moment(), owner_ids), self.absent

    def _read(self, value, owner_ids):
        ids = tuple(set(owner_ids))
        if not ids:
            return {}
        self.query.groupby = self.owner
        self.query.add_where(SQL("%s IN %s", self.owner, ids))
        return dict(self.env.execute_query(self.query.select(self.owner, value)))

    def read_top(self, limit):
        """Return the contacts with the highest values, and these.

        Only those that the user may read.

        :rtype: list[tuple[int, Any]]
        """
        readable = self.env["res.partner"]._search([])
        self.query.add_where(SQL("%s IN %s", self.owner, readable.subselect()))
        self.query.groupby = self.owner
        select = self.query.select(
            SQL("%s AS contact", self.owner), SQL("%s AS value", self.value)
        )
        return self.env.execute_query(
            SQL(
                """SELECT contact, value FROM (%s) AS measured WHERE value IS NOT NULL
                ORDER BY value DESC, contact LIMIT %s""",
                select,
                limit,
            )
        )

    def _get_sight(self):
        """Return which records may be told of: nothing comes from hidden ones.

        Paths are joined without asking for rights, so they are asked for here.
        """
        measure = self.measure
        domain = Domain.TRUE
        for path in (measure.partner_path, measure.field_name, measure.date_field):
            model, names = self.model, []
            for name in (path or "").split(".")[:-1]:
                names.append(name)
                model = self.env[model._fields[name].comodel_name]
                domain &= self._see_through(".".join(names), model.browse())
        return domain

    def _see_through(self, path, model):
        """Return which records have nothing at a path, or what the user may read."""
        if self.env.su:
            return Domain.TRUE
        model.check_access("read")
        rules = self.env["ir.rule"]._compute_domain(model._name, "read")
        if rules.optimize_full(model.sudo()).is_true():
            return Domain.TRUE
        return Domain(path, "=", False) | Domain(path, "any", Domain.TRUE)

    def _follow(self, path):
        """Join a path; return the model, the alias and the field where it ends."""
        return follow(self.model, self.query, path)

    def _join_owner(self):
        """Return the SQL of whom a record counts for."""
        model, alias, field = self._follow(self.measure.partner_path)
        if not self.measure.by_company:
            return model._field_to_sql(alias, field.name, self.query)
        partner, alias = field.join(model, alias, self.query)
        return partner._field_to_sql(alias, "commercial_partner_id", self.query)

    def _make_value(self):
        """Return the SQL of the value of a group; never NULL where absent is 0."""
        aggregate = self.measure.aggregate
        if aggregate == "count":
            return SQL("COUNT(*)")
        model, alias, field = self._follow(self.measure.field_name)
        value = model._field_to_sql(alias, field.name, self.query)
        if aggregate != "count_distinct":
            self.is_date = field.type in ("date", "datetime")
            if is_money(model, field):
                value = self._convert(model, alias, field, value)
        if aggregate in ("first", "last"):
            return self._pick(aggregate, value)
        return SQL(AGGREGATES[aggregate], value)

    def _pick(self, aggregate, value):
        """Return the SQL of the value of the first or the last record that has one."""
        measure = self.measure
        if measure.date_field in (False, measure.field_name):
            # the date itself is what puts the records in order
            return SQL("MIN(%s)" if aggregate == "first" else "MAX(%s)", value)
        is_first = aggregate == "first"
        order = SQL(
            "%(date)s, %(id)s" if is_first else "%(date)s DESC, %(id)s DESC",
            date=self._get_date()[0],
            id=SQL.identifier(self.query.table, "id"),
        )
        return SQL(
            "(ARRAY_AGG(%(value)s ORDER BY %(order)s) FILTER "
            "(WHERE %(value)s IS NOT NULL AND %(date)s IS NOT NULL))[1]",
            value=value,
            order=order,
            date=self._get_date()[0],
        )

    def _get_date(self):
        """Return the SQL of the date of a record, and its field."""
        path = self.measure.date_field
        model, alias, field = self._follow(path or "create_date")
        return model._field_to_sql(alias, field.name, self.query), field

    def _convert(self, model, alias, field, value):
        """Return the SQL of an amount in the currency of the company."""
        company = self.measure.company_id or self.env.company
        conversion = MoneyConversion(self.query, company)
        if not conversion.is_needed():
            return value
        date, date_field = self._get_date()
        if date_field.type == "datetime":
            date = SQL(
                "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", date, self.env.tz.zone
            )
        currency = conversion.find_currency(model, alias, field)
        conversion.check_rates(currency, self.measure)
        return conversion.convert(value, currency, date)
