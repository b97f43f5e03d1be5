# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..tools import arguments


class ContactSegment(models.Model):
    """What opens the call list."""

    _inherit = "contact.segment"

    def action_call_list(self):
        """Open the call list of this segment.

        :return: a client action
        :rtype: dict
        :raise UserError: the segment is cancelled
        """
        arguments.check_one(self)
        self._check_callable()
        action = self.env["ir.actions.client"]._for_xml_id(
            "contact_segment.contact_segment_call_list_action"
        )
        # active_id keeps the segment in the address, so the page can be loaded again
        return {
            **action,
            "name": self.env._("Calls: %(segment)s", segment=self.name),
            "context": {"active_id": self.id, "active_model": self._name},
            "params": {"segment_id": self.id},
        }

    def action_view_calls(self):
        """Open the contacts of this segment that were snoozed, skipped or called.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_segment_call_action"
        )
        return {
            **action,
            "domain": [("segment_id", "=", self.id)],
            "context": {"search_default_open": True},
        }
