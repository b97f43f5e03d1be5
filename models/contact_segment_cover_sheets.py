# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ..tools import arguments
from ..tools.cover_sheet import REMARKS, get_values
from ..tools.letter_files import make_filename, make_zip
from ..tools.pdf.letters import Letter, join

BATCH = 1000


class ContactSegment(models.Model):
    """Cover sheets: a page for each contact, in the contact's language."""

    _inherit = "contact.segment"

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
