# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import fields, models


class ResPartner(models.Model):
    """Companies that know the interactions of their people."""

    _inherit = "res.partner"

    company_interaction_ids = fields.One2many(
        comodel_name="contact.interaction",
        inverse_name="commercial_partner_id",
        string="Interactions of the Company",
        groups="contact_segment.group_user",
        help="Its own interactions and those of its people.",
    )

    def _get_report_address(self):
        """Return the address on several lines, without the name and the company.

        :rtype: str
        """
        self.ensure_one()
        lines = self._display_address(without_company=True).split("\n")
        lines = [re.sub(r"\s+", " ", line).strip(" ,") for line in lines]
        return "\n".join(filter(None, lines))
