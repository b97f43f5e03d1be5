# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ResLang(models.Model):
    """A language that is installed later gets the documents to start from."""

    _inherit = "res.lang"

    def write(self, vals):
        """Complete the documents of the installed templates in a new language."""
        result = super().write(vals)
        if vals.get("active"):
            documents = self.env["contact.interaction.template.document"]
            documents._add_starters_in_new_languages()
        return result
