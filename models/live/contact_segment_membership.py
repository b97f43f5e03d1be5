# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, time

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

JOIN_REASONS = [
    ("start", "On it when it became live"),
    ("match", "Meets the conditions"),
    ("by_hand", "Entered by hand"),
    ("merged", "Merged with another contact"),
]
# So many are forgotten in a transaction.
BATCH_SIZE = 10000
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
    _leaves = models.Index("(segment_id, leave_number) WHERE leave_number IS NOT NULL")

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

    @api.autovacuum
    def _gc_ranges(self):
        """Forget who left longer ago than the company wants it kept, in batches.

        :return: how many were forgotten, and whether more are to be
        :rtype: tuple[int, int]
        """
        left = BATCH_SIZE
        for segment, before in self._find_outdated():
            if left:
                left -= segment._forget_leaves(before, left)
        return BATCH_SIZE - left, int(not left)

    @api.model
    def _find_outdated(self):
        """Return the segments with leaves that are to be forgotten, and before when.

        Leaves are numbered as they happen, so the first one tells.

        :rtype: list[tuple[contact.segment, datetime]]
        """
        self.flush_model()
        companies = self.env["res.company"].sudo()
        companies = companies.search([("contact_live_history_months", ">", 0)])
        today = datetime.combine(fields.Date.today(), time.min)
        found = []
        for company in companies:
            months = company.contact_live_history_months
            before = today - relativedelta(months=months)
            rows = self.env.execute_query(
                SQL(
                    """SELECT id FROM contact_segment segment
                    WHERE company_id = %s AND live_since <= %s AND (
                        SELECT left_on FROM contact_segment_membership
                        WHERE segment_id = segment.id AND leave_number IS NOT NULL
                        ORDER BY leave_number LIMIT 1
                    ) <= %s ORDER BY id""",
                    company.id,
                    before,
                    before,
                )
            )
            segments = self.env["contact.segment"].sudo().browse(i for (i,) in rows)
            found += [(segment, before) for segment in segments]
        return found
