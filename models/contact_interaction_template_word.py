# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import models

from ..tools import arguments
from ..tools.actions import get_attachment_url
from ..tools.merge.data_source import build_data_source
from ..tools.merge.format import read_picture
from ..tools.merge.starter import StarterLetter

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
US_LETTER_COUNTRIES = {"US", "CA", "MX", "PH", "CL", "CO", "VE"}


class ContactInteractionTemplate(models.Model):
    """What helps to write the letter of a template in Word."""

    _inherit = "contact.interaction.template"

    def create_word_template(self):
        """Make a letter to start from, with the merge fields in it.

        It is in the language of the template, else the user's.

        :return: the id of the attachment with the .docx
        :rtype: int
        :raise AccessError: the user may not read the template
        """
        arguments.check_one(self)
        self.check_access("read")
        template = self.with_context(lang=self._get_letter_lang())
        content = template._prepare_starter().build()
        name = f"{template.name} ({template.env.lang}).docx"
        return self._keep_download(name, content, WORD).id

    def download_data_source(self):
        """Make a file for the Mailings tab of Word: the merge fields by name.

        :return: the id of the attachment with the .xlsx
        :rtype: int
        :raise AccessError: the user may not read the template
        """
        arguments.check_one(self)
        self.check_access("read")
        merge_fields = self.env["contact.segment.line"]._get_merge_fields().values()
        content = build_data_source(merge_fields, "Merge Fields")
        name = self.env._("%(template)s - merge fields.xlsx", template=self.name)
        return self._keep_download(name, content, EXCEL).id

    def action_create_word_template(self):
        """Download a letter to start from.

        :return: an action
        :rtype: dict
        """
        return self._get_download_action(self.create_word_template())

    def action_download_data_source(self):
        """Download the merge fields for Word.

        :return: an action
        :rtype: dict
        """
        return self._get_download_action(self.download_data_source())

    def _get_letter_lang(self):
        """Return the language of the template, else the user's."""
        installed = dict(self.env["res.lang"].get_installed())
        langs = (self.lang, self.env.lang, self.env.user.lang, "en_US")
        return next(
            (lang for lang in langs if lang in installed), next(iter(installed))
        )

    def _prepare_starter(self):
        """Return the letter to start from, in the language of the context."""
        company = self.company_id or self.env.company
        paper = company.sudo().paperformat_id.format
        return StarterLetter(
            labels={
                "title": self.name,
                "text": self.env._(
                    "Write the text of your letter here. Merge fields like the ones "
                    "around this text are inserted with the Mailings tab of Word, or "
                    "typed with their name between double braces."
                ),
                "closing": self.env._("Kind regards,"),
                "page": self.env._("Page"),
                "vat": self.env._("VAT"),
            },
            lang=self.env.lang or "en_US",
            is_us=paper == "Letter"
            or (paper != "A4" and company.country_id.code in US_LETTER_COUNTRIES),
            logo=read_picture(company.logo) or b"",
        )

    def _keep_download(self, name, content, mimetype):
        """Store a file with the template, in place of the one made before."""
        vals = {"datas": base64.b64encode(content), "mimetype": mimetype}
        # Users may not change a template. What they download holds nothing but the
        # names of merge fields and what is on the company's letters.
        Attachment = self.env["ir.attachment"].sudo()
        domain = [
            ("res_model", "=", self._name),
            ("res_id", "=", self.id),
            ("name", "=", name),
        ]
        attachment = Attachment.search(domain, limit=1)
        if not attachment:
            return Attachment.create(
                {"name": name, "res_model": self._name, "res_id": self.id, **vals}
            )
        attachment.write(vals)
        return attachment

    def _get_download_action(self, attachment_id):
        return {
            "type": "ir.actions.act_url",
            "url": get_attachment_url(attachment_id),
            "target": "self",
        }
