# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from ...tools import arguments
from ...tools.placeholders import Translation
from ...tools.told import tell
from ...word_merge import TemplateError

# Where an e-mail can be taken from, and in which fields its text is.
SOURCES = {
    "mail.template": ("body_html",),
    "mailing.mailing": ("body_html", "body_arch"),
}
# From a record of a model to what an interaction calls the same.
WAYS = {"res.partner": "partner_id.", "contact.interaction": "", "mailing.contact": ""}
# From a record with a contact, a salesperson and a company, such as an opportunity.
LINKS = ("partner_id", "user_id", "company_id")
MAILING_CONTACT = {
    "name": "Contact_Name",
    "first_name": "Contact_First_Name",
    "company_name": "Contact_Company",
    "email": "Contact_Email",
    "country_id.name": "Contact_Country",
}
# Not every field of the catalogue is a path, and some are one by several names.
NAMES = {
    "partner_id.name": "Contact_Name",
    "partner_id.display_name": "Contact_Name",
    "partner_id.email_normalized": "Contact_Email",
    "partner_id.parent_id.name": "Contact_Company",
    "partner_id.contact_address": "Contact_Address",
    "partner_id.street": "Contact_Street",
    "partner_id.street2": "Contact_Street2",
    "partner_id.zip": "Contact_Zip",
    "partner_id.city": "Contact_City",
    "partner_id.state_id.name": "Contact_State",
    "partner_id.country_id.name": "Contact_Country",
    "user_id.email_normalized": "Salesperson_Email",
    "date": "Date",
}


class ContactDocumentMixin(models.AbstractModel):
    """E-mails that were written elsewhere in Odoo, and are taken over."""

    _inherit = "contact.document.mixin"

    def take_over(self, model, res_id):
        """Take subject and text of a mailing or a mail template over.

        What they show of a record becomes merge fields, where there is one that shows
        the same. What was in the document is replaced.

        :param str model: mail.template, or mailing.mailing where that app is installed
        :param int res_id: the id of the record
        :return: ``missing``, the expressions that no merge field shows, and
            ``message``, a sentence about them, or an empty text
        :rtype: dict
        :raise UserError: there is no such record, or no text in it
        """
        arguments.check_one(self)
        sources = [name for name in SOURCES if name in self.env]
        model = arguments.read_choice(self.env, "model", model, sources)
        res_id = arguments.read_integer(self.env, "res_id", res_id, minimum=1)
        source = self.env[model].browse(res_id)
        source.check_access("read")
        if self.lang:
            source = source.with_context(lang=self.lang)
        texts = filter(None, (source[name] for name in SOURCES[model]))
        translation = Translation(self._get_finder(source))
        try:
            text = translation.translate_text(str(next(texts, "")))
        except TemplateError as error:
            raise UserError(tell(self.env, str(error))) from error
        if not text.strip():
            raise UserError(
                self.env._(
                    "%(name)s has no text; choose another one.",
                    name=source.display_name,
                )
            )
        subject = translation.translate_subject(source.subject)
        self.write({"kind": "html", "subject": subject or False, "body_html": text})
        missing = list(translation.missing)
        return {"missing": missing, "message": self._tell_missing(missing)}

    def action_take_over(self):
        """Ask which text is taken over.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        return self.env["contact.document.take.over"]._open(self)

    @api.model
    def _tell_missing(self, missing):
        """Return the sentence about expressions that are no merge fields."""
        if not missing:
            return ""
        return self.env._(
            "These could not be taken over; write merge fields or a text where they "
            "stood: %(expressions)s.",
            expressions=", ".join(arguments.show(one) for one in missing),
        )

    @api.model
    def _get_finder(self, source):
        """Return a function that finds the merge field of a path from its records."""
        if source._name == "mail.template":
            model = source.sudo().model_id.model
        else:
            model = source.sudo().mailing_model_real
        Interaction = self.env["contact.interaction"]
        catalogue = Interaction._get_merge_fields()
        names = {field.source: name for name, field in catalogue.items()} | NAMES

        def find(path):
            if path in catalogue:
                return path
            if model == "mailing.contact":
                return MAILING_CONTACT.get(path, "")
            if model not in WAYS and path.partition(".")[0] not in LINKS:
                return ""
            path = WAYS.get(model, "") + path
            name = names.get(path, path)
            # the rights of the user are among what is looked at
            return "" if Interaction._find_merge_problem(name) else name

        return find
