# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL, LazyTranslate

from ...tools import arguments
from ...tools.actions import notify
from ...tools.numbers import show_count
from ...tools.told import tell
from .refresh_statement import DIFFERENCE

_lt = LazyTranslate(__name__)


class ContactSegmentCheck(models.Model):
    """A test of a live segment: a contact that must be on it, or must not.

    A refresh after which one does not hold is held.
    """

    _name = "contact.segment.check"
    _inherit = ["contact.rights.mixin"]
    _description = "Check of a Segment"
    _rec_name = "partner_id"
    _check_company_auto = True

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="segment_id.company_id", related_sudo=False)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    must_be = fields.Selection(
        selection=[("in", "On the segment"), ("out", "Not on the segment")],
        required=True,
        default="in",
    )
    is_met = fields.Boolean(
        string="Holds",
        compute="_compute_is_met",
        help="Whether it is so now.",
    )

    _partner_uniq = models.UniqueIndex(
        "(segment_id, partner_id)",
        "A contact can be checked once: it must be on the segment, or must not.",
    )

    @api.depends("partner_id", "must_be", "segment_id")
    def _compute_is_met(self):
        # a line that is hidden is of a contact that is hidden, and so is its check
        lines = self.env["contact.segment.line"]
        groups = lines._read_group(
            [
                ("segment_id", "in", self.segment_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("active", "=", True),
            ],
            ["segment_id", "partner_id"],
        )
        there = {(segment.id, partner.id) for segment, partner in groups}
        for check in self:
            key = (check.segment_id._origin.id, check.partner_id._origin.id)
            check.is_met = (key in there) == (check.must_be == "in")


class ContactSegment(models.Model):
    """The checks of a live segment, run by hand and by every refresh."""

    _inherit = "contact.segment"

    check_ids = fields.One2many(
        comodel_name="contact.segment.check",
        inverse_name="segment_id",
        string="Checks",
    )

    def run_checks(self):
        """Tell which checks hold now.

        :return: for each its check_id, partner_id, must_be and whether it holds, met
        :rtype: list[dict]
        """
        arguments.check_one(self)
        self.check_access("read")
        self.check_ids.invalidate_recordset(["is_met"])
        return [
            {
                "check_id": check.id,
                "partner_id": check.partner_id.id,
                "must_be": check.must_be,
                "met": check.is_met,
            }
            for check in self.check_ids
        ]

    def action_run_checks(self):
        """Tell in a note which checks do not hold."""
        results = self.run_checks()
        broken = [one["partner_id"] for one in results if not one["met"]]
        if not broken:
            return notify(
                self.env._(
                    "All checks hold (%(count)s).",
                    count=show_count(self.env, len(results)),
                ),
                next={"type": "ir.actions.client", "tag": "soft_reload"},
            )
        return notify(
            self.env._(
                "These checks do not hold: %(contacts)s.",
                contacts=self._name_contacts(broken),
            ),
            type="warning",
            next={"type": "ir.actions.client", "tag": "soft_reload"},
        )

    def _find_broken_check(self):
        """Return which check would not hold after a change that was found.

        :return: a sentence; an empty one, if all would hold
        :rtype: str
        """
        self.env["contact.segment.check"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT "check".partner_id, "check".must_be
                FROM contact_segment_check "check"
                LEFT JOIN %(table)s changed ON changed.partner_id = "check".partner_id
                WHERE "check".segment_id = %(segment)s
                  AND ("check".must_be = 'in') IS DISTINCT FROM COALESCE(
                    changed.step_id IS NOT NULL AND changed.partner_id IS NOT NULL
                    OR changed.partner_id IS NULL AND EXISTS(
                        SELECT FROM contact_segment_line line
                        WHERE line.segment_id = %(segment)s AND line.active IS TRUE
                          AND line.partner_id = "check".partner_id
                    ), FALSE)
                ORDER BY "check".id""",
                table=SQL.identifier(DIFFERENCE),
                segment=self.id,
            )
        )
        if not rows:
            return ""
        # who reads the message may not see the contact; the checks name it
        missing = sum(must_be == "in" for _id, must_be in rows)
        return tell(
            self.env,
            _lt(
                "Checks that would not hold: %(count)s. Missing though they must be "
                "on it: %(missing)s; on it though they must not be: %(extra)s.",
                count=len(rows),
                missing=missing,
                extra=len(rows) - missing,
            ),
        )
