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

    def action_preview_recurring_log(self):
        """Show what the recurring log would do now.

        :return: a dialog
        :rtype: dict
        """
        return self._open_recurring_wizard(self.env._("Test Run"))

    def action_start_recurring_log(self):
        """Show what the recurring log would do now, and ask whether to switch it on.

        :return: a dialog
        :rtype: dict
        """
        name = self.env._("Switch On the Recurring Log")
        return self._open_recurring_wizard(name, is_starting=True)

    def _open_recurring_wizard(self, name, is_starting=False):
        """Return the dialog of a test run."""
        arguments.check_one(self)
        wizard = self.env["contact.segment.recurring.wizard"].create(
            {"segment_id": self.id, "is_starting": is_starting}
        )
        return open_dialog(wizard._name, name, res_id=wizard.id)

    def action_stop_recurring_log(self):
        """Switch the recurring log off.

        :return: an action
        :rtype: dict
        """
        self.stop_recurring_log()
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
