# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.orm.domains import DomainAnd, DomainCondition
from odoo.tools import SQL, Query

# The way from what tells of a contact to what has the contact.
HIDDEN_WITH_CONTACT = {
    "contact.interaction": None,
    "contact.segment.line": None,
    "contact.segment.call": "line_id",
    "contact.segment.document": "line_id",
    "contact.segment.membership": None,
    "contact.segment.check": None,
    "contact.prediction.score": None,
    "contact.prediction.transaction": None,
    "contact.prediction.subscription": None,
    "contact.print.file": "interaction_ids",
}


class IrRule(models.Model):
    """Record rules: who may not see a contact sees nothing that tells of it either."""

    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """Add to the rules of a model what the rules of contacts hide.

        A rule such as ``('partner_id', 'any', …)`` cannot say so: conditions in rules
        are evaluated with the rights of the system.
        """
        domain = super()._compute_domain(model_name, mode)
        if model_name in HIDDEN_WITH_CONTACT and not self.env.su:
            visible = self._get_visible_domain(model_name)
            if not visible.is_true():
                domain = Domain(domain) & visible
        return domain

    @api.model
    def _get_visible_domain(self, model_name):
        """Return the condition that a record tells of no hidden contact.

        Records whose contact was deleted, or that have none, stay visible.

        :param str model_name: one of the models that are hidden with their contact
        :rtype: Domain
        """
        contacts = Domain(self._compute_domain("res.partner", "read"))
        if self.env.su or contacts.is_true():
            return Domain.TRUE
        visible = self._get_visible_contact_domain(contacts)
        link = HIDDEN_WITH_CONTACT[model_name]
        if not link:
            return visible
        if self.env[model_name]._fields[link].type == "one2many":
            # one letter that is hidden hides the file
            return Domain(link, "not any!", ~visible)
        return Domain(link, "=", False) | Domain(link, "any!", visible)

    @api.model
    def _get_visible_contact_domain(self, contacts):
        """Return the condition that the contact of a record is not a hidden one.

        :param Domain contacts: the rules of contacts
        :rtype: Domain
        """
        # Hidden contacts are few, mostly: PostgreSQL looks for them once, or looks up
        # the contacts of one page. It could do neither with "contact in the visible
        # ones, or none".
        partners = self.env["res.partner"].sudo().with_context(active_test=False)

        def to_sql(model, alias, query):
            hidden = (~Domain(contacts)).optimize_full(partners)
            own_alias = query.make_alias(alias, "hidden_contact")
            own = Query(self.env, own_alias, SQL.identifier(partners._table))
            own.add_where(
                SQL(
                    "%s = %s",
                    SQL.identifier(own_alias, "id"),
                    model._field_to_sql(alias, "partner_id", query),
                )
            )
            own.add_where(hidden._to_sql(partners, own_alias, own))
            for name in self._get_filled_columns(partners, hidden):
                own.add_where(SQL("%s IS NOT NULL", SQL.identifier(own_alias, name)))
            return SQL(
                "NOT EXISTS (SELECT FROM %s WHERE %s)",
                own.from_clause,
                own.where_clause,
            )

        def is_visible(record):
            contact = record.partner_id
            return contact.filtered_domain(contacts) == contact

        return Domain.custom(to_sql=to_sql, predicate=is_visible)

    @api.model
    def _get_filled_columns(self, model, domain):
        """Return the columns that are filled in all records that match a domain.

        PostgreSQL does not conclude it from "not in", and would read every contact to
        find the few of another company instead of looking into the index.
        """
        conditions = domain.children if isinstance(domain, DomainAnd) else [domain]
        return [
            condition.field_expr
            for condition in conditions
            if isinstance(condition, DomainCondition)
            and condition.operator == "not in"
            and not isinstance(condition.value, Query | SQL)
            and False in condition.value
            and (field := model._fields.get(condition.field_expr))
            and field.type == "many2one"
            and field.store
            and not field.company_dependent
        ]
