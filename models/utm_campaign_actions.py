# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ..tools import arguments


class UtmCampaign(models.Model):
    """What the buttons of a campaign open: the lists behind the figures."""

    _inherit = "utm.campaign"

    def action_view_contact_segments(self):
        """Open the segments of the campaign.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        return self._open_contact_list(
            "contact_segment.contact_segment_action_all",
            self._get_contact_segments_domain(),
            default_campaign_id=self.id,
        )

    def action_view_contact_targets(self):
        """Open the contacts that are targets of the campaign.

        :return: a window action
        :rtype: dict
        """
        return self._open_contacts("targets", self.env._("Targets"))

    def action_view_contact_responded(self):
        """Open the contacts who responded to the campaign.

        :return: a window action
        :rtype: dict
        """
        return self._open_contacts("responded", self.env._("Contacts Who Responded"))

    def action_view_contact_interactions(self):
        """Open the interactions of the campaign.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        return self._open_contact_list(
            "contact_segment.contact_interaction_action",
            self._get_contact_interactions_domain(),
            default_campaign_id=self.id,
        )

    def action_view_contact_responses(self):
        """Open the responses to the campaign.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        domain = self._get_contact_interactions_domain()
        action = self._open_contact_list(
            "contact_segment.contact_interaction_action",
            [*domain, ("campaign_response", "=", True)],
            default_campaign_id=self.id,
            default_campaign_response=True,
        )
        return {**action, "name": self.env._("Responses")}

    def action_view_contact_opportunities(self):
        """Open the opportunities of the campaign, lost ones included.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        return self._open_contact_list(
            "crm.crm_lead_opportunities",
            self._get_contact_opportunities_domain(),
            active_test=False,
            default_campaign_id=self.id,
            default_type="opportunity",
        )

    def action_view_contact_report(self):
        """Compare the segments of the campaign.

        :return: a window action
        :rtype: dict
        """
        return self._open_contact_list(
            "contact_segment.contact_segment_report_action",
            [("campaign_id", "in", self.ids)],
            search_default_group_segment=1,
        )

    def action_register_responses(self):
        """Ask who responded, beginning with the segment that was logged last.

        :return: a window action
        :rtype: dict
        :raise UserError: no segment of the campaign is logged
        """
        arguments.check_one(self)
        segment = self.env["contact.segment"].search(
            [("campaign_id", "=", self.id), ("state", "=", "logged")],
            order="logged_on desc, id desc",
            limit=1,
        )
        if not segment:
            raise UserError(
                self.env._(
                    "Campaign %(campaign)s has no logged segment to respond to; log "
                    "one first.",
                    campaign=self.display_name,
                )
            )
        action = segment.action_register_responses()
        action["context"]["default_campaign_id"] = self.id
        return action

    def action_create_contact_segment(self):
        """Create a segment of some contacts of the campaign, and open it.

        The button says which contacts in the context: ``include``.

        :return: a window action
        :rtype: dict
        :raise UserError: there is no such choice
        """
        include = self.env.context.get("include") or "targets"
        segment_id = self.create_segment(include)
        return self.env["contact.segment"].browse(segment_id)._get_form_action()

    def _open_contacts(self, include, title):
        """Return the action that opens contacts of the campaign, archived or not."""
        action = self._open_contact_list(
            "contacts.action_contacts",
            self.get_target_domain(include),
            active_test=False,
        )
        return {**action, "name": title}

    def _open_contact_list(self, xml_id, domain, **context):
        """Return an action with another domain and context, its list in front."""
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        modes = [mode for mode in action["view_mode"].split(",") if mode != "list"]
        ids = {mode: view_id for view_id, mode in action["views"]}
        return {
            **action,
            "domain": list(domain),
            "context": context,
            "view_mode": ",".join(["list", *modes]),
            "views": [(ids.get(mode, False), mode) for mode in ["list", *modes]],
        }
