# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ContactInteractionTemplateDocument(models.Model):
    """The document that a template gives to every segment, one per language."""

    _name = "contact.interaction.template.document"
    _inherit = ["contact.rights.mixin", "contact.document.mixin"]
    _description = "Interaction Template Document"

    template_id = fields.Many2one(
        comodel_name="contact.interaction.template",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="template_id.company_id")

    _lang_uniq = models.UniqueIndex(
        "(template_id, COALESCE(lang, ''))",
        "The template has a document in this language already.",
    )
