# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ContactInteractionGroup(models.Model):
    """A family of interaction templates, such as letters or calls, for statistics."""

    _name = "contact.interaction.group"
    _inherit = ["contact.rights.mixin", "contact.interaction.statistics.mixin"]
    _description = "Interaction Group"
    _order = "sequence, name, id"
    _statistics_field = "group_id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="A short name for imports and integrations.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    template_ids = fields.One2many(
        comodel_name="contact.interaction.template",
        inverse_name="group_id",
        string="Templates",
    )

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "Another group has this code already."
    )
