# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from .ranges import NEXT_NUMBER


class ContactSegmentLine(models.Model):
    """Lines of contacts that are deleted: their ranges end, and still count."""

    _inherit = "contact.segment.line"

    def _note_deletion(self):
        super()._note_deletion()
        segments = self.segment_id.sudo().filtered("live_since")
        if not segments:
            return
        self.env["contact.segment.membership"].flush_model()
        with segments._noted_for_rules():
            self.env.cr.execute(
                SQL(
                    """UPDATE contact_segment_membership
                    SET left_on = GREATEST(joined_on, %s), leave_reason = 'deleted',
                        leave_number = %s
                    WHERE segment_id = ANY(%s) AND partner_id = ANY(%s)
                      AND left_on IS NULL""",
                    segments[:1]._get_range_time(),
                    NEXT_NUMBER,
                    segments.ids,
                    self.partner_id.ids,
                )
            )
        self.env["contact.segment.membership"].invalidate_model()
