# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...tools import arguments
from ...tools.actions import open_dialog, reload


class ContactSegment(models.Model):
    """What the buttons of a live segment do."""

    _inherit = "contact.segment"

    snapshot_count = fields.Integer(
        string="Logged", compute="_compute_snapshot_count", compute_sudo=False
    )

    @api.depends("snapshot_ids")
    def _compute_snapshot_count(self):
        groups = self._read_group(
            [("live_id", "in", self.ids)], ["live_id"], ["__count"]
        )
        counts = {segment.id: count for segment, count in groups}
        for segment in self:
            segment.snapshot_count = counts.get(segment._origin.id, 0)

    def action_make_live(self):
        """Make the segment live, and show what that means.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        self.write({"is_live": True})
        return reload()

    def action_end_live(self):
        """Make the segment an ordinary draft again.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        self.write({"is_live": False})
        return reload()

    def action_view_difference(self):
        """Show who would come and who would go.

        :return: a dialog
        :rtype: dict
        """
        arguments.check_one(self)
        wizard = self.env["contact.segment.refresh.wizard"].create(
            {"segment_id": self.id}
        )
        return open_dialog(
            wizard._name, self.env._("What a Refresh Changes"), res_id=wizard.id
        )

    def action_accept_refresh(self):
        """Make the change that is held, and tell how large it was.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        return self._notify_refreshed(self.accept_refresh())

    def action_refuse_refresh(self):
        """Leave the members as they are.

        :return: an action
        :rtype: dict
        """
        self.refuse_refresh()
        return reload()

    def action_view_snapshots(self):
        """Open what was logged of this segment.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_segment_action_logged"
        )
        return dict(action, domain=[("live_id", "=", self.id)], context={})

    def action_view_memberships(self):
        """Open who joined and left the segment, and why.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_segment_membership_action"
        )
        return dict(action, domain=[("segment_id", "=", self.id)])
