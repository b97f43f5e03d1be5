# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import plaintext2html

from ..word_merge import TemplateError, compile_html, merge_text

# Kept with the merge values, so that the e-mail can be sent again as it was. No merge
# field has such a name: a slash ends a name in Word.
MAIL_SUBJECT = "mail/subject"
MAIL_BODY = "mail/body"
COVER_FIELDS = ["Salutation_Formal", "Salesperson_Name"]


class ContactInteraction(models.Model):
    """The subject and the text of e-mails, read for a whole batch."""

    _inherit = "contact.interaction"

    def _read_mail_values(self):
        """Return what is filled in by id; an error where it cannot be read.

        What was sent before keeps its values.

        :rtype: dict[int, dict or Exception]
        """
        kept = {
            interaction.id: self._load_merge_values(interaction.merge_values)
            for interaction in self.sudo()
            if interaction.merge_values
        }
        result = {}
        versions = {interaction.document_version_id for interaction in self.sudo()}
        for version in versions:
            own = self.filtered(
                lambda interaction, version=version: (
                    interaction.sudo().document_version_id == version
                )
            )
            try:
                values = own._read_merge_values(own._get_mail_fields(version))
            except TemplateError as error:
                values = dict.fromkeys(own.ids, error)
            result.update(values)
        unwritten = self.filtered(
            lambda interaction: MAIL_SUBJECT not in kept.get(interaction.id, ())
        )
        written = unwritten._render_mail_templates()
        for id_, values in result.items():
            if isinstance(values, dict):
                own = written.get(id_, {})
                if isinstance(own, Exception):
                    result[id_] = own
                else:
                    values.update(own)
                    values.update(kept.get(id_, {}))
        return result

    def _get_mail_fields(self, version):
        """Return the names of the fields in e-mails with one document."""
        names = list(COVER_FIELDS)
        for subject in {interaction.subject for interaction in self} - {False}:
            names += compile_html(subject).field_names
        if version.kind == "html":
            text = version._get_file().decode(errors="replace")
            names += compile_html(text).field_names
        elif version.kind == "word":
            names += version._get_template().value_names
        return list(dict.fromkeys(names))

    def _render_mail_templates(self):
        """Return the subjects and texts from mail templates by id, or errors.

        They are made with the rights of the user.
        """
        result = {}
        for template in self.sudo().template_id.mail_template_id.sudo(False):
            for lang in {interaction.lang for interaction in self}:
                own = self.filtered(
                    lambda interaction, template=template, lang=lang: (
                        interaction.lang == lang
                        and interaction._is_written_by(template)
                    )
                )
                result.update(own._render_mail_template(template, lang))
        return result

    def _is_written_by(self, template):
        """Whether the text of an e-mail comes from a mail template."""
        if self.sudo().template_id.mail_template_id != template:
            return False
        version = self.sudo().document_version_id
        is_text = version.kind in ("html", "word")
        return not is_text or self._is_sent_as_attachment()

    def _render_mail_template(self, template, lang):
        """Return what a mail template writes to contacts of one language by id."""
        if not self:
            return {}
        options = {"compute_lang": not lang, "set_lang": lang}
        try:
            bodies = template._render_field("body_html", self.ids, **options)
            subjects = template._render_field("subject", self.ids, **options)
        except Exception as error:
            if len(self) == 1:
                return {self.id: error}
            result = {}
            for interaction in self:
                result.update(interaction._render_mail_template(template, lang))
            return result
        result = {}
        for interaction in self:
            result[interaction.id] = {MAIL_BODY: str(bodies[interaction.id])}
            subject = subjects[interaction.id]
            if subject and not interaction.subject:
                result[interaction.id][MAIL_SUBJECT] = subject
        return result

    def _get_mail_subject(self, values):
        """Return the subject of an e-mail."""
        return merge_text(self.subject or self.name, values, keep_unknown=True)

    def _get_mail_body(self, values):
        """Return the text of an e-mail whose document is attached."""
        lang = self.lang or self.partner_id.lang
        sentence = self.with_context(lang=lang).env._(
            "Please find our letter attached."
        )
        lines = [values.get("Salutation_Formal"), self.note or sentence]
        lines.append(values.get("Salesperson_Name"))
        return "".join(f"<p>{plaintext2html(line)}</p>" for line in lines if line)
