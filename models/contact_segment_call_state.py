# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timezone

from odoo import fields, models

# What an outcome changes, so what is remembered to undo it.
REMEMBERED = ("is_open", "snoozed_until", "skipped_on", "attempts", "interaction_id")
REMEMBERED += ("outcome_user_id", "outcome_on")


class ContactSegmentCall(models.Model):
    """Outcomes written down and taken back."""

    _inherit = "contact.segment.call"

    def _set_outcome(self, vals, activity=None):
        """Write the outcome of the user, and remember what was before.

        Users cannot write calls; the methods of the segment have checked that they may.
        """
        self.ensure_one()
        before = {
            name: self._fields[name].convert_to_read(
                self[name], self, use_display_name=False
            )
            for name in REMEMBERED
        }
        for name, value in before.items():
            if self._fields[name].type == "datetime":
                before[name] = fields.Datetime.to_string(value)
        before["activity_id"] = activity.id if activity else 0
        self.sudo().write(
            {
                **vals,
                "outcome_user_id": self.env.uid,
                # to the microsecond: the order of outcomes counts
                "outcome_on": datetime.now(timezone.utc).replace(tzinfo=None),
                "previous": before,
            }
        )

    def _restore(self, before):
        """Return to what was before the last outcome, as the user's own contact."""
        self.ensure_one()
        vals = {name: before[name] for name in REMEMBERED}
        for name in ("interaction_id", "outcome_user_id"):
            # it may have been deleted since
            vals[name] = self[name].sudo().browse(vals[name] or []).exists().id
        self.sudo().write({**vals, "previous": False})

    def _prepare_claim(self):
        """Return what the call list says about a claim."""
        self.ensure_one()
        return {
            "claimed_until": str(self.claimed_until.replace(microsecond=0)),
            "attempts": self.attempts,
            "is_skipped": bool(self.skipped_on),
        }
