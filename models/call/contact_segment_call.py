# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timezone

from odoo import fields, models

# What an outcome changes, so what is remembered to undo it.
REMEMBERED = ("is_open", "snoozed_until", "skipped_on", "attempts", "interaction_id")
REMEMBERED += ("outcome_user_id", "outcome_on")


class ContactSegmentCall(models.Model):
    """How far the call to one contact of a segment is.

    A line that nobody looked at has none. Somebody who takes the contact from the call
    list claims it here; here is too until when it is snoozed, that it was skipped and
    how often it was tried. What was said is in the interaction and nowhere else.

    The line itself is never written: it says what is planned, and it is frozen once its
    segment is logged. Everything here is written by the methods of the segment, with
    statements that two callers at once cannot both win.
    """

    _name = "contact.segment.call"
    _inherit = ["contact.rights.mixin"]
    _description = "Call of a Segment"
    _order = "segment_id, line_id"
    _rec_name = "line_id"
    # outcome_user_id and outcome_on say what callers want to know
    _log_access = False

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, readonly=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        comodel_name="contact.segment.line",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(related="line_id.partner_id")
    is_open = fields.Boolean(
        default=True, readonly=True, help="The contact is still to be called."
    )
    is_in_turn = fields.Boolean(
        readonly=True, help="The call list came to this line in the order of the lines."
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Claimed By",
        readonly=True,
        ondelete="set null",
    )
    claimed_until = fields.Datetime(readonly=True)
    snoozed_until = fields.Datetime(string="Not Before", readonly=True)
    skipped_on = fields.Datetime(readonly=True)
    attempts = fields.Integer(
        readonly=True, help="How often the contact was not reached."
    )
    interaction_id = fields.Many2one(
        comodel_name="contact.interaction",
        string="Last Call",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    outcome_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Last Outcome By",
        readonly=True,
        ondelete="set null",
    )
    outcome_on = fields.Datetime(string="Last Outcome On", readonly=True)
    previous = fields.Json(
        readonly=True, help="What was before the last outcome, to undo it."
    )

    _line_uniq = models.UniqueIndex(
        "(line_id)", "This contact of the segment is on the call list already."
    )
    _segment_user = models.Index("(segment_id, outcome_user_id, outcome_on)")
    # what is left is little, however many were called
    _open = models.Index("(segment_id) WHERE is_open IS TRUE")
    # where the list stands: from there on nobody was called yet
    _in_turn = models.Index("(segment_id, line_id) WHERE is_in_turn IS TRUE")

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
