# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

import babel

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What follows a language in its code: nl_BE, sr@latin.
COUNTRY = re.compile("[_@]")
# Nothing optional before or after the name: it would be tried in every combination.
PLACEHOLDER = re.compile(r"\{\{([^{}]+)\}\}")


class ContactSalutation(models.Model):
    """How a letter greets, in one language.

    Odoo knows no gender of contacts, so the texts are neutral. A language without
    formulas of its own country uses those of the language, and else English.
    """

    _name = "contact.salutation"
    _inherit = ["contact.rights.mixin"]
    _description = "Salutation"
    _order = "lang, kind, addressee, id"
    _rec_name = "text"

    lang = fields.Selection(
        selection="_selection_lang",
        string="Language",
        required=True,
        help="Dutch is for all who speak it; Dutch (BE) wins for those in Belgium.",
    )
    kind = fields.Selection(
        selection=[("formal", "Formal"), ("informal", "Informal")],
        required=True,
        default="formal",
    )
    addressee = fields.Selection(
        selection=[("person", "Person"), ("company", "Company")],
        required=True,
        default="person",
    )
    text = fields.Char(
        required=True,
        help="With merge fields between double braces: Dear {{Contact_Name}},",
    )

    _formula_uniq = models.UniqueIndex(
        "(lang, kind, addressee)",
        "There is a salutation of this kind in this language already.",
    )

    @api.model
    def _selection_lang(self):
        """Return the languages of Odoo, and each without its country."""
        Lang = self.env["res.lang"].sudo().with_context(active_test=False)
        langs = Lang.search_fetch([("code", "!=", False)], ["code", "name"])
        codes = {lang.code: lang.name for lang in langs}
        for code in list(codes):
            base = COUNTRY.split(code)[0]
            codes.setdefault(base, self._get_language_name(base))
        return sorted(codes.items(), key=lambda item: (item[1], item[0]))

    @api.model
    def _get_language_name(self, code):
        try:
            name = babel.Locale.parse(code).get_display_name(self.env.lang or "en_US")
        except (ValueError, babel.UnknownLocaleError):
            name = None
        return (name or code).capitalize()

    @api.constrains("text")
    def _check_text(self):
        Line = self.env["contact.segment.line"]
        for salutation in self:
            names = salutation._get_names(salutation.text)
            fields_by_key = Line._get_merge_fields_by_key()
            for name in names:
                field = fields_by_key.get(Line._get_merge_key(name))
                if field and salutation._is_usable(field):
                    continue
                raise ValidationError(
                    self.env._(
                        "Salutation %(text)s: %(name)s cannot be used here; choose a "
                        "merge field with a text, as Contact_Name.",
                        text=salutation.text,
                        name=name,
                    )
                )

    @api.model
    def _is_usable(self, merge_field):
        """Whether a salutation may contain a merge field."""
        return not (
            merge_field.is_list
            or merge_field.is_picture
            or merge_field.name.startswith("Salutation_")
        )

    @api.model
    def _find_texts(self, lang, kind):
        """Return the formulas that a language uses, by addressee.

        :param str lang: a language, with or without its country
        :param str kind: ``formal`` or ``informal``
        :rtype: dict[str, str]
        """
        languages = list(dict.fromkeys([lang, COUNTRY.split(lang)[0], "en"]))
        found = self.search([("kind", "=", kind), ("lang", "in", languages)])
        texts = {}
        for code in reversed(languages):
            for salutation in found.filtered(lambda one, code=code: one.lang == code):
                texts[salutation.addressee] = salutation.text
        return texts

    @api.model
    def _fill_text(self, text, values):
        """Return a formula with its merge fields replaced.

        :param str text: the formula
        :param dict values: texts by the names in the formula
        :rtype: str
        """
        filled = PLACEHOLDER.sub(lambda found: values.get(found[1].strip()) or "", text)
        return re.sub(r"\s+([,:;.!])", r"\1", re.sub(r"\s+", " ", filled)).strip()

    @api.model
    def _get_names(self, text):
        """Return the names of the merge fields in a formula."""
        return [name.strip() for name in PLACEHOLDER.findall(text or "")]
