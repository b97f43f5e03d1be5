# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

PRINT_CHOICES = ("letter_order", "new_sheets")
LETTER_ORDERS = [
    ("segment", "Order of the segment"),
    ("country", "Country and postal code"),
]


class ContactPrintChoicesMixin(models.AbstractModel):
    """How letters are put into a print file.

    A template says it for its segments, a segment for its print files, and a dialog for
    a print file that is there already.
    """

    _name = "contact.print.choices.mixin"
    _description = "Choices about a Print File"

    letter_order = fields.Selection(
        selection=LETTER_ORDERS,
        string="Letters Sorted By",
        help="Country and postal code: as people take post to the counter, the own "
        "country first, then the others by name; without a postal code last. Letters "
        "without a country count as letters of the own one.",
    )
    new_sheets = fields.Boolean(
        string="New Sheet for Each Letter",
        help="For printing on both sides: after a letter with an odd number of pages "
        "comes a blank one. Word documents are not changed; there, set Section Start "
        "to Odd Page in the document.",
    )

    def _get_print_choices(self):
        """Return the choices as values; empty ones where there is no record."""
        return {name: self[name] for name in PRINT_CHOICES}


class ContactPrintDialogMixin(models.AbstractModel):
    """A dialog in which the choices of another record may be changed."""

    _name = "contact.print.dialog.mixin"
    _inherit = "contact.print.choices.mixin"
    _description = "Dialog with Choices about a Print File"
    # The field with that record.
    _print_source = ""

    letter_order = fields.Selection(
        compute="_compute_print_choices",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    new_sheets = fields.Boolean(
        compute="_compute_print_choices",
        compute_sudo=False,
        store=True,
        readonly=False,
    )

    @api.depends(lambda self: filter(None, [self._print_source]))
    def _compute_print_choices(self):
        for dialog in self:
            choices = dialog[dialog._print_source]._get_print_choices()
            dialog.new_sheets = choices["new_sheets"]
            dialog.letter_order = choices["letter_order"] or "segment"
