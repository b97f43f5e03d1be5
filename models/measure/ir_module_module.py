# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class IrModuleModule(models.Model):
    """An app that was installed brings measures."""

    _inherit = "ir.module.module"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "installed":
            # not all of its models are there yet; it makes what is missing
            vacuum = self.env.ref("base.autovacuum_job", raise_if_not_found=False)
            if vacuum:
                vacuum.sudo()._trigger()
        return result
