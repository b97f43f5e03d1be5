# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import arguments
from ...tools.letter_files import MAX_LETTERS, make_filename
from ...tools.pdf.letters import LetterMixupError, Place, arrange
from ...tools.postal_order import get_postal_order
from ...tools.told import tell
from ...word_merge import TemplateError
from ..document.contact_print_choices_mixin import LETTER_ORDERS


class ContactPrintFile(models.Model):
    """Print files sorted for the post, or with a new sheet for each letter.

    The letters to one postal code may be in any of the parts. So a sorted file takes
    letters out of all of them, and a part stays until other files have all its letters.
    """

    _name = "contact.print.file"
    _inherit = ["contact.print.file", "contact.print.choices.mixin"]

    letter_order = fields.Selection(readonly=True)
    new_sheets = fields.Boolean(readonly=True)

    @api.model
    def _prepare_part_vals(self, segment, company):
        return {
            **super()._prepare_part_vals(segment, company),
            **segment._get_print_choices(),
        }

    def _get_kind(self):
        return (*super()._get_kind(), *self._get_print_choices().values())

    def _is_sorted(self):
        """Whether the letters are in an order that has to do with their addresses."""
        return self.letter_order == "country"

    def _take_full_file(self):
        if not self[0]._is_sorted():
            return super()._take_full_file()
        return self.filtered(lambda part: part._get_kind() == self[0]._get_kind())

    def _keep_parts(self):
        if len(self) == 1 or not self[0]._is_sorted():
            return super()._keep_parts()
        # all at once, since each takes its letters before the next
        self._wait_for_letters()
        # of a part as it is, letters would be printed twice that a file has taken
        for part in self:
            part._finish_safely()

    def _finish(self):
        first = self[0]
        if not (first._is_sorted() or (first.new_sheets and first.page_count)):
            return super()._finish()
        self._wait_for_letters()
        letters = self._get_letters(MAX_LETTERS)
        if letters:
            print_file = self.create(
                {
                    **first._prepare_part_vals(first.segment_id, first.company_id),
                    **first._get_print_choices(),
                    "name": first._make_name(),
                }
            )
            print_file._put_in(self, letters)
        self._forget_letters()

    def _get_letters(self, limit=None):
        """Return the letters of these files, in the order to print them.

        Pages whose interaction was deleted belong to none of them.

        :param int limit: so many at most
        :return: the id of each, its file, its first page there and the number of pages
        :rtype: list[tuple]
        """
        self.env["contact.interaction"].flush_model()
        order = SQL("letter.id")
        joins = self.env["res.partner"]._list_postal_joins("contact")
        address = joins[-1][0]
        if self[0]._is_sorted():
            postal = get_postal_order(self[0].company_id, "contact", address, "country")
            order = SQL("%s, letter.id", postal)
        return self.env.execute_query(
            SQL(
                """SELECT letter.id, letter.print_file_id,
                    COALESCE(letter.print_page, 0), COALESCE(letter.page_count, 0)
                FROM contact_interaction letter
                LEFT JOIN res_partner contact ON contact.id = letter.partner_id
                %s
                LEFT JOIN res_country country ON country.id = %s
                WHERE letter.print_file_id IN %s
                ORDER BY %s LIMIT %s""",
                SQL(" ").join(
                    SQL(
                        "LEFT JOIN %s %s ON %s", table, SQL.identifier(alias), condition
                    )
                    for alias, table, condition in joins
                ),
                SQL.identifier(address, "country_id"),
                self._ids or (0,),
                order,
                limit,
            )
        )

    def _put_in(self, sources, letters):
        """Make this file of letters of others, or anew of its own.

        :param sources: the files that have them
        :param list[tuple] letters: see ``_get_letters``
        """
        self.ensure_one()
        interactions = self.env["contact.interaction"].browse(row[0] for row in letters)
        if sources[0].page_count:
            sources = sources.browse(sorted({row[1] for row in letters}))
            numbers = {id_: number for number, id_ in enumerate(sources.ids)}
            places = [Place(numbers[row[1]], *row[2:]) for row in letters]
            pdfs = (source._get_file() for source in sources)
            content, pages = arrange(pdfs, places, self.new_sheets)
            page_count, extension = pages[-1] + places[-1].page_count - 1, "pdf"
        else:
            content, extension = interactions._combine_word_letters()
            page_count, pages = 0, [0] * len(letters)
        self.write(
            {
                "letter_count": len(letters),
                "page_count": page_count,
                "content": base64.b64encode(content),
                "filename": make_filename([self.name], extension),
            }
        )
        interactions._set_places(self, pages)

    def _forget_letters(self):
        """Count the letters that parts have left, and delete those that have none."""
        rows = self.env.execute_query(
            SQL(
                "SELECT print_file_id, COUNT(*), SUM(page_count) "
                "FROM contact_interaction WHERE print_file_id IN %s GROUP BY 1",
                self._ids or (0,),
            )
        )
        for id_, letter_count, page_count in rows:
            self.browse(id_).write(
                {"letter_count": letter_count, "page_count": page_count}
            )
        (self - self.browse(row[0] for row in rows)).unlink()

    def _sort_letters(self):
        if not self._is_sorted():
            return super()._sort_letters()
        ids = [row[0] for row in self._get_letters()]
        return self.env["contact.interaction"].browse(ids)

    # --------------------------------------------------------------------------------
    # Print files that are made anew of the letters they have.
    # --------------------------------------------------------------------------------

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
        except (LetterMixupError, TemplateError) as error:
            raise UserError(
                self.env._(
                    "Print file %(name)s cannot be made anew: %(problem)s",
                    name=self.name,
                    problem=tell(self.env, str(error)),
                )
            ) from error
