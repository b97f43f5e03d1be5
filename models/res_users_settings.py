# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class ResUsersSettings(models.Model):
    """How a user exported contacts the last time, and what he has seen enough of."""

    _inherit = "res.users.settings"

    contact_export_choice = fields.Json(
        export_string_translation=False,
        help="The format and the columns, in their order.",
    )

    contact_start_dismissed = fields.Boolean(
        export_string_translation=False,
        help="The steps to a first letter are not shown any more.",
    )

    @api.model
    def _get_fields_blacklist(self):
        # the browser does not need them at every start
        own = ["contact_export_choice", "contact_start_dismissed"]
        return [*super()._get_fields_blacklist(), *own]
