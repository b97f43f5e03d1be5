# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import api, fields, models
from odoo.tools import file_open

FOLDER = "contact_segment/data/documents"
# What the installed templates begin with: the file, without its language, and its kind.
STARTERS = {
    "template_letter": ("letter", "word"),
    "template_newsletter": ("newsletter", "html"),
    "template_event": ("event", "html"),
}
STARTER_LANGS = ("en", "nl")
EXTENSIONS = {"word": "docx", "html": "html"}


class ContactInteractionTemplateDocument(models.Model):
    """The document that a template gives to every segment, one per language."""

    _name = "contact.interaction.template.document"
    _inherit = ["contact.rights.mixin", "contact.document.mixin"]
    _description = "Interaction Template Document"

    template_id = fields.Many2one(
        comodel_name="contact.interaction.template",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="template_id.company_id")

    _lang_uniq = models.UniqueIndex(
        "(template_id, COALESCE(lang, ''))",
        "The template has a document in this language already.",
    )

    def _get_owner(self):
        return self.template_id

    # --------------------------------------------------------------------------------
    # The documents that the installed templates begin with, in the languages that the
    # database has. They come with the installation, and belong to the users then: an
    # upgrade changes nothing, and what was deleted stays away.
    # --------------------------------------------------------------------------------

    @api.model
    def _add_starters(self):
        """Give the installed templates something to start from.

        A template that has a document or an e-mail template, or that somebody changed,
        stays as it is.
        """
        langs = self._get_starter_langs()
        for template, (stem, kind) in self._get_starter_templates():
            changed = template.write_date != template.create_date
            if not changed and not template._has_document():
                self._create_starters(template, stem, kind, langs)

    @api.model
    def _add_starters_in_new_languages(self):
        """Complete the languages of starters that nobody changed."""
        langs = self._get_starter_langs()
        for template, (stem, kind) in self._get_starter_templates():
            documents = template.document_ids
            shipped = {self._read_starter(stem, kind, code) for code in STARTER_LANGS}
            if documents and all(one._get_file() in shipped for one in documents):
                there = set(documents.mapped("lang"))
                new = {lang: langs[lang] for lang in langs if lang not in there}
                self._create_starters(template, stem, kind, new)

    @api.model
    def _get_starter_templates(self):
        """Return the installed templates, as far as they are there, with their file."""
        found = {
            self.env.ref(f"contact_segment.{name}", raise_if_not_found=False): starter
            for name, starter in STARTERS.items()
        }
        return [(template.sudo(), found[template]) for template in found if template]

    @api.model
    def _get_starter_langs(self):
        """Return in which language the starter of each language is.

        The first serves every language: the English one, unless English is missing.

        :return: ``en`` and so on by the code of a language, or by False
        :rtype: dict
        """
        installed = {
            code: code.partition("_")[0]
            for code, _name in self.env["res.lang"].get_installed()
        }
        known = {
            code: lang for code, lang in installed.items() if lang in STARTER_LANGS
        }
        general = min(known.values(), key=STARTER_LANGS.index, default=STARTER_LANGS[0])
        others = {code: lang for code, lang in known.items() if lang != general}
        return {False: general, **others}

    @api.model
    def _create_starters(self, template, stem, kind, langs):
        """Create the documents of a template in some languages."""
        self.sudo().create(
            [
                {
                    "template_id": template.id,
                    "lang": lang,
                    "kind": kind,
                    "filename": f"{stem}_{code}.{EXTENSIONS[kind]}",
                    "content": base64.b64encode(self._read_starter(stem, kind, code)),
                }
                for lang, code in langs.items()
            ]
        )

    @api.model
    def _read_starter(self, stem, kind, code):
        """Return the bytes of a file in one of the languages there are.

        :rtype: bytes
        """
        with file_open(f"{FOLDER}/{stem}_{code}.{EXTENSIONS[kind]}", "rb") as file:
            return file.read()
