# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import OrderedSet

from ...tools.arguments import show
from ...tools.literals import read_domain
from ...tools.searched_fields import SearchedOne2many
from .contact_measure_column import COLUMN_FIELDS
from .measure_condition import COMPARISONS, make_domain, parse_terms, read_conditions
from .measure_query import WAY

ANY = ("any", "any!", "not any", "not any!")
COLUMN = re.compile(rf"\b({'|'.join(COLUMN_FIELDS)})'")


class ResPartner(models.Model):
    """A contact with its figures, for conditions and as columns of lists."""

    _name = "res.partner"
    _inherit = ["res.partner", "contact.measure.columns.mixin"]

    measure_value_ids = SearchedOne2many(
        comodel_name="contact.measure.value",
        inverse_name="partner_id",
        string="Measures",
        compute="_compute_measure_value_ids",
        search="_search_measure_value_ids",
        groups="contact_segment.group_user",
        help="Figures such as the revenue of a year, to search contacts by: they are "
        "computed when a condition asks for them, and there is nothing to read here.",
    )

    def _compute_measure_value_ids(self):
        self.measure_value_ids = False

    @api.model
    def _search_measure_value_ids(self, operator, value):
        """Return the condition on contacts that a condition on their figures is."""
        if operator in ("in", "not in") and list(value) == [False]:
            # everybody has figures
            return Domain(operator == "not in")
        if operator not in ANY or not isinstance(value, Domain):
            raise UserError(
                self.env._(
                    "Measures cannot be compared with %(value)s; name a measure and "
                    "its value, as in %(example)s.",
                    value=show(list(value) if isinstance(value, OrderedSet) else value),
                    example="[('measure_id', '=', 7), ('value', '>=', 1000)]",
                )
            )
        env = self.env(su=self.env.su or operator.endswith("!"))
        domains = [
            make_domain(
                self._find_measure(env, measure_id)._make_query(),
                ("!", tree) if operator.startswith("not") else tree,
            )
            for measure_id, tree in read_conditions(env, value).items()
        ]
        if operator.startswith("not"):
            return Domain.AND(domains)
        return Domain.OR(domains)

    @api.model
    def _parse_segment_domain(self, domain):
        """Read a condition; one on a column of lists is kept as one on its measure.

        A column may show another measure tomorrow.
        """
        text, parsed = super()._parse_segment_domain(domain)
        if not COLUMN.search(text):
            return text, parsed
        terms = self._replace_columns(read_domain(text), self)
        return super()._parse_segment_domain(terms)

    @api.model
    def _replace_columns(self, terms, model):
        """Return the terms of a domain with measures in the place of columns."""
        result = []
        for term in terms:
            if not isinstance(term, list | tuple) or len(term) != 3:
                result.append(term)
                continue
            path, operator, value = term
            target, _is_record = self._follow_path(model, path)
            before, _dot, name = str(path).rpartition(".")
            if (
                operator in ANY
                and isinstance(value, list | tuple)
                and target is not None
            ):
                term = (path, operator, self._replace_columns(value, target))
            elif name in COLUMN_FIELDS and target is not None:
                condition = target._search_column(name, operator, value)
                path = ".".join(filter(None, (before, condition.field_expr)))
                term = (path, condition.operator, list(condition.value))
            result.append(term)
        return result

    @api.model
    def _check_domain_values(self, domain):
        result = super()._check_domain_values(domain)
        self._check_one_measure(domain)
        return result

    @api.model
    def _check_one_measure(self, domain):
        """Refuse two measures in one condition on figures: nothing is both.

        Odoo would find nobody, and say nothing of it.
        """
        for condition in domain.iter_conditions():
            inner = condition.value
            if condition.operator not in ANY or not isinstance(inner, list | Domain):
                continue
            inner = Domain(inner)
            if not condition.field_expr.endswith("measure_value_ids"):
                self._check_one_measure(inner)
                continue
            named = {
                str(one.value)
                for one in inner.iter_conditions()
                if one.field_expr == "measure_id"
            }
            values = self.env["contact.measure.value"]
            if len(named) > 1 and inner.optimize(values).is_false():
                raise ValueError(
                    self.env._(
                        "a condition on figures names several measures; write one "
                        "condition for each"
                    )
                )

    @api.model
    def _describe_condition(self, model, path, operator, value):
        """Return one condition as a phrase; of a figure: the measure and its value."""
        is_figure = path == "measure_value_ids" and model._name == self._name
        if is_figure and operator in ANY and isinstance(value, list | tuple | Domain):
            if phrase := self._describe_figure(list(Domain(value))):
                if operator.startswith("not"):
                    return self.env._("not (%(condition)s)", condition=phrase)
                return phrase
        return super()._describe_condition(model, path, operator, value)

    @api.model
    def _describe_figure(self, terms):
        """Return a condition on figures as a phrase; empty unless it is on one."""
        named = self._get_named_measures(terms)
        if not named:
            return ""
        measure = self.env["contact.measure"].browse(named)
        label = self._get_condition_names(measure).get(measure.id, f"#{measure.id}")
        return self._describe_tree(parse_terms(terms), label) or label

    @api.model
    def _get_named_measures(self, terms):
        """Return the id of the one measure that terms name; empty unless it is one."""
        named = {
            one
            for name, _operator, value in filter(self._is_term, terms)
            if name == "measure_id"
            for one in (value if isinstance(value, list | tuple) else [value])
        }
        if len(named) != 1 or type(next(iter(named))) is not int:
            return set()
        return named

    @api.model
    def _is_term(self, term):
        return isinstance(term, list | tuple) and len(term) == 3

    @api.model
    def _describe_tree(self, tree, label):
        """Return a tree of conditions on a value as a phrase; empty for none."""
        if isinstance(tree, bool):
            return "" if tree else self.env._("never")
        operator, *children = tree
        if operator in ("&", "|", "!"):
            phrases = [self._describe_tree(child, label) for child in children]
            phrases = [phrase for phrase in phrases if phrase]
            if operator == "!" and phrases:
                return self.env._("not (%(condition)s)", condition=phrases[0])
            if operator == "|" and len(phrases) > 1:
                return f"({phrases[0]} {self.env._('or')} {phrases[1]})"
            return f" {self.env._('and')} ".join(phrases)
        name, operator, value = tree
        if name == "measure_id":
            return ""
        if value is False or value is None:
            field = self.env["contact.measure.value"]._fields["value"]
            return self._describe_set(label, field, operator, False)
        return self._describe_operator(operator) % {
            "field": label,
            "value": self._describe_amount(value),
        }

    @api.model
    def _describe_amount(self, value):
        """Return what a figure is compared with, numbers as people write them."""
        if isinstance(value, list | tuple):
            return "; ".join(self._describe_amount(one) for one in value[:3])
        return str(self._describe_number(self._describe_day(value)))

    def _tell_found(self, path, operator, value):
        """Return what contacts have where a condition looks; of a figure its value."""
        if measure := self._get_figure(path, operator, value):
            found = measure._read_values(self)
            return {id_: measure._tell_value(one) for id_, one in found.items()}
        return super()._tell_found(path, operator, value)

    @api.model
    def _get_condition_label(self, path, operator, value):
        """Return what a condition is about; of a figure the name of its measure."""
        if measure := self._get_figure(path, operator, value):
            return self._get_condition_names(measure).get(measure.id, "")
        return super()._get_condition_label(path, operator, value)

    @api.model
    def _find_gap(self, path, operator, value):
        """Return how far contacts are from a condition; of a figure how far it is."""
        measure = self._get_figure(path, operator, value)
        if not measure:
            return super()._find_gap(path, operator, value)
        for name, compared, wanted in filter(self._is_term, list(Domain(value))):
            if name in ("value", "date_value") and compared in COMPARISONS:
                query = measure._make_query()
                owner = "commercial_partner_id" if measure.by_company else "id"
                select = query.select_values()
                return self._make_gap(select, owner, wanted, absent=query.absent)
        return None

    @api.model
    def _get_figure(self, path, operator, value):
        """Return the measure that a condition is on; none for other conditions."""
        measures = self.env["contact.measure"]
        if path != "measure_value_ids" or operator not in ANY:
            return measures
        if not isinstance(value, list | tuple | Domain):
            return measures
        for measure_id in self._get_named_measures(list(Domain(value))):
            return self._find_measure(self.env, measure_id)
        return measures

    @api.model
    def _find_measure(self, env, measure_id):
        """Return a measure that a condition names, if the user may use it."""
        measure = env["contact.measure"].browse(measure_id).exists()
        way = list(env.context.get(WAY, ()))
        if measure_id in way:
            round_ = measure.browse(way[way.index(measure_id) :])
            raise UserError(
                env._(
                    "A measure cannot depend on itself: %(way)s. Take one of these "
                    "conditions out.",
                    way=" → ".join([*round_.mapped("name"), measure.name]),
                )
            )
        if not measure or not measure.has_access("read"):
            raise UserError(
                env._(
                    "There is no measure with the id %(id)s that you may use; choose "
                    "another one.",
                    id=str(measure_id),
                )
            )
        return measure
