# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import api, models
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tools import SQL, LazyTranslate

from ...tools import arguments
from ...tools.document_kinds import is_pdf, is_word
from ...tools.letter_files import LetterJob, make_filename, make_letter, make_zip
from ...tools.pdf.letters import Letter, join
from ...tools.told import plain, tell
from ...word_merge import TemplateError
from .contact_interaction_mails import MAIL_BODY

_lt = LazyTranslate(__name__)


class ContactInteraction(models.Model):
    """Letters: merged, made into PDF where LibreOffice is there, and collected.

    A batch becomes a part of the print file; each letter is attached to its interaction
    when the settings say so.
    """

    _inherit = "contact.interaction"

    @api.model
    def _keeps_documents(self):
        """Whether documents are stored, or made again when they are asked for."""
        parameters = self.env["ir.config_parameter"].sudo()
        value = parameters.get_param("contact_segment.store_documents", "True")
        return value.lower() not in ("false", "0", "")

    def _deliver_by_letter(self):
        """Make the letters of a batch."""
        jobs = self._prepare_jobs()
        letters = self._make_letters(jobs)
        made = self.browse()
        for interaction in self:
            letter = letters[interaction.id]
            if isinstance(letter, Letter):
                made |= interaction
            else:
                interaction._set_not_made(letter)
        made._finish_letters(jobs, letters)

    def _prepare_jobs(self):
        """Return what each letter is made from, or the error that prevents it.

        :rtype: dict[int, LetterJob or Exception]
        """
        jobs = {}
        for version in self.sudo().document_version_id:
            own = self.filtered(
                lambda interaction, version=version: (
                    interaction.sudo().document_version_id == version
                )
            )
            try:
                if version._is_word():
                    jobs.update(own._prepare_word_jobs(version._get_letter()))
                elif is_pdf(version.kind, version.filename):
                    job = LetterJob(None, {}, version._get_file())
                    jobs.update(dict.fromkeys(own.ids, job))
            except TemplateError as error:
                jobs.update(dict.fromkeys(own.ids, error))
        problem = UserError(
            tell(
                self.env,
                _lt(
                    "The document cannot be printed; use a Word document or a PDF for "
                    "letters."
                ),
            )
        )
        jobs = {id_: jobs.get(id_, problem) for id_ in self.ids}
        for interaction in self.sudo().filtered(
            lambda one: not one.document_version_id
        ):
            jobs[interaction.id] = UserError(interaction._get_no_document_problem())
        return jobs

    def _prepare_word_jobs(self, template):
        """Return what the letters of one template are made from."""
        kept = self.filtered(lambda interaction: interaction.sudo().merge_values)
        values = {one.id: one._load_own_values() for one in kept}
        values.update((self - kept)._read_merge_values(template.value_names))
        return {
            id_: row if isinstance(row, Exception) else LetterJob(template, row)
            for id_, row in values.items()
        }

    def _read_merge_values(self, names):
        """Return the merge values by id; an error for those that cannot be read."""
        try:
            return dict(zip(self.ids, self._get_merge_values(names), strict=True))
        except (AccessError, MissingError, TemplateError, UserError) as error:
            if len(self) == 1:
                return {self.id: error}
        values = {}
        for interaction in self:
            values.update(interaction._read_merge_values(names))
        return values

    def _make_letters(self, jobs):
        """Return the letter of every interaction, or the error that prevents it.

        :rtype: dict[int, Letter or Exception]
        """
        letters = {
            id_: job for id_, job in jobs.items() if not isinstance(job, LetterJob)
        }
        ready = {id_: job for id_, job in jobs.items() if id_ not in letters}
        program = self._get_libreoffice()
        if program:
            made = self._make_pdfs(list(ready.values()), program)
        else:
            made = [make_letter(job) for job in ready.values()]
        letters.update(zip(ready, made, strict=True))
        return letters

    def _finish_letters(self, jobs, letters):
        """Write down the letters of a batch and add them to the print files."""
        if not self:
            return
        # Letters of no segment are opened one by one: a file with those of several
        # users would be nobody's.
        printed = self.filtered(lambda interaction: interaction.sudo().segment_id)
        # Word documents and PDFs do not go into one file
        paged = printed.filtered(lambda interaction: letters[interaction.id].page_count)
        for own in (paged, printed - paged):
            if own:
                own._add_print_file(letters)
        if self._keeps_documents():
            self._attach_letters(letters)
        for interaction in self:
            interaction._set_delivery(
                "sent",
                merge_values=self._dump_merge_values(jobs[interaction.id].values),
                page_count=letters[interaction.id].page_count,
            )

    def _add_print_file(self, letters):
        """Keep letters of one segment until its print file is complete."""
        own = [letters[id_] for id_ in self.ids]
        is_pdf = bool(own[0].page_count)
        part = (
            self.env["contact.print.file"]
            .sudo()
            ._create_part(
                self.sudo().segment_id,
                self.sudo().company_id,
                len(self),
                join([letter.content for letter in own]) if is_pdf else b"",
            )
        )
        page, pages = 1, []
        for letter in own:
            pages.append(page if is_pdf else 0)
            page += letter.page_count
        self._set_places(part, pages)

    def _set_places(self, print_file, pages):
        """Tell these interactions where their letters are.

        :param print_file: the print file with the letters
        :param list[int] pages: the page on which each begins; 0 in a Word document
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE contact_interaction SET print_file_id = %s, "
                "print_page = place.page FROM (VALUES %s) AS place (id, page) "
                "WHERE contact_interaction.id = place.id",
                print_file.id,
                SQL(", ").join(
                    SQL("(%s, %s)", id_, page)
                    for id_, page in zip(self.ids, pages, strict=True)
                ),
            )
        )
        self.invalidate_model(["print_file_id", "print_page"])

    def _attach_letters(self, letters):
        """Attach the letters to their interactions."""
        values = []
        for interaction in self:
            letter = letters[interaction.id]
            name = interaction._get_letter_name("pdf" if letter.page_count else "docx")
            values.append(interaction._prepare_attachment(name, letter.content))
        self._keep_attachments(self.env["ir.attachment"].sudo().create(values))

    def _prepare_attachment(self, name, content):
        """Return the values of an attachment of one interaction."""
        return {
            "name": name,
            "raw": content,
            "res_model": self._name,
            "res_id": self.id,
        }

    def _keep_attachments(self, attachments):
        """Make attachments, one for each of these, the documents that were sent."""
        for interaction, attachment in zip(self.sudo(), attachments, strict=True):
            interaction.document_attachment_id = attachment
        self.flush_model(["attachment_ids"])
        relation = self._fields["attachment_ids"]
        # a command for each would be a statement for each
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s, %s) VALUES %s ON CONFLICT DO NOTHING",
                SQL.identifier(relation.relation),
                SQL.identifier(relation.column1),
                SQL.identifier(relation.column2),
                SQL(", ").join(
                    SQL("(%s, %s)", id_, attachment.id)
                    for id_, attachment in zip(self.ids, attachments, strict=True)
                ),
            )
        )
        self.invalidate_recordset(["attachment_ids"])

    def _get_letter_name(self, extension):
        """Return the file name of a document: whose it is, and what about.

        :param str extension: without the dot
        """
        self.ensure_one()
        contact = self.sudo().partner_id.display_name or ""
        return make_filename([contact, self.subject or self.name], extension)

    # --------------------------------------------------------------------------------
    # The document of an interaction: the stored one, or made again as it was.
    # --------------------------------------------------------------------------------

    def action_open_document(self):
        """Show the document that was sent.

        :return: the action that opens it
        :rtype: dict
        :raise UserError: there is no document
        """
        arguments.check_one(self)
        self.check_access("read")
        attachment = self.sudo().document_attachment_id or self._attach_again()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}",
            "target": "new",
        }

    def _attach_again(self):
        """Make the document again; it is thrown away with the preview."""
        content, extension = self._make_again(as_pdf=True)
        filename = self._get_letter_name(extension)
        return self.env["contact.letter.file"]._keep(filename, content)

    def _make_again(self, as_pdf=False):
        """Return the document exactly as it was, and its extension.

        :param bool as_pdf: a Word letter as PDF, where LibreOffice is there
        :rtype: tuple[bytes, str]
        :raise UserError: nothing was sent
        """
        self.ensure_one()
        version = self.sudo().document_version_id
        values = self.sudo().merge_values or {}
        if not version and MAIL_BODY in values:
            return self._show_link(values[MAIL_BODY]).encode(), "html"
        is_made = values or self.delivery_state == "sent" or self.sudo().mail_mail_id
        if not version or not is_made:
            raise UserError(
                self.env._(
                    "Interaction %(name)s has no document; nothing was sent.",
                    name=self.display_name,
                )
            )
        values = self._load_merge_values(values)
        if version.kind == "html":
            return version._get_template().render(values).encode(), "html"
        if version.kind == "text":
            return version._get_template().render(values).encode(), "txt"
        if not version._is_word():
            return version._get_file(), version._get_extension() or "bin"
        try:
            content = version._get_template().render(values)
        except TemplateError as error:
            raise UserError(tell(self.env, str(error))) from error
        if as_pdf and self._get_libreoffice():
            return self._convert_one(content), "pdf"
        return content, "docx"

    def _get_no_document_problem(self):
        """Return that there is nothing to send any more, and the cure."""
        return tell(
            self.env,
            _lt(
                "The document of interaction %(name)s was removed; add one to its "
                "template %(template)s and log a new interaction.",
                name=self.name,
                template=self.sudo().template_id.name or "?",
            ),
        )

    def _combine_word_letters(self):
        """Return these letters in one Word document, and its extension.

        Letters of several documents, in several languages say, become a zip with a
        document for each.
        """
        files = []
        letters = self.sudo()
        for version in letters.document_version_id:
            own = letters.filtered(
                lambda letter, version=version: letter.document_version_id == version
            )
            values = [
                self._load_merge_values(row or {}) for row in own.mapped("merge_values")
            ]
            name = (version.filename or "").removesuffix(".docx")
            content = version._get_letter().render_combined(values)
            files.append((make_filename([name], "docx"), content))
        if len(files) == 1:
            return files[0][1], "docx"
        return make_zip(files), "zip"

    # --------------------------------------------------------------------------------
    # What an interaction would send, before it is sent.
    # --------------------------------------------------------------------------------

    def _prepare_preview(self):
        """Return what shows the letter or the e-mail of an interaction.

        :return: ``pdf`` in base64, ``html``, or ``message`` with the reason why there
            is nothing to be seen; and the ``filename``
        :rtype: dict
        """
        self.ensure_one()
        try:
            return self._make_preview()
        except (UserError, TemplateError) as error:
            return {"message": plain(tell(self.env, str(error)))}

    def _make_preview(self):
        lang = self.template_id._get_document_lang(self.partner_id, self.lang)
        document = self.template_id._get_document(lang)
        template = self.sudo().template_id.mail_template_id
        if not document and template and self.channel == "email":
            return self._preview_mail_template(template.sudo(False))
        if not document:
            raise UserError(
                self.env._(
                    "%(template)s has no document; add one to the template.",
                    template=self.template_id.display_name or self.name,
                )
            )
        is_letter = is_word(document.kind, document.filename)
        has_pdf = is_letter and bool(self._get_libreoffice())
        filename, content = self._render(document, "pdf" if has_pdf else "docx")
        if content.startswith(b"%PDF"):
            return {"pdf": base64.b64encode(content), "filename": filename}
        if filename.lower().endswith((".html", ".htm")):
            return {"html": content.decode(errors="replace"), "filename": filename}
        if document.kind == "text":
            return {"html": self._show_text(content), "filename": filename}
        return {
            "filename": filename,
            "message": self.env._("%(file)s cannot be shown here.", file=filename),
        }

    def _preview_mail_template(self, template):
        """Return what the text of a mail template looks like."""
        options = {"compute_lang": not self.lang, "set_lang": self.lang}
        body = template._render_field("body_html", self.ids, **options)[self.id]
        filename = self._get_letter_name("html")
        return {"html": self._show_link(str(body)), "filename": filename}
