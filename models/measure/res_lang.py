# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ResLang(models.Model):
    """A language that is installed later names the measures that come with the app."""

    _inherit = "res.lang"

    def write(self, vals):
        """Name the useful measures in a new language."""
        result = super().write(vals)
        if vals.get("active"):
            self.env["contact.measure"]._name_useful(self.mapped("code"))
        return result
