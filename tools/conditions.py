# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tells what people left open in a condition.

Odoo's editor writes a rule as soon as its field is chosen: ``("user_id", "in", [])``,
``("name", "ilike", "")``. *Is set* and *is not set* are written with False, so they are
no rules without a value. Programs may mean an empty list; who clicks does not.
"""

from .literals import JOINED, read_domain

LIKE_OPERATORS = {"like", "not like", "ilike", "not ilike", "=like", "=ilike"}
LIKE_OPERATORS |= {"not =like", "not =ilike"}
ORDER_OPERATORS = {"<", "<=", ">", ">="}
SUB_OPERATORS = {"any", "not any", "any!", "not any!"}


def find_unfinished(domain):
    """Yield the paths of the fields whose rule has no value yet.

    :param list domain: the literal of a domain
    :rtype: Iterator[str]
    """
    for term in domain:
        if not isinstance(term, list | tuple) or len(term) != 3:
            continue
        path, operator, value = term
        if not isinstance(path, str) or not isinstance(operator, str):
            continue
        if operator in SUB_OPERATORS:
            if isinstance(value, list | tuple):
                yield from (f"{path}.{inner}" for inner in find_unfinished(value))
        elif _is_unfinished(operator, value):
            yield path


def _is_unfinished(operator, value):
    if isinstance(value, list | tuple | set):
        return not value
    if operator in LIKE_OPERATORS:
        # "starts with" is written with a percent sign
        return not value or value == "%"
    if operator in ORDER_OPERATORS:
        return value is None or value is False or value == ""
    return value == ""


def split_conjuncts(domain):
    """Return the parts of a domain that must all hold, each a domain of its own.

    :param list domain: the literal of a domain
    :rtype: list[list]
    """
    parts, place = [], 0
    while place < len(domain):
        if domain[place] == "&":
            # its two operands follow
            place += 1
            continue
        end, missing = place, 1
        while missing and end < len(domain):
            if domain[end] in ("&", "|"):
                missing += 1
            elif domain[end] != "!":
                missing -= 1
            end += 1
        parts.append(list(domain[place:end]))
        place = end
    return parts


def switch_shared(domain, names):
    """Yield where several conditions are on one relation, and the other way to mean it.

    They are met by one and the same record, as in ``("order_ids", "any", [a, b])``, or
    by any, as in ``("order_ids", "any", [a]), ("order_ids", "any", [b])``.

    :param list domain: the literal of a domain; conditions that all must hold
    :param names: of the relations to many records
    :return: the name, whether it has to be the same record, and the domain with the
        other meaning
    :rtype: Iterator[tuple[str, bool, list]]
    """
    parts = split_conjuncts(domain)
    inner = [_split_relation(part, names) for part in parts]
    for name in dict.fromkeys(found[0] for found in inner if found):
        places = [at for at, found in enumerate(inner) if found and found[0] == name]
        first, joined = places[0], []
        for place in places:
            joined += inner[place][1]
        single = split_conjuncts(joined)
        if len(single) < 2:
            continue
        is_same = len(places) == 1
        terms = single if is_same else [joined]
        switched = []
        for place, part in enumerate(parts):
            if place == first:
                switched += [(name, "any", term) for term in terms]
            elif place not in places:
                switched += part
        yield name, is_same, switched


def _split_relation(part, names):
    """Return the relation a condition is on, and the condition on its records."""
    if len(part) != 1 or not isinstance(part[0][0], str):
        return None
    path, operator, value = part[0]
    name, _dot, rest = path.partition(".")
    if name not in names:
        return None
    if rest:
        return name, [(rest, operator, value)]
    if operator == "any" and isinstance(value, list | tuple):
        return name, list(value)
    return None


def find_named(domain, name):
    """Return the ids of the records that conditions on a relation name.

    :param str domain: the text of a domain
    :param str name: the field; paths may lead to it
    :rtype: set[int]
    """
    # most domains are long lists of ids that name no such field
    if name not in (domain or ""):
        return set()
    try:
        literal = read_domain(domain)
    except ValueError:
        return set()
    return _collect_named(literal, name) if isinstance(literal, list | tuple) else set()


def _collect_named(terms, name):
    found = set()
    for term in terms:
        if not isinstance(term, list | tuple) or len(term) != 3:
            continue
        path, operator, value = term
        is_named = str(path).removesuffix(".id").rpartition(".")[2] == name
        if operator not in JOINED:
            found |= _get_ids(value) if is_named else set()
        elif isinstance(value, list | tuple):
            found |= _collect_named(value, name)
            for inner in filter(_is_about_id, value if is_named else ()):
                found |= _get_ids(inner[2])
    return found


def _is_about_id(term):
    return isinstance(term, list | tuple) and len(term) == 3 and term[0] == "id"


def _get_ids(value):
    values = value if isinstance(value, list | tuple) else [value]
    return {one for one in values if type(one) is int}
