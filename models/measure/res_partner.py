# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import OrderedSet

from ...tools.arguments import show
from .contact_measure_value import MeasureValues
from .measure_condition import make_domain, read_conditions

ANY = ("any", "any!", "not any", "not any!")


class ResPartner(models.Model):
    """A contact with its figures, for conditions."""

    _inherit = "res.partner"

    measure_value_ids = MeasureValues(
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
    def _find_measure(self, env, measure_id):
        """Return a measure that a condition names, if the user may use it."""
        measure = env["contact.measure"].browse(measure_id).exists()
        if not measure or not measure.has_access("read"):
            raise UserError(
                env._(
                    "There is no measure with the id %(id)s that you may use; choose "
                    "another one.",
                    id=str(measure_id),
                )
            )
        return measure
