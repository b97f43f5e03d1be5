# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import AccessError, LockError, UserError, ValidationError
from odoo.tools import SQL

from ..tools.locks import find_links, wait_for_rows


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

    @api.constrains("company_id")
    def _check_contact_companies(self):
        """Refuse a company that may not see contacts that are on the segment."""
        lines = self.env["contact.segment.line"].sudo()
        partners = self.env["res.partner"]
        for segment in self:
            allowed = partners._check_company_domain(segment.company_id)
            line = lines.search(
                [
                    ("segment_id", "=", segment.id),
                    ("partner_id", "not any", allowed),
                ],
                limit=1,
            )
            if line:
                raise ValidationError(
                    self.env._(
                        "%(contact)s on segment %(segment)s belongs to another company "
                        "than %(company)s; remove such contacts first.",
                        contact=self._tell_name(line.partner_id),
                        segment=segment.display_name,
                        company=segment.company_id.name,
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

    def unlink(self):
        """Delete segments; their interactions stay, without the link."""
        self.check_access("unlink")
        self.env["contact.interaction"].flush_model()
        # all links at once: the database would take them away one by one, and stumble
        # over those of interactions that were logged in this transaction
        self.env.cr.execute(
            SQL(
                """UPDATE contact_interaction
                SET segment_id = NULL, segment_line_id = NULL
                WHERE segment_id IN %s""",
                self._ids or (0,),
            )
        )
        return super().unlink()

    def _wait_to_delete(self):
        """Lock segments, and what hangs on them, before any of it is deleted."""
        if self:
            # segments that follow these lose the link
            rows = find_links(self)
            own = SQL("%s OR id IN %s", rows["contact_segment"], self._ids)
            wait_for_rows(self.env, {**rows, "contact_segment": own})

    @api.model
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
            raise AccessError(
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
