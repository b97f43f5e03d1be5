# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import arguments
from ...tools.cover_sheet import REMARKS, get_values
from ...tools.label_sheets import SHEETS, build_label_sheets
from ...tools.letter_files import make_filename, make_zip
from ...tools.numbers import show_count
from ...tools.pdf.letters import Letter, join
from ...tools.postal_order import get_postal_order
from .contact_segment_line import BATCH

# So much can be made while somebody waits.
MAX_PRINTED = 10_000
ORDERS = ("segment", "country", "name")
ADDRESS = ("street", "street2", "zip", "city", "state_id", "country_id")
# Sheets in one document: larger ones become slow, and each has its time limit.
CHUNK_PAGES = 50
# So many names of one household are written, the others are counted.
MAX_NAMES = 3


class ContactSegment(models.Model):
    """Whom something is printed for, and who is left out and why."""

    _inherit = "contact.segment"

    def _get_addressees(self, order, needs_address):
        """Return the lines to print for, one for each contact.

        :param str order: ``segment``, ``country`` (and postal code) or ``name``
        :param bool needs_address: leave out contacts without a postal address
        :return: pairs of a line id and the key of its address, in the order to print;
            and how many contacts are left out by ``archived``, ``no_access`` and
            ``no_address``
        :rtype: tuple[list[tuple[int, str]], dict[str, int]]
        """
        self.check_access("read")
        arguments.read_choice(self.env, "order", order, ORDERS)
        query, contact, address = self._get_addressee_query(order)
        partner_id = query.column("partner_id")
        # a contact that is excluded is on the segment because somebody wants it there
        codes = ["archived", "no_address"] if needs_address else ["archived"]
        rows = query.fetch_many(
            query.id,
            partner_id,
            self._get_left_out_code(partner_id, contact, "letter", codes),
            self._get_address_key(address),
        )
        seen, found, left_out = set(), [], {}
        for line_id, partner_id, code, address in rows:
            if partner_id in seen:
                continue
            seen.add(partner_id)
            if code:
                left_out[code] = left_out.get(code, 0) + 1
            else:
                found.append((line_id, address))
        return found, left_out

    def _get_addressee_query(self, order):
        """Return the query of the lines in an order.

        :return: the query, the alias of the contact and that of its address
        """
        partners = self.env["res.partner"]
        partners.flush_model(["name", "complete_name", "active", *ADDRESS])
        # the lines of hidden contacts too, to count them as left out
        query = self.sudo()._query_lines()
        contact = query.join_contact()
        for address, table, condition in partners._list_postal_joins(contact):
            query.add_join("LEFT JOIN", address, table, condition)
        query.order = self._get_addressee_order(order, query, contact, address)
        return query, contact, address

    def _get_addressee_order(self, order, query, contact, address):
        """Return the SQL of the order to print in; joins are added to the query."""
        name = SQL.identifier(contact, "complete_name")
        if order == "segment":
            return query.id
        if order == "name":
            return SQL("%s, %s", name, query.id)
        country = query.left_join(address, "country_id", "res_country", "id", "country")
        postal = get_postal_order(self.company_id, contact, address, country)
        return SQL("%s, %s", postal, query.id)

    def _get_left_out_code(self, partner_id, contact, channel, codes, topic=None):
        """Return the SQL of why a contact is left out; NULL for most.

        :param SQL partner_id: the contact
        :param str contact: its alias
        :param str channel: how it would be addressed
        :param codes: the reasons of the gate that count, the most important one first
        :param SQL topic: the id of what it would be about, maybe nothing
        """
        partners = self.env["res.partner"]
        readable = partners.with_context(active_test=False)._search([])
        readable.add_where(
            SQL("%s = %s", SQL.identifier(readable.table, "id"), partner_id)
        )
        gate = partners._get_gate_conditions(contact, SQL("%s", channel), topic)
        return SQL(
            "CASE WHEN NOT EXISTS %s THEN 'no_access' %s END",
            readable.subselect(),
            SQL(" ").join(SQL("WHEN %s THEN %s", gate[code], code) for code in codes),
        )

    def _get_address_key(self, address):
        """Return the SQL of a text that is equal for equal addresses."""
        parts = [
            SQL(
                "TRIM(LOWER(REGEXP_REPLACE(%s::text, '[[:space:].,]+', ' ', 'g')))",
                SQL.identifier(address, name),
            )
            for name in ADDRESS
        ]
        return SQL("CONCAT_WS('|', %s)", SQL(", ").join(parts))

    def _check_printable(self, count):
        """Refuse to print for nobody, or for so many that it takes too long."""
        if not count:
            raise UserError(
                self.env._(
                    "Segment %(segment)s has no contact to print for; add contacts, or "
                    "enter their addresses.",
                    segment=self.display_name,
                )
            )
        if count > MAX_PRINTED:
            raise UserError(self._get_too_many_message(count))

    def _get_too_many_message(self, count):
        """Return why nothing is printed for so many contacts."""
        return self.env._(
            "Segment %(segment)s has %(count)s contacts, too many to print for while "
            "you wait (%(max)s at most); export the contacts instead.",
            segment=self.display_name,
            count=show_count(self.env, count),
            max=show_count(self.env, MAX_PRINTED),
        )

    def _preview_addressees(self, needs_address):
        """Return what a dialog shows before anything is printed.

        With very many lines nobody is counted: it takes seconds, and printing is
        refused anyway.

        :param bool needs_address: leave out contacts without a postal address
        :return: the keys of the addresses, one for each contact, and a message
        :rtype: tuple[list[str], str]
        """
        if not self:
            return [], ""
        if self.line_count > 2 * MAX_PRINTED:
            return [], self._get_too_many_message(self.line_count)
        found, left_out = self._get_addressees("segment", needs_address)
        return [key for _line_id, key in found], self._explain_left_out(left_out)

    def _explain_left_out(self, left_out):
        """Return a sentence about contacts that are left out; empty for none.

        :param dict left_out: their number by reason
        """
        reasons = {
            "archived": self.env._("archived"),
            "no_access": self.env._("not visible to you"),
            "no_address": self.env._("without a postal address"),
            "no_email": self.env._("without a valid e-mail address"),
            "opted_out": self.env._("opted out"),
            "excluded": self.env._("excluded from segments"),
            "duplicate": self.env._("with the address of another contact"),
        }
        parts = [
            f"{count} {reasons[code]}"
            for code, count in sorted(left_out.items())
            if count
        ]
        if not parts:
            return ""
        return self.env._("Contacts left out: %(reasons)s.", reasons=", ".join(parts))

    # --------------------------------------------------------------------------------
    # Address labels: sheets of A4 in four sizes.
    # --------------------------------------------------------------------------------

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
        names = ["Contact_Name", "Contact_Address"]
        blocks = dict(lines._iterate_merge_values(names))
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
            names.append(
                self.env._("and %(count)s others", count=show_count(self.env, others))
            )
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

    # --------------------------------------------------------------------------------
    # Cover sheets: a page for each contact, in the contact's language.
    # --------------------------------------------------------------------------------

    def make_cover_sheets(
        self,
        text="",
        remarks=(),
        custom="",
        date=False,
        order="segment",
        log_template_id=0,
        key="",
    ):
        """Make a cover sheet for every contact of the segment.

        Contacts that are archived, or that the user may not read, are left out. Where
        LibreOffice is missing, the file is a Word document, or a zip of one for every
        language.

        :param str text: the lines to write on all of them
        :param list[str] remarks: those to tick: ``as_agreed``, ``for_information``,
            ``comments_please``, ``for_approval``, ``please_call``,
            ``returned_after_use``
        :param str custom: a remark of your own, ticked; empty for none
        :param str date: the date on the sheets; today, if it is empty
        :param str order: ``segment``, ``country`` or ``name``
        :param int log_template_id: log an interaction with this template for every
            contact; 0 for none
        :param str key: of the caller's choice; calls with the same one log once
        :return: attachment_id (kept for an hour), sheets, interaction_count, and
            left_out, the number of contacts by reason
        :rtype: dict
        :raise UserError: no such remark, template or order; nobody, or more than 10,000
            contacts to print for
        """
        arguments.check_one(self)
        env = self.env
        text = arguments.read_text(env, "text", text)
        remarks = arguments.read_choices(env, "remarks", remarks, REMARKS)
        custom = arguments.read_text(env, "custom", custom)
        date = arguments.read_date(env, "date", date)
        key = arguments.read_text(env, "key", key)
        template = arguments.read_record(
            env,
            "log_template_id",
            log_template_id,
            "contact.interaction.template",
            optional=True,
        )
        found, left_out = self._get_addressees(order, needs_address=False)
        self._check_printable(len(found))
        lines = self.env["contact.segment.line"].browse(row[0] for row in found)
        fixed = get_values(text, remarks, custom)
        jobs = lines._prepare_cover_jobs(fixed, date)
        name, content = self._make_cover_file(lines, jobs)
        logged = self._log_cover_sheets(lines, text, template, key)
        return {
            "attachment_id": self.env["contact.letter.file"]._keep(name, content).id,
            "sheets": len(lines),
            "interaction_count": len(logged),
            "left_out": left_out,
        }

    def _log_cover_sheets(self, lines, text, template, key):
        """Log a letter to every contact; return the interactions.

        :param lines: the lines whose cover sheets were made
        :param str text: what was written on them
        :param template: of the interactions; an empty one for none
        :param str key: calls with the same one log once
        """
        interactions = self.env["contact.interaction"]
        if not template:
            return interactions
        fixed = {
            "template_id": template.id,
            "segment_id": self.id,
            "company_id": self.company_id.id,
            "channel": "letter",
            "direction": "outbound",
            "initiated_by": template.initiated_by or "us",
            "note": text or False,
        }
        for start in range(0, len(lines), BATCH):
            interactions |= interactions.create(
                [
                    {
                        **fixed,
                        "partner_id": line.partner_id.id,
                        "user_id": line.user_id.id,
                        "campaign_id": line.campaign_id.id,
                        "lang": line.lang,
                        "external_key": key
                        and f"cover-sheet:{key}:{line.partner_id.id}",
                    }
                    for line in lines[start : start + BATCH]
                ]
            )
        return interactions

    def _make_cover_file(self, lines, jobs):
        """Return the name and the content of the file with the sheets.

        :param dict jobs: the job of every line, those of one language together
        """
        stem = [self.display_name, self.env._("Cover Sheets")]
        program = lines._get_libreoffice()
        if program:
            made = lines._make_pdfs(list(jobs.values()), program)
            pdfs = dict(zip(jobs, made, strict=True))
            for pdf in pdfs.values():
                if not isinstance(pdf, Letter):
                    raise UserError(str(pdf))
            content = join(pdfs[line.id].content for line in lines)
            return make_filename(stem, "pdf"), content
        files, by_template = [], {}
        for job in jobs.values():
            by_template.setdefault(job.template, []).append(job.values)
        for number, (template, rows) in enumerate(by_template.items(), start=1):
            suffix = str(number) if len(by_template) > 1 else ""
            content = template.render_combined(rows)
            files.append((make_filename([*stem, suffix], "docx"), content))
        if len(files) == 1:
            return files[0]
        return make_filename(stem, "zip"), make_zip(files)

    # --------------------------------------------------------------------------------
    # What opens when contacts leave the segment: on paper, in a file, on a list.
    # --------------------------------------------------------------------------------

    def action_export_contacts(self):
        """Ask which columns to export.

        :return: an action
        :rtype: dict
        """
        self._check_export("csv")
        return self._open_wizard(
            "contact.segment.export.wizard", self.env._("Export Contacts")
        )

    def action_print_labels(self):
        """Ask for the size of the labels.

        :return: an action
        :rtype: dict
        """
        return self._open_wizard(
            "contact.segment.label.wizard", self.env._("Print Labels")
        )

    def action_print_cover_sheets(self):
        """Ask what to write on the cover sheets.

        :return: an action
        :rtype: dict
        """
        return self._open_wizard(
            "contact.segment.cover.wizard", self.env._("Print Cover Sheets")
        )
