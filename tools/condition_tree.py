# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Trees of conditions, and plans of steps: what holds, and what would have to change.

A tree is the number of a condition, or a list: ``["all", tree, …]`` or ``["any", tree,
…]``. So it is JSON as it is. ``["all"]`` always holds, ``["any"]`` never does.

A plan is a list of steps: an action (add, reduce or refine), and the tree of those that
the step is about. It holds for who is there after its last step.
"""

from odoo.tools import SQL

# How many ways to change something are kept in mind. The cheapest ones are; more than
# that only matters where many conditions stand in several places and contradict.
WAYS = 64
NEVER = 1_000_000


def parse_rule(terms, get_number):
    """Return the tree of a domain.

    :param list terms: of a domain in prefix notation
    :param get_number: called with a condition, and whether it is negated
    """
    stack = []
    for term in reversed(terms):
        if term == "!":
            stack.append(("!", stack.pop()))
        elif term in ("&", "|"):
            kind = "all" if term == "&" else "any"
            stack.append([kind, stack.pop(), stack.pop()])
        elif isinstance(term[0], str):
            stack.append(tuple(term))
        else:  # 1 = 1 and 0 = 1
            stack.append(["all" if term[0] == term[2] else "any"])
    return flatten(_number(["all", *reversed(stack)], get_number))


def _number(tree, get_number, negated=False):
    """Return a tree with numbers for its conditions, and these negated if need be."""
    if isinstance(tree, tuple):
        if tree[0] == "!":
            return _number(tree[1], get_number, not negated)
        return get_number(tree, negated)
    kind, *children = tree
    if negated:
        kind = "any" if kind == "all" else "all"
    return [kind, *(_number(child, get_number, negated) for child in children)]


def flatten(tree):
    """Return a tree without lists in lists of their kind, and with each part once."""
    if isinstance(tree, int):
        return tree
    kind, *children = tree
    parts = []
    for child in map(flatten, children):
        is_same = isinstance(child, list) and child[0] == kind
        for part in child[1:] if is_same else [child]:
            if part not in parts:
                parts.append(part)
    return parts[0] if len(parts) == 1 else [kind, *parts]


def list_numbers(tree):
    """Return the numbers of the conditions in a tree, each once, in their order."""
    if isinstance(tree, int):
        return [tree]
    found = [number for child in tree[1:] for number in list_numbers(child)]
    return list(dict.fromkeys(found))


def renumber(tree, numbers):
    """Return a tree with other numbers; conditions that have none are left out.

    :param dict numbers: the new number of each
    """
    if isinstance(tree, int):
        return numbers.get(tree)
    children = (renumber(child, numbers) for child in tree[1:])
    return flatten([tree[0], *(child for child in children if child is not None)])


def holds(tree, met):
    """Whether a tree holds.

    :param met: for the number of each condition, whether it is met
    :rtype: bool
    """
    if isinstance(tree, int):
        return met[tree]
    check = all if tree[0] == "all" else any
    return check(holds(child, met) for child in tree[1:])


def is_in(plan, met):
    """Whether somebody is there after the last step of a plan.

    :param met: for the number of each condition, whether it is met
    :rtype: bool
    """
    found = False
    for action, tree in plan:
        if action == "add":
            found = found or holds(tree, met)
        elif found:
            found = holds(tree, met) == (action == "refine")
    return found


def find_changes(plan, met, costs):
    """Return what would have to change for a plan to hold: as little as possible.

    :param met: for the number of each condition, whether it is met
    :param costs: for the number of each condition, what it costs to change it
    :return: for the number of each of these, whether it would have to be met; nothing
        would help where it is empty and the plan does not hold
    :rtype: dict[int, bool]
    """
    ways = _Ways(met, costs)
    found = []
    for action, tree in plan:
        more = ways.list_all(tree, action != "reduce")
        found = (
            ways.keep({*found, *more}) if action == "add" else ways.join(found, more)
        )
    return ways.get_changes(found[0]) if found else {}


class _Ways:
    """The ways in which a tree can hold or not.

    A way says of some conditions whether they are met; the other ones do not matter.
    """

    def __init__(self, met, costs):
        self.as_is = frozenset(enumerate(met))
        self.costs = costs

    def list_all(self, tree, wanted):
        """Return the ways in which a tree holds, or does not; the cheapest ones."""
        if isinstance(tree, int):
            return [frozenset([(tree, wanted)])]
        kind, *children = tree
        ways = [self.list_all(child, wanted) for child in children]
        if wanted == (kind == "any"):
            return self.keep({way for found in ways for way in found})
        joined = [frozenset()]
        for found in ways:
            joined = self.join(joined, found)
        return joined

    def join(self, ways, more):
        """Return the ways that are one of some and one of others."""
        return self.keep(
            {
                one | other
                for one in ways
                for other in more
                if all((number, not value) not in one for number, value in other)
            }
        )

    def keep(self, ways):
        """Return the cheapest of some ways."""
        return sorted(ways, key=lambda way: (self._get_cost(way), sorted(way)))[:WAYS]

    def get_changes(self, way):
        """Return what of a way is not so."""
        return dict(sorted(way - self.as_is))

    def _get_cost(self, way):
        return sum(self.costs[number] for number, _value in way - self.as_is)


def write_cost(plan, write_leaf):
    """Return as SQL what it costs that a plan holds: the cheapest way.

    A condition that everybody must meet counts once, wherever it stands.

    :param write_leaf: called with the number of a condition, and whether it shall be
        met; returns the SQL of the cost
    :rtype: SQL
    """
    cost, paid = None, []
    for action, tree in plan:
        wanted = action != "reduce"
        parts = [(part, wanted) for part in _list_parts(tree, wanted)]
        if action == "add":
            more = _write_tree(tree, wanted, write_leaf)
            paid = parts if cost is None else [part for part in parts if part in paid]
            cost = more if cost is None else SQL("LEAST(%s, %s)", cost, more)
        elif cost is not None:
            for part in parts:
                if part not in paid:
                    cost = SQL("(%s + %s)", cost, _write_tree(*part, write_leaf))
                    paid = [*paid, part]
    return SQL("%s", NEVER) if cost is None else cost


def _list_parts(tree, wanted):
    """Return the parts of a tree that must all hold, or must all not."""
    is_one = isinstance(tree, int) or wanted == (tree[0] == "any")
    return [tree] if is_one else tree[1:]


def _write_tree(tree, wanted, write_leaf):
    if isinstance(tree, int):
        return write_leaf(tree, wanted)
    parts = [_write_tree(child, wanted, write_leaf) for child in tree[1:]]
    if wanted == (tree[0] == "any"):
        return SQL("LEAST(%s)", SQL(", ").join(parts)) if parts else SQL("%s", NEVER)
    return SQL("(%s)", SQL(" + ").join(parts)) if parts else SQL("0")
