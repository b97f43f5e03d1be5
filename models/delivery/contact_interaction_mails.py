# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate, is_html_empty, plaintext2html

from ...tools.letter_files import make_filename
from ...tools.machine_error import MachineError
from ...tools.told import tell
from ...word_merge import TemplateError, compile_html, merge_text, to_html

_lt = LazyTranslate(__name__)

# Kept with the merge values, so that the e-mail can be sent again as it was. No merge
# field has such a name: a slash ends a name in Word.
MAIL_SUBJECT = "mail/subject"
MAIL_BODY = "mail/body"
COVER_FIELDS = ["Salutation_Formal", "Salesperson_Name"]


class ContactInteraction(models.Model):
    """E-mails: handed to Odoo's mail queue, each once.

    The e-mail and the link to it are written in one transaction, so an interaction
    cannot get two. Sending is the queue's: see mail_mail.py.
    """

    _inherit = "contact.interaction"

    def _deliver_by_email(self):
        """Hand the e-mails of a batch to the mail queue."""
        written = {}
        for id_, values in self._write_mails().items():
            if isinstance(values, Exception):
                self.browse(id_)._set_not_made(values)
            else:
                written[id_] = values
        if not written:
            return
        ready = self.browse(written)
        ready._attach_to_mails(written)
        outbox = self.env["mail.mail"].sudo().with_context(contact_event_logged=True)
        mails = outbox.create(list(written.values()))
        for interaction, mail in zip(ready.sudo(), mails, strict=True):
            interaction.mail_mail_id = mail
            interaction.message_id = mail.message_id
        self._ask_for_mail_queue()

    def _write_mails(self):
        """Return the values of every e-mail, or the error that prevents it.

        :rtype: dict[int, dict or Exception]
        """
        return self._prepare_mails()

    def _prepare_mails(self):
        """Return the same as `_write_mails`, of e-mails that nobody follows."""
        attached = self.filtered(
            lambda interaction: interaction._is_sent_as_attachment()
        )
        jobs = attached._prepare_jobs()
        letters = attached._make_letters(jobs)
        values = self._read_mail_values()
        written = {}
        for interaction in self:
            id_ = interaction.id
            letter, own = letters.get(id_), values[id_]
            errors = [made for made in (letter, own) if isinstance(made, Exception)]
            if errors:
                written[id_] = errors[0]
                continue
            if letter:
                own = {**own, **jobs[id_].values}
            try:
                written[id_] = interaction._prepare_mail(own, letter)
            except MachineError:
                raise
            except (UserError, TemplateError) as error:
                written[id_] = error
        return written

    def _is_sent_as_attachment(self):
        """Whether the document goes along with the e-mail instead of being its text."""
        version = self.sudo().document_version_id
        if version.kind == "word":
            segment = self.sudo().segment_id
            return segment.send_as_attachment if segment else True
        return version._is_word()

    def _prepare_mail(self, values, letter):
        """Return the values of the e-mail of one interaction.

        :param dict values: what is filled in
        :param Letter letter: the letter to attach, if there is one
        """
        self.ensure_one()
        version = self.sudo().document_version_id
        values.setdefault(MAIL_SUBJECT, self._get_mail_subject(values))
        document = None
        if not version and MAIL_BODY not in values:
            raise UserError(self._get_no_document_problem())
        if letter:
            name = self._get_letter_name("pdf" if letter.page_count else "docx")
            document = (name, letter.content)
        elif version.kind == "word":
            merged = version._get_template().render(values)
            body = to_html(merged, self._keep_mail_picture)
        elif version.kind == "html":
            template = version._get_template()
            body = template.render(values, self._keep_mail_picture)
        elif version:
            document = (version.filename or "document", version._get_file())
        if document or not version:
            body = values.setdefault(MAIL_BODY, self._get_mail_body(values))
        self._check_mail_body(body)
        self.sudo().merge_values = self._dump_merge_values(values)
        body = self._finish_mail_body(body, values)
        return self._prepare_mail_values(values, body, document)

    def _finish_mail_body(self, body, values):
        """Return the text of an e-mail with what every one of them says besides.

        :param str body: the text, filled in
        :param dict values: what was filled in
        """
        self.ensure_one()
        return body

    def _get_mail_headers(self):
        """Return the headers of the e-mail of one interaction by name.

        :rtype: dict[str, str]
        """
        self.ensure_one()
        return {}

    def _get_reply_address(self, address):
        """Return where replies to an e-mail go.

        :param str address: of the salesperson
        """
        self.ensure_one()
        return address

    def _check_mail_body(self, body):
        if is_html_empty(body):
            raise UserError(
                tell(
                    self.env,
                    _lt(
                        "The e-mail to %(contact)s would be empty; add text to its "
                        "document.",
                        contact=self.partner_id.display_name,
                    ),
                )
            )

    def _prepare_mail_values(self, values, body, document):
        """Return the values of a mail.mail; its attachment is made of the document."""
        self.ensure_one()
        author, address = self._get_mail_sender()
        template = self.sudo().template_id
        # they go along whoever writes the text
        files = template.mail_template_id.attachment_ids
        return {
            "subject": values[MAIL_SUBJECT],
            "body_html": body,
            "email_from": address,
            "reply_to": self._get_reply_address(address),
            "author_id": author.id,
            "mail_server_id": template._get_mail_server(self.sudo().company_id).id,
            "recipient_ids": [Command.link(self.partner_id.id)],
            "attachment_ids": [Command.link(file.id) for file in files],
            "headers": repr(self._get_mail_headers()),
            "document": document,
            "model": "res.partner",
            "res_id": self.partner_id.id,
            "auto_delete": True,
            "state": "outgoing",
        }

    def _get_mail_sender(self):
        """Return the contact an e-mail is from, and its address.

        :rtype: tuple[res.partner, str]
        """
        self.ensure_one()
        company = self.sudo().company_id
        sender = self.sudo().user_id or self.env.user
        if self.sudo().template_id.sender == "company" and company.email:
            return company.partner_id, company.email_formatted
        return sender.partner_id, sender.email_formatted or company.email_formatted

    def _attach_to_mails(self, written):
        """Make attachments of the documents of e-mails.

        They are the interaction's when documents are stored, else they go away with
        the e-mail.

        :param dict written: the values of e-mails by interaction, which are changed
        """
        documents = {id_: values.pop("document") for id_, values in written.items()}
        having = self.filtered(lambda interaction: documents[interaction.id])
        if not having:
            return
        is_kept = self._keeps_documents()
        owner = {} if is_kept else {"res_model": "mail.message", "res_id": 0}
        attachments = self.env["ir.attachment"].sudo()
        attachments = attachments.create(
            [
                {**interaction._prepare_attachment(*documents[interaction.id]), **owner}
                for interaction in having
            ]
        )
        if is_kept:
            having._keep_attachments(attachments)
        for id_, attachment in zip(having.ids, attachments, strict=True):
            written[id_]["attachment_ids"].append(Command.link(attachment.id))

    def _keep_mail_picture(self, content, content_type):
        """Return the address of a picture in an e-mail; equal ones are kept once."""
        attachments = self.env["ir.attachment"].sudo()
        checksum = attachments._compute_checksum(content)
        picture = attachments.search(
            [
                ("checksum", "=", checksum),
                ("res_model", "=", "contact.document.version"),
                ("res_id", "=", 0),
                ("access_token", "!=", False),
            ],
            limit=1,
        )
        if not picture:
            extension = content_type.rpartition("/")[2]
            picture = attachments.create(
                {
                    "name": make_filename(["picture"], extension),
                    "raw": content,
                    "mimetype": content_type,
                    "res_model": "contact.document.version",
                    "res_id": 0,
                }
            )
            picture.generate_access_token()
        base = self.get_base_url()
        return f"{base}/web/image/{picture.id}?access_token={picture.access_token}"

    # --------------------------------------------------------------------------------
    # The subject and the text of e-mails, read for a whole batch.
    # --------------------------------------------------------------------------------

    def _read_mail_values(self):
        """Return what is filled in by id; an error where it cannot be read.

        What was sent before keeps its values.

        :rtype: dict[int, dict or Exception]
        """
        kept = {
            interaction.id: interaction._load_own_values()
            for interaction in self
            if interaction.sudo().merge_values
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
            names += version._get_template().field_names
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
        text = merge_text(self.subject or self.name, values, keep_unknown=True)
        # a header has one line, whoever wrote the subject
        return " ".join(text.split())

    def _get_mail_body(self, values):
        """Return the text of an e-mail whose document is attached."""
        lang = self.lang or self.partner_id.lang
        sentence = self.with_context(lang=lang).env._(
            "Please find our letter attached."
        )
        lines = [values.get("Salutation_Formal"), self.note or sentence]
        lines.append(values.get("Salesperson_Name"))
        return "".join(f"<p>{plaintext2html(line)}</p>" for line in lines if line)
