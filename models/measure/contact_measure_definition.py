# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.date_utils import parse_date

from ...tools.literals import abridge, read_domain
from .measure_query import MeasureQuery

NUMBERS = ("integer", "float", "monetary")
DATES = ("date", "datetime")
# What the field must be that an aggregate is of; none may be counted as different.
AGGREGATED_TYPES = {
    "count_distinct": (*NUMBERS, *DATES, "many2one", "char", "selection", "boolean"),
    "sum": NUMBERS,
    "average": NUMBERS,
    "minimum": NUMBERS + DATES,
    "maximum": NUMBERS + DATES,
    "first": NUMBERS + DATES,
    "last": NUMBERS + DATES,
}
# By which link a record belongs to its contact, where there are several.
USUAL_LINKS = ("partner_id", "order_id.partner_id", "order_partner_id")


class ContactMeasure(models.Model):
    """What a measure is about: which records, whose, and what of them."""

    _inherit = "contact.measure"

    problem = fields.Char(
        compute="_compute_problem", help="Why this measure cannot be used."
    )

    @api.depends(
        "model", "partner_path", "domain", "aggregate", "field_name", "date_field"
    )
    @api.depends_context("uid")
    def _compute_problem(self):
        for measure in self:
            measure.problem = measure.model and measure._find_problem()

    @api.depends("model")
    def _compute_partner_path(self):
        for measure in self:
            paths = measure._get_partner_paths(measure.model)
            if measure.partner_path not in paths:
                measure.partner_path = next(iter(paths), False)

    @api.constrains(
        "model",
        "partner_path",
        "domain",
        "aggregate",
        "field_name",
        "date_field",
        "date_from",
        "date_to",
    )
    def _check_definition(self):
        # Odoo checks constraints as sudo; who may not read something, defines nothing
        for measure in self.sudo(False):
            if problem := measure._find_problem():
                raise ValidationError(
                    self.env._(
                        "%(measure)s: %(problem)s",
                        measure=measure.name,
                        problem=problem,
                    )
                )

    def _make_query(self):
        """Return the records of this measure as a query.

        :rtype: MeasureQuery
        :raise UserError: its model, field or path is gone, or the user may not read it
        """
        self.ensure_one()
        problem, query = self._find_definition_problem(), None
        if not problem:
            query, problem = self._build_query()
        if problem:
            raise UserError(
                self.env._(
                    "The measure %(measure)s cannot be used: %(problem)s",
                    measure=self.name,
                    problem=problem,
                )
            )
        return query

    def _find_problem(self):
        """Return why this measure cannot be used, as a sentence; empty if it can."""
        self.ensure_one()
        return self._find_definition_problem() or self._build_query()[1]

    def _build_query(self):
        """Return a query, or why there is none; its records are not read."""
        try:
            return MeasureQuery(self), ""
        except (UserError, AccessError) as error:
            return None, str(error)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            return None, self.env._(
                "its records cannot be found: %(why)s", why=str(error)[:500]
            )

    def _find_definition_problem(self):
        checks = (
            self._find_model_problem,
            self._find_path_problem,
            self._find_date_problem,
            self._find_field_problem,
            self._find_domain_problem,
        )
        return next((problem for check in checks if (problem := check())), "")

    def _find_model_problem(self):
        model = self.env.get(self.model)
        if model is None or model._abstract or model._transient:
            return self.env._(
                "there are no records of %(model)s; choose others, or install the app "
                "they belong to.",
                model=self.model,
            )
        if not model.browse().has_access("read"):
            return self.env._(
                "you may not read records of %(model)s.", model=model._description
            )
        return ""

    def _find_path_problem(self):
        field = self._find_field(self.partner_path)
        if field is None or (field.type, field.comodel_name) != (
            "many2one",
            "res.partner",
        ):
            return self.env._(
                "%(path)s of %(model)s leads to no contact; choose a link to one.",
                path=self.partner_path,
                model=self.env[self.model]._description,
            )
        return ""

    def _find_date_problem(self):
        if self.date_field:
            field = self._find_field(self.date_field)
            if field is None or field.type not in DATES:
                return self.env._(
                    "%(field)s of %(model)s is no date; choose one.",
                    field=self.date_field,
                    model=self.env[self.model]._description,
                )
        for text in filter(None, (self.date_from, self.date_to)):
            if not self.date_field:
                return self.env._("a period needs a date; choose one.")
            try:
                parse_date(text, self.env)
            except (ValueError, OverflowError):
                return self.env._(
                    "%(text)s is no day; write it as in %(example)s or %(other)s.",
                    text=text,
                    example="today -365d",
                    other="2026-01-31",
                )
        return ""

    def _find_field_problem(self):
        if self.aggregate == "count":
            return ""
        label = dict(self._fields["aggregate"]._description_selection(self.env))
        label = label.get(self.aggregate, "")
        if not self.field_name:
            return self.env._("%(figure)s: say of which field.", figure=label)
        field = self._find_field(self.field_name)
        if field is None:
            return self.env._(
                "%(model)s has no stored field %(field)s that you may read; choose "
                "another one.",
                model=self.env[self.model]._description,
                field=self.field_name,
            )
        if field.type not in AGGREGATED_TYPES.get(self.aggregate, ()):
            return self.env._(
                "%(figure)s is not possible for %(field)s; choose a field that fits.",
                figure=label,
                field=self.field_name,
            )
        if self.aggregate in ("first", "last"):
            if not self.date_field and field.type not in DATES:
                return self.env._(
                    "%(figure)s needs a date that puts records in order; choose one.",
                    figure=label,
                )
        return ""

    def _find_domain_problem(self):
        try:
            literal = read_domain(self.domain or "[]")
            if not isinstance(literal, list | tuple):
                raise ValueError
        except ValueError:
            return self.env._(
                "the condition %(domain)s is no literal domain; write it as in "
                "%(example)s.",
                domain=abridge(self.domain),
                example="[('state', '=', 'sale')]",
            )
        return ""

    def _find_field(self, path):
        """Return the field where a path through links ends; None if it leads nowhere.

        Only what the user may read, and what the database knows.
        """
        field, model = None, self.env[self.model]
        for name in (path or "").split("."):
            if field is not None:
                if field.type != "many2one" or field.comodel_name not in self.env:
                    return None
                model = self.env[field.comodel_name]
                if not model.browse().has_access("read"):
                    return None
            field = model._fields.get(name)
            if field is None or not self._is_usable_field(model, field):
                return None
        return field

    @api.model
    def _is_usable_field(self, model, field):
        is_known = field.store and field.column_type or (field.related and field.search)
        return bool(is_known) and model._has_field_access(field, "read")

    def _get_records_domain(self, partner=None):
        """Return which records count: the condition, and the period.

        :param partner: only those that count for this contact
        :rtype: Domain
        """
        domain = Domain(list(read_domain(self.domain or "[]")))
        if self.date_from:
            domain &= Domain(self.date_field, ">=", self.date_from)
        if self.date_to:
            domain &= Domain(self.date_field, "<", self.date_to)
        if partner and self.by_company:
            path = f"{self.partner_path}.commercial_partner_id"
            domain &= Domain(path, "=", partner.commercial_partner_id.id)
        elif partner:
            domain &= Domain(self.partner_path, "=", partner.id)
        return domain

    @api.model
    def _get_partner_paths(self, model_name):
        """Return the links from a model to contacts, the most likely one first.

        Directly, or through what a record is a part of.

        :rtype: list[str]
        """
        model = self.env.get(model_name)
        if model is None or not model.browse().has_access("read"):
            return []
        direct = self._get_partner_links(model)
        paths = list(direct)
        for name, field in model._fields.items():
            if field.type != "many2one" or not field.store or not field.required:
                continue
            parent = self.env.get(field.comodel_name)
            is_part = field.ondelete == "cascade" and parent is not None
            if is_part and parent.browse().has_access("read"):
                links = self._get_partner_links(parent)
                paths += [f"{name}.{link}" for link in links if link == "partner_id"]
        order = {path: place for place, path in enumerate(USUAL_LINKS)}
        return sorted(paths, key=lambda path: order.get(path, len(order)))

    @api.model
    def _get_partner_links(self, model):
        """Return the names of the links of a model that lead to contacts."""
        return [
            name
            for name, field in model._fields.items()
            if field.type == "many2one"
            and field.comodel_name == "res.partner"
            and field.store
            and model._has_field_access(field, "read")
        ]
