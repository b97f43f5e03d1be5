# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from urllib.parse import urlencode

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...tools import arguments
from ...tools.actions import download_and_close


class ContactSegmentExportWizard(models.TransientModel):
    """Asks which columns to export and how; the answer is remembered by user."""

    _name = "contact.segment.export.wizard"
    _inherit = ["contact.rights.mixin"]
    _description = "Export Contacts"

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, ondelete="cascade"
    )
    line_count = fields.Integer(related="segment_id.line_count", related_sudo=False)
    output = fields.Selection(
        selection=[("xlsx", "Excel (.xlsx)"), ("csv", "CSV")],
        string="Format",
        required=True,
        default="xlsx",
    )
    column_ids = fields.One2many(
        comodel_name="contact.segment.export.column",
        inverse_name="wizard_id",
        string="Columns",
        domain=[("is_further", "=", False)],
    )
    further_column_ids = fields.One2many(
        comodel_name="contact.segment.export.column",
        inverse_name="wizard_id",
        string="Further Contact Fields",
        domain=[("is_further", "=", True)],
    )

    @api.model
    def default_get(self, fields_list):
        """Return the choice of the last time, or the usual one.

        :param list[str] fields_list: the names of fields
        :rtype: dict
        """
        values = super().default_get(fields_list)
        choice = self._get_settings().contact_export_choice or {}
        values["output"] = choice.get("output") or "xlsx"
        columns = self._prepare_columns(choice.get("fields") or [])
        values["column_ids"] = [
            Command.create(column) for column in columns if not column["is_further"]
        ]
        values["further_column_ids"] = [
            Command.create(column) for column in columns if column["is_further"]
        ]
        return values

    @api.model
    def _get_settings(self):
        settings = self.env["res.users.settings"]
        return settings._find_or_create_for_user(self.env.user).sudo()

    @api.model
    def _prepare_columns(self, remembered):
        """Return the values of the columns, as they were chosen the last time.

        :param list[str] remembered: the paths of the columns, in their order
        """
        columns = [
            {
                "path": path,
                "name": title,
                "is_further": is_further,
                "is_chosen": path in remembered if remembered else is_chosen,
            }
            for path, title, is_chosen, is_further in self.env[
                "contact.segment"
            ]._list_export_columns()
        ]
        places = {path: place for place, path in enumerate(remembered)}
        columns.sort(key=lambda column: places.get(column["path"], len(places)))
        return [{**column, "sequence": number} for number, column in enumerate(columns)]

    def action_export(self):
        """Download the file.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        # over both lists, whose order the user may have changed
        columns = (self.column_ids | self.further_column_ids).sorted(
            lambda column: (column.is_further, column.sequence, column.id)
        )
        paths = columns.filtered("is_chosen").mapped("path")
        if not paths:
            raise UserError(
                self.env._("No column is chosen; choose at least one to export.")
            )
        self.segment_id._check_export(self.output, paths)
        self._get_settings().contact_export_choice = {
            "output": self.output,
            "fields": paths,
        }
        query = urlencode({"output": self.output, "fields": ",".join(paths)})
        return download_and_close(
            f"/contact_segment/export/{self.segment_id.id}?{query}"
        )


class ContactSegmentExportColumn(models.TransientModel):
    """A column that may be exported."""

    _name = "contact.segment.export.column"
    _inherit = ["contact.rights.mixin"]
    _description = "Column to Export"
    _order = "sequence, id"

    wizard_id = fields.Many2one(
        comodel_name="contact.segment.export.wizard", required=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    name = fields.Char(string="Column", required=True)
    path = fields.Char(string="Technical Name", required=True)
    is_chosen = fields.Boolean(string="Export")
    is_further = fields.Boolean()
