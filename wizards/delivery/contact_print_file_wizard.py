# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...tools import arguments
from ...tools.actions import notify


class ContactPrintFileWizard(models.TransientModel):
    """Asks how a print file is to be made anew."""

    _name = "contact.print.file.wizard"
    _inherit = ["contact.rights.mixin", "contact.print.dialog.mixin"]
    _description = "Print Differently"
    _print_source = "print_file_id"

    print_file_id = fields.Many2one(
        comodel_name="contact.print.file", required=True, ondelete="cascade"
    )
    all_files = fields.Boolean(
        string="All Print Files of the Segment",
        help="Put the letters of all its print files together. They are made anew in "
        "the background, and are not there until then.",
    )
    page_count = fields.Integer(related="print_file_id.page_count", related_sudo=False)
    other_count = fields.Integer(compute="_compute_other_count", compute_sudo=False)

    @api.depends("print_file_id")
    def _compute_other_count(self):
        for wizard in self:
            print_file = wizard.print_file_id
            wizard.other_count = len(print_file._get_siblings()) if print_file else 0

    def action_make(self):
        """Make the print file anew.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        in_background = self.all_files and self.other_count
        self.print_file_id.rearrange(self.letter_order, self.new_sheets, self.all_files)
        if in_background:
            message = self.env._("The print files are made anew in the background.")
        else:
            message = self.env._("The print file was made anew.")
        return notify(message, title=self.print_file_id.name)
