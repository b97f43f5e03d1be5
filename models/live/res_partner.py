# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Contacts on live segments may be deleted: such a segment is always a draft."""

    _inherit = "res.partner"

    # live segments ask every minute who was changed since the one before
    _touched = models.Index("(write_date)")

    def _get_protecting_domain(self):
        return super()._get_protecting_domain() & Domain(
            "segment_id.is_live", "=", False
        )
