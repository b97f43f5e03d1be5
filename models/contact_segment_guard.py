# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import LockError, UserError, ValidationError

# Written by the methods of this model only, never by a form or a remote call.
PROTECTED_FIELDS = {"state", "line_count", "logged_on", "logged_by_id"}


class ContactSegment(models.Model):
    """Who may change a segment, and when."""

    _inherit = "contact.segment"

    @api.constrains("unit_cost", "unit_duration")
    def _check_not_negative(self):
        for segment in self:
            if segment.unit_cost < 0 or segment.unit_duration < 0:
                raise ValidationError(
                    self.env._(
                        "Segment %(segment)s: unit cost and unit duration cannot be "
                        "negative; enter zero or more.",
                        segment=segment.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_logged(self):
        for segment in self.filtered(lambda segment: segment.state != "draft"):
            if segment.state == "logged":
                raise UserError(
                    self.env._(
                        "Segment %(segment)s is logged; cancel it first, then delete "
                        "it.",
                        segment=segment.display_name,
                    )
                )
            segment._check_administrator()

    @api.model
    def _check_protected(self, vals):
        protected = PROTECTED_FIELDS.intersection(vals)
        if protected:
            raise UserError(
                self.env._(
                    "%(fields)s of a segment cannot be written directly; use its "
                    "actions, such as Log.",
                    fields=sorted(protected),
                )
            )

    def _check_draft(self):
        """Refuse to change segments that are logged or cancelled."""
        for segment in self:
            if segment.state != "draft":
                raise UserError(
                    self.env._(
                        "Segment %(segment)s is logged and cannot be changed any "
                        "more; create a follow-up instead.",
                        segment=segment.display_name,
                    )
                )

    def _check_administrator(self):
        if not self.env.su and not self.env.user.has_group(
            "contact_segment.group_manager"
        ):
            raise UserError(
                self.env._(
                    "Only an administrator of segments may do this with segment "
                    "%(segment)s.",
                    segment=self.display_name,
                )
            )

    def _lock(self):
        """Take the segment for this transaction, or tell that somebody else has it.

        Everything that changes lines starts here, so two users who fill or log one
        segment at once can neither block each other nor overwrite each other.
        """
        self.ensure_one()
        self.check_access("write")
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(
                self.env._(
                    "Somebody else is working on segment %(segment)s right now; try "
                    "again in a moment.",
                    segment=self.display_name,
                )
            ) from None
