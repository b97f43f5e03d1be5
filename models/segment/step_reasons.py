# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The conditions of the steps of a segment, one by one.

Each is asked of one contact, or of all; how they go together is a plan of trees.
"""

from datetime import date

from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.condition_tree import flatten, parse_rule
from ...tools.literals import check_domain
from ..contact.res_partner_condition import CONDITIONS_SHOWN
from .step_statement import StepStatement

# To be there by hand, or on a list, is the last thing to change: it is no condition
# that a contact could come to meet.
BY_NAME = 1000
PLAIN = ("=", "in")
# Conditions that are written on a column of contacts, without looking elsewhere.
COLUMN_OPERATORS = ("=", "!=", "in", "not in")
COLUMN_VALUES = (str, int, float, bool, list, tuple, date, type(None))


class Condition:
    """One condition: of a domain, of an option of a step, or of the gate.

    :param tuple key: by which it is the same in several steps
    :param test: called with a contact, returns the SQL of whether it meets it
    :param select: returns the statement that selects the ids of all that meet it
    :param write: called with a query of contacts, returns the SQL of whether a row
        meets the condition; None where that would look up something for each row
    :param int cost: how unlikely it is to change
    :param bool is_gate: whether nobody asked for it
    """

    def __init__(self, key, test, select, write=None, cost=1, is_gate=False):
        self.kind = key[0]
        self.key = key
        self.test = test
        self.select = select
        self.write = write
        self.cost = cost
        self.is_gate = is_gate

    @property
    def term(self):
        """The path, the operator and the value; None where it is of no domain."""
        return self.key[1:4] if self.kind == "term" else None

    def find_gap(self, contacts):
        """Return how far contacts are from it; None where that cannot be told."""
        return contacts._find_gap(*self.term) if self.term else None


class StepReasons:
    """The conditions of steps, and how they go together.

    :param contact.segment.step steps: of one segment, in their order
    """

    def __init__(self, segment, steps):
        self.segment = segment
        self.contacts = segment.env["res.partner"]
        self.conditions = []
        self._numbers = {}
        # of each step: whom it finds, and on whom it has its effect
        self.found, self.plan = {}, []
        for step in steps:
            self._add_step(step)

    @property
    def costs(self):
        return [condition.cost for condition in self.conditions]

    def test(self, contact):
        """Return the SQL of which conditions a contact meets, as an array."""
        tests = [condition.test(contact) for condition in self.conditions]
        return SQL("ARRAY[%s]::boolean[]", SQL(", ").join(tests))

    def get_rule(self, step):
        """Return the tree of the contacts on whom a step has its effect."""
        return dict(zip(self.found, self.plan, strict=True))[step][1]

    def _add_step(self, step):
        _text, domain = self.contacts._parse_segment_domain(step.domain)
        statement = StepStatement(
            self.segment, step.action, domain, step._get_options()
        )
        found = self._make_rule(step, statement)
        if step.action == "add" and not self._names_active(domain):
            # an archived contact is found by whoever looks for one, and by its company
            found = ["all", found, self._make_gate("archived")]
        if statement.goes_by_company():
            found = ["any", found, self._make_by_company(step, statement)]
        self.found[step] = found = flatten(found)
        if step.action == "add":
            found = flatten(["all", found, *self._make_gates(step)])
        self.plan.append((step.action, found))

    def _make_gates(self, step):
        """Return the conditions that nobody asked for, and that all must meet."""
        gates = [self._make_gate("archived"), self._make_company()]
        if not step.ignore_exclusion:
            gates.append(self._make_gate("excluded"))
        return gates

    def _names_active(self, domain):
        return any(one.field_expr == "active" for one in domain.iter_conditions())

    def _make_rule(self, step, statement):
        """Return the tree of the condition of a step."""
        terms = list(statement.domain)
        if step.source == "manual" or step.row_count:
            kind = "list" if step.row_count else "hand"
            return self._make_whole(kind, step, statement, BY_NAME)
        if check_domain(terms) > CONDITIONS_SHOWN:
            return self._make_whole("many", step, statement)
        return parse_rule(terms, self._make_term)

    def _make_whole(self, kind, step, statement, cost=1):
        """Return the number of the condition that is all that a step asks for."""
        key = (kind, step.action, step.id)
        return self._get_number(key, *self._search_for(statement.domain), cost=cost)

    def _make_term(self, term, negated):
        """Return the number of one condition of a domain."""
        domain = Domain(*term)
        path, operator, _value = term
        is_named = path == "id" and operator in PLAIN and not negated
        return self._get_number(
            ("term", term[0], term[1], term[2], negated),
            *self._search_for(~domain if negated else domain),
            cost=BY_NAME if is_named else 1,
        )

    def _make_by_company(self, step, statement):
        """Return the number of the condition that a company is about others too."""
        return self._get_number(
            ("company_hit", step.action, step.id),
            lambda contact: SQL(
                "%s IN (%s)", contact.id, statement.select_by_company(contact)
            ),
            statement.select_by_company,
        )

    def _make_gate(self, code):
        """Return the number of the condition that a reason of the gate is none."""
        table = self.contacts._table
        allowed = SQL(
            "(%s) IS NOT TRUE", self.contacts._get_gate_conditions(table)[code]
        )
        return self._get_number(
            (code,),
            lambda contact: SQL(
                "EXISTS(SELECT FROM res_partner WHERE id = %s AND %s)",
                contact.id,
                allowed,
            ),
            lambda: SQL("SELECT id FROM res_partner WHERE %s", allowed),
            lambda query: allowed,
            is_gate=True,
        )

    def _make_company(self):
        """Return the number of the condition that a contact is of the right company."""
        company = self.segment.company_id
        domain = Domain(self.contacts._check_company_domain(company))
        return self._get_number(
            ("company", company.id), *self._search_for(domain), is_gate=True
        )

    def _search_for(self, domain):
        """Return how one contact, and how all contacts, are asked for a domain.

        One contact is looked up with EXISTS: that is an index away, where a list of all
        that meet the condition would be made first.

        :return: test, select and write of a condition
        """

        def search(domain):
            return self.contacts._search(domain, active_test=False, bypass_access=True)

        return (
            lambda contact: SQL(
                "EXISTS(%s)",
                search(domain & Domain("id", "=", contact.id)).select(SQL("1")),
            ),
            lambda: search(domain).select(),
            self._write_column(domain) if self._is_of_columns(domain) else None,
        )

    def _is_of_columns(self, domain):
        """Whether a domain is about nothing but the columns of contacts."""
        for condition in domain.iter_conditions():
            field = self.contacts._fields.get(condition.field_expr)
            if field is None or not field.store or not field.column_type:
                return False
            if not isinstance(condition.value, COLUMN_VALUES):
                # a name to look for, or a domain
                return False
            if field.relational and condition.operator not in COLUMN_OPERATORS:
                return False
        return True

    def _write_column(self, domain):
        """Return what writes whether a row of a query of contacts meets a domain."""

        def write(query):
            optimized = domain.optimize_full(self.contacts)
            if optimized.is_true() or optimized.is_false():
                return SQL("TRUE" if optimized.is_true() else "FALSE")
            return optimized._to_sql(self.contacts, query.table, query)

        return write

    def _get_number(self, key, *ways, **properties):
        """Return the number of a condition, which may be known from another step.

        :param ways: how it is asked: test, select and write
        """
        known = self._numbers.setdefault(repr(key), len(self.conditions))
        if known == len(self.conditions):
            condition = Condition(key, *ways, **properties)
            self.conditions.append(condition)
        return known
