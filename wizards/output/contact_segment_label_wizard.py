# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...tools import arguments
from ...tools.label_sheets import SHEETS


class ContactSegmentLabelWizard(models.TransientModel):
    """Asks for the labels to print: their size, and where the first one goes."""

    _name = "contact.segment.label.wizard"
    _inherit = ["contact.rights.mixin", "contact.segment.print.mixin"]
    _description = "Print Labels"

    size = fields.Selection(
        selection=[
            ("36x70", "36 × 70 mm, 24 on a sheet of A4"),
            ("37x70", "37 × 70 mm, 24 on a sheet of A4"),
            ("36x105", "36 × 105 mm, 16 on a sheet of A4"),
            ("37x105", "37 × 105 mm, 16 on a sheet of A4"),
        ],
        required=True,
        default="37x70",
        help="Height and width of a label.",
    )
    start = fields.Integer(
        string="First Label",
        required=True,
        default=1,
        help="The place of the first label on the first sheet, counted from the left "
        "and the top; to use up a sheet.",
    )
    per = fields.Selection(
        selection=[("contact", "Each contact"), ("address", "Each address")],
        string="One Label For",
        required=True,
        default="contact",
        help="Each address: people who live together, or work for one company there, "
        "share a label.",
    )
    order = fields.Selection(
        selection=[
            ("country", "Country and postal code"),
            ("name", "Name"),
            ("segment", "Order of the segment"),
        ],
        string="Sorted By",
        required=True,
        default="country",
    )
    label_count = fields.Integer(string="Labels", compute="_compute_counts")
    page_count = fields.Integer(string="Sheets", compute="_compute_counts")
    message = fields.Char(compute="_compute_counts")

    @api.depends("segment_id", "size", "start", "per")
    def _compute_counts(self):
        for wizard in self:
            keys, message = wizard.segment_id._preview_addressees(needs_address=True)
            wizard.label_count = len(set(keys) if wizard.per == "address" else keys)
            wizard.message = message
            sheet = SHEETS[wizard.size or "37x70"]
            start = min(max(wizard.start, 1), sheet.count)
            wizard.page_count = sheet.count_pages(wizard.label_count, start)

    def action_print(self):
        """Make the labels and download them.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        made = self.segment_id.make_labels(
            size=self.size, start=self.start, per=self.per, order=self.order
        )
        return self._download(made)
