# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class ContactPredictionSourceMapped(models.AbstractModel):
    """Reads any model by the fields that an administrator has named.

    With the rights of that administrator, whoever runs the prediction: access rights,
    record rules and the groups of fields hold on each model of a path.
    """

    _name = "contact.prediction.source.mapped"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Reader of a Mapped Model"

    @api.model
    def _get_columns(self):
        """Return the columns of the rows, by the field of the source that names them.

        :rtype: dict[str, str]
        """
        raise NotImplementedError

    @api.model
    def _get_rows(self, source, company):
        model = self._get_model(source, company)
        query = model._search(self._get_domain(source, model, company))
        columns = [
            SQL(
                "%s AS %s",
                self._get_column(source, model, query, column, field_name),
                SQL.identifier(column),
            )
            for field_name, column in self._get_columns().items()
        ]
        return query.select(*columns)

    def _get_model(self, source, company):
        """Return the model, with the rights of who mapped it, in the company."""
        name = source.model_id.sudo().model
        if name not in self.env:
            raise UserError(
                self.env._(
                    "Data source %(name)s has no model; choose one.", name=source.name
                )
            )
        return (
            self.env[name]
            .with_user(source.user_id)
            .with_company(company)
            .with_context(allowed_company_ids=company.ids, active_test=False)
        )

    def _get_domain(self, source, model, company):
        domain = source._get_mapped_domain()
        company_field = model._fields.get("company_id")
        if company_field and company_field.store:
            domain &= Domain("company_id", "in", [company.id, False])
        return domain

    def _get_column(self, source, model, query, column, field_name):
        """Return one column of the rows: the value at the end of a path."""
        path = source[field_name]
        if not path:
            return SQL("NULL::%s", SQL(self._get_type(column)))
        last, field, sql = source._get_path_sql(model, query, path)
        if column.startswith("date") and field.type == "datetime":
            return self._as_day(sql, last.env.company)
        return SQL("(%s)::%s", sql, SQL(self._get_type(column)))

    def _get_type(self, column):
        if column.startswith("date"):
            return "date"
        types = {"amount": "numeric", "months": "numeric", "is_recurring": "boolean"}
        return types.get(column, "text" if column == "reference" else "int")

    @api.model
    def _get_stamp(self, source, company):
        model = self._get_model(source, company)
        query = model._search(self._get_domain(source, model, company))
        # views and the like do not tell when they changed
        is_logged = model._log_access and model._auto
        identifier = SQL.identifier(query.table, "id")
        changed = SQL.identifier(query.table, "write_date")
        return query.select(
            SQL("count(*)"),
            SQL("max(%s)", identifier),
            SQL("max(%s)", changed) if is_logged else SQL("NULL::timestamp"),
        )


class ContactPredictionSourceMappedTransaction(models.AbstractModel):
    """The records of any model, as transactions."""

    _name = "contact.prediction.source.mapped.transaction"
    _inherit = ["contact.prediction.source.mapped"]
    _description = "Any Model as Transactions"

    @api.model
    def _get_columns(self):
        return {
            "partner_field": "partner_id",
            "date_field": "date",
            "amount_field": "amount",
            "currency_field": "currency_id",
            "product_field": "product_id",
            "reference_field": "reference",
        }


class ContactPredictionSourceMappedSubscription(models.AbstractModel):
    """The records of any model, as subscriptions."""

    _name = "contact.prediction.source.mapped.subscription"
    _inherit = ["contact.prediction.source.mapped"]
    _description = "Any Model as Subscriptions"

    @api.model
    def _get_columns(self):
        return {
            "partner_field": "partner_id",
            "reference_field": "reference",
            "start_field": "date_start",
            "end_field": "date_end",
            "date_field": "date_event",
            "recurring_field": "is_recurring",
            "months_field": "months",
            "amount_field": "amount",
            "currency_field": "currency_id",
            "product_field": "product_id",
        }
