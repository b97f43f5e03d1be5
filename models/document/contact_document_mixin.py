# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import is_html_empty

from ...tools import arguments
from ...tools.compiled_templates import get_compiled, get_compiled_mail
from ...tools.document_kinds import DOCUMENT_KINDS, is_pdf, is_word
from ...tools.optional_fields import JsonList
from ...tools.pdf.letters import LetterMixupError, count_pages
from ...tools.told import ToldText, join, tell
from ...word_merge import TemplateError, compile_text


class ContactDocumentMixin(models.AbstractModel):
    """A document in one language, or for every language when none is named."""

    _name = "contact.document.mixin"
    _description = "Document in a Language"
    _order = "lang, id"
    _rec_name = "filename"

    lang = fields.Selection(
        selection="_selection_lang",
        string="Language",
        help="Empty: this document serves every language.",
    )
    subject = fields.Char()
    kind = fields.Selection(
        selection=DOCUMENT_KINDS,
        required=True,
        default="word",
        help="A Word letter is merged for every contact; an e-mail text becomes the "
        "body of the e-mail; a file is sent as it is; a text message is sent to the "
        "phone.",
    )
    body_text = fields.Text(
        string="Text Message",
        help="The text message, with merge fields such as {{Contact_Name}}. One of up "
        "to 160 characters is one message, with characters that phones write in "
        "another way of up to 70.",
    )
    content = fields.Binary(attachment=True)
    filename = fields.Char()
    field_names = JsonList(
        string="Merge Fields",
        compute="_compute_field_names",
        store=True,
        help="The merge fields in the document, in order of appearance.",
    )
    warnings = ToldText(
        compute="_compute_field_names",
        store=True,
        help="What may come out of the document otherwise than it was meant.",
    )

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.depends("filename", "subject", "lang")
    def _compute_display_name(self):
        languages = dict(self._selection_lang())
        for document in self:
            parts = [
                document.filename or document.subject,
                languages.get(document.lang),
            ]
            document.display_name = " · ".join(filter(None, parts)) or self.env._(
                "Document"
            )

    # Which channels can send it. Stored, because the check list asks the database.
    fits_letter = fields.Boolean(
        compute="_compute_fits",
        store=True,
        help="It can be printed: a Word document, or a PDF.",
    )
    fits_email = fields.Boolean(
        compute="_compute_fits",
        store=True,
        help="It can go by e-mail, as its text or attached to it.",
    )
    fits_sms = fields.Boolean(
        compute="_compute_fits",
        store=True,
        help="It can go by text message.",
    )

    # lines resolve their language and their subject from documents

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [
            self._choose_text(vals)
            for vals in arguments.read_vals_list(self, vals_list)
        ]
        for vals in vals_list:
            self._check_file(vals)
        documents = super().create(vals_list)
        self.env["contact.segment.line"]._invalidate_resolved()
        return documents

    def write(self, vals):
        vals = self._choose_text(arguments.read_vals(self, vals))
        self._check_file(vals)
        result = super().write(vals)
        self.env["contact.segment.line"]._invalidate_resolved()
        return result

    # --------------------------------------------------------------------------------
    # What is wrong with a document is said when it is uploaded. A document that
    # cannot be merged is refused; one that can, but maybe not as meant, gets warnings.
    # --------------------------------------------------------------------------------

    @api.depends("kind", "content", "filename", "subject", "body_text")
    def _compute_field_names(self):
        for document in self:
            names, warnings = document._lint()
            document.field_names = names
            document.warnings = join("\n", warnings) or False

    @api.model
    def _check_file(self, vals):
        """Refuse a file in which there is nothing; no file at all can come later."""
        if "content" not in vals:
            return
        content, filename = vals["content"], vals.get("filename")
        # a browser sends no content and a name where an empty file was chosen
        given = content not in (None, False, "") or filename
        if given and not arguments.read_file(self.env, "content", content):
            raise ValidationError(
                self.env._(
                    "%(file)s is empty; choose a file with something in it.",
                    file=filename or self.env._("The file"),
                )
            )

    @api.constrains("kind", "content", "filename")
    def _check_content(self):
        for document in self:
            if not document._is_merged():
                continue
            try:
                document._get_template()
            except TemplateError as error:
                raise ValidationError(
                    self.env._(
                        "%(document)s: %(problem)s",
                        document=document.display_name,
                        problem=tell(self.env, str(error)),
                    )
                ) from error

    def _lint(self):
        """Return the merge fields of the document and sentences about it.

        :rtype: tuple[list[str], list[str]]
        """
        self.ensure_one()
        if not self._is_merged():
            return [], []
        try:
            template = self._get_template()
        except TemplateError as error:
            return [], [str(error)]
        names, sentences = self._lint_fields(template)
        return names, list(dict.fromkeys([*sentences, *template.warnings]))

    @api.model
    def _lint_fields(self, template):
        """Return the merge fields of what was compiled, and sentences about them.

        :param template: a word_merge.Template or word_merge.HtmlTemplate
        :rtype: tuple[list[str], list[str]]
        """
        Interaction = self.env["contact.interaction"]
        names = [
            name
            for name in template.field_names
            if not Interaction._is_quotation(name, template.get_typed(name))
        ]
        problems = {}
        # a letter is previewed from the line and sent from the interaction
        for model in ("contact.interaction", "contact.segment.line"):
            # computed for the database, but with the rights of who uploads
            records = self.env[model].sudo(False)
            problems.update(records._find_merge_problems(names))
        return names, [problems[name] for name in problems]

    def _is_merged(self):
        """Whether there is a letter or a text to merge."""
        return self.kind in ("word", "html", "text") and bool(self._get_file())

    @api.depends("kind", "content", "filename", "body_text")
    def _compute_fits(self):
        for document in self:
            content = document._get_file()
            document.fits_letter = bool(content) and document._is_printable(content)
            document.fits_email = bool(content) and document._is_mailable(content)
            document.fits_sms = document.kind == "text" and bool(content.strip())

    def _is_printable(self, content):
        """Whether a letter can be made of the document.

        :param bytes content: the document
        """
        if is_pdf(self.kind, self.filename):
            try:
                return bool(count_pages(content))
            except LetterMixupError:
                return False
        return is_word(self.kind, self.filename) and self._can_be_merged()

    def _is_mailable(self, content):
        """Whether the document can be the text of an e-mail, or go along with one.

        :param bytes content: the document
        """
        if self.kind == "text":
            return False
        if self.kind == "html":
            is_empty = is_html_empty(content.decode(errors="replace"))
            return not is_empty and self._can_be_merged()
        return not is_word(self.kind, self.filename) or self._can_be_merged()

    def _can_be_merged(self):
        try:
            self._get_template()
        except TemplateError:
            return False
        return True

    def _fits(self, channel):
        """Whether the document can be sent by a channel.

        :param str channel: letter, email or sms
        """
        return bool(self[f"fits_{channel}"])

    def _get_template(self):
        """Return the compiled document, whose fields can be filled in.

        :rtype: word_merge.Template, word_merge.HtmlTemplate or word_merge.TextTemplate
        :raise TemplateError: it cannot be used
        """
        if self.kind == "text":
            return compile_text(self.body_text)
        if self.kind == "html":
            return get_compiled_mail(self._get_file())
        return self._compile(self._get_file())

    def _get_file(self):
        """Return the bytes of the document: its file, or its text."""
        self.ensure_one()
        if self.kind == "text":
            return (self.body_text or "").encode()
        content = self.with_context(bin_size=False).content
        return arguments.read_file(self.env, "content", content)

    @api.model
    def _compile(self, content):
        """Return the compiled template of a .docx, remembered by its content.

        :param bytes content: the file
        :rtype: word_merge.Template
        :raise TemplateError: it cannot be used
        """
        return get_compiled(content)
