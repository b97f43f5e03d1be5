# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..tools import arguments
from ..tools.label_sheets import SHEETS, build_label_sheets
from ..tools.letter_files import make_filename
from ..tools.pdf.letters import join

# Sheets in one document: larger ones become slow, and each has its time limit.
CHUNK_PAGES = 50
BATCH = 1000
# So many names of one household are written, the others are counted.
MAX_NAMES = 3


class ContactSegment(models.Model):
    """Address labels: sheets of A4 in four sizes."""

    _inherit = "contact.segment"

    def make_labels(self, size="37x70", start=1, per="contact", order="country"):
        """Make address labels for the contacts of the segment.

        Contacts that are archived, have no postal address, or that the user may not
        read are left out. Where LibreOffice is missing, the file is a Word document.

        :param str size: 36x70, 37x70, 36x105 or 37x105 (height by width in mm)
        :param int start: the place of the first label on the first sheet, from 1
        :param str per: ``contact``, or ``address`` for one label for all contacts with
            the same address
        :param str order: ``country`` (the own first, then by postal code), ``name`` or
            ``segment``
        :return: attachment_id (kept for an hour), labels, pages, and left_out, the
            number of contacts by reason
        :rtype: dict
        :raise UserError: no such size, place or order; nobody, or more than 10,000
            contacts to print for
        """
        arguments.check_one(self)
        sheet = self._get_label_sheet(size, start)
        arguments.read_choice(self.env, "per", per, ("contact", "address"))
        found, left_out = self._get_addressees(order, needs_address=True)
        self._check_printable(len(found))
        labels = self._make_label_texts(found, per == "address")
        output, content = self._make_label_file(labels, sheet, start)
        name = make_filename([self.display_name, self.env._("Labels")], output)
        return {
            "attachment_id": self.env["contact.letter.file"]._keep(name, content).id,
            "labels": len(labels),
            "pages": sheet.count_pages(len(labels), start),
            "left_out": left_out,
        }

    def _get_label_sheet(self, size, start):
        """Return the sheet of a size on which the first label has its place."""
        sheet = SHEETS[arguments.read_choice(self.env, "size", size, SHEETS)]
        arguments.read_integer(self.env, "start", start, 1, sheet.count)
        return sheet

    def _make_label_texts(self, found, by_address):
        """Return the text of every label.

        :param list found: pairs of a line id and the key of its address
        :param bool by_address: one label for each address
        """
        lines = self.env["contact.segment.line"].browse(row[0] for row in found)
        blocks = {}
        names = ["Contact_Name", "Contact_Address"]
        for start in range(0, len(lines), BATCH):
            batch = lines[start : start + BATCH]
            rows = batch._get_merge_values(names)
            blocks.update(zip(batch.ids, rows, strict=True))
        if not by_address:
            return [self._format_label([blocks[id_]]) for id_, _key in found]
        households = {}
        for id_, key in found:
            households.setdefault(key, []).append(id_)
        return [
            self._format_label(
                [blocks[id_] for id_ in ids], lines.browse(ids).partner_id
            )
            for ids in households.values()
        ]

    def _format_label(self, blocks, partners=None):
        """Return the text of a label for contacts with the same address.

        People of one company get the label of the company; others their names.
        """
        address = blocks[0]["Contact_Address"]
        names = list(dict.fromkeys(block["Contact_Name"] for block in blocks))
        company = partners.commercial_partner_id if len(names) > 1 else None
        # people can be seen while their company cannot
        is_one = company and len(company) == 1 and company.has_access("read")
        if is_one and company.is_company:
            company_name = company.name or ""
            lines = address.split("\n")
            names = [] if lines[:1] == [company_name] else [company_name]
        elif len(names) > MAX_NAMES:
            others = len(names) - MAX_NAMES + 1
            names = names[: MAX_NAMES - 1]
            names.append(self.env._("and %(count)s others", count=others))
        return "\n".join([*names, address])

    def _make_label_file(self, labels, sheet, start):
        """Return the file with the labels, and whether it is pdf or docx."""
        lines = self.env["contact.segment.line"]
        program = lines._get_libreoffice()
        if not program:
            return "docx", build_label_sheets(labels, sheet, start)
        # the first document has less room by the places that are used already
        end = CHUNK_PAGES * sheet.count - start + 1
        documents = [build_label_sheets(labels[:end], sheet, start)]
        for first in range(end, len(labels), CHUNK_PAGES * sheet.count):
            chunk = labels[first : first + CHUNK_PAGES * sheet.count]
            documents.append(build_label_sheets(chunk, sheet))
        pdfs = lines._convert_all(documents, program)
        return "pdf", pdfs[0] if len(pdfs) == 1 else join(pdfs)
