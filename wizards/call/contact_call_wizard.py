# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import arguments
from ...tools.actions import open_dialog
from ...tools.selections import EVALUATIONS

# What the dialog asks and the interaction gets; the names are the same on both.
CALL_FIELDS = (
    "partner_id",
    "template_id",
    "user_id",
    "date",
    "name",
    "contact_via",
    "note",
    "cost",
    "duration",
    "evaluation",
    "campaign_id",
    "lead_id",
)


class ContactCallWizard(models.TransientModel):
    """Makes a phone call: the number, what was said, and what comes next."""

    _name = "contact.call.wizard"
    _inherit = ["contact.rights.mixin", "contact.interaction.form.mixin"]
    _description = "Make Phone Call"
    _check_company_auto = True
    _interaction_fields = CALL_FIELDS

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Contact", required=True, ondelete="cascade"
    )
    segment_line_id = fields.Many2one(
        comodel_name="contact.segment.line", ondelete="cascade"
    )
    segment_id = fields.Many2one(
        related="segment_line_id.segment_id", related_sudo=False
    )
    activity_id = fields.Many2one(comodel_name="mail.activity", ondelete="cascade")
    lead_id = fields.Many2one(
        comodel_name="crm.lead", string="Opportunity", ondelete="cascade"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", compute="_compute_company_id"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    template_id = fields.Many2one(
        comodel_name="contact.interaction.template",
        compute="_compute_template_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        ondelete="cascade",
        check_company=True,
    )
    contact_via = fields.Char(
        string="Number",
        compute="_compute_contact_via",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="The number that is called. Choose one below, or enter another.",
    )
    numbers = fields.Json(compute="_compute_numbers")
    number_problem = fields.Char(compute="_compute_number_problem")
    date = fields.Datetime(default=fields.Datetime.now)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        default=lambda self: self.env.user,
        ondelete="cascade",
        domain=[("share", "=", False)],
    )
    name = fields.Char(
        string="Description",
        compute="_compute_call_vals",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    result = fields.Selection(
        selection=[("reached", "Reached"), ("failed", "Attempt failed")],
        required=True,
        default="reached",
    )
    evaluation = fields.Selection(selection=EVALUATIONS)
    note = fields.Text(string="Comments")
    personal_note = fields.Text(
        related="segment_line_id.note", related_sudo=False, string="Personal Note"
    )
    duration = fields.Float(string="Duration (minutes)")
    cost = fields.Monetary(
        compute="_compute_call_vals", compute_sudo=False, store=True, readonly=False
    )
    campaign_id = fields.Many2one(
        comodel_name="utm.campaign",
        compute="_compute_call_vals",
        compute_sudo=False,
        store=True,
        readonly=False,
        ondelete="cascade",
    )
    try_again = fields.Boolean(
        string="Try Again Later", help="The contact comes back on the call list."
    )
    retry_on = fields.Datetime(string="Not Before")
    schedule_activity = fields.Boolean()
    follow_up_type_id = fields.Many2one(
        comodel_name="mail.activity.type",
        string="Type of Activity",
        default=lambda self: self._default_follow_up_type_id(),
        ondelete="cascade",
    )
    follow_up_date = fields.Date(string="Due Date")
    follow_up_summary = fields.Char(string="Summary")

    @api.model
    def _default_follow_up_type_id(self):
        return self.env.ref("mail.mail_activity_data_call", raise_if_not_found=False)

    @api.depends("partner_id", "segment_line_id")
    @api.depends_context("company")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = (
                wizard.segment_id.company_id
                or wizard.partner_id.company_id
                or self.env.company
            )

    @api.depends("partner_id", "segment_line_id")
    def _compute_template_id(self):
        for wizard in self:
            wizard.template_id = wizard._prepare_call_vals()["template_id"]

    @api.depends("template_id", "segment_line_id", "activity_id")
    def _compute_call_vals(self):
        for wizard in self:
            line, template = wizard.segment_line_id, wizard.template_id
            wizard.name = wizard.activity_id.summary or line.name or template.name
            wizard.cost = line.cost if line else template.unit_cost
            wizard.campaign_id = line.campaign_id if line else template.campaign_id

    def _prepare_call_vals(self):
        """Return what the call starts with."""
        if self.segment_line_id:
            return self.segment_line_id._prepare_call_vals()
        return self.env["contact.interaction"]._prepare_call_vals(self.partner_id)

    @api.depends("partner_id")
    def _compute_numbers(self):
        for wizard in self:
            partner = wizard.partner_id
            wizard.numbers = partner._get_call_numbers() if partner else []

    @api.depends("partner_id")
    def _compute_number_problem(self):
        """Say why no number is filled in."""
        for wizard in self:
            numbers, problem = wizard.numbers or [], ""
            if wizard.partner_id and not numbers:
                problem = self.env._("%(contact)s has no phone number; enter one.")
            elif numbers and all(number["opted_out"] for number in numbers):
                problem = self.env._(
                    "No number of %(contact)s wants to be called; enter another one."
                )
            contact = wizard.partner_id.display_name or ""
            wizard.number_problem = problem and problem % {"contact": contact}

    @api.depends("partner_id")
    def _compute_contact_via(self):
        for wizard in self:
            free = [n["number"] for n in wizard.numbers or [] if not n["opted_out"]]
            wizard.contact_via = free[0] if free else False

    @api.onchange("result")
    def _onchange_result(self):
        """Forget what can be said about the other result only."""
        if self.result == "reached":
            self.try_again = False
        else:
            self.evaluation = False

    @api.model
    def _open(self, values):
        """Return the action that opens the dialog.

        :param dict values: values of the dialog: partner_id and, as the case may be,
            segment_line_id, activity_id and lead_id
        :rtype: dict
        :raise UserError: there is no template for calls
        """
        self.check_access("create")
        # says now what is missing, and not when the dialog is filled in
        self.new(values)._prepare_call_vals()
        context = {f"default_{key}": val for key, val in values.items() if val}
        return open_dialog(self._name, self.env._("Make Phone Call"), context=context)

    # --------------------------------------------------------------------------------
    # What becomes of a call: one interaction, and what was promised.
    # --------------------------------------------------------------------------------

    def action_finish(self):
        """Log the call, and schedule what comes next.

        :return: an action that closes the dialog
        :rtype: dict
        :raise UserError: something is missing, the number opted out, or the contact of
            the segment was called already
        """
        arguments.check_one(self)
        interaction = self._finish()
        return interaction._notify_finished(
            self.env._(
                "The call to %(contact)s is logged.",
                contact=interaction.partner_id.display_name,
            )
        )

    def action_discard(self):
        """Log nothing, and give the contact back to the call list.

        :return: an action that closes the dialog
        :rtype: dict
        """
        self.segment_id.release_calls()
        return {"type": "ir.actions.act_window_close"}

    def _finish(self):
        """Log the call; return its interaction."""
        Interaction = self.env["contact.interaction"]
        self._check_follow_up()
        line, vals = self.segment_line_id, self._prepare_interaction_vals()
        follow_up = self._prepare_follow_up()
        if not line:
            interaction = Interaction._log_call(vals, self.activity_id)
            interaction._schedule_follow_up(follow_up)
            return interaction
        later = self.try_again and line.segment_id._parse_call_time(
            str(self.retry_on) if self.retry_on else "hour"
        )
        segment = line.segment_id
        result = segment._finish_call(
            segment._get_call_line(line.id), vals, later, follow_up
        )
        return Interaction.browse(result["interaction_id"])

    def _prepare_interaction_vals(self):
        vals = super()._prepare_interaction_vals()
        return {
            **vals,
            "attempt_failed": self.result == "failed",
            "duration": self.duration or self._get_planned_minutes(),
        }

    def _get_planned_minutes(self):
        """Return how long a call takes that nobody timed."""
        if self.result == "failed":
            return 0.0
        line = self.segment_line_id
        return line.duration if line else self.template_id.unit_duration

    def _prepare_follow_up(self):
        """Return the values of the activity to schedule; none for no activity."""
        if not self.schedule_activity:
            return {}
        return {
            "date_deadline": self.follow_up_date,
            "activity_type_id": self.follow_up_type_id.id,
            "summary": self.follow_up_summary,
        }

    def _check_follow_up(self):
        """Refuse what cannot come next."""
        if self.schedule_activity and not self.follow_up_date:
            raise UserError(
                self.env._(
                    "The activity after the call to %(contact)s has no due date; "
                    "enter one.",
                    contact=self.partner_id.display_name,
                )
            )
        if self.try_again and not self.segment_line_id:
            raise UserError(
                self.env._(
                    "%(contact)s is on no call list to be tried again from; schedule "
                    "an activity instead.",
                    contact=self.partner_id.display_name,
                )
            )
        if self.try_again and self.result == "reached":
            raise UserError(
                self.env._(
                    "%(contact)s was reached, so there is nothing to try again; "
                    "schedule an activity instead.",
                    contact=self.partner_id.display_name,
                )
            )
