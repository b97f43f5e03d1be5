# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from ...tools import arguments
from ...tools.actions import get_attachment_url
from ...tools.merge.data_source import build_data_source
from ...tools.merge.format import read_picture
from ...tools.merge.starter import StarterLetter
from ...tools.selections import CHANNELS, DIRECTIONS, INITIATORS
from ..contact.contact_channel import ChannelField
from ..document.contact_print_choices_mixin import PRINT_CHOICES

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
US_LETTER_COUNTRIES = {"US", "CA", "MX", "PH", "CL", "CO", "VE"}


class ContactInteractionTemplate(models.Model):
    """What an interaction usually is: its channel, cost, direction and documents.

    Choosing a template fills the header of a segment; the segment stays editable.
    """

    _name = "contact.interaction.template"
    _inherit = [
        "contact.rights.mixin",
        "contact.print.choices.mixin",
        "contact.interaction.statistics.mixin",
    ]
    _description = "Interaction Template"
    _order = "sequence, name, id"
    _check_company_auto = True
    _statistics_field = "template_id"

    name = fields.Char(
        required=True,
        translate=True,
        help="Becomes the description of the interactions.",
    )
    code = fields.Char(help="A short name for imports and integrations.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, help="Empty: shared by all companies."
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_currency_id"
    )
    group_id = fields.Many2one(
        comodel_name="contact.interaction.group",
        index="btree_not_null",
        ondelete="restrict",
    )
    unit_cost = fields.Monetary(help="What one interaction costs.")
    unit_duration = fields.Float(
        string="Unit Duration (minutes)", help="How many minutes one interaction takes."
    )
    direction = fields.Selection(selection=DIRECTIONS)
    initiated_by = fields.Selection(selection=INITIATORS)
    channel = ChannelField(selection=CHANNELS)
    ignore_contact_channel = fields.Boolean(
        string="Same Channel for All",
        help="The channel of the template wins over the preference of the contact.",
    )
    lang = fields.Selection(
        selection="_selection_lang",
        string="Language",
        help="Used where there is no document in the language of the contact.",
    )
    campaign_id = fields.Many2one(
        comodel_name="utm.campaign", index="btree_not_null", ondelete="set null"
    )
    campaign_target = fields.Boolean(
        help="The contacts are the target of the campaign."
    )
    campaign_response = fields.Boolean(
        help="The interaction is a response to the campaign."
    )
    mail_template_id = fields.Many2one(
        comodel_name="mail.template",
        string="E-mail Template",
        domain=[("model", "=", "contact.interaction")],
        ondelete="set null",
        help="The text of e-mails without a document or with an attached one. Its "
        "attachments go with every e-mail.",
    )
    topic_id = fields.Many2one(
        comodel_name="contact.topic",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="What its e-mails are about. Who leaves this topic gets no e-mails of it "
        "any more, and the others as before.",
    )
    without_unsubscribe = fields.Boolean(
        string="No Way to Unsubscribe",
        help="For invoices, contracts and other e-mails that a contact cannot do "
        "without: they carry no link to unsubscribe, unless their text has one.",
    )
    letter_order = fields.Selection(default="segment")
    document_ids = fields.One2many(
        comodel_name="contact.interaction.template.document",
        inverse_name="template_id",
        string="Documents",
    )

    _code_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), code) WHERE code IS NOT NULL",
        "Another template of this company has this code already.",
    )

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for template in self:
            company = template.company_id or self.env.company
            template.currency_id = company.currency_id

    @api.constrains("unit_cost", "unit_duration")
    def _check_not_negative(self):
        for template in self:
            if template.unit_cost < 0 or template.unit_duration < 0:
                raise ValidationError(
                    self.env._(
                        "Template %(name)s: unit cost and unit duration cannot be "
                        "negative; enter zero or more.",
                        name=template.name,
                    )
                )

    @api.constrains("mail_template_id")
    def _check_mail_template(self):
        """Refuse mail templates of other records: they would be filled from those."""
        for template in self:
            # who chose it may read it; others change the rest of the template
            if template.sudo().mail_template_id.model not in (
                False,
                "contact.interaction",
            ):
                raise ValidationError(
                    self.env._(
                        "Template %(name)s: the e-mail template is not made for "
                        "interactions; choose one that applies to them.",
                        name=template.name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        self.env["contact.segment.line"]._invalidate_resolved()
        return result

    def copy_data(self, default=None):
        default = arguments.read_options(self.env, "default", default)
        vals_list = super().copy_data(default=default)
        return [
            {
                **vals,
                "name": self.env._("%s (copy)", template.name),
                "code": False,
                "document_ids": [
                    Command.create(values)
                    for values in template.document_ids.copy_data()
                ],
                **default,
            }
            for template, vals in zip(self, vals_list, strict=True)
        ]

    @api.model
    def _get_header_fields(self):
        """Return the names of the fields that a template gives to a header.

        They are called the same on both; extend it to hand over further fields.
        """
        return [
            "unit_cost",
            "unit_duration",
            "direction",
            "initiated_by",
            "channel",
            "ignore_contact_channel",
            "lang",
            "campaign_id",
            "campaign_target",
            "campaign_response",
            *PRINT_CHOICES,
        ]

    def _prepare_header_vals(self):
        """Return everything the template says about a header, empty values included.

        The subject is cleared because it belongs to the documents of the template.
        """
        self.ensure_one()
        vals = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in self._get_header_fields()
        }
        return dict(vals, subject=False)

    # --------------------------------------------------------------------------------
    # What helps to write the letter of a template in Word.
    # --------------------------------------------------------------------------------

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

    def action_write_mail(self):
        """Open the e-mail text of the template in the editor, or a new one.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        documents = self.document_ids
        return documents._open_mail(documents, template_id=self.id)

    def _preview_document(self, document):
        return self.action_preview()

    def action_preview(self):
        """Show the document of the template with a contact, first with the user.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        return self.env["contact.interaction.wizard"]._open_preview(self)

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

    # --------------------------------------------------------------------------------
    # Which of its documents a template gives to one contact.
    # --------------------------------------------------------------------------------

    def _get_document_lang(self, partner, lang=""):
        """Return the language of the document for a contact, by the rule of segments.

        :param res.partner partner: the contact, maybe none
        :param str lang: a language that was chosen; it wins
        :return: a language; False when nothing says one
        :rtype: str
        """
        langs = self.sudo().document_ids.mapped("lang")
        if lang:
            return lang
        if not langs or False in langs or partner.lang in langs:
            return partner.lang or self.lang
        return self.lang

    def _get_document(self, lang):
        """Return the document in a language, else the one that serves every language.

        :param str lang: a language, or False
        :rtype: contact.interaction.template.document
        """
        documents = self.sudo().document_ids
        own = documents.filtered(lambda document: document.lang == lang)
        document = own or documents.filtered(lambda document: not document.lang)
        return document[:1]

    def _has_document(self):
        """Whether there is anything to send: a document or a mail template."""
        template = self.sudo()
        return bool(template.document_ids or template.mail_template_id)
