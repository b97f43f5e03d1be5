# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...models.contact.contact_channel import ChannelField
from ...models.segment.contact_segment_log import OUTCOME_DOMAINS
from ...tools.selections import (
    CHANNELS,
    NEGATIVE_EVALUATIONS,
    OUTCOMES,
    POSITIVE_EVALUATIONS,
)

# What lines say that have no interaction yet.
LINE_OUTCOMES = {
    "positive": Domain("evaluation", "in", POSITIVE_EVALUATIONS),
    "negative": Domain("evaluation", "in", NEGATIVE_EVALUATIONS),
    "failed": Domain("attempt_failed", "=", True),
}


class ContactSegmentWorkMixin(models.AbstractModel):
    """Asks for which contacts of a segment there is work to do."""

    _name = "contact.segment.work.mixin"
    _description = "Follow-up Work"

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, ondelete="cascade"
    )
    line_ids = fields.Many2many(
        comodel_name="contact.segment.line",
        string="Selected Lines",
        help="Empty for all contacts that are chosen below.",
    )
    is_selection = fields.Boolean(compute="_compute_is_selection")
    include = fields.Selection(
        selection=OUTCOMES, string="For", required=True, default="all"
    )
    channel = ChannelField(
        selection=CHANNELS, help="Only contacts that are addressed this way."
    )
    contact_count = fields.Integer(string="Contacts", compute="_compute_contact_count")

    @api.depends("line_ids")
    def _compute_is_selection(self):
        for wizard in self:
            wizard.is_selection = bool(wizard.line_ids)

    @api.depends("segment_id", "line_ids", "include", "channel")
    def _compute_contact_count(self):
        for wizard in self:
            wizard.contact_count = len(wizard._get_lines().partner_id)

    def _get_lines(self):
        """Return the lines that were selected, or those of the chosen contacts."""
        self.ensure_one()
        lines = self.env["contact.segment.line"]
        domain = Domain("segment_id", "=", self.segment_id.id)
        if self.line_ids:
            return lines.search(domain & Domain("id", "in", self.line_ids._origin.ids))
        if self.include != "all":
            domain &= self._get_outcome_domain()
        if self.channel:
            domain &= Domain("channel", "=", self.channel)
        return lines.search(domain)

    def _get_outcome_domain(self):
        """Return which lines have the chosen outcome: as logged, else as noted."""
        interactions = Domain("segment_id", "=", self.segment_id.id)
        interactions &= Domain("state", "=", "done") & Domain(
            OUTCOME_DOMAINS[self.include]
        )
        outcome = Domain("partner_id.interaction_ids", "any", interactions)
        if self.segment_id.state != "draft":
            return outcome
        return outcome | LINE_OUTCOMES.get(self.include, Domain.FALSE)

    def _get_line_ids(self):
        """Return the ids for the methods of the segment; never none for all."""
        lines = self._get_lines()
        if not lines:
            raise UserError(
                self.env._(
                    "Segment %(segment)s has no such contacts; choose others.",
                    segment=self.segment_id.display_name,
                )
            )
        return lines.ids
