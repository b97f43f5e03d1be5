# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import arguments
from ...tools.actions import download, get_attachment_url, open_dialog
from ...tools.letter_files import MAX_LETTERS, cut_pages, make_filename, make_zip
from ...tools.locks import wait_for_rows
from ...tools.pdf.letters import count_pages, join

_logger = logging.getLogger(__name__)


class ContactPrintFile(models.Model):
    """The letters of a segment in one file for the printer.

    The delivery leaves a part for every batch. When no letter of the segment is waiting
    any more, the parts are joined.
    """

    _name = "contact.print.file"
    _inherit = ["contact.rights.mixin"]
    _description = "Print File"
    _order = "id"

    name = fields.Char(required=True)
    segment_id = fields.Many2one(
        comodel_name="contact.segment", index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(comodel_name="res.company", required=True)
    interaction_ids = fields.One2many(
        comodel_name="contact.interaction", inverse_name="print_file_id"
    )
    letter_count = fields.Integer(string="Letters")
    page_count = fields.Integer(string="Pages")
    content = fields.Binary(attachment=True)
    filename = fields.Char()
    letter_format = fields.Char(string="Format", compute="_compute_letter_format")
    is_part = fields.Boolean(help="The delivery is still going on.")

    _parts = models.Index("(segment_id, company_id) WHERE is_part")

    @api.depends("page_count")
    def _compute_letter_format(self):
        for print_file in self:
            print_file.letter_format = (
                self.env._("PDF") if print_file.page_count else self.env._("Word")
            )

    @api.model
    def _create_part(self, segment, company, letter_count, content):
        """Keep the letters of a batch.

        :param segment: their segment, or none
        :param company: their company
        :param bytes content: the letters as PDF; empty where there is no LibreOffice
        """
        return self.create(
            {
                **self._prepare_part_vals(segment, company),
                "letter_count": letter_count,
                "page_count": count_pages(content) if content else 0,
                "content": base64.b64encode(content),
                "is_part": True,
            }
        )

    @api.model
    def _prepare_part_vals(self, segment, company):
        """Return what all print files of a segment have in common."""
        return {
            "name": segment.display_name or self.env._("Letters"),
            "segment_id": segment.id,
            "company_id": company.id,
        }

    @api.model
    def _count_unfinished(self):
        """Return how many segments have parts and no letter waiting."""
        return len(self._get_unfinished())

    @api.model
    def _get_unfinished(self):
        """Return the first parts of segments that have no letter waiting.

        :return: ids of the part, its segment and its company
        :rtype: list[tuple]
        """
        self.flush_model()
        self.env["contact.interaction"].flush_model()
        return self.env.execute_query(
            SQL(
                """SELECT MIN(part.id), part.segment_id, part.company_id
                FROM contact_print_file part
                WHERE part.is_part AND NOT EXISTS(
                    SELECT FROM contact_interaction waiting
                    WHERE waiting.segment_id IS NOT DISTINCT FROM part.segment_id
                      AND waiting.company_id = part.company_id
                      AND waiting.channel = 'letter'
                      AND waiting.delivery_state = 'queued'
                      AND waiting.state = 'done'
                )
                GROUP BY part.segment_id, part.company_id
                ORDER BY 1"""
            )
        )

    @api.model
    def _finish_next(self):
        """Join the parts of one print file; return whether there were any."""
        for part_id, segment_id, company_id in self._get_unfinished():
            # whoever has the first part makes the file
            if not self.sudo().browse(part_id).try_lock_for_update():
                continue
            parts = self.sudo().search(
                [
                    ("is_part", "=", True),
                    ("segment_id", "=", segment_id),
                    ("company_id", "=", company_id),
                ]
            )
            parts._take_full_file()._finish_safely()
            return True
        return False

    def _get_kind(self):
        """Return what print files must have in common to be joined.

        Word documents and PDFs do not go into one file.
        """
        return (bool(self.page_count),)

    def _take_full_file(self):
        """Return the first parts, as many as one print file takes."""
        taken, count = self.browse(), 0
        for part in self:
            if part._get_kind() != self[0]._get_kind():
                continue
            if taken and count + part.letter_count > MAX_LETTERS:
                break
            taken |= part
            count += part.letter_count
        return taken

    def _finish_safely(self):
        """Make one print file of parts; the parts are kept where that fails.

        :raise DeliveryPaused: they have to be joined later
        """
        try:
            with self.env.cr.savepoint():
                self._finish()
        except Exception as error:
            self.env["contact.interaction"]._raise_pause(error)
            if isinstance(error, OperationalError):
                raise
            _logger.exception("The print file of parts %s was not made", self.ids)
            self._keep_parts()

    def _keep_parts(self):
        """Make a print file of each part, as it is."""
        for part in self:
            filename = make_filename([part.name, str(part.id)], "pdf")
            part.write({"filename": filename, "is_part": False})

    def _make_name(self):
        """Return the name of the next print file of the segment."""
        self.ensure_one()
        number = 1 + self.search_count(
            [
                ("segment_id", "=", self.segment_id.id),
                ("company_id", "=", self.company_id.id),
                ("is_part", "=", False),
            ]
        )
        title = self.segment_id.display_name or self.env._("Letters")
        return title if number == 1 else f"{title} ({number})"

    def _finish(self):
        """Make one print file of parts."""
        first = self[0]
        name = first._make_name()
        self._join_places()
        if first.page_count:
            content, extension = join(part._get_file() for part in self), "pdf"
        else:
            letters = first._sort_letters()
            content, extension = letters._combine_word_letters()
        first.write(
            {
                "name": name,
                "letter_count": sum(self.mapped("letter_count")),
                "page_count": sum(self.mapped("page_count")),
                "content": base64.b64encode(content),
                "filename": make_filename([name], extension),
                "is_part": False,
            }
        )
        (self - first).unlink()

    def _join_places(self):
        """Tell the interactions of all parts where they are in the first."""
        self._wait_for_letters()
        offset = 0
        for part in self:
            self.env.cr.execute(
                SQL(
                    "UPDATE contact_interaction SET print_file_id = %s, "
                    "print_page = print_page + %s WHERE print_file_id = %s",
                    self[0].id,
                    offset,
                    part.id,
                )
            )
            offset += part.page_count
        self.env.invalidate_all()

    def unlink(self):
        """Delete print files; their interactions stay, without the link."""
        self.check_access("unlink")
        self._wait_for_letters()
        return super().unlink()

    def _wait_for_letters(self):
        """Lock print files and their interactions."""
        self.env["contact.interaction"].flush_model()
        letters = SQL("print_file_id IN %s", self._ids or (0,))
        wait_for_rows(
            self.env,
            {"contact_print_file": self.ids, "contact_interaction": letters},
        )

    def _get_file(self):
        """Return the bytes of the file."""
        self.ensure_one()
        content = base64.b64decode(self.with_context(bin_size=False).content or b"")
        return content or self.env["ir.attachment"]._read_again(self, "content")

    def action_download_zip(self):
        """Download a zip with one file for every contact.

        :return: the action that downloads it
        :rtype: dict
        :raise UserError: the letters are still being made
        """
        arguments.check_one(self)
        self.check_access("read")
        self._check_complete()
        zip_file = self._get_zip()
        return download(get_attachment_url(zip_file.id))

    def _check_complete(self):
        if self.is_part:
            raise UserError(
                self.env._(
                    "Print file %(name)s is not complete yet; wait for the delivery.",
                    name=self.name,
                )
            )

    def _get_zip(self):
        """Return the attachment with the zip; it is made when it is first asked for."""
        self.ensure_one()
        return self._find_zips() or self.env["ir.attachment"].sudo().create(
            {
                "name": make_filename([self.name], "zip"),
                "raw": make_zip(self._iter_letters()),
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _find_zips(self):
        """Return the attachments with the zips that were made."""
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("res_field", "=", False),
                ]
            )
        )

    def _sort_letters(self):
        """Return the interactions of the letters, in the order to print them."""
        return self.interaction_ids.sorted("id")

    def _iter_letters(self):
        """Yield the name and content of every letter."""
        letters = self.sudo()._sort_letters()
        if not self.page_count:
            for letter in letters:
                content, extension = letter._make_again()
                yield letter._get_letter_name(extension), content
            return
        letters = letters.sorted("print_page")
        places = [(letter.print_page, letter.page_count) for letter in letters]
        pdfs = cut_pages(self._get_file(), places)
        for letter, pdf in zip(letters, pdfs, strict=True):
            yield letter._get_letter_name("pdf"), pdf

    # --------------------------------------------------------------------------------
    # What the buttons of a print file open.
    # --------------------------------------------------------------------------------

    def action_open(self):
        """Show the file in the browser, which can print it.

        :return: an action
        :rtype: dict
        """
        return self._get_file_action(download=False)

    def action_download(self):
        """Download the file.

        :return: an action
        :rtype: dict
        """
        return self._get_file_action(download=True)

    def action_rearrange(self):
        """Ask how to make the file anew.

        :return: the action that opens the dialog
        :rtype: dict
        :raise UserError: the letters are still being made
        """
        arguments.check_one(self)
        self.check_access("read")
        self._check_complete()
        return open_dialog(
            "contact.print.file.wizard",
            self.env._("Print Differently"),
            context={"default_print_file_id": self.id},
        )

    def _get_file_action(self, download):
        """Return the action that opens the file.

        :raise UserError: there is none, because the letters are Word documents
        """
        arguments.check_one(self)
        self.check_access("read")
        if not self.with_context(bin_size=True).content:
            raise UserError(
                self.env._(
                    "Print file %(name)s has no PDF, because its letters are Word "
                    "documents; download the zip instead.",
                    name=self.name,
                )
            )
        url = f"/web/content/{self._name}/{self.id}/content?filename_field=filename"
        return {
            "type": "ir.actions.act_url",
            "url": f"{url}&download=true" if download else url,
            "target": "download" if download else "new",
        }
