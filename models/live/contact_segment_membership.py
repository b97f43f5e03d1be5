# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

JOIN_REASONS = [
    ("start", "On it when it became live"),
    ("match", "Meets the conditions"),
    ("by_hand", "Entered by hand"),
    ("merged", "Merged with another contact"),
]
LEAVE_REASONS = [
    ("no_match", "Meets the conditions no more"),
    ("reduced", "Removed by a step"),
    ("not_kept", "Not kept by a step"),
    ("by_hand", "Removed by hand"),
    ("archived", "Archived"),
    ("deleted", "Deleted"),
    ("merged", "Merged with another contact"),
    ("undone", "The step that added it was undone"),
]


class ContactSegmentMembership(models.Model):
    """From when to when a contact was on a segment that is or was live, and why.

    The ranges of one contact on one segment never overlap, and the last one is open
    while the contact is on it. Statements write them together with the lines; what
    somebody asked for once stays as it was answered. Who was deleted still counts,
    without a name.

    Joins and leaves have one row of numbers: the id of a range is the number of the
    join, ``leave_number`` that of the leave. Those of a segment only grow, as whoever
    changes its lines has it to himself until he commits.
    """

    _name = "contact.segment.membership"
    _inherit = ["contact.rights.mixin"]
    _description = "Membership of a Segment"
    _order = "id"
    _rec_name = "partner_id"
    # joined_on and left_on say when; who did it, the steps say
    _log_access = False

    segment_id = fields.Many2one(
        comodel_name="contact.segment",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Nobody: the contact was deleted, or merged with one that was there too.",
    )
    company_id = fields.Many2one(related="segment_id.company_id", related_sudo=False)
    joined_on = fields.Datetime(string="Joined", required=True, readonly=True)
    left_on = fields.Datetime(string="Left", readonly=True)
    is_open = fields.Boolean(
        string="On It Now", compute="_compute_is_open", search="_search_is_open"
    )
    join_reason = fields.Selection(
        selection=JOIN_REASONS, string="Joined Because", required=True, readonly=True
    )
    leave_reason = fields.Selection(
        selection=LEAVE_REASONS, string="Left Because", readonly=True
    )
    step_id = fields.Many2one(
        comodel_name="contact.segment.step",
        string="Added By",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    leave_step_id = fields.Many2one(
        comodel_name="contact.segment.step",
        string="Removed By",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    leave_number = fields.Integer(
        readonly=True,
        help="The number of the leave, among the ids of joins: what came later has a "
        "higher one.",
    )

    _open_uniq = models.UniqueIndex(
        "(segment_id, partner_id) WHERE left_on IS NULL",
        "The contact is on the segment already.",
    )
    _in_order = models.Constraint(
        "CHECK (left_on >= joined_on)", "Nobody leaves a segment before joining it."
    )
    _whole_leave = models.Constraint(
        "CHECK ((left_on IS NULL) = (leave_reason IS NULL) "
        "AND (left_on IS NULL) = (leave_number IS NULL))",
        "Whoever left a segment left it for a reason.",
    )
    _joins = models.Index("(segment_id, id)")
    _leaves = models.Index("(segment_id, leave_number) WHERE left_on IS NOT NULL")

    @api.depends("left_on")
    def _compute_is_open(self):
        for range_ in self:
            range_.is_open = not range_.left_on

    @api.model
    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = set(value)
        if len(wanted) != 1:
            return [(1, "=", len(wanted) > 1)]
        return [("left_on", "=" if True in wanted else "!=", False)]
