# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import is_html_empty
from odoo.tools.misc import get_lang

from ...tools import arguments
from ...tools.actions import open_form
from ...tools.mail_lint import lint_subject, lint_text
from ...tools.mail_text import read_mail_text
from ...tools.told import tell
from ...word_merge import TemplateError, compile_html

IMAGE = re.compile(r"/web/image/(\d+)")


class ContactDocumentMixin(models.AbstractModel):
    """The text of an e-mail, written in the editor.

    It is kept in one place: ``content``, as the file that it always was. What the
    editor shows and what is sent is that file, cleaned.
    """

    _inherit = "contact.document.mixin"

    body_html = fields.Html(
        string="Text",
        compute="_compute_body_html",
        inverse="_inverse_body_html",
        # read through `read_mail_text`, which leaves nothing to sanitize
        sanitize=False,
        help="The text of an e-mail, with merge fields such as {{Contact_Name}}; it is "
        "the file of the document.",
    )

    @api.depends("kind", "content")
    def _compute_body_html(self):
        for document in self:
            document.body_html = document._get_text()

    def _inverse_body_html(self):
        for document in self:
            text = document.body_html
            if document.kind == "html":
                document._set_text(text)
            elif not is_html_empty(text):
                raise ValidationError(
                    self.env._(
                        "%(document)s is no e-mail text, so it has no text to write; "
                        "choose the kind E-mail text.",
                        document=document.display_name,
                    )
                )

    @api.model
    def _choose_text(self, vals):
        """Return values in which the text comes once: of two, what was written.

        :param dict vals: values as in ``create`` and ``write``
        """
        if vals.get("content") and is_html_empty(vals.get("body_html")):
            return {name: vals[name] for name in vals if name != "body_html"}
        return vals

    def _get_text(self):
        """Return the text of an e-mail as it is shown and sent; "" for anything else.

        :rtype: str
        """
        if self.kind != "html":
            return ""
        try:
            return str(read_mail_text(self._get_file()))
        except TemplateError:
            return ""

    def _set_text(self, text):
        """Make a text the file of the document, as it came."""
        is_empty = is_html_empty(text)
        self.content = False if is_empty else base64.b64encode(text.encode())
        self._keep_images(text or "")
        # what was given may not be shown to anybody
        self.body_html = self._get_text()

    def _keep_images(self, text):
        """Let the images of a text stay when the document is deleted.

        E-mails that went out show them for years.
        """
        ids = {int(found) for found in IMAGE.findall(text) if len(found) < 10}
        if ids and self.id:
            own = [
                ("id", "in", list(ids)),
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("res_field", "=", False),
            ]
            self.env["ir.attachment"].sudo().search(own).res_id = False

    def _lint(self):
        """Return the merge fields of the document and sentences about it."""
        names, sentences = super()._lint()
        if self.kind == "html" and self._is_merged() and self._can_be_merged():
            sentences += self._lint_mail()
        return names, list(dict.fromkeys(sentences))

    def _lint_mail(self):
        """Return sentences about the text and the subject of an e-mail."""
        text = read_mail_text(self._get_file())
        _names, sentences = self._lint_fields(compile_html(self.subject or ""))
        told = [*lint_text(text), *lint_subject(self.subject)]
        return [*sentences, *(tell(self.env, sentence) for sentence in told)]

    def action_write_text(self):
        """Open the text of the document in the editor.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        return open_form(self._name, res_id=self.id, name=self.display_name)

    def action_preview(self):
        """Show the document as a contact gets it.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        return self._get_owner()._preview_document(self)

    def _get_owner(self):
        """Return the record that the document belongs to."""
        raise NotImplementedError

    @api.model
    def _open_mail(self, documents, **defaults):
        """Return the action that opens the e-mail text among documents, or a new one.

        :param documents: those there are already
        :param defaults: values of a new one
        :rtype: dict
        """
        mails = documents.filtered(lambda document: document.kind == "html")
        # the one in the language of who writes, before the one for all
        mails = mails.sorted(
            lambda document: (document.lang != self.env.lang, bool(document.lang))
        )
        context = {f"default_{name}": value for name, value in defaults.items()}
        if documents.filtered(lambda document: not document.lang) - mails:
            # there can be one for every language only
            context["default_lang"] = get_lang(self.env).code
        return open_form(
            self._name,
            name=self.env._("E-mail"),
            res_id=mails[:1].id,
            context={**context, "default_kind": "html"},
        )

    @api.model
    def get_merge_fields(self):
        """Return the merge fields that the user can write in a document.

        Paths such as ``partner_id.country_id.name`` can be written besides.

        :return: ``name``, ``label`` and ``example`` of each, in the order of the guide;
            columns of a list have its name and a dot before theirs
        :rtype: list[dict]
        """
        Interaction = self.env["contact.interaction"]
        result = []
        for field in Interaction._get_merge_fields().values():
            columns = [f"{field.name}.{column}" for column in field.columns]
            names = columns or [field.name]
            # what he may not read would be refused to him
            problems = Interaction._find_merge_problems(names)
            choice = {
                "label": str(tell(self.env, field.label)),
                "example": " ".join((field.example or "").split()),
            }
            known = [name for name in names if name not in problems]
            result += [{"name": name, **choice} for name in known]
        return result
