# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import arguments
from ..tools.selections import NEGATIVE_EVALUATIONS, POSITIVE_EVALUATIONS

OUTCOME_DOMAINS = {
    "all": [],
    "positive": [("evaluation", "in", POSITIVE_EVALUATIONS)],
    "negative": [("evaluation", "in", NEGATIVE_EVALUATIONS)],
    "failed": ["|", ("attempt_failed", "=", True), ("delivery_state", "=", "failed")],
    "no_response": [
        ("direction", "=", "outbound"),
        ("evaluation", "=", False),
        ("is_answered", "=", False),
    ],
}


class ContactSegment(models.Model):
    """Segments that follow a logged one, with the contacts of some outcome."""

    _inherit = "contact.segment"

    def create_follow_up(self, include="all", copy_header=False):
        """Create a draft segment with the contacts of this logged one.

        :param str include: all, positive, negative, failed or no_response
        :param bool copy_header: copy the whole header; the campaign is always kept
        :return: id of the new segment
        :rtype: int
        :raise UserError: the segment is not logged, or there is no such outcome
        """
        arguments.check_one(self)
        self.check_access("read")
        arguments.read_choice(self.env, "include", include, OUTCOME_DOMAINS)
        copy_header = arguments.read_boolean(self.env, "copy_header", copy_header)
        if self.state == "draft":
            raise UserError(
                self.env._(
                    "Segment %(segment)s is not logged yet; log it first, then follow "
                    "up.",
                    segment=self.display_name,
                )
            )
        vals = self._prepare_follow_up_vals(copy_header)
        follow_up = self._as_checked().create(vals)
        interactions = [("segment_id", "=", self.id), ("state", "=", "done")]
        domain = [
            ("interaction_ids", "any", interactions + list(OUTCOME_DOMAINS[include]))
        ]
        follow_up._take_step("add", domain, {}, source="logged_segment")
        return follow_up.id

    def _prepare_follow_up_vals(self, copy_header):
        """Return the header of a follow-up."""
        vals = self.copy_data()[0] if copy_header else {}
        return {
            **vals,
            "name": self.env._("Follow-up on %(name)s", name=self.name),
            "company_id": self.company_id.id,
            "campaign_id": self.campaign_id.id,
            "date": fields.Date.context_today(self),
            "user_id": self.env.uid,
            "origin_id": self.id,
        }
