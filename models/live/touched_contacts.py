# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which contacts conditions may mean something else for, since some moment.

It goes by when records were changed last, which Odoo writes down anyway: nobody pays
for it who creates or writes something. So it does not see what leaves no such date: a
record that is deleted, or moved, as far as it concerns whom it was of before; what SQL
writes past Odoo; days that go by; other rights. The full refresh finds these.
"""

from odoo.tools import SQL

from ...tools.arrays import as_array
from ...tools.literals import JOINED, read_domain
from ..contact.res_partner_condition import PLAIN_IDS
from ..measure.measure_query import follow

# More of them are not worth looking at one by one.
MOST = 20_000
HIERARCHICAL = ("child_of", "parent_of")
BY_ID = ("=", "!=", "in", "not in")
COMPANY_OPTIONS = {"expand_companies", "include_companies", "entire_companies"}
# Relations of contacts that are worked out, and what finds whom a change is about.
WORKED_OUT = {
    "measure_value_ids": "_find_by_measure",
    "criteria_ids": "_find_by_criteria",
    "segment_ids": "_find_by_segments",
}


class NotFollowedError(Exception):
    """A condition is on something of which it is not known when it changes."""


class TooMuchChangedError(Exception):
    """So much has changed that looking at everybody is as good."""


class TouchedContacts:
    """Finds the contacts that changed, and those that something they have changed of.

    It may find too many, and looks at nobody's rights: whoever is found is judged by
    the statement of the refresh, which does.

    :param env: of whoever
    :param datetime since: the moment; without one nobody is found, and it only turns
        out whether the conditions can be followed
    :param dict known: what was found for other segments since the same moment
    """

    def __init__(self, env, since=None, known=None):
        self.env = env(su=True, context={"active_test": False})
        self.partners = self.env["res.partner"]
        self.since = since
        self.known = {} if known is None else known
        # whether one contact decides about others of its company
        self.goes_by_company = False
        # whether a condition is on the figures of others, such as a parent
        self.looks_at_others = False
        # whether all who were found were changed themselves
        self.is_by_own_date = False

    def find(self, steps):
        """Return the contacts whom some steps may judge otherwise now.

        :rtype: list[int]
        :raise NotFollowedError: it cannot be known
        :raise TooMuchChangedError: these are too many, or everybody
        """
        found = set(self._find_changed(self.partners))
        for step in steps:
            found |= self._find_by_step(step)
        if found and self.goes_by_company:
            found = self._add_colleagues(found)
        self.is_by_own_date = found == self._find_changed(self.partners)
        return sorted(found)

    def _find_by_step(self, step, is_own=True):
        if step.action not in ("add", "reduce", "refine"):
            raise NotFollowedError(step.display_name)
        if COMPANY_OPTIONS & step._get_options().keys():
            self.goes_by_company = True
        # lists of ids are long, and say nothing of contacts that could change
        if PLAIN_IDS.fullmatch(step.domain or ""):
            return set()
        terms = read_domain(step.domain or "[]") or []
        return self._find_by_terms(self.partners, terms, is_own)

    def _add_colleagues(self, ids):
        """Return contacts with all others of their companies."""
        return self._read(
            SQL(
                """SELECT colleague.id FROM res_partner colleague
                WHERE colleague.commercial_partner_id IN (
                    SELECT commercial_partner_id FROM res_partner WHERE id = ANY(%s)
                ) LIMIT %s""",
                as_array(sorted(ids)),
                MOST + 1,
            )
        ) | set(ids)

    # --------------------------------------------------------------------------------
    # Records that changed, and those that have something to do with them.
    # --------------------------------------------------------------------------------

    def _find_changed(self, model, path="id"):
        """Return the records of a model that were created or written.

        :param str path: return what they lead to instead
        """
        if not model._auto or not model._log_access:
            raise NotFollowedError(model._description)
        if not self.since:
            return set()
        key = model._name, path, self.since
        if key not in self.known:
            changed = [("write_date", ">=", self.since)]
            self.known[key] = self._search(model, changed, path)
        return self.known[key]

    def _search(self, model, domain, path="id"):
        """Return the ids of records, or of what a path leads to from them."""
        query = model._search(domain)
        query.order, query.limit = None, MOST + 1
        if path == "id":
            return self._read(query.select())
        model, alias, field = follow(model, query, path)
        found = model._field_to_sql(alias, field.name, query)
        query.add_where(SQL("%s IS NOT NULL", found))
        return self._read(query.select(SQL("DISTINCT %s", found)))

    def _read(self, statement):
        """Return the ids that a statement selects, unless these are too many."""
        found = {id_ for (id_,) in self.env.execute_query(statement)}
        if len(found) > MOST:
            raise TooMuchChangedError
        return found

    def _check_unchanged(self, records):
        """Refuse definitions that were changed: everybody may be concerned."""
        if self.since and any(one.write_date >= self.since for one in records):
            raise TooMuchChangedError

    def _find_by_terms(self, model, terms, is_own=True):
        """Return the records that the terms of a domain may judge otherwise.

        Those that changed themselves are not among them.

        :param bool is_own: whether the records are the contacts that are judged
        """
        found = set()
        for term in terms:
            if not isinstance(term, list | tuple) or len(term) != 3:
                continue
            if isinstance(term[0], str):  # and not 1 = 1
                found |= self._find_by_condition(model, *term, is_own)
        return found

    def _find_by_condition(self, model, path, operator, value, is_own=True):
        name, _dot, rest = path.partition(".")
        field = model._fields.get(name)
        if field is None:
            raise NotFollowedError(path)
        if name in WORKED_OUT and model._name == self.partners._name:
            if rest:
                raise NotFollowedError(path)
            return getattr(self, WORKED_OUT[name])(operator, value, is_own)
        if name == "display_name":
            return self._find_by_name(model, operator, value)
        if field.related and not field.store:
            path = ".".join(filter(None, (field.related, rest)))
            return self._find_by_condition(model, path, operator, value, is_own)
        if not field.store:
            raise NotFollowedError(field.string)
        if not field.relational:
            if name == "id" and operator in HIERARCHICAL:
                return self._go_back(model, name, operator, self._find_changed(model))
            return set()
        return self._find_by_relation(model, field, rest, operator, value)

    def _find_by_name(self, model, operator, value):
        """Return the records whose name is made of something that changed."""
        found = set()
        for path in model._rec_names_search or [model._rec_name or "id"]:
            if path != "display_name":
                found |= self._find_by_condition(model, path, operator, value, False)
        return found

    def _find_by_relation(self, model, field, rest, operator, value):
        """Return the records that lead to something that changed."""
        comodel = self.env[field.comodel_name]
        if rest:
            deeper = self._find_by_condition(comodel, rest, operator, value, False)
        elif operator in JOINED:
            deeper = self._find_by_terms(comodel, value, False)
        elif field.type == "many2one" and self._is_by_id(operator, value):
            # whichever it is, the record itself says
            return set()
        elif self._is_by_id(operator, value) or operator in HIERARCHICAL:
            deeper = set()
        else:
            deeper = self._find_by_name(comodel, operator, value)
        deeper = deeper | self._find_changed(comodel)
        if rest or operator not in HIERARCHICAL:
            operator = "in"
        return self._go_back(model, field.name, operator, deeper)

    def _is_by_id(self, operator, value):
        values = value if isinstance(value, list | tuple) else [value]
        return operator in BY_ID and not any(isinstance(one, str) for one in values)

    def _go_back(self, model, name, operator, ids, path="id"):
        """Return the records with a field that leads to some others.

        :param str path: return what these records lead to instead
        """
        if not ids:
            return set()
        return self._search(model, [(name, operator, sorted(ids))], path)

    # --------------------------------------------------------------------------------
    # What is worked out for contacts.
    # --------------------------------------------------------------------------------

    def _find_by_measure(self, operator, value, is_own):
        """Return the contacts of the records of a measure that changed."""
        if operator not in JOINED:
            # everybody has figures
            return set()
        named = self.partners._get_named_measures(value)
        measure = self.env["contact.measure"].browse(named).exists()
        if not measure or measure.model not in self.env:
            raise NotFollowedError(self.partners._fields["measure_value_ids"].string)
        self._check_unchanged(measure)
        self.looks_at_others = self.looks_at_others or not is_own
        self.goes_by_company = self.goes_by_company or measure.by_company
        model = self.env[measure.model]
        terms = read_domain(measure.domain or "[]") or []
        found = self._find_by_terms(model, terms, False)
        for path in (measure.partner_path, measure.field_name, measure.date_field):
            if path:
                found |= self._find_by_condition(model, path, "in", [], False)
        owners = self._find_changed(model, measure.partner_path)
        return owners | self._go_back(model, "id", "in", found, measure.partner_path)

    def _find_by_criteria(self, operator, value, is_own):
        """Return the contacts whom saved criteria may judge otherwise."""
        criteria = self.env["contact.criteria"].browse(self._get_ids(operator, value))
        criteria = criteria.exists()
        self._check_unchanged([*criteria, *criteria.step_ids])
        found = set()
        for step in criteria.step_ids:
            found |= self._find_by_step(step, is_own)
        return found

    def _find_by_segments(self, operator, value, _is_own):
        """Return who joined or left live segments; logged ones stay as they are."""
        segments = self.env["contact.segment"].browse(self._get_ids(operator, value))
        segments = segments.exists()
        for segment in segments:
            if segment.state == "draft" and not segment.is_live:
                raise NotFollowedError(segment.display_name)
        if not self.since or not segments:
            return set()
        self.env["contact.segment.membership"].flush_model()
        return self._read(
            SQL(
                """SELECT DISTINCT partner_id FROM contact_segment_membership
                WHERE segment_id = ANY(%s) AND partner_id IS NOT NULL
                  AND (joined_on >= %s OR left_on >= %s) LIMIT %s""",
                segments.ids,
                self.since,
                self.since,
                MOST + 1,
            )
        )

    def _get_ids(self, operator, value):
        """Return the records that a condition names by their ids."""
        if not self._is_by_id(operator, value):
            raise NotFollowedError(str(value))
        values = value if isinstance(value, list | tuple) else [value]
        return [one for one in values if type(one) is int]
