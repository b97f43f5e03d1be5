# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """When live segments are held and rest, and what they remember, as settings."""

    _inherit = "res.config.settings"

    contact_live_hold_percent = fields.Integer(
        related="company_id.contact_live_hold_percent", readonly=False
    )
    contact_live_rest_days = fields.Integer(
        related="company_id.contact_live_rest_days", readonly=False
    )
    contact_live_history_months = fields.Integer(
        related="company_id.contact_live_history_months", readonly=False
    )
    contact_live_touched_minutes = fields.Integer(
        related="company_id.contact_live_touched_minutes", readonly=False
    )
