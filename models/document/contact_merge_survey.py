# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
import unicodedata

from odoo import api, models

from ...tools.merge.catalogue import MergeField

ANSWERS = "survey.user_input.line"
# The number says which question it is: the words before it change with its title.
NAME = re.compile(r"survey_(?:\w*_)?(\d{1,9})")
# Word takes names of 40 characters.
MAX_WORDS = 22
# Where each kind of answer is.
VALUES = {
    "char_box": "value_char_box",
    "text_box": "value_text_box",
    "numerical_box": "value_numerical_box",
    "scale": "value_scale",
    "date": "value_date",
    "datetime": "value_datetime",
}


def make_name(question):
    """Return the name of the merge field of a question.

    :rtype: str
    """
    plain = unicodedata.normalize("NFKD", question.title or "")
    words = re.sub(r"[^0-9A-Za-z]+", "_", plain.encode("ascii", "ignore").decode())
    parts = ["Survey", words[:MAX_WORDS].strip("_"), str(question.id)]
    return "_".join(filter(None, parts))


class ContactMergeMixin(models.AbstractModel):
    """What a contact answered last to a question, where Surveys is installed."""

    _inherit = "contact.merge.mixin"

    @api.model
    def _get_merge_fields(self):
        return super()._get_merge_fields() | {
            field.name: field for field in self._list_survey_fields()
        }

    @api.model
    def _list_survey_fields(self):
        """Return the merge fields of the questions whose answers the user may read.

        :rtype: list[MergeField]
        """
        if ANSWERS not in self.env or not self.env[ANSWERS].has_access("read"):
            return []
        questions = self.env["survey.question"].search_fetch(
            [("is_page", "=", False), ("survey_id.active", "=", True)],
            ["title", "survey_id"],
            order="survey_id, sequence, id",
        )
        return [self._make_survey_field(question) for question in questions]

    @api.model
    def _make_survey_field(self, question):
        label = f"{question.survey_id.display_name}: {question.title}"
        return MergeField(
            make_name(question), label, "_merge_survey_answer", record_id=question.id
        )

    @api.model
    def _get_merge_sources(self, field_names):
        """Find questions by their number, whatever they are called now.

        To whom may not read the answers they are not offered, but refused.
        """
        sources = super()._get_merge_sources(field_names)
        for name, (source, _columns) in list(sources.items()):
            match = NAME.fullmatch(self._get_merge_key(name))
            if not match or not isinstance(source, str) or ANSWERS not in self.env:
                continue
            question = self.env["survey.question"].sudo().browse(int(match[1]))
            if question.exists():
                sources[name] = (self._make_survey_field(question), [])
        return sources

    @api.model
    def _find_merge_problem(self, name):
        [(source, _columns)] = self._get_merge_sources([name]).values()
        if getattr(source, "record_id", 0):
            answers = self.env[ANSWERS]
            if not self._may_read_merge_field(answers, "question_id"):
                return self._explain_forbidden(name, answers, "question_id")
        return super()._find_merge_problem(name)

    def _merge_survey_answer(self, question_id):
        """Return the latest answer of each contact to a question, by id.

        :raise AccessError: the user may not read answers
        """
        self._get_merge_partners()
        lines = self.env[ANSWERS].search(
            [
                ("question_id", "=", question_id),
                ("skipped", "=", False),
                ("user_input_id.state", "=", "done"),
                ("user_input_id.test_entry", "=", False),
                ("user_input_id.partner_id", "in", self.partner_id.ids),
            ],
            order="id",
        )
        latest = {}
        for user_input in lines.user_input_id.sorted(
            lambda one: (one.end_datetime or one.create_date, one.id)
        ):
            latest[user_input.partner_id.id] = user_input
        by_input = lines.grouped("user_input_id")
        zones = self._get_merge_zones()
        result = {}
        for record in self:
            answers = by_input.get(latest.get(record.partner_id.id), lines.browse())
            texts = [self._format_answer(line, zones[record.id]) for line in answers]
            texts = [text for text in texts if text]
            # one of them keeps what it knows of its date or number
            result[record.id] = texts[0] if len(texts) == 1 else ", ".join(texts)
        return result

    @api.model
    def _format_answer(self, line, zone):
        """Return one answer as a letter shows it."""
        if line.answer_type == "suggestion":
            answer = line.suggested_answer_id.value or ""
            row = line.matrix_row_id.value
            return f"{row}: {answer}" if row else answer
        name = VALUES.get(line.answer_type)
        return self._format_merge_field(line, line._fields[name], zone) if name else ""
