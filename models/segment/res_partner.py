# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.searched_fields import SearchedMany2many
from .step_statement import StepStatement

# The criteria that are being worked out, in the context of the conditions in them.
WAY = "contact_criteria_way"


class ResPartner(models.Model):
    """The segments and the saved criteria of a contact, for conditions."""

    _inherit = "res.partner"

    segment_ids = fields.Many2many(
        comodel_name="contact.segment",
        string="Segments",
        compute="_compute_segment_ids",
        search="_search_segment_ids",
        groups="contact_segment.group_user",
        help="The segments on which this contact is.",
    )
    criteria_ids = SearchedMany2many(
        comodel_name="contact.criteria",
        string="Saved Criteria",
        compute="_compute_criteria_ids",
        search="_search_criteria_ids",
        groups="contact_segment.group_user",
        help="The saved criteria that would select this contact today, to search "
        "contacts by; there is nothing to read here.",
    )

    @api.depends("segment_line_ids.segment_id", "segment_line_ids.active")
    def _compute_segment_ids(self):
        for partner in self:
            partner.segment_ids = partner.segment_line_ids.segment_id

    @api.model
    def _search_segment_ids(self, operator, value):
        return self._search_several(
            operator,
            value,
            lambda operator, value: Domain(
                "segment_line_ids", "any", [("segment_id", operator, value)]
            ),
        )

    def _compute_criteria_ids(self):
        self.criteria_ids = False

    @api.model
    def _search_criteria_ids(self, operator, value):
        return self._search_several(operator, value, self._search_criteria)

    @api.model
    def _search_several(self, operator, value, search):
        """Return a condition on a relation that may be empty.

        :param search: called with ``in`` and ids, or ``any`` and a domain; gives the
            condition of those who have one of these
        :rtype: Domain
        """
        if operator == "in":
            ids = [one for one in value if one is not False]
            found = search("in", ids) if ids else Domain.FALSE
            return found | ~search("any", []) if len(ids) < len(value) else found
        if operator in ("any", "any!"):
            return search("any", value)
        # Odoo asks for the opposite then, or looks for records by their names
        return NotImplemented

    @api.model
    def _search_criteria(self, operator, value):
        """Return the condition of those whom some saved criteria would select."""
        criteria = self.env["contact.criteria"]
        found = criteria.browse(value) if operator == "in" else criteria.search(value)
        selects = [self._select_by_criteria(one) for one in found.exists()]
        if not selects:
            return Domain.FALSE
        return Domain("id", "in", SQL("(%s)", SQL(" UNION ").join(selects)))

    @api.model
    def _select_by_criteria(self, criteria):
        """Select the contacts that saved criteria would put on an empty segment.

        :rtype: SQL
        """
        criteria.check_access("read")
        way = [*self.env.context.get(WAY, ()), criteria.id]
        if criteria.id in way[:-1]:
            round_ = criteria.browse(way[way.index(criteria.id) :])
            raise UserError(
                self.env._(
                    "Saved criteria cannot depend on themselves: %(way)s. Take one of "
                    "these conditions out.",
                    way=" → ".join(round_.mapped("name") + [criteria.name]),
                )
            )
        segment = self.env["contact.segment"].with_context(**{WAY: way})
        segment = segment.new({"company_id": criteria.company_id.id})
        selected = None
        for step in criteria.step_ids.sorted(lambda one: (one.sequence, one.id)):
            domain = segment.env["res.partner"]._parse_segment_domain(step.domain)[1]
            statement = StepStatement(segment, step.action, domain, step._get_options())
            selected = statement.select_after(selected)
        return selected or SQL("SELECT id FROM res_partner WHERE FALSE")
