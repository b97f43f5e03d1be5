# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class ResUsersSettings(models.Model):
    """How a user exported contacts the last time."""

    _inherit = "res.users.settings"

    contact_export_choice = fields.Json(
        export_string_translation=False,
        help="The format and the columns, in their order.",
    )

    @api.model
    def _get_fields_blacklist(self):
        # the browser does not need it at every start
        return [*super()._get_fields_blacklist(), "contact_export_choice"]
