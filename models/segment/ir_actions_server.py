# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..contact.contact_rights_mixin import CONTEXT_KEY


class IrActionsServer(models.Model):
    """Server actions: what users wrote, for whose values no method vouches."""

    _inherit = "ir.actions.server"

    def run(self):
        """Run the actions, also those of an automation rule that a method sets off.

        A rule works in the context of the ``write`` it follows, in which a method of
        this addon may have vouched for the values of its own.
        """
        if CONTEXT_KEY in self.env.context:
            self = self.with_context(**{CONTEXT_KEY: False})
        return super().run()
