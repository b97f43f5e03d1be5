# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.orm.domains import DomainAnd, DomainCondition
from odoo.tools import SQL, Query


class IrRule(models.Model):
    """Record rules: who may not see a contact does not see its interactions either."""

    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """Add to the rules of interactions what the rules of contacts hide.

        A rule such as ``('partner_id', 'any', …)`` cannot say so: conditions in rules
        are evaluated with the rights of the system.
        """
        domain = super()._compute_domain(model_name, mode)
        if model_name == "contact.interaction" and not self.env.su:
            contacts = super()._compute_domain("res.partner", "read")
            if not Domain(contacts).is_true():
                domain = Domain(domain) & self._get_visible_contact_domain(contacts)
        return domain

    @api.model
    def _get_visible_contact_domain(self, contacts):
        """Return the condition that an interaction's contact is not a hidden one.

        Interactions whose contact was deleted stay visible.

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

        def is_visible(interaction):
            contact = interaction.partner_id
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
