# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ..tools import arguments
from ..tools.actions import download, get_attachment_url
from ..tools.letter_files import LetterJob, make_filename, make_zip
from ..tools.pdf.letters import Letter, join
from ..word_merge import TemplateError

# So many letters in one document; programs that open larger ones become slow.
MAX_LETTERS = 1000
MAX_MERGED = 10_000


class ContactSegment(models.Model):
    """The letters of a whole segment as files, without sending anything."""

    _inherit = "contact.segment"

    def merge_documents(self, output="docx", combined=True):
        """Merge the Word letters of all contacts.

        :param str output: docx or pdf
        :param bool combined: one file with all letters (several in a zip where there
            are documents in several languages, or more than a thousand letters); else a
            zip with a file for every contact
        :return: the id of the ir.attachment with the letters, kept for an hour
        :rtype: int
        :raise UserError: no contact has a Word letter, a letter cannot be merged, or
            LibreOffice, which makes the PDF, is missing
        """
        arguments.check_one(self)
        self.check_access("read")
        lines = self.env["contact.segment.line"]
        lines._check_output(output)
        combined = arguments.read_boolean(self.env, "combined", combined)
        groups = self._get_letter_groups()
        self._check_size(groups)
        if not groups:
            raise UserError(
                self.env._(
                    "Segment %(segment)s has no Word letters; add a Word document to "
                    "its template or to the segment.",
                    segment=self.display_name,
                )
            )
        try:
            files = self._merge_groups(groups, output, combined)
        except TemplateError as error:
            raise UserError(str(error)) from error
        if len(files) == 1 and combined:
            [(name, content)] = files
        else:
            name, content = make_filename([self.display_name], "zip"), make_zip(files)
        return self.env["contact.letter.file"]._keep(name, content).id

    def _check_size(self, groups):
        """Leave the letters of large segments to the delivery in the background."""
        count = sum(len(lines) for _document, lines in groups)
        if count > MAX_MERGED:
            raise UserError(
                self.env._(
                    "Segment %(segment)s has %(count)s letters, too many to merge "
                    "while you wait; log it, and its print files are made in the "
                    "background.",
                    segment=self.display_name,
                    count=count,
                )
            )

    def action_download_letters(self):
        """Download the letters of the segment in one file.

        :return: the action that downloads it
        :rtype: dict
        """
        program = self.env["contact.segment.line"]._get_libreoffice()
        attachment_id = self.merge_documents(output="pdf" if program else "docx")
        return download(get_attachment_url(attachment_id))

    def _get_letter_groups(self):
        """Return the lines with a Word letter by their document.

        :return: pairs of a document and lines
        :rtype: list
        """
        lines = self.env["contact.segment.line"].sudo()
        lines._flush_resolution()
        query = lines._search([("segment_id", "=", self.id), ("active", "=", True)])
        document = lines._resolve_document(query.table, query)
        with self._planned_for_many():
            rows = self.env.execute_query(
                query.select(lines._field_to_sql(query.table, "id", query), document)
            )
        groups = {}
        for line_id, found in rows:
            if found and found[3] == "word":
                groups.setdefault(tuple(found[:2]), []).append(line_id)
        lines = lines.sudo(False)
        return [
            (lines._browse_document(*key), lines.browse(sorted(ids)))
            for key, ids in groups.items()
        ]

    def _merge_groups(self, groups, output, combined):
        """Return the names and contents of the files with the letters."""
        files = []
        for document, lines in groups:
            template = document._compile(document._get_file())
            for start in range(0, len(lines), MAX_LETTERS):
                chunk = lines[start : start + MAX_LETTERS]
                values = chunk._get_merge_values(template.value_names)
                if combined:
                    name = make_filename(
                        [self.display_name, document.lang or ""], output
                    )
                    content = self._combine(template, values, output)
                    files.append((name, content))
                else:
                    files += self._merge_each(template, chunk, values, output)
        return files

    def _combine(self, template, values, output):
        if output == "docx":
            return template.render_combined(values)
        return join(self._make_pdf_contents(template, values))

    def _merge_each(self, template, lines, values, output):
        """Return a file for every line."""
        if output == "pdf":
            contents = self._make_pdf_contents(template, values)
        else:
            contents = template.render_many(values)
        return [
            (
                make_filename([line.partner_id.display_name, line.subject], output),
                content,
            )
            for line, content in zip(lines, contents, strict=True)
        ]

    def _make_pdf_contents(self, template, values):
        """Return the letters of some values as PDF."""
        lines = self.env["contact.segment.line"]
        program = lines._get_libreoffice()
        if not program:
            # says what is missing
            lines._convert_one(b"")
        jobs = [LetterJob(template, row) for row in values]
        letters = lines._make_pdfs(jobs, program)
        for letter in letters:
            if not isinstance(letter, Letter):
                raise UserError(str(letter))
        return [letter.content for letter in letters]
