# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain

from ...tools import arguments

# So many times on a segment the card of a contact shows, the latest ones.
SHOWN = 80


class ResPartner(models.Model):
    """The live segments of a contact; these do not keep it from being deleted."""

    _inherit = "res.partner"

    # live segments ask every minute who was changed since the one before
    _touched = models.Index("(write_date)")

    def _get_protecting_domain(self):
        return super()._get_protecting_domain() & Domain(
            "segment_id.is_live", "=", False
        )

    def get_segment_memberships(self):
        """Tell which segments that are or were live the contact is or was on, and why.

        The card of a contact asks for it when somebody opens the page, so that opening
        a contact costs nothing.

        :return: ``count``, how often it was on one, and ``memberships``, the latest 80,
            those that last first: id, segment_id, segment, joined_on, joined_because,
            left_on and left_because (both empty while it is on it), and the condition
            of the steps that brought and dropped it (joined_by, left_by; may be empty)
        :rtype: dict
        """
        arguments.check_one(self)
        self.check_access("read")
        ranges = self.env["contact.segment.membership"]
        # the rules of segments too: who may not read one learns nothing of it
        segments = self.env["contact.segment"].with_context(active_test=False)
        domain = Domain("partner_id", "=", self.id)
        domain &= Domain("segment_id", "in", segments._search([]))
        order = "left_on DESC NULLS FIRST, id DESC"
        found = ranges.search(domain, order=order, limit=SHOWN)
        steps = (found.step_id | found.leave_step_id)._filtered_access("read")
        # that somebody did it by hand, the reason says
        steps = steps.filtered(lambda step: step.source != "manual")
        conditions = {step.id: step.summary for step in steps}
        joined = segments._get_reason_labels("join_reason")
        left = segments._get_reason_labels("leave_reason")
        return {
            "count": ranges.search_count(domain) if len(found) == SHOWN else len(found),
            "memberships": [
                {
                    "id": one.id,
                    "segment_id": one.segment_id.id,
                    "segment": one.segment_id.name,
                    "joined_on": fields.Datetime.to_string(one.joined_on),
                    "joined_because": joined[one.join_reason],
                    "joined_by": conditions.get(one.step_id.id, ""),
                    "left_on": fields.Datetime.to_string(one.left_on) or "",
                    "left_because": left.get(one.leave_reason, ""),
                    "left_by": conditions.get(one.leave_step_id.id, ""),
                }
                for one in found
            ],
        }
