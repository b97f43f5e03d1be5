# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from ...models.live.ranges import NEXT_NUMBER


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """A merged contact was on a live segment whenever one of them was."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge_segment_lines(self, src_partners, dst_partner):
        segments = super()._merge_segment_lines(src_partners, dst_partner)
        self._merge_ranges(src_partners | dst_partner, dst_partner)
        self._merge_checks(src_partners | dst_partner, dst_partner)
        return segments

    def _merge_ranges(self, partners, dst_partner):
        """Make one range of those that overlap, and leave none of the others' own.

        The first range of each that touch one another is the contact's, and lasts as
        long as they did together. The others end at once, so that whoever knows them
        learns of it; they count for nothing.
        """
        self.env["contact.segment.membership"].flush_model()
        self.env.cr.execute(
            SQL(
                """WITH theirs AS MATERIALIZED (
                    SELECT *, MAX(COALESCE(left_on, 'infinity')) OVER (
                        PARTITION BY segment_id ORDER BY joined_on, id
                        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                    ) AS until
                    FROM contact_segment_membership WHERE partner_id = ANY(%(ids)s)
                ), numbered AS (
                    SELECT *, COUNT(*) FILTER (WHERE until IS NULL OR until < joined_on)
                        OVER (PARTITION BY segment_id ORDER BY joined_on, id) AS island
                    FROM theirs
                ), islands AS (
                    SELECT DISTINCT ON (segment_id, island) segment_id, island, left_on,
                        leave_reason, leave_step_id, leave_number,
                        MIN(id) OVER (PARTITION BY segment_id, island) AS first_id,
                        MIN(joined_on) OVER (PARTITION BY segment_id, island) AS joined
                    FROM numbered
                    ORDER BY segment_id, island, left_on DESC NULLS FIRST, id
                ), others AS (
                    UPDATE contact_segment_membership one
                    SET partner_id = NULL, left_on = one.joined_on,
                        leave_reason = 'merged', leave_step_id = NULL,
                        leave_number = %(number)s
                    FROM numbered, islands
                    WHERE one.id = numbered.id AND one.id <> islands.first_id
                      AND islands.segment_id = numbered.segment_id
                      AND islands.island = numbered.island
                    RETURNING one.id
                )
                SELECT first_id, joined, left_on, leave_reason, leave_step_id,
                    leave_number
                FROM islands""",
                ids=partners.ids,
                number=NEXT_NUMBER,
            )
        )
        # in a statement of its own: the others must have ended by then
        islands = self.env.cr.fetchall()
        if islands:
            self.env.cr.execute(
                SQL(
                    """UPDATE contact_segment_membership one
                    SET partner_id = %s, joined_on = island.joined_on,
                        left_on = island.left_on, leave_reason = island.leave_reason,
                        leave_step_id = island.leave_step_id,
                        leave_number = island.leave_number
                    FROM UNNEST(
                        %s::int[], %s::timestamp[], %s::timestamp[], %s::text[],
                        %s::int[], %s::int[]
                    ) island (
                        id, joined_on, left_on, leave_reason, leave_step_id,
                        leave_number
                    ) WHERE one.id = island.id""",
                    dst_partner.id,
                    *map(list, zip(*islands, strict=True)),
                )
            )
        self.env["contact.segment.membership"].invalidate_model()

    def _merge_checks(self, partners, dst_partner):
        """Leave one check of the contact on every segment, the destination's first."""
        checks = self.env["contact.segment.check"].sudo()
        theirs = checks.search([("partner_id", "in", partners.ids)])
        for members in theirs.grouped("segment_id").values():
            kept = members.sorted(lambda one: (one.partner_id != dst_partner, one.id))
            (members - kept[0]).unlink()
        self.env.flush_all()
