# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import OrderedSet, formatLang

from ...tools.conditions import find_unfinished
from ...tools.literals import (
    JOINED,
    LiteralTooLarge,
    abridge,
    check_domain,
    describe_limit,
    read_domain,
)
from ...tools.numbers import show_count

NAMES_SHOWN = 3
# More than this nobody reads, and every name in it is looked up.
CONDITIONS_SHOWN = 50
VALUE_SHOWN = 100
PHRASE_SHOWN = 2000
DAYS_AGO = re.compile(r"today -(\d{1,5})d")
MOST_EXACT = 1e15


def shorten(text, length):
    """Return a text, cut where it is too long to read."""
    return text if len(text) <= length else text[: length - 1] + "…"


# what steps by hand are about; thousands of ids need not be read as a domain
PLAIN_IDS = re.compile(r"\[[(\[]'id', 'in', \[(\d+(?:, \d+)*)\][)\]]\]")


class ResPartner(models.Model):
    """Conditions on contacts: how they are read, and how they are told to people."""

    _inherit = "res.partner"

    @api.model
    def _parse_segment_domain(self, domain):
        """Read a condition, given as a list or as the text of one.

        The one place where a stored or received domain is read. It must be a literal;
        relative dates such as ``today -30d`` are literals.

        :param domain: list or text; empty means everybody the user may see
        :return: the domain as text to store, and as a Domain to search with
        :rtype: tuple[str, Domain]
        :raise ValidationError: it is no literal list, or names an unknown field or
            operator
        """
        shown = abridge(domain)
        try:
            literal = read_domain(domain)
        except LiteralTooLarge as error:
            raise ValidationError(
                self.env._(
                    "The condition %(domain)s is too large: %(why)s",
                    domain=shown,
                    why=describe_limit(self.env, error),
                )
            ) from None
        except ValueError:
            raise ValidationError(
                self.env._(
                    "The condition %(domain)s is no literal domain; write it as "
                    "in %(example)s.",
                    domain=shown,
                    example="[('country_id.code', '=', 'BE')]",
                )
            ) from None
        if literal is None or literal is False or literal == "":
            literal = []
        if not isinstance(literal, list | tuple):
            raise ValidationError(
                self.env._(
                    "The condition %(domain)s must be a list of conditions.",
                    domain=shown,
                )
            )
        try:
            parsed = Domain(list(literal))
            parsed.validate(self)
            self._check_domain_values(parsed)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as why:
            raise ValidationError(
                self.env._(
                    "The condition %(domain)s cannot be used on contacts: %(why)s",
                    domain=shown,
                    why=str(why)[:500],
                )
            ) from why
        return repr(list(literal)), parsed

    @api.model
    def _check_condition_finished(self, domain, model="res.partner"):
        """Refuse a condition that somebody built and left without a value.

        :param domain: the text of a condition; what cannot be read is refused elsewhere
        :param str model: what the condition is on
        :raise ValidationError: a rule has no value; the message names the field
        """
        try:
            literal = read_domain(domain)
        except ValueError:
            return
        found = find_unfinished(literal) if isinstance(literal, list | tuple) else ()
        paths = list(dict.fromkeys(found))
        if not paths:
            return
        records = self.env[model] if model in self.env else self
        labels = [self._get_condition_field(records, path)[0] for path in paths]
        raise ValidationError(
            self.env._(
                "%(fields)s has no value yet; choose one, or delete the rule.",
                fields=labels[0],
            )
            if len(labels) == 1
            else self.env._(
                "%(fields)s have no value yet; choose one for each, or delete the "
                "rules.",
                fields=", ".join(labels),
            )
        )

    @api.model
    def _check_domain_values(self, domain):
        """Refuse a text where a contact id is expected; the database would choke."""
        for condition in domain.iter_conditions():
            values = condition.value
            if condition.field_expr != "id" or isinstance(values, Domain):
                continue
            if not isinstance(values, list | tuple | set | OrderedSet):
                values = [values]
            for value in values:
                if not isinstance(value, int):
                    raise ValueError(self.env._("%s is no id of a contact", value))

    @api.model
    def _replace_in_domain(self, domain, model, old_ids, new_id):
        """Return the text of a domain with another contact in the place of some.

        :param str domain: the text
        :param model: the model whose records it is about
        :param old_ids: ids of contacts
        :param int new_id: the contact that takes their place
        :return: the text, as it was if it names none of them or cannot be read
        :rtype: str
        """
        try:
            literal = read_domain(domain)
        except ValueError:
            return domain
        if not isinstance(literal, list | tuple):
            return domain
        terms = self._replace_in_terms(literal, model, set(old_ids), new_id)
        return domain if terms == list(literal) else repr(terms)

    @api.model
    def _replace_in_terms(self, terms, model, old_ids, new_id):
        """Return the terms of a domain with another contact in the place of some."""
        result = []
        for term in terms:
            if not isinstance(term, list | tuple) or len(term) != 3:
                result.append(term)
                continue
            path, operator, value = term
            target, is_record = self._follow_path(model, path)
            if target is None or not is_record:
                pass
            elif operator in JOINED and isinstance(value, list | tuple):
                value = self._replace_in_terms(value, target, old_ids, new_id)
            elif target._name == self._name:
                value = self._replace_in_value(value, old_ids, new_id)
            result.append(term if value == term[2] else (path, operator, value))
        return result

    @api.model
    def _find_in_domain(self, domain, model_name):
        """Return the ids of records that a condition on contacts names.

        :param str domain: the text of a domain
        :param str model_name: the model of these records
        :return: none, if it names none of them or cannot be read
        :rtype: set[int]
        """
        try:
            literal = read_domain(domain)
        except ValueError:
            return set()
        if not isinstance(literal, list | tuple):
            return set()
        return set(self._iter_named(literal, self, model_name))

    @api.model
    def _iter_named(self, terms, model, model_name):
        """Yield the ids of records of a model that the terms of a domain name."""
        for term in terms:
            if not isinstance(term, list | tuple) or len(term) != 3:
                continue
            path, operator, value = term
            target, is_record = self._follow_path(model, path)
            if target is None or not is_record:
                continue
            if operator in JOINED and isinstance(value, list | tuple):
                yield from self._iter_named(value, target, model_name)
            elif target._name == model_name:
                values = value if isinstance(value, list | tuple) else [value]
                yield from (one for one in values if type(one) is int)

    @api.model
    def _follow_path(self, model, path):
        """Return the model where a path ends, and whether values there are records."""
        field, target = None, model
        for name in path.split(".") if isinstance(path, str) else ():
            field = target._fields.get(name)
            if field is None:
                return None, False
            if field.relational:
                target = self.env[field.comodel_name]
        return target, field is not None and (field.relational or field.name == "id")

    @api.model
    def _replace_in_value(self, value, old_ids, new_id):
        """Return one id, or several, each of them once."""
        if not isinstance(value, list | tuple):
            return new_id if type(value) is int and value in old_ids else value
        if old_ids.isdisjoint(one for one in value if type(one) is int):
            return value
        replaced = (self._replace_in_value(one, old_ids, new_id) for one in value)
        return type(value)(dict.fromkeys(replaced))

    @api.model
    def _describe_segment_domain(self, domain):
        """Return a condition on contacts as a readable phrase.

        :param str domain: the text of a domain
        :rtype: str
        """
        # those of many lines added by hand; reading them as conditions takes longer
        plain = PLAIN_IDS.fullmatch(domain or "")
        if plain:
            ids = [int(id_) for id_ in plain[1].split(",")]
            return self._describe_value(self, self._fields["id"], ids)
        try:
            text, parsed = self._parse_segment_domain(domain)
        except ValidationError:
            return domain[:200]
        literal = read_domain(text)
        if not literal:
            return self.env._("all contacts")
        if len(literal) == 1 and tuple(literal[0][:2]) == ("id", "in"):
            return self._describe_value(self, self._fields["id"], literal[0][2])
        count = check_domain(literal)
        if count > CONDITIONS_SHOWN:
            return self.env._(
                "contacts that meet %(count)s conditions",
                count=show_count(self.env, count),
            )
        phrase = self._describe_terms(self, list(parsed))
        phrase = shorten(phrase, PHRASE_SHOWN)
        if self.env.context.get("condition_in_short"):
            return phrase
        return self.env._("contacts where %(condition)s", condition=phrase)

    @api.model
    def _describe_terms(self, model, terms):
        """Return a domain in prefix notation as a phrase."""
        both, either = self.env._("and"), self.env._("or")
        phrases = []
        for term in reversed(terms):
            if term == "!":
                phrase = self.env._("not (%(condition)s)", condition=phrases.pop())
            elif term == "&":
                phrase = f"{phrases.pop()} {both} {phrases.pop()}"
            elif term == "|":
                phrase = f"({phrases.pop()} {either} {phrases.pop()})"
            else:
                phrase = self._describe_condition(model, *term)
            phrases.append(phrase)
        return f" {both} ".join(reversed(phrases))

    @api.model
    def _describe_condition(self, model, path, operator, value):
        """Return one condition as a phrase: field, operator and value."""
        if not isinstance(path, str):  # 1 = 1 and 0 = 1
            return self.env._("always") if path == value else self.env._("never")
        label, field, target = self._get_condition_field(model, path)
        if operator in ("any", "not any") and isinstance(value, list | tuple | Domain):
            return self._describe_joined(label, field, target, operator, Domain(value))
        if field is not None and (value is False or value is None or value is True):
            return self._describe_set(label, field, operator, bool(value))
        return self._describe_operator(operator) % {
            "field": label,
            "value": self._describe_value(target, field, value),
        }

    @api.model
    def _describe_joined(self, label, field, target, operator, domain):
        """Return a condition on the records a field leads to as a phrase."""
        phrase = self._describe_terms(target, list(domain))
        is_many = field is not None and field.type in ("one2many", "many2many")
        if operator == "not any":
            pattern = self.env._("no %(field)s with (%(condition)s)")
        elif is_many and len(list(domain.iter_conditions())) > 1:
            # not one of them for this and another one for that
            pattern = self.env._("%(field)s: one with all of (%(condition)s)")
        else:
            pattern = self.env._("%(field)s with (%(condition)s)")
        return pattern % {"field": label, "condition": phrase}

    @api.model
    def _get_condition_field(self, model, path):
        """Return the field that a path leads to, and how people call it.

        :return: the labels on the way, the field (None: there is none), and the records
            it is on or leads to
        """
        labels, field = [], None
        target = model
        for name in path.split("."):
            field = target._fields.get(name)
            if field is None:
                labels.append(name)
                break
            labels.append(field.get_description(self.env, ["string"])["string"])
            if field.relational:
                target = self.env[field.comodel_name]
        return " › ".join(labels), field, target

    @api.model
    def _get_condition_label(self, path, operator, value):
        """Return what people call that which a condition on contacts is about."""
        return self._get_condition_field(self, path)[0]

    @api.model
    def _describe_set(self, label, field, operator, value):
        """Return a condition on a boolean, or on whether there is a value."""
        positive = value == (operator in ("=", "in", "=?"))
        if field.type == "boolean":
            pattern = (
                self.env._("%(field)s") if positive else self.env._("not %(field)s")
            )
        elif positive:
            pattern = self.env._("%(field)s is set")
        else:
            pattern = self.env._("%(field)s is not set")
        return pattern % {"field": label}

    @api.model
    def _describe_operator(self, operator):
        """Return the phrase of an operator between a field and a value."""
        patterns = {
            "=": self.env._("%(field)s is %(value)s"),
            "!=": self.env._("%(field)s is not %(value)s"),
            "in": self.env._("%(field)s is %(value)s"),
            "not in": self.env._("%(field)s is not %(value)s"),
            "ilike": self.env._("%(field)s contains %(value)s"),
            "not ilike": self.env._("%(field)s does not contain %(value)s"),
            "like": self.env._("%(field)s contains %(value)s"),
            "not like": self.env._("%(field)s does not contain %(value)s"),
            "=ilike": self.env._("%(field)s is like %(value)s"),
            "=like": self.env._("%(field)s is like %(value)s"),
            "child_of": self.env._("%(field)s is %(value)s or below"),
            "parent_of": self.env._("%(field)s is %(value)s or above"),
            ">": self.env._("%(field)s > %(value)s"),
            ">=": self.env._("%(field)s ≥ %(value)s"),
            "<": self.env._("%(field)s < %(value)s"),
            "<=": self.env._("%(field)s ≤ %(value)s"),
        }
        fallback = self.env._("%(field)s %(operator)s %(value)s")
        return patterns.get(operator) or fallback.replace("%(operator)s", operator)

    @api.model
    def _describe_value(self, target, field, value):
        """Return a value as people know it: names instead of ids, labels of choices."""
        values = list(value) if isinstance(value, list | tuple | set) else [value]
        if not values:
            return self.env._("(nothing chosen)")
        shown = values[:NAMES_SHOWN]
        if field is not None and (field.relational or field.name == "id"):
            ids = [item for item in shown if item and isinstance(item, int)]
            names = self._get_condition_names(target.browse(ids))
            shown = [
                names.get(item, f"#{item}") if item in ids else item for item in shown
            ]
        elif field is not None and field.type == "selection":
            labels = dict(field._description_selection(self.env))
            shown = [labels.get(item, item) for item in shown]
        elif field is not None and field.type in ("date", "datetime"):
            shown = [self._describe_day(item) for item in shown]
        elif field is not None and field.type in ("integer", "float", "monetary"):
            shown = [self._describe_number(item) for item in shown]
        empty = self.env._("empty")
        shown = [empty if item is False or item is None else item for item in shown]
        text = "; ".join(shorten(str(item), VALUE_SHOWN) for item in shown)
        more = len(values) - len(shown)
        if more:
            return self.env._(
                "%(names)s and %(count)s more",
                names=text,
                count=show_count(self.env, more),
            )
        return text

    @api.model
    def _describe_day(self, item):
        """Return a day as people say it, as far as it is one of the usual ones."""
        days = DAYS_AGO.fullmatch(item) if isinstance(item, str) else None
        if not days:
            return self.env._("today") if item == "today" else item
        if int(days[1]) == 1:
            return self.env._("yesterday")
        return self.env._("%(days)s days ago", days=show_count(self.env, int(days[1])))

    @api.model
    def _describe_number(self, item):
        """Return a number as the reader writes it."""
        if isinstance(item, bool) or not isinstance(item, int | float):
            return item
        # more digits than a float has, or none at all, are shown as they are
        if not abs(item) < MOST_EXACT:
            return item
        # all the decimals that it has: 0.001 is not 0.00
        _whole, _dot, decimals = f"{item:.9f}".rstrip("0").partition(".")
        return formatLang(self.env, item, digits=len(decimals))

    # --------------------------------------------------------------------------------
    # The names in conditions, as far as the user may read them.
    # --------------------------------------------------------------------------------

    @api.model
    def _describe_segment_domains(self, domains):
        """Return conditions on contacts as readable phrases, in the same order.

        :param list[str] domains: the texts of domains
        :rtype: list[str]
        """
        return self._describe_each(
            lambda partners, domain: partners._describe_segment_domain(domain), domains
        )

    @api.model
    def _describe_each(self, describe, items):
        """Return phrases about several things; the names in all are read at once.

        :param describe: called with contacts and one of the things
        :param list items: the things
        :rtype: list
        """
        book = NameBook()
        # not as sudo, even where Odoo asks what a step is called as sudo
        partners = self.sudo(False).with_context(condition_names=book)
        for item in items:
            describe(partners, item)
        for name, ids in book.wanted.items():
            book.names[name] = self._read_readable_names(partners.env[name].browse(ids))
        return [describe(partners, item) for item in items]

    @api.model
    def _get_condition_names(self, records):
        """Return what records in a condition are called, those the user may read.

        :return: the names by id
        :rtype: dict[int, str]
        """
        book = self.env.context.get("condition_names")
        if not isinstance(book, NameBook):
            return self._read_readable_names(records)
        book.wanted[records._name].update(records.ids)
        return book.names[records._name]

    @api.model
    def _read_readable_names(self, records):
        readable = records.exists()._filtered_access("read")
        return {record.id: record.display_name for record in readable}


class NameBook:
    """The names of records in conditions: first asked for, then read all at once."""

    def __init__(self):
        self.wanted = defaultdict(set)
        self.names = defaultdict(dict)
