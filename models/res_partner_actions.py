# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models

from ..tools import arguments


class ResPartner(models.Model):
    """What the buttons and menus of contacts open."""

    _inherit = "res.partner"

    def action_view_segments(self):
        """Open the segments with this contact or with the people of this company.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_segment_action_all"
        )
        action["domain"] = [("line_ids.partner_id", "child_of", self.id)]
        action["context"] = {}
        return action

    def action_view_interactions(self):
        """Open the interactions with this contact or with the people of this company.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        return self.env["contact.interaction"]._open_list(
            [("partner_id", "child_of", self.id)],
            default_partner_id=self.id,
            search_default_done=1,
        )

    @api.model
    def action_add_to_segment(self):
        """Ask to which segment the selected contacts shall be added.

        :return: a window action
        :rtype: dict
        """
        return self._open_add_wizard("existing", self.env._("Add to Segment"))

    @api.model
    def action_new_segment(self):
        """Ask for the name of a new segment with the selected contacts.

        :return: a window action
        :rtype: dict
        """
        return self._open_add_wizard("new", self.env._("New Segment"))

    @api.model
    def _open_add_wizard(self, target, title):
        wizard = self.env["contact.segment.add.wizard"].create({"target": target})
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }
