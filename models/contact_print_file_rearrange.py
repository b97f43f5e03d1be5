# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ..tools import arguments
from ..tools.pdf.letters import LetterMixupError
from .contact_print_choices_mixin import LETTER_ORDERS


class ContactPrintFile(models.Model):
    """Print files that are made anew of the letters they have."""

    _inherit = "contact.print.file"

    def rearrange(self, letter_order="segment", new_sheets=False, all_files=False):
        """Make a print file anew, with its letters put together in another way.

        :param str letter_order: segment, or country (and postal code)
        :param bool new_sheets: let each letter begin on a new sheet
        :param bool all_files: put the letters of all print files of its segment
            together; that goes on in the background, and they are away until then
        :return: True
        :rtype: bool
        :raise UserError: the file is not complete, or its letters were deleted
        """
        arguments.check_one(self)
        env, orders = self.env, dict(LETTER_ORDERS)
        choices = {
            "letter_order": arguments.read_choice(
                env, "letter_order", letter_order, orders
            ),
            "new_sheets": arguments.read_boolean(env, "new_sheets", new_sheets),
        }
        all_files = arguments.read_boolean(env, "all_files", all_files)
        self.check_access("read")
        self.segment_id.check_access("write")
        self._check_complete()
        files = self | self._get_siblings() if all_files else self
        files.sudo()._make_anew(choices)
        return True

    def _get_siblings(self):
        """Return the other print files of the segment that can be joined with it."""
        self.ensure_one()
        if not self.segment_id:
            return self.browse()
        return self.search(
            [
                ("segment_id", "=", self.segment_id.id),
                ("company_id", "=", self.company_id.id),
                ("is_part", "=", False),
                ("page_count", "!=" if self.page_count else "=", 0),
                ("id", "!=", self.id),
            ]
        )

    def _make_anew(self, choices):
        """Make files with other choices; several of them in the background.

        :param dict choices: the values of the choices
        """
        self._wait_for_letters()
        self._find_zips().unlink()
        self.write(choices)
        if len(self) > 1:
            self.is_part = True
            self.env["contact.interaction"]._start_delivery(1)
            return
        letters = self._get_letters()
        if not letters:
            raise UserError(
                self.env._(
                    "The interactions of all letters in print file %(name)s were "
                    "deleted, so it cannot be made anew; print it as it is.",
                    name=self.name,
                )
            )
        try:
            self._put_in(self, letters)
        except LetterMixupError as error:
            raise UserError(str(error)) from error
