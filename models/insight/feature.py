# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is known of contacts, as choices: of each the condition that finds its contacts.

A feature gives columns to one statement over all contacts, and makes factors of what
comes back: arrays of choices. Each choice is a condition on contacts, which finds
exactly those with this choice.
"""

from datetime import UTC, datetime, timedelta

from odoo.fields import Domain
from odoo.tools import SQL, formatLang

# So many values of a link are choices, those with most contacts.
MOST_VALUES = 40
# So many tags fit into one whole number.
MOST_TAGS = 60
# Numbers become as many ranges with about as many contacts.
RANGES = 5
# A value that so many share is a choice of its own: those who never bought.
COMMON = 0.2


class Factor:
    """One kind of choice that every contact has made, or not.

    :param Feature feature: what it is about
    :param codes: array with the place of the choice of each contact; -1: none of them
    :param list choices: of each its label and its condition
    """

    def __init__(self, feature, codes, choices):
        self.feature = feature
        self.codes = codes
        self.choices = choices

    def get_label(self, code):
        """Return what a choice is called, with what it is about."""
        return f"{self.feature.label}: {self.choices[code][0]}"


class Feature:
    """Something that is known of contacts.

    :param env: with the rights of who asks
    :param str name: of its columns
    :param str label: what it is called
    :param roots: the fields of contacts that conditions on it name
    """

    kind = "int32"

    def __init__(self, env, name, label, roots):
        self.env = env
        self.name = name
        self.label = label
        self.roots = set(roots)

    def select(self, query):
        """Return the SQL of the column, after adding what it needs to the query.

        :param Query query: of contacts
        :rtype: SQL
        """
        raise NotImplementedError

    def make_factors(self, values):
        """Return what the column says, as choices.

        :param values: array of what was selected
        :rtype: list[Factor]
        """
        raise NotImplementedError


class FieldFeature(Feature):
    """A field of contacts with a value of its own for each choice."""

    def __init__(self, env, field):
        super().__init__(env, field.name, field._description_string(env), [field.name])
        self.field = field

    def _select_field(self, query):
        contacts = self.env["res.partner"]
        return contacts._field_to_sql(query.table, self.field.name, query)

    def _make_leaf(self, value):
        return [(self.field.name, "=", value)]


class LinkFeature(FieldFeature):
    """A link to one record: country, salesperson, …"""

    def select(self, query):
        return SQL("COALESCE(%s, 0)", self._select_field(query))

    def make_factors(self, values):
        import numpy as np

        found, codes, counts = np.unique(
            values, return_inverse=True, return_counts=True
        )
        usual = found[np.argsort(-counts, kind="stable")[:MOST_VALUES]].tolist()
        records = self.env[self.field.comodel_name].browse(filter(None, usual))
        names = self.env["res.partner"]._read_readable_names(records)
        choices = [(self.env._("none"), self._make_leaf(False))] if 0 in usual else []
        places = {0: 0} if choices else {}
        for id_ in usual:
            if id_ in names:
                places[id_] = len(choices)
                choices.append((names[id_], [(self.field.name, "in", [id_])]))
        to_place = np.array([places.get(id_, -1) for id_ in found.tolist()], dtype=int)
        return [Factor(self, to_place[codes], choices)]


class SelectionFeature(FieldFeature):
    """A choice of a list: language, channel."""

    def __init__(self, env, field):
        super().__init__(env, field)
        self.labels = dict(field._description_selection(env))

    def select(self, query):
        return SQL(
            "COALESCE(array_position(%s::text[], %s::text), 0)",
            list(self.labels),
            self._select_field(query),
        )

    def make_factors(self, values):
        choices = [(self.env._("none"), self._make_leaf(False))]
        choices += [
            (label, self._make_leaf(value)) for value, label in self.labels.items()
        ]
        return [Factor(self, values.astype(int), choices)]


class YesNoFeature(Feature):
    """Whether contacts meet a condition.

    :param list domain: the condition
    :param list opposite: the condition of all others
    :param tuple words: what they are called
    """

    def __init__(self, env, name, label, domain, opposite, words, roots=()):
        roots = roots or [domain[0][0]]
        super().__init__(env, name, label, roots)
        self.choices = [(words[1], opposite), (words[0], domain)]

    def select(self, query):
        contacts = self.env["res.partner"]
        found = contacts._search(Domain(self.choices[1][1]))
        return SQL(
            "CASE WHEN %s IN %s THEN 1 ELSE 0 END",
            SQL.identifier(query.table, "id"),
            found.subselect(),
        )

    def make_factors(self, values):
        return [Factor(self, values.astype(int), self.choices)]


class TagFeature(FieldFeature):
    """Tags: a factor for each, as a contact has several; all of them in one number."""

    kind = "int64"

    def __init__(self, env, field):
        super().__init__(env, field)
        self.tags = self._find_usual()
        self.names = env["res.partner"]._read_readable_names(self.tags)

    def _find_usual(self):
        """Return the tags that most contacts have."""
        contacts = self.env["res.partner"]
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM %s WHERE %s IN %s "
                "GROUP BY 1 ORDER BY COUNT(*) DESC, 1 LIMIT %s",
                SQL.identifier(self.field.column2),
                SQL.identifier(self.field.relation),
                SQL.identifier(self.field.column1),
                contacts._search([]).subselect(),
                MOST_TAGS,
            )
        )
        tags = self.env[self.field.comodel_name].browse(row[0] for row in rows)
        return tags._filtered_access("read")

    def select(self, query):
        tag, contact = self.field.column2, self.field.column1
        bits = SQL(
            "(SELECT %(contact)s AS contact, "
            "SUM(DISTINCT 1::int8 << (array_position(%(tags)s::int[], %(tag)s) - 1)) "
            "AS bits FROM %(relation)s WHERE %(tag)s = ANY(%(tags)s) GROUP BY 1)",
            contact=SQL.identifier(contact),
            tag=SQL.identifier(tag),
            tags=self.tags.ids,
            relation=SQL.identifier(self.field.relation),
        )
        alias = query.make_alias(query.table, self.name)
        query.add_join("LEFT JOIN", alias, bits, _is_of(query, alias))
        return SQL("COALESCE(%s, 0)", SQL.identifier(alias, "bits"))

    def make_factors(self, values):
        factors = []
        for place, tag in enumerate(self.tags):
            name = self.names[tag.id]
            without = self.env._("without %(name)s", name=name)
            choices = [
                (without, [(self.field.name, "not in", [tag.id])]),
                (name, [(self.field.name, "in", [tag.id])]),
            ]
            factors.append(Factor(self, (values >> place) & 1, choices))
        return factors


class NumberFeature(Feature):
    """A number; its choices are ranges with about as many contacts in each.

    :param make: makes the condition of those whose value meets some comparisons: called
        with a list of operators and values; with none, of those who have a value
    :param list absent: the condition of those without a value, if there may be some
    """

    kind = "float64"

    def __init__(self, env, name, label, roots, make, absent=None):
        super().__init__(env, name, label, roots)
        self.make = make
        self.absent = absent

    def make_factors(self, values):
        import numpy as np

        known = values[~np.isnan(values)]
        limits = self._find_limits(known)
        codes = np.searchsorted([limit for limit, _told in limits], values, "right")
        choices = self._make_choices([told for _limit, told in limits])
        codes[np.isnan(values)] = len(choices)
        if self.absent:
            choices.append((self._tell_absent(), self.absent))
        else:
            codes[np.isnan(values)] = -1
        return [Factor(self, codes, choices)]

    def _find_limits(self, known):
        """Return where ranges begin, as compared here and as written in a condition.

        :param known: array of numbers
        :rtype: list[tuple[float, Any]]
        """
        limits = []
        for limit in _find_quantiles(known):
            told = _round(limit)
            if known.min() < told <= known.max():
                limits.append((told, told))
        return sorted(set(limits))

    def _make_choices(self, limits):
        if not limits:
            return [(self.env._("any"), self.make([]))]
        choices = [
            (
                self.env._("below %(number)s", number=self._show(limits[0])),
                self.make([("<", limits[0])]),
            )
        ]
        for low, high in zip(limits, limits[1:], strict=False):
            label = self.env._(
                "%(low)s to below %(high)s", low=self._show(low), high=self._show(high)
            )
            choices.append((label, self.make([(">=", low), ("<", high)])))
        choices.append(
            (
                self.env._("%(number)s or more", number=self._show(limits[-1])),
                self.make([(">=", limits[-1])]),
            )
        )
        return choices

    def _tell_absent(self):
        return self.env._("none")

    def _show(self, number):
        if number == int(number):
            return formatLang(self.env, number, digits=0)
        # as many digits as it was rounded to
        digits = len(repr(number).partition(".")[2])
        return formatLang(self.env, number, digits=min(digits, 6))


class AgeFeature(NumberFeature):
    """A moment; its choices are how many days ago it was, by the days of the user."""

    def _find_limits(self, known):
        import numpy as np

        if not len(known):
            return []
        today = self._get_moment("today")
        days = (today - known) / 86400
        limits = set()
        for age in _find_quantiles(days):
            age = int(_round(age))
            told = f"today -{age}d"
            moment = self._get_moment(told)
            if age > 0 and known.min() < moment <= known.max():
                limits.add((moment, told))
        return sorted(limits, key=lambda limit: np.float64(limit[0]))

    def _get_moment(self, told):
        """Return the seconds of a day that a condition names, as Odoo reads it."""
        contacts = self.env["res.partner"]
        leaf = Domain("create_date", ">=", told).optimize_full(contacts)
        value = leaf.value
        if not isinstance(value, datetime):
            value = datetime.combine(value, datetime.min.time())
        # Odoo writes more than a second as more than its beginning
        value += timedelta(seconds=1) if leaf.operator == ">" else timedelta()
        return value.replace(tzinfo=UTC).timestamp()

    def _make_choices(self, limits):
        if not limits:
            return [(self.env._("any"), self.make([]))]
        choices = [
            (
                self.env._("more than %s days ago", self._show(limits[0])),
                self.make([("<", limits[0])]),
            )
        ]
        for early, late in zip(limits, limits[1:], strict=False):
            label = self.env._(
                "%(late)s to %(early)s days ago",
                late=self._show(late),
                early=self._show(early),
            )
            choices.append((label, self.make([(">=", early), ("<", late)])))
        choices.append(
            (
                self.env._("in the last %s days", self._show(limits[-1])),
                self.make([(">=", limits[-1])]),
            )
        )
        return choices

    def _tell_absent(self):
        return self.env._("never")

    def _show(self, told):
        return formatLang(self.env, int(told[7:-1]), digits=0)


class JoinedFeature(NumberFeature):
    """A number that a sub-select has for each contact.

    :param SQL table: selects ``contact`` and ``value``
    :param zero: the value of those who are not in it; None: they have none
    :param str column: of contacts, that ``contact`` is
    """

    def __init__(self, *arguments, table, zero=None, column="id", **named):
        super().__init__(*arguments, **named)
        self.table = table
        self.zero = zero
        self.column = column

    def select(self, query):
        alias = query.make_alias(query.table, self.name)
        query.add_join(
            "LEFT JOIN",
            alias,
            SQL("(%s)", self.table),
            _is_of(query, alias, self.column),
        )
        value = SQL("%s::float8", SQL.identifier(alias, "value"))
        return value if self.zero is None else SQL("COALESCE(%s, %s)", value, self.zero)


class JoinedAgeFeature(JoinedFeature, AgeFeature):
    """A moment that a sub-select has for each contact, in seconds."""


class ColumnFeature(NumberFeature):
    """A number that is a field of contacts; nothing counts as 0."""

    def __init__(self, env, field):
        super().__init__(
            env,
            field.name,
            field._description_string(env),
            [field.name],
            lambda terms: [(field.name, *term) for term in terms],
        )

    def select(self, query):
        column = self.env["res.partner"]._field_to_sql(query.table, self.name, query)
        return SQL("COALESCE(%s, 0)", column)


class CreatedFeature(AgeFeature):
    """How long ago a contact was created."""

    def __init__(self, env):
        field = env["res.partner"]._fields["create_date"]
        super().__init__(
            env,
            field.name,
            field._description_string(env),
            [field.name],
            lambda terms: [(field.name, *term) for term in terms],
            absent=[(field.name, "=", False)],
        )

    def select(self, query):
        column = self.env["res.partner"]._field_to_sql(query.table, self.name, query)
        return SQL("EXTRACT(EPOCH FROM %s)", column)


def _is_of(query, alias, column="id"):
    """Return the condition that joins what belongs to a contact."""
    return SQL(
        "%s = %s",
        SQL.identifier(alias, "contact"),
        SQL.identifier(query.table, column),
    )


def _find_quantiles(known):
    """Return where ranges begin; the lowest value, if it is common, is one alone."""
    import numpy as np

    limits = []
    if not len(known):
        return limits
    lowest = known.min()
    above = known[known > lowest]
    if len(above) and len(known) - len(above) >= COMMON * len(known):
        limits.append(float(above.min()))
        known = above
    shares = np.arange(1, RANGES) / RANGES
    return limits + np.quantile(known, shares, method="lower").tolist()


def _round(number):
    """Return a number with two significant digits, towards 0 and never across it."""
    from math import floor, log10

    if not number:
        return 0.0
    size = floor(log10(abs(number))) - 1
    if size >= 0:
        return float(int(number / 10**size) * 10**size)
    return round(int(number * 10**-size + 1e-9) / 10**-size, -size)
