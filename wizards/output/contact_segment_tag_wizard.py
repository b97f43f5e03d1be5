# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...tools import arguments
from ...tools.actions import notify
from ...tools.numbers import show_count


class ContactSegmentTagWizard(models.TransientModel):
    """Asks which tags the contacts are given, or lose."""

    _name = "contact.segment.tag.wizard"
    _inherit = ["contact.rights.mixin"]
    _description = "Tag Contacts"

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, ondelete="cascade"
    )
    tag_ids = fields.Many2many(comodel_name="res.partner.category", string="Tags")
    remove = fields.Selection(
        selection=[("no", "Give these tags"), ("yes", "Take these tags away")],
        string="Do",
        required=True,
        default="no",
    )
    contact_count = fields.Integer(related="segment_id.line_count", related_sudo=False)

    def action_apply(self):
        """Change the tags, and tell of how many contacts.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        result = self.segment_id.tag_contacts(self.tag_ids.ids, self.remove == "yes")
        return notify(
            self.env._(
                "Changed contacts: %(changed)s; left as they were: %(unchanged)s.",
                **{name: show_count(self.env, result[name]) for name in result},
            )
        )
