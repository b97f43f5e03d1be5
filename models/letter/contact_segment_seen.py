# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...tools.selections import DELIVERED_CHANNELS


class ContactSegment(models.Model):
    """Whether somebody has looked at the letters as they are now."""

    _inherit = "contact.segment"

    letters_seen = fields.Char(
        readonly=True,
        copy=False,
        is_technical=True,
        export_string_translation=False,
        help="What the letters depended on when somebody looked at them last.",
    )

    @api.depends("letters_seen", "channel", "template_id", "document_ids", "step_ids")
    def _compute_next_step(self):
        return super()._compute_next_step()

    def _get_next_step(self):
        """Letters are looked at before they are logged, and again once they changed."""
        step = super()._get_next_step()
        if step != "log" or not self._has_letters():
            return step
        is_seen = self.letters_seen == self._get_letters_version()
        return "log" if is_seen else "check"

    def _has_letters(self):
        """Return whether there is something to look at; the text of a call is none."""
        channel = self.channel or self.template_id.channel
        return channel in DELIVERED_CHANNELS and bool(self._get_letter_documents())

    def _get_letter_documents(self):
        """Return the documents of the segment, and those of its template."""
        return [*self.document_ids, *self.template_id.document_ids]

    def _get_letters_version(self):
        """Return what tells letters that were seen from those that came after."""
        step = self._get_done_steps()[-1:]
        documents = [
            f"{document._table},{document.id},{document.write_date}"
            for document in self._get_letter_documents()
        ]
        return " ".join([str(self.template_id.id), str(step.id), *sorted(documents)])

    def _note_letters_seen(self):
        """Write down that somebody looked, unless somebody else is at work here."""
        self.ensure_one()
        version = self._get_letters_version()
        if (
            self.state == "draft"
            and self.letters_seen != version
            and self.has_access("write")
            and self.try_lock_for_update(allow_referencing=True)
        ):
            self._write_header({"letters_seen": version})
