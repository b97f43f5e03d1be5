# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.contact.contact_channel import ChannelField
from ...tools import arguments
from ...tools.actions import notify
from ...tools.locks import touch
from ...tools.selections import (
    CHANNELS,
    DELIVERED_CHANNELS,
    DIRECTIONS,
    EVALUATIONS,
    INITIATORS,
)

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
    "attachment_ids",
)

# The opportunities that may be meant: open ones of the contact or of its company.
LEADS = """
    [('type', '=', 'opportunity'), ('won_status', '=', 'pending')]
    + ([('partner_id.commercial_partner_id', '=', owner_id)] if owner_id else [])
"""
SHOWN_FIELDS = ("pdf", "html", "filename", "message")


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
    channel = ChannelField(selection=CHANNELS)
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
        comodel_name="crm.lead",
        string="Opportunity",
        ondelete="cascade",
        domain=" ".join(LEADS.split()),
    )
    # an id, because not everybody who sees a contact sees its company
    owner_id = fields.Integer(compute="_compute_owner_id")
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Attachments",
        help="Kept with the interaction; they are not sent.",
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
    # in the row itself: a preview must not fill the file store
    pdf = fields.Binary(string="Letter", attachment=False, readonly=True)
    # shown in a frame in which nothing runs
    html = fields.Html(string="E-mail", readonly=True, sanitize="email_outgoing")
    filename = fields.Char(readonly=True)
    message = fields.Char(readonly=True, help="Why there is nothing to be seen.")
    revision = fields.Integer(
        readonly=True,
        help="Changes with what is shown, so that browsers load it again.",
    )

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

    @api.depends("partner_id")
    def _compute_owner_id(self):
        for wizard in self:
            wizard.owner_id = wizard.partner_id.sudo().commercial_partner_id.id

    @api.depends("partner_id", "template_id", "channel", "lang")
    def _compute_send_problem(self):
        """Say before sending what would be refused then."""
        Interaction = self.env["contact.interaction"]
        for wizard in self:
            template = wizard.template_id
            has_document = template._has_document()
            is_letter = has_document and wizard.channel in DELIVERED_CHANNELS
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

    # --------------------------------------------------------------------------------
    # What the template and the contact fill in, as long as nobody typed over it.
    # --------------------------------------------------------------------------------

    @api.model
    def default_get(self, fields_list):
        """Return what the contact, the template and the source say.

        :param list[str] fields_list: the names of fields
        :rtype: dict
        """
        fields_list = arguments.read_names(self.env, "fields_list", fields_list)
        # all of them, because what is filled in depends on each other
        names = [name for name, field in self._fields.items() if not field.compute]
        vals = super().default_get(names)
        resumed_id = vals.get("resumed_id")
        if resumed_id:
            vals.update(self._prepare_resumed_vals(resumed_id))
        # with every value, because a new record looks for missing ones here
        wizard = self.new({**dict.fromkeys(names, False), **vals})
        if resumed_id:
            wizard.filled = wizard._get_suggestions()
        else:
            wizard._refill()
        for name in (*INTERACTION_FIELDS, "filled"):
            vals[name] = self._fields[name].convert_to_write(wizard[name], wizard)
        return {name: vals[name] for name in fields_list if name in vals}

    @api.onchange("template_id", "partner_id", "channel")
    def _onchange_filled(self):
        self._refill()

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        """Forget the opportunity of somebody else."""
        owner = self.lead_id.sudo().partner_id.commercial_partner_id
        if owner and owner.id != self.owner_id:
            self.lead_id = False

    @api.onchange("lead_id")
    def _onchange_lead_id(self):
        if self.lead_id.campaign_id and not self.campaign_id:
            self.campaign_id = self.lead_id.campaign_id

    @api.model
    def _prepare_resumed_vals(self, interaction_id):
        """Return what a postponed interaction said, with the date of today."""
        interaction = self.env["contact.interaction"].browse(interaction_id)
        interaction._check_postponed()
        interaction.check_access("write")
        vals = self._copy_interaction_vals(interaction)
        vals["date"] = fields.Datetime.now()
        activity = interaction._get_postponed_activity()
        vals["activity_id"] = activity._filtered_access("read").id
        return vals

    def _refill(self):
        """Fill in what the template and the contact say where nothing was typed."""
        self.ensure_one()
        filled = dict(self.filled or {})
        for name in self._get_suggested_fields():
            # one by one: the channel decides about the number or address
            suggestions = self._get_suggestions()
            if name not in suggestions:
                continue
            if self._is_untouched(name, filled):
                self[name] = suggestions[name]
            filled[name] = suggestions[name]
        self.filled = filled

    def _is_untouched(self, name, filled):
        """Whether a value is the one that was filled in, or was never there."""
        field = self._fields[name]
        value = field.convert_to_write(self[name], self)
        before = filled.get(name) or False
        if field.type in ("float", "monetary"):
            return round(value or 0.0, 4) == round(before or 0.0, 4)
        return (value or False) == before

    @api.model
    def _get_suggested_fields(self):
        """Return the fields that are filled in, those that others need first."""
        names = self.env["contact.interaction"]._prepare_template_vals(
            self.env["contact.interaction.template"]
        )
        first = ["channel", "lang", "subject", "user_id", "contact_via"]
        rest = [name for name in names if name in INTERACTION_FIELDS]
        return list(dict.fromkeys([*first, *rest]))

    def _get_suggestions(self):
        """Return what the template and the contact say, by field."""
        self.ensure_one()
        template, partner = self.template_id, self.partner_id
        vals = {}
        if template:
            vals = self.env["contact.interaction"]._prepare_template_vals(template)
        channel = vals.get("channel")
        if not (template.ignore_contact_channel and channel):
            channel = partner.preferred_channel or channel
        lang = template._get_document_lang(partner, "")
        vals.update(
            channel=channel or False,
            lang=lang if lang in dict(self._selection_lang()) else False,
            subject=template._get_document(self.lang or lang).subject or False,
            user_id=self._suggest_user().id,
            contact_via=self._suggest_contact_via(),
        )
        return {name: vals[name] for name in vals if name in INTERACTION_FIELDS}

    def _suggest_user(self):
        """Return the user, else the salesperson of the contact or of its company."""
        if self.env.user._is_internal() and not self.env.user._is_superuser():
            return self.env.user
        partner = self.partner_id
        return partner.user_id or partner.commercial_partner_id.user_id

    def _suggest_contact_via(self):
        """Return the number or address of the contact for the channel."""
        partner = self.partner_id
        if self.channel == "phone":
            company = partner.commercial_partner_id._filtered_access("read")
            return partner.phone or company.phone or False
        if self.channel == "email":
            return partner.email or False
        if self.channel == "sms":
            return partner.phone or False
        return False

    # --------------------------------------------------------------------------------
    # What becomes of the dialog: an interaction that is done, sent or postponed.
    # --------------------------------------------------------------------------------

    def action_finish(self):
        """Log the interaction.

        :return: an action that closes the dialog
        :rtype: dict
        :raise UserError: something is missing, or it was finished already
        """
        arguments.check_one(self)
        interaction = self._finish()
        return interaction._notify_finished(
            self.env._(
                "The interaction with %(contact)s is logged.",
                contact=interaction.partner_id.display_name,
            )
        )

    def action_finish_and_send(self):
        """Log the interaction and send its letter or e-mail.

        :return: an action that closes the dialog
        :rtype: dict
        :raise UserError: something is missing, or it cannot be sent
        """
        arguments.check_one(self)
        interaction = self._finish()
        interaction.send()
        return interaction._notify_finished(
            self.env._(
                "The interaction with %(contact)s is logged and will be sent.",
                contact=interaction.partner_id.display_name,
            )
        )

    def action_postpone(self):
        """Keep the interaction to finish it later.

        :return: an action that closes the dialog
        :rtype: dict
        :raise UserError: there is no contact, or it was finished already
        """
        arguments.check_one(self)
        if not self.partner_id:
            raise UserError(
                self.env._("Choose a contact; the rest can be filled in later.")
            )
        vals = self._prepare_interaction_vals()
        vals["name"] = vals["name"] or self._get_default_name()
        vals["date"] = vals["date"] or fields.Datetime.now()
        self._write_interaction({**vals, "state": "draft"})
        return notify(
            self.env._(
                "The interaction with %(contact)s is in Postponed Interactions.",
                contact=self.partner_id.display_name,
            )
        )

    def _finish(self):
        """Log the interaction; return it."""
        self.ensure_one()
        Interaction = self.env["contact.interaction"]
        Interaction._check_complete_values(self)
        interaction = self._write_interaction(
            {**self._prepare_interaction_vals(), "state": "done"}
        )
        activity = self._get_activity()
        if activity.active:
            logged = activity.with_context(contact_event_logged=True)
            logged.action_feedback(feedback=self.note or False)
        return interaction

    def _get_default_name(self):
        """Return the description of a postponed interaction that has none yet."""
        return self.template_id.name or self.env._(
            "Interaction with %(contact)s", contact=self.partner_id.display_name
        )

    def _write_interaction(self, vals):
        """Create the interaction, or write the one that is resumed; return it."""
        interaction = self._get_resumed()
        if self.resumed_id:
            interaction._check_postponed()
            interaction.write(vals)
        else:
            self._take_activity()
            interaction = interaction.create(
                {
                    **vals,
                    "company_id": self.company_id.id,
                    "segment_id": self.segment_id.id,
                    "res_model": self.res_model,
                    "res_id": self.res_id,
                }
            )
        activity = self._get_activity()
        if activity:
            # users may not write keys of events
            key = activity._get_interaction_key(self.partner_id)
            interaction.sudo().external_key = key
        return interaction

    def _take_activity(self):
        """Make whoever logs the same activity at this moment begin anew.

        :raise UserError: it has its interaction already
        """
        activity = self._get_activity()
        if not activity:
            return
        touch(activity)
        known = activity._find_interaction(self.partner_id)
        activity._refuse_second_interaction(known)

    # --------------------------------------------------------------------------------
    # The letter or e-mail, before it is sent.
    # --------------------------------------------------------------------------------

    def action_preview(self):
        """Show the letter or the e-mail in the dialog.

        :return: True
        :rtype: bool
        :raise UserError: there is no contact
        """
        arguments.check_one(self)
        if not self.partner_id:
            raise UserError(self.env._("Choose a contact to see the letter."))
        vals = dict.fromkeys(SHOWN_FIELDS, False)
        vals["revision"] = self.revision + 1
        self.write({**vals, **self._prepare_preview()})
        return True

    @api.model
    def _open_preview(self, template):
        """Return the action that shows what contacts get with a template.

        :param contact.interaction.template template: the template
        :rtype: dict
        """
        is_delivered = template.channel in DELIVERED_CHANNELS
        wizard = self.create(
            {
                "template_id": template.id,
                "partner_id": self.env.user.partner_id.id,
                "channel": template.channel if is_delivered else "letter",
                "lang": template.lang,
            }
        )
        wizard.action_preview()
        view = self.env.ref(
            "contact_segment.contact_interaction_wizard_view_form_preview"
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview %(template)s", template=template.name),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(view.id, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _prepare_preview(self):
        """Make the letter of an interaction that is thrown away afterwards.

        A letter shows whatever it likes of its interaction, so there has to be one.
        """
        vals = self._prepare_interaction_vals()
        vals["name"] = vals["name"] or self._get_default_name()
        vals["date"] = vals["date"] or fields.Datetime.now()
        vals.update(state="draft", company_id=self.company_id.id)
        savepoint = self.env.cr.savepoint()
        try:
            interaction = self.env["contact.interaction"].create(vals)
            return interaction._prepare_preview()
        finally:
            savepoint.close(rollback=True)
