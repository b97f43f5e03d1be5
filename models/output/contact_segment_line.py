# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import fields, models

from ...tools.compiled_templates import get_compiled
from ...tools.cover_sheet import CoverSheet
from ...tools.letter_files import LetterJob
from ...tools.merge.format import format_day, read_picture

# So many lines are read, or written about, at a time.
BATCH = 1000


class ContactSegmentLine(models.Model):
    """What the cover sheet of each contact shows."""

    _inherit = "contact.segment.line"

    def _prepare_cover_jobs(self, fixed, date):
        """Return what each cover sheet is made from.

        :param dict fixed: the values that are the same for all contacts
        :param date date: the date on the sheets
        :rtype: dict[int, LetterJob]
        """
        jobs = {}
        for lang, lines in self._group_by_merge_lang().items():
            env = self.with_context(lang=lang).env
            template = lines.with_env(env)._compile_cover_sheet()
            day = format_day(env, date or fields.Date.context_today(self))
            for id_, row in lines._iterate_merge_values(template.value_names):
                values = {**row, **fixed, "Date": day}
                jobs[id_] = LetterJob(template, values)
        return jobs

    def _iterate_merge_values(self, names):
        """Yield the id of each line with its values of merge fields.

        :rtype: Iterator[tuple[int, dict]]
        """
        for start in range(0, len(self), BATCH):
            batch = self[start : start + BATCH]
            yield from zip(batch.ids, batch._get_merge_values(names), strict=True)

    def _compile_cover_sheet(self):
        """Return the template of the cover sheet, in the language of the context."""
        company = self.segment_id[:1].company_id
        labels = {
            "title": self.env._("Cover Sheet"),
            "date": self.env._("Date"),
            "from": self.env._("From"),
            "page": self.env._("Page"),
            "vat": self.env._("VAT"),
            **self._get_cover_remarks(),
        }
        sheet = CoverSheet(
            labels,
            self.env.lang or "en_US",
            is_us=company.sudo().paperformat_id.format == "Letter",
            logo=read_picture(company.logo) or b"",
        )
        return get_compiled(sheet.build())

    def _get_cover_remarks(self):
        """Return the remarks on a cover sheet by their name."""
        return {
            "as_agreed": self.env._("As agreed upon"),
            "for_information": self.env._("For your information"),
            "comments_please": self.env._("Your comments please"),
            "for_approval": self.env._("For your approval"),
            "please_call": self.env._("Please call"),
            "returned_after_use": self.env._("Returned after use"),
        }

    # --------------------------------------------------------------------------------
    # Which lines leave the segment, and in which language their texts are.
    # --------------------------------------------------------------------------------

    def _filter_exportable(self):
        """Return the lines whose contact the user may read."""
        readable = set(self.partner_id._filtered_access("read")._ids)
        return self.filtered(lambda line: line.partner_id.id in readable)

    def _group_by_known_lang(self, langs):
        """Return the lines by the language of their letter.

        As ``_group_by_merge_lang``, without resolving the language once more.

        :param dict langs: the resolved language by line id
        """
        installed = dict(self.env["res.lang"].get_installed())
        default = self.env.user.lang or "en_US"
        groups = defaultdict(list)
        for line in self:
            choices = (langs.get(line.id), line.partner_id.lang, default)
            lang = next((code for code in choices if code in installed), default)
            groups[lang].append(line.id)
        return {
            lang: self.browse(ids).with_prefetch(self._ids)
            for lang, ids in groups.items()
        }
