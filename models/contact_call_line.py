# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ..tools import arguments

# What the call of a line takes from what the line resolves.
FROM_LINE = ("name", "lang", "subject", "cost", "duration")
FROM_LINE += ("campaign_target", "campaign_response")


class ContactSegmentLine(models.Model):
    """The call to one contact of a segment."""

    _inherit = "contact.segment.line"

    def action_make_call(self):
        """Open the dialog to call this contact for the segment.

        Nobody else gets the contact from the call list meanwhile.

        :return: a window action
        :rtype: dict
        :raise UserError: somebody else is calling the contact, or it is handled
        """
        arguments.check_one(self)
        segment = self.segment_id
        segment._check_callable()
        segment._check_not_called(self)
        segment._claim_line(segment._get_call_line(self.id))
        return self.env["contact.call.wizard"]._open(
            {"partner_id": self.partner_id.id, "segment_line_id": self.id}
        )

    def _prepare_call_vals(self):
        """Return what the call of this line says, as the line resolves it.

        The salesperson is who calls, not who the contacts belong to.
        """
        self.ensure_one()
        segment = self.segment_id
        template = self.template_id or segment.company_id._get_outgoing_call_template()
        return {
            **{name: self[name] for name in FROM_LINE},
            "template_id": template.id,
            "group_id": template.group_id.id,
            "campaign_id": self.campaign_id.id,
            "partner_id": self.partner_id.id,
            "segment_id": segment.id,
            "segment_line_id": self.id,
            "company_id": segment.company_id.id,
            "date": self.env.cr.now().replace(microsecond=0),
            "user_id": self.env.uid,
        }

    def _check_callable_contact(self):
        """Refuse a line that was removed from its segment."""
        if not self.active:
            raise UserError(
                self.env._(
                    "%(contact)s was removed from segment %(segment)s; take the next "
                    "contact.",
                    contact=self.partner_id.display_name,
                    segment=self.segment_id.display_name,
                )
            )
