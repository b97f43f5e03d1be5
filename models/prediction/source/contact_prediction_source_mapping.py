# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools import arguments
from ....tools.literals import read_domain
from ...document.contact_merge_mixin import MAX_LINKS
from .contact_prediction_source import MAPPED_KINDS

DAYS = ("date", "datetime")
NUMBERS = ("float", "integer", "monetary")
# What the fields of each part may be, and the model a many2one must be of.
PARTS = {
    "partner_field": (("many2one",), "res.partner"),
    "date_field": (DAYS, None),
    "amount_field": (NUMBERS, None),
    "currency_field": (("many2one",), "res.currency"),
    "product_field": (("many2one",), "product.product"),
    "reference_field": (("char", "integer", "many2one"), None),
    "start_field": (DAYS, None),
    "end_field": (DAYS, None),
    "months_field": (NUMBERS, None),
    "recurring_field": (("boolean",), None),
}
REQUIRED = {
    "mapped_transaction": ("partner_field", "date_field"),
    "mapped_subscription": ("partner_field", "start_field", "end_field"),
}
READING_ERRORS = (ValueError, TypeError, KeyError, AttributeError)
READING_ERRORS += (RecursionError, AccessError)
MAPPING = {"kind", "model_id", "domain", *PARTS}


class ContactPredictionSource(models.Model):
    """The fields of any model that hold what a transaction or a subscription is."""

    _inherit = "contact.prediction.source"

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Mapped By",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The data are read with the rights of this user.",
    )
    model_id = fields.Many2one(
        comodel_name="ir.model",
        ondelete="cascade",
        domain="[('transient', '=', False), ('abstract', '=', False)]",
    )
    model_name = fields.Char(string="Technical Name", related="model_id.model")
    domain = fields.Char(
        string="Only",
        default="[]",
        help="Which records count; leave out what is cancelled.",
    )
    partner_field = fields.Char(string="Contact")
    date_field = fields.Char(
        string="Date",
        help="Of the transaction; for subscriptions, when it was bought or given "
        "notice of.",
    )
    amount_field = fields.Char(
        string="Amount", help="Without tax; negative for what was given back."
    )
    currency_field = fields.Char(
        string="Currency", help="Empty: the currency of the company."
    )
    product_field = fields.Char(string="Product")
    reference_field = fields.Char(
        string="Reference", help="What the records of one purchase have in common."
    )
    start_field = fields.Char(string="Start")
    end_field = fields.Char(string="End")
    months_field = fields.Char(string="Period (months)")
    recurring_field = fields.Char(string="Renews Itself")

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = arguments.read_vals_list(self, vals_list)
        # a copy is created on what is copied
        none = self.browse()
        for vals in vals_list:
            none._check_kind_free(vals.get("kind"), vals.get("company_id"))
        # the rights that count are those of who maps, so nobody else may be given
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            vals.pop("user_id", None)
        self._check_values(vals_list)
        checked = super(ContactPredictionSource, self._as_checked())
        return checked.create([{**vals, "user_id": self.env.uid} for vals in vals_list])

    def write(self, vals):
        vals = arguments.read_vals(self, vals)
        if vals.get("kind") or vals.get("company_id"):
            for source in self:
                source._check_kind_free(
                    vals.get("kind", source.kind),
                    vals.get("company_id", source.company_id.id),
                )
        vals = {name: value for name, value in vals.items() if name != "user_id"}
        self._check_values([vals])
        if MAPPING & set(vals):
            vals["user_id"] = self.env.uid
        return super(ContactPredictionSource, self._as_checked()).write(vals)

    def _get_condition_model(self, name, vals):
        model_id = arguments.read_id(self.env, "model_id", vals.get("model_id"))
        model = self.env["ir.model"].sudo().browse(model_id) or self.model_id.sudo()
        return model.exists().model or super()._get_condition_model(name, vals)

    def _check_kind_free(self, kind, company_id):
        """Say that there is one already, before the unique key says it less clearly."""
        if not isinstance(kind, str) or kind in MAPPED_KINDS:
            return
        company_id = arguments.read_id(self.env, "company_id", company_id)
        domain = [
            ("company_id", "=", company_id or self.env.company.id),
            ("kind", "=", kind),
            ("id", "not in", self.ids),
        ]
        same = self.sudo().search(domain, limit=1)
        if same:
            raise ValidationError(
                self.env._(
                    "%(company)s has data source %(name)s of this kind already; use "
                    "that one, or choose another kind.",
                    company=same.company_id.name,
                    name=same.name,
                )
            )

    @api.constrains(*MAPPING)
    def _check_mapping(self):
        for source in self.filtered("is_mapped"):
            source._check_model()
            source._get_mapped_domain()
            columns = source._get_adapter()._get_columns()
            for part in columns:
                source._check_part(part)

    def _check_model(self):
        """Check that the model is one with records that the user may read."""
        name = self.model_id.sudo().model
        model = self.env.get(name)
        if model is None or model._abstract or model._transient:
            raise ValidationError(
                self.env._(
                    "Data source %(name)s needs a model with records; choose one.",
                    name=self.name,
                )
            )
        if not model.with_user(self.user_id).has_access("read"):
            raise ValidationError(
                self.env._(
                    "Data source %(name)s: you may not read %(model)s; ask somebody "
                    "who may to choose it.",
                    name=self.name,
                    model=self.model_id.sudo().name,
                )
            )

    def _check_part(self, part):
        """Check the path of one part: that it is there, may be read, and fits."""
        path = self[part]
        texts = {
            "name": self.name,
            "path": path and path[:100],
            "part": self._fields[part]._description_string(self.env),
            "model": self.model_id.sudo().name,
        }
        if not path and part in REQUIRED[self.kind]:
            raise ValidationError(
                self.env._(
                    "Data source %(name)s: choose the field for %(part)s.", **texts
                )
            )
        field = path and self._get_path_field(path, texts)
        types, comodel = PARTS[part]
        is_other = field and comodel not in (None, field.comodel_name)
        if field and (field.type not in types or is_other):
            raise ValidationError(
                self.env._(
                    "Data source %(name)s: %(path)s is a field of type %(type)s, which "
                    "does not fit %(part)s; choose another one.",
                    type=field.type,
                    **texts,
                )
            )

    def _get_path_field(self, path, texts):
        """Return the field at the end of a path, if the user may use it."""
        model = self.env[self.model_name].with_user(self.user_id)
        try:
            return self._get_path_sql(model, model._search([]), path)[1]
        except (ValueError, KeyError, AccessError) as error:
            raise ValidationError(
                self.env._(
                    "Data source %(name)s: %(path)s cannot be used for %(part)s; "
                    "choose a stored field of %(model)s that you may read.",
                    **texts,
                )
            ) from error

    def _get_mapped_domain(self):
        """Return which records of the model count.

        :rtype: odoo.fields.Domain
        :raise ValidationError: it is no domain of the model
        """
        try:
            domain = Domain(read_domain(self.domain or "[]"))
            domain.validate(self.env[self.model_name].with_user(self.user_id))
        except READING_ERRORS as error:
            raise ValidationError(
                self.env._(
                    "Data source %(name)s: this is no condition on %(model)s; choose "
                    "it again: %(domain)s",
                    name=self.name,
                    model=self.model_id.sudo().name,
                    domain=(self.domain or "")[:200],
                )
            ) from error
        return domain

    def _get_path_sql(self, model, query, path):
        """Return what is at the end of a path of fields, joining its models.

        Records on the way that the user may not read count as empty.

        :return: the model of the last field, the field, and its value as SQL
        :raise ValueError: there is no such field, or it is not in the database
        :raise AccessError: the user may not read it
        """
        alias = query.table
        *steps, last = path.split(".")
        if len(steps) > MAX_LINKS:
            raise ValueError(path[:100])
        for step in steps:
            field = model._fields[step]
            if field.type != "many2one":
                raise ValueError(step)
            comodel = model.env[field.comodel_name].with_context(active_test=False)
            sql = model._field_to_sql(alias, step, query)
            coalias = query.make_alias(alias, step)
            allowed = comodel._search([])
            condition = SQL("%s = %s", sql, SQL.identifier(coalias, "id"))
            if allowed.where_clause:
                condition = SQL(
                    "%s AND %s IN %s",
                    condition,
                    SQL.identifier(coalias, "id"),
                    allowed.subselect(),
                )
            query.add_join("LEFT JOIN", coalias, comodel._table, condition)
            model, alias = comodel, coalias
        field = model._fields[last]
        if not field.store and not field.related:
            raise ValueError(last)
        return model, field, model._field_to_sql(alias, last, query)
