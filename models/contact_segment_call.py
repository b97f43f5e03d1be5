# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


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
