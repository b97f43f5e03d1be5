# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ContactStepMixin(models.AbstractModel):
    """Steps with contacts that are like those of another segment."""

    _inherit = "contact.step.mixin"

    source = fields.Selection(
        selection_add=[("similar", "Similar contacts")],
        ondelete={"similar": "set default"},
    )
