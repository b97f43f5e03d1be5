# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..tools import arguments


class ContactSegment(models.Model):
    """A mailing of Email Marketing whose recipients are the segment."""

    _inherit = "contact.segment"

    def create_mailing(self):
        """Create a mailing to the contacts of the segment, in draft.

        Its recipients follow the segment until it is sent; contacts that are excluded
        from segments are left out, and Email Marketing leaves out those who opted out.

        :return: the id of the mailing.mailing
        :rtype: int
        :raise UserError: Email Marketing is not installed
        :raise AccessError: the user may not create mailings
        """
        arguments.check_one(self)
        self.check_access("read")
        self._check_mailing_installed()
        mailings = self.env["mailing.mailing"]
        mailings.check_access("create")
        return mailings.create(self._prepare_mailing_vals()).id

    def _prepare_mailing_vals(self):
        """Return the values of the mailing; extend it to hand over further ones."""
        domain = [
            (
                "segment_line_ids",
                "any",
                [("segment_id", "=", self.id), ("active", "=", True)],
            ),
            ("exclude_from_segments", "=", False),
        ]
        return {
            "subject": self.subject or self.name,
            "mailing_type": "mail",
            "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            "mailing_domain": repr(domain),
            "campaign_id": self.campaign_id.id,
            "user_id": self.user_id.id or self.env.uid,
        }

    def action_create_mailing(self):
        """Create a mailing and open it.

        :return: an action
        :rtype: dict
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mailing"),
            "res_model": "mailing.mailing",
            "res_id": self.create_mailing(),
            "views": [(False, "form")],
        }

    def action_add_to_mailing_list(self):
        """Ask which list the contacts are added to.

        :return: an action
        :rtype: dict
        """
        self._check_mailing_installed()
        self.env["mailing.list"].check_access("write")
        return self._open_wizard(
            "contact.segment.mailing.list.wizard", self.env._("Add to Mailing List")
        )
