# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import arguments


class ContactSegmentOpportunityWizard(models.TransientModel):
    """Shows which contacts of a segment get an opportunity, before they do."""

    _name = "contact.segment.opportunity.wizard"
    _inherit = ["contact.rights.mixin", "contact.segment.work.mixin"]
    _description = "Create Opportunities"

    new_count = fields.Integer(compute="_compute_opportunities")
    known_count = fields.Integer(compute="_compute_opportunities")
    foreign_count = fields.Integer(compute="_compute_opportunities")

    @api.depends("segment_id", "line_ids", "include", "channel")
    def _compute_opportunities(self):
        for wizard in self:
            lines = wizard._get_lines()
            free = wizard.segment_id._filter_without_opportunity(lines)
            own = wizard._filter_own(free)
            wizard.new_count = len(own)
            wizard.known_count = len(lines.partner_id) - len(free)
            wizard.foreign_count = len(free) - len(own)

    def _filter_own(self, lines):
        """Return the lines whose opportunities the user may create."""
        if not self.env["crm.lead"]._is_limited_to_own():
            return lines
        allowed = (False, self.env.uid)
        resolved = lines._read_resolved()
        return lines.filtered(
            lambda line: (resolved[line.id]["user_id"] or False) in allowed
        )

    def action_create(self):
        """Create the opportunities and open them.

        :return: a window action
        :rtype: dict
        :raise UserError: there is none to create
        """
        arguments.check_one(self)
        segment = self.segment_id
        lines = segment._filter_without_opportunity(self._get_lines())
        own = self._filter_own(lines)
        if not own:
            raise UserError(
                self.env._(
                    "There is nothing to create: the chosen contacts of segment "
                    "%(segment)s have an opportunity, or belong to others.",
                    segment=segment.display_name,
                )
            )
        lead_ids = segment.create_opportunities(own.ids)
        return self.env["contact.interaction"]._open_opportunities(
            self.env["crm.lead"].browse(lead_ids)
        )
