# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..tools.selections import CHANNELS, DIRECTIONS, EVALUATIONS, INITIATORS

# What the dialog asks and the interaction gets; the names are the same on both.
INTERACTION_FIELDS = (
    "partner_id",
    "template_id",
    "user_id",
    "date",
    "name",
    "channel",
    "direction",
    "initiated_by",
    "lang",
    "subject",
    "contact_via",
    "note",
    "cost",
    "duration",
    "evaluation",
    "attempt_failed",
    "campaign_id",
    "campaign_target",
    "campaign_response",
    "lead_id",
)


class ContactInteractionWizard(models.TransientModel):
    """Asks for one interaction with one contact: whom, what, when, and the result.

    Nothing is mandatory while one types. Finishing says everything that is missing.
    """

    _name = "contact.interaction.wizard"
    _inherit = ["contact.rights.mixin", "contact.interaction.form.mixin"]
    _description = "Create Interaction"
    _check_company_auto = True
    _interaction_fields = INTERACTION_FIELDS

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        ondelete="cascade",
        check_company=True,
    )
    scope_id = fields.Many2one(
        comodel_name="res.partner",
        ondelete="cascade",
        help="The company whose people can be chosen; empty for everybody.",
    )
    is_contact_fixed = fields.Boolean()
    company_id = fields.Many2one(
        comodel_name="res.company", compute="_compute_company_id"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    template_id = fields.Many2one(
        comodel_name="contact.interaction.template",
        ondelete="cascade",
        check_company=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", ondelete="cascade"
    )
    date = fields.Datetime(default=fields.Datetime.now)
    name = fields.Char(string="Description")
    channel = fields.Selection(selection=CHANNELS)
    direction = fields.Selection(selection=DIRECTIONS)
    initiated_by = fields.Selection(selection=INITIATORS)
    lang = fields.Selection(selection="_selection_lang", string="Language")
    subject = fields.Char()
    contact_via = fields.Char(help="The phone number or address that was used.")
    note = fields.Text(string="Comments")
    cost = fields.Monetary()
    duration = fields.Float(string="Duration (minutes)")
    evaluation = fields.Selection(selection=EVALUATIONS)
    attempt_failed = fields.Boolean(
        help="We tried, but did not reach the contact; it does not count as the last "
        "interaction.",
    )
    campaign_id = fields.Many2one(comodel_name="utm.campaign", ondelete="cascade")
    campaign_target = fields.Boolean()
    campaign_response = fields.Boolean()
    lead_id = fields.Many2one(
        comodel_name="crm.lead", string="Opportunity", ondelete="cascade"
    )
    segment_id = fields.Many2one(comodel_name="contact.segment", ondelete="cascade")
    activity_id = fields.Many2one(comodel_name="mail.activity", ondelete="cascade")
    res_model = fields.Char()
    res_id = fields.Many2oneReference(model_field="res_model")
    # a number, because the interaction may be deleted while the dialog is open
    resumed_id = fields.Integer(string="Postponed Interaction")
    filled = fields.Json(
        help="What the template and the contact gave; anything else was typed."
    )
    is_sendable = fields.Boolean(compute="_compute_send_problem")
    send_problem = fields.Char(compute="_compute_send_problem")

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.depends("partner_id", "resumed_id")
    @api.depends_context("company")
    def _compute_company_id(self):
        for wizard in self:
            resumed = wizard._get_resumed().exists()
            wizard.company_id = (
                resumed.company_id or wizard.partner_id.company_id or self.env.company
            )

    @api.depends("partner_id", "template_id", "channel", "lang")
    def _compute_send_problem(self):
        """Say before sending what would be refused then."""
        Interaction = self.env["contact.interaction"]
        for wizard in self:
            template = wizard.template_id
            has_document = template._has_document()
            is_letter = has_document and wizard.channel in ("letter", "email")
            problem = ""
            if is_letter and wizard.partner_id:
                problem = Interaction._get_send_problem(
                    wizard.partner_id, template, wizard.channel, wizard.lang
                )
            wizard.send_problem = problem
            wizard.is_sendable = is_letter and wizard.partner_id and not problem

    def _get_resumed(self):
        """Return the postponed interaction that is resumed; none for a new one."""
        return self.env["contact.interaction"].browse(self.resumed_id or [])

    def _get_activity(self):
        """Return the activity, unless it or its document is not the user's to read."""
        activity = self.activity_id.exists()
        return (
            activity if activity and activity.has_access("read") else activity.browse()
        )
