# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ContactMergeMixin(models.AbstractModel):
    """The salutations of letters."""

    _inherit = "contact.merge.mixin"

    def _merge_salutation_formal(self):
        """Return the formal salutation of each contact by id."""
        return self._merge_salutation("formal")

    def _merge_salutation_informal(self):
        """Return the informal salutation of each contact by id."""
        return self._merge_salutation("informal")

    def _merge_salutation(self, kind):
        """Return the salutation of each contact, who share a language, by id.

        Without a formula it is the name: a letter is not held up by it.
        """
        Salutation = self.env["contact.salutation"]
        texts = Salutation._find_texts(self.env.lang or "en_US", kind)
        names = {
            name for text in texts.values() for name in Salutation._get_names(text)
        }
        values = self._read_merge_sources(
            self._get_merge_sources(["Contact_Name", *names])
        )
        result = {}
        for record in self:
            row = values[record.id]
            is_company = record.partner_id.is_company
            text = texts.get("company" if is_company else "person")
            filled = Salutation._fill_text(text, row) if text else ""
            result[record.id] = filled or row["Contact_Name"]
        return result
