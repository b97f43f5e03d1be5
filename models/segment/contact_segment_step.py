# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...tools.conditions import find_named


class ContactSegmentStep(models.Model):
    """One change of the contacts of a segment, with what it brought about.

    An undone step is archived; it can be redone until a new step is taken.
    """

    _name = "contact.segment.step"
    _inherit = ["contact.rights.mixin", "contact.step.mixin"]
    _description = "Segment Step"

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, index=True, ondelete="cascade"
    )
    active = fields.Boolean(default=True, help="Off: the step is undone.")
    is_off = fields.Boolean(
        string="Switched Off",
        readonly=True,
        help="The step keeps its place and does nothing.",
    )
    matched_count = fields.Integer(
        string="Matched", readonly=True, help="Contacts or lines that match."
    )
    added_count = fields.Integer(string="Added", readonly=True)
    removed_count = fields.Integer(string="Removed", readonly=True)
    line_count = fields.Integer(
        string="Contacts After", readonly=True, help="Contacts after this step."
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Taken By",
        default=lambda self: self.env.user,
        readonly=True,
        ondelete="set null",
    )
    criteria_id = fields.Many2one(
        comodel_name="contact.criteria", readonly=True, ondelete="set null"
    )

    @api.constrains("domain")
    def _check_way_round(self):
        """Refuse a condition on the segments of a contact that leads back here."""
        for step in self:
            if way := step._find_way(step.segment_id, [step.segment_id.id]):
                segments = self.env["contact.segment"]
                names = [segments._tell_name(segments.browse(one)) for one in way]
                raise ValidationError(
                    self.env._(
                        "A segment cannot depend on itself: %(way)s. Take one of these "
                        "conditions out.",
                        way=" → ".join(names),
                    )
                )

    def _find_way(self, target, way):
        """Return the ids of the segments on the way from these steps to a segment.

        :param contact.segment target: where the way may lead
        :param list way: the segments so far
        :rtype: list[int]
        """
        named = set()
        for step in self:
            named |= find_named(step.domain, "segment_ids")
        if target.id in named:
            return [*way, target.id]
        for segment in self.env["contact.segment"].browse(named - set(way)).exists():
            if found := segment.step_ids._find_way(target, [*way, segment.id]):
                return found
        return []

    def unlink(self):
        """Delete steps with the lines they added; nothing else knows these lines."""
        if not self:
            return True
        self.check_access("unlink")
        self.env["contact.segment.line"].flush_model()
        self.env.cr.execute(
            SQL("DELETE FROM contact_segment_line WHERE step_id IN %s", self._ids)
        )
        self.env.cr.execute(
            SQL(
                "UPDATE contact_segment_line SET removed_step_id = NULL "
                "WHERE removed_step_id IN %s",
                self._ids,
            )
        )
        self.env.invalidate_all()
        return super().unlink()

    def _get_place(self):
        """Return by what the steps of a segment are sorted."""
        self.ensure_one()
        return self.sequence, self.id

    def _get_result(self):
        """Return the figures of the step as the public methods give them."""
        self.ensure_one()
        return {
            "step_id": self.id,
            "matched": self.matched_count,
            "added": self.added_count,
            "removed": self.removed_count,
            "line_count": self.line_count,
        }
