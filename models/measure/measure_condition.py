# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Conditions on the figures of contacts: read, decided, and written as SQL.

A condition is a tree: ``("&", left, right)``, ``("|", left, right)``, ``("!", child)``,
True, False, or a leaf ``(name, operator, value)`` on ``value`` or ``date_value``. Every
comparison is true or false, also where there is no value: then none holds, so that a
negation is the exact opposite.
"""

from datetime import date
from operator import ge, gt, le, lt

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.orm.domains import DomainCondition, operator_optimization
from odoo.tools import SQL

from ...tools.arguments import show

COMPARISONS = {"<": lt, "<=": le, ">": gt, ">=": ge}
EXAMPLE = "[('measure_id', '=', 7), ('value', '>=', 1000)]"


def _write_always(_model, _alias, _query):
    return SQL("TRUE")


ALWAYS = Domain.custom(to_sql=_write_always)


@operator_optimization(["any", "not any", "any!", "not any!"])
def keep_measures_apart(condition, _model):
    """Let a condition that only names a measure say something of its value too.

    What is always true of a value falls away when Odoo simplifies conditions. Of two
    that only name their measures then, it would make one that names both, and nothing
    would tell it from one that somebody wrote so, which is refused.

    :param DomainCondition condition: on any field of any model
    :rtype: Domain
    """
    named = condition.value
    if (
        condition.field_expr != "measure_value_ids"
        or not isinstance(named, DomainCondition)
        or named.operator != "in"
        or len(named.value) != 1
    ):
        return condition
    return DomainCondition(condition.field_expr, condition.operator, named & ALWAYS)


def read_conditions(env, domain):
    """Return the conditions in a domain on figures, by the measure they are about.

    One of them has to hold: Odoo joins several conditions on figures into one.

    :param Domain domain: on ``contact.measure.value``, optimized
    :return: ids of measures, each with a tree
    :rtype: dict[int, Any]
    :raise UserError: a condition names no measure, several, or anything else
    """
    conditions = {}
    for part in _split(parse_terms(list(domain)), "|"):
        measure_id, rest = _take_measure(env, _split(part, "&"))
        tree = _join("&", rest)
        known = conditions.get(measure_id)
        conditions[measure_id] = tree if known is None else ("|", known, tree)
    return conditions


def parse_terms(terms):
    """Return a domain in prefix notation as a tree.

    :param list terms: its operators and conditions
    """
    stack = []
    for term in reversed(terms):
        if term == "!":
            stack.append(("!", stack.pop()))
        elif term in ("&", "|"):
            stack.append((term, stack.pop(), stack.pop()))
        elif term is ALWAYS:
            stack.append(True)
        elif isinstance(term[0], str):
            stack.append(tuple(term))
        else:  # 1 = 1 and 0 = 1
            stack.append(term[0] == term[2])
    return _join("&", reversed(stack))


def _join(operator, trees):
    """Return several trees as one."""
    result = None
    for tree in trees:
        result = tree if result is None else (operator, result, tree)
    return True if result is None else result


def _split(tree, operator):
    """Return the parts of a tree that an operator joins."""
    if isinstance(tree, tuple) and tree[0] == operator:
        return _split(tree[1], operator) + _split(tree[2], operator)
    return [tree]


def _is_leaf(tree):
    return isinstance(tree, tuple) and tree[0] not in ("&", "|", "!")


def _take_measure(env, parts):
    """Return the measure that some conditions name, and the other conditions."""
    named, rest = [], []
    for part in parts:
        if _is_leaf(part) and part[0] == "measure_id" and part[1] == "in":
            named += [id_ for id_ in part[2] if type(id_) is int]
        else:
            _check(env, part)
            rest.append(part)
    if not named:
        raise UserError(
            env._(
                "A condition on figures names no measure; name one, as in %(example)s.",
                example=EXAMPLE,
            )
        )
    if len(set(named)) > 1:
        raise UserError(
            env._(
                "A condition on figures names several measures, %(ids)s; write one "
                "condition for each.",
                ids=", ".join(map(str, named)),
            )
        )
    return named[0], rest


def _check(env, tree):
    """Refuse what is no condition on a value."""
    if isinstance(tree, bool):
        return
    if not _is_leaf(tree):
        for child in tree[1:]:
            _check(env, child)
        return
    name, operator, value = tree
    if name == "measure_id":
        _take_measure(env, [])
    kinds = (date,) if name == "date_value" else (int, float)
    is_listed = operator in ("in", "not in")
    # False is no value, which nothing is more or less than
    values = [one for one in value if one is not False] if is_listed else [value]
    if (
        name not in ("value", "date_value")
        or not (is_listed or operator in COMPARISONS)
        or any(isinstance(one, bool) or not isinstance(one, kinds) for one in values)
    ):
        raise UserError(
            env._(
                "%(condition)s is no condition on a figure; compare value with a "
                "number, or date_value with a date.",
                condition=show(tree),
            )
        )


def holds(tree, values):
    """Whether a condition holds for values.

    :param dict values: ``value`` and ``date_value``; None is no value
    :rtype: bool
    """
    if isinstance(tree, bool):
        return tree
    if tree[0] == "&":
        return holds(tree[1], values) and holds(tree[2], values)
    if tree[0] == "|":
        return holds(tree[1], values) or holds(tree[2], values)
    if tree[0] == "!":
        return not holds(tree[1], values)
    name, operator, wanted = tree
    value = values[name]
    if operator in COMPARISONS:
        return value is not None and COMPARISONS[operator](value, wanted)
    given = [one for one in wanted if one is not False]
    found = value in given if value is not None else len(given) < len(wanted)
    return found == (operator == "in")


def write_sql(tree, columns):
    """Return a condition as SQL that is true or false, and never NULL.

    :param dict columns: the SQL of ``value`` and ``date_value``; None is no value
    :rtype: SQL
    """
    if isinstance(tree, bool):
        return SQL("TRUE" if tree else "FALSE")
    if tree[0] in ("&", "|"):
        return SQL(
            "(%s AND %s)" if tree[0] == "&" else "(%s OR %s)",
            write_sql(tree[1], columns),
            write_sql(tree[2], columns),
        )
    if tree[0] == "!":
        return SQL("NOT %s", write_sql(tree[1], columns))
    name, operator, wanted = tree
    column = columns[name]
    if column is None:
        return write_sql(holds(tree, {name: None}), columns)
    if operator in COMPARISONS:
        return SQL("COALESCE(%s %s %s, FALSE)", column, SQL(operator), wanted)
    given = tuple(one for one in wanted if one is not False)
    parts = [SQL("COALESCE(%s IN %s, FALSE)", column, given)] if given else []
    if len(given) < len(wanted):
        parts.append(SQL("%s IS NULL", column))
    return SQL("(%s)" if operator == "in" else "NOT (%s)", SQL(" OR ").join(parts))


def make_domain(query, tree):
    """Return a condition on contacts as a domain with one sub-select.

    :param MeasureQuery query: the records of the measure
    :param tree: the condition
    :rtype: Domain
    """
    absent = query.absent
    columns = {
        "value": None if query.is_date else query.value,
        "date_value": query.get_instant() if query.is_date else None,
    }
    is_met = holds(tree, {"value": absent, "date_value": None})
    # those without records meet the condition: look for who does not
    having = write_sql(("!", tree) if is_met else tree, columns)
    contacts = query.select_contacts(having)
    owner = "commercial_partner_id" if query.measure.by_company else "id"

    def to_sql(model, alias, outer):
        return SQL(
            "%sEXISTS (SELECT FROM %s AS measured WHERE measured.contact = %s)",
            SQL("NOT " if is_met else ""),
            contacts,
            model._field_to_sql(alias, owner, outer),
        )

    return Domain.custom(to_sql=to_sql)
