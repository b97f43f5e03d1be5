# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import models


class ResPartner(models.Model):
    """The address of a contact in a report."""

    _inherit = "res.partner"

    def _get_report_address(self):
        """Return the address on several lines, without the name and the company.

        :rtype: str
        """
        self.ensure_one()
        lines = self._display_address(without_company=True).split("\n")
        lines = [re.sub(r"\s+", " ", line).strip(" ,") for line in lines]
        return "\n".join(filter(None, lines))
