# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments
from ...tools.conditions import find_unfinished, split_conjuncts
from ...tools.literals import read_domain

# Choices of several values each; the columns of contacts, or their relation.
LINKS = ("country_id", "category_id", "industry_id", "user_id")
# As many values of each are offered, those with most contacts.
VALUES_SHOWN = 8
OPEN = [("won_status", "=", "pending"), ("active", "=", True)]
# Choices of one value each.
CHOICES = {
    "last_interaction": {
        "30": ("last_interaction_date", ">=", "today -30d"),
        "90": ("last_interaction_date", ">=", "today -90d"),
        "365": ("last_interaction_date", ">=", "today -365d"),
        "older": ("last_interaction_date", "<", "today -365d"),
        "never": ("last_interaction_date", "=", False),
    },
    "open_opportunity": {
        "with": ("opportunity_ids", "any", OPEN),
        "without": ("opportunity_ids", "not any", OPEN),
    },
}


class ContactSegment(models.Model):
    """The conditions that people ask for most, one click each, with their counts."""

    _inherit = "contact.segment"

    def get_quick_conditions(self, domain, step_id=0):
        """Return conditions to choose from, beside a condition there is.

        Each value has the number of contacts that an Add without options brings, if it
        is chosen instead of the other values of its kind.

        :param domain: the condition so far, as a list or as its text
        :param int step_id: the step that is changed, if none is added
        :return: for each kind its name, label and values, which have value, label,
            count and is_on; none if the condition cannot be used, or it was stopped
        :rtype: list[dict]
        """
        arguments.check_one(self)
        self.check_access("read")
        parts = self._split_condition(domain)
        if parts is None:
            return []
        try:
            with self._within_time(flush=False):
                facets = [
                    self._get_facet(name, parts, bool(step_id))
                    for name in self._get_quick_names()
                ]
        except UserError:
            # the preview of the step tells what is wrong
            return []
        return [facet for facet in facets if facet["values"]]

    def toggle_quick_condition(self, domain, name, value):
        """Switch a value of get_quick_conditions on or off in a condition.

        :param domain: the condition so far, as a list or as its text
        :param str name: the kind
        :param value: the value
        :return: the text of the condition then; a text that cannot be used, as it was
        :rtype: str
        :raise UserError: there is no such kind or value
        """
        arguments.check_one(self)
        self.check_access("read")
        parts = self._split_condition(domain)
        if parts is None:
            return domain if isinstance(domain, str) else "[]"
        return repr(sum(self._toggle_quick(parts, name, value), []))

    def _split_condition(self, domain):
        """Return the parts of a condition that must all hold; None: it cannot be used.

        :rtype: list[list] or None
        """
        try:
            literal = read_domain(domain) or []
            self.env["res.partner"]._parse_segment_domain(literal)
        except (ValueError, ValidationError):
            # that is told where it is run
            return None
        return split_conjuncts(list(literal))

    def _get_quick_names(self):
        names = [*LINKS, *CHOICES]
        if not self.env["crm.lead"].has_access("read"):
            names.remove("open_opportunity")
        return names

    # --------------------------------------------------------------------------------
    # What is chosen: one part of the condition for each kind.
    # --------------------------------------------------------------------------------

    def _toggle_quick(self, parts, name, value):
        """Return the parts of a condition with a value switched on or off."""
        arguments.read_choice(self.env, "name", name, self._get_quick_names())
        chosen = self._get_chosen(name, parts)
        if name in CHOICES:
            arguments.read_choice(self.env, "value", value, list(CHOICES[name]))
            values = set() if value in chosen else {value}
        else:
            value = arguments.read_ids(self.env, "value", [value])[0]
            values = chosen ^ {value}
        place = next(
            (place for place, part in enumerate(parts) if self._is_about(name, part)),
            len(parts),
        )
        return parts[:place] + self._make_part(name, values) + parts[place + 1 :]

    def _make_part(self, name, values):
        """Return the part of a condition for values of a kind; none for no value."""
        if not values:
            return []
        if name in CHOICES:
            [value] = values
            return [[CHOICES[name][value]]]
        return [[(name, "in", sorted(values))]]

    def _get_chosen(self, name, parts):
        """Return the values of a kind that a condition asks for."""
        for part in parts:
            if self._is_about(name, part):
                [leaf] = part
                if name in LINKS:
                    return set(leaf[2])
                return {
                    value
                    for value, known in CHOICES[name].items()
                    if self._to_lists(known) == self._to_lists(leaf)
                }
        return set()

    def _is_about(self, name, part):
        """Whether a part of a condition is the one for a kind."""
        if len(part) != 1 or not isinstance(part[0], list | tuple):
            return False
        if name in LINKS:
            field, operator, value = part[0]
            return (
                field == name
                and operator == "in"
                and isinstance(value, list | tuple)
                and all(type(id_) is int for id_ in value)
            )
        leaf = self._to_lists(part[0])
        return leaf in [self._to_lists(known) for known in CHOICES[name].values()]

    def _to_lists(self, value):
        """Return a literal without tuples; the web client sends lists."""
        if isinstance(value, list | tuple):
            return [self._to_lists(item) for item in value]
        return value

    # --------------------------------------------------------------------------------
    # How many there are.
    # --------------------------------------------------------------------------------

    def _get_facet(self, name, parts, is_change):
        """Return a kind with its values and their counts."""
        others = [
            part
            for part in parts
            if not self._is_about(name, part) and not any(find_unfinished(part))
        ]
        domain = Domain.AND([Domain(part) for part in others])
        chosen = self._get_chosen(name, parts)
        if name in CHOICES:
            label, labels = self._get_choice_labels()[name]
            counts = {
                value: self._count_candidates(domain & Domain([leaf]), is_change)
                for value, leaf in CHOICES[name].items()
            }
        else:
            field = self.env["res.partner"]._fields[name]
            label = field.get_description(self.env, ["string"])["string"]
            counts = self._count_links(field, domain, chosen, is_change)
            records = self.env[field.comodel_name].browse(counts)
            labels = self.env["res.partner"]._read_readable_names(records)
        return {
            "name": name,
            "label": label,
            "values": [
                {
                    "value": value,
                    "label": labels[value],
                    "count": count,
                    "is_on": value in chosen,
                }
                for value, count in counts.items()
                if value in labels and (count or value in chosen)
            ],
        }

    def _get_choice_labels(self):
        """Return what the kinds with one choice are called, and their values."""
        return {
            "last_interaction": (
                self.env._("Last Interaction"),
                {
                    "30": self.env._("last 30 days"),
                    "90": self.env._("last 90 days"),
                    "365": self.env._("last year"),
                    "older": self.env._("longer ago"),
                    "never": self.env._("never"),
                },
            ),
            "open_opportunity": (
                self.env._("Open Opportunity"),
                {"with": self.env._("with"), "without": self.env._("without")},
            ),
        }

    def _search_candidates(self, domain, is_change):
        """Return the query of those that a condition adds, if it is all there is."""
        contacts = self.env["res.partner"]
        of_company = Domain(contacts._check_company_domain(self.company_id))
        query = contacts._search(domain & of_company)
        for reason in contacts._get_gate_conditions(contacts._table).values():
            query.add_where(SQL("NOT (%s)", reason))
        if not is_change:
            query.add_where(
                SQL(
                    """NOT EXISTS(
                        SELECT FROM contact_segment_line line
                        WHERE line.segment_id = %s AND line.active IS TRUE
                          AND line.partner_id = res_partner.id
                    )""",
                    self.id,
                )
            )
        return query

    def _count_candidates(self, domain, is_change):
        def build():
            query = self._search_candidates(domain, is_change)
            return query.select(SQL("COUNT(*)"))

        ((count,),) = self._execute_step(domain, build)
        return count

    def _count_links(self, field, domain, chosen, is_change):
        """Count contacts by what they link to; the most frequent ones, and the chosen.

        :rtype: dict[int, int]
        """

        def build():
            query = self._search_candidates(domain, is_change)
            return SQL(
                """SELECT value, number FROM (
                    SELECT value, COUNT(*) AS number FROM (%(links)s) link
                    WHERE value IS NOT NULL GROUP BY value
                ) counted
                ORDER BY value = ANY(%(chosen)s) DESC, number DESC, value
                LIMIT %(limit)s""",
                links=self._select_links(field, query),
                chosen=list(chosen),
                limit=max(VALUES_SHOWN, len(chosen)),
            )

        return dict.fromkeys(chosen, 0) | dict(self._execute_step(domain, build))

    def _select_links(self, field, query):
        """Return the SQL of what contacts link to by a field, a row for each link."""
        if field.type == "many2one":
            column = SQL.identifier("res_partner", field.name)
            return query.select(SQL("%s AS value", column))
        return SQL(
            "SELECT %s AS value FROM %s WHERE %s IN %s",
            SQL.identifier(field.column2),
            SQL.identifier(field.relation),
            SQL.identifier(field.column1),
            query.subselect(),
        )
