# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ContactInteractionTemplate(models.Model):
    """Templates with which events are logged by themselves."""

    _inherit = "contact.interaction.template"

    def unlink(self):
        result = super().unlink()
        # the database emptied the settings that named them: see res_company.py
        self.env.registry.clear_cache()
        return result
