# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from ..tools import arguments
from ..tools.selections import CHANNELS, DIRECTIONS, INITIATORS
from .contact_print_choices_mixin import PRINT_CHOICES


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
    channel = fields.Selection(selection=CHANNELS)
    ignore_contact_channel = fields.Boolean(
        help="The channel of the template wins over the preference of the contact."
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
        help="The text of e-mails without a document or with an attached one.",
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
