# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...tools import arguments
from ...tools.actions import notify
from ...tools.numbers import show_count
from ...tools.selections import EVALUATIONS


class ContactSegmentResponseWizard(models.TransientModel):
    """Asks which contacts of a logged segment responded, and how."""

    _name = "contact.segment.response.wizard"
    _inherit = ["contact.rights.mixin"]
    _description = "Register Responses"

    campaign_id = fields.Many2one(comodel_name="utm.campaign", readonly=True)
    segment_id = fields.Many2one(
        comodel_name="contact.segment",
        required=True,
        ondelete="cascade",
        domain="[('state', '=', 'logged'), ('campaign_id', '=?', campaign_id)]",
    )
    company_id = fields.Many2one(related="segment_id.company_id", related_sudo=False)
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Contacts",
        help="Those who responded; contacts with an interaction on the segment.",
    )
    evaluation = fields.Selection(selection=EVALUATIONS)
    note = fields.Text(string="Comments")
    template_id = fields.Many2one(
        comodel_name="contact.interaction.template",
        string="Interaction Template",
        compute="_compute_template_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('company_id', 'in', (False, company_id))]",
        help="Gives the responses their group, cost and duration.",
    )
    date = fields.Datetime(
        string="Responded On", required=True, default=fields.Datetime.now
    )
    answered_count = fields.Integer(compute="_compute_answered_count")
    allow_repeat = fields.Boolean(
        string="Register another response of them",
        help="Otherwise those who responded already are left out.",
    )

    @api.model
    def default_get(self, fields_list):
        """Take over the segment that is open, or the interactions selected."""
        values = super().default_get(fields_list)
        context = self.env.context
        if (
            context.get("active_model") == "contact.segment"
            and "segment_id" not in values
        ):
            segment = arguments.read_record(
                self.env, "active_id", context.get("active_id"), "contact.segment"
            )
            segment._check_takes_responses()
            values["segment_id"] = segment.id
        if context.get("active_model") == "contact.interaction":
            ids = arguments.read_ids(self.env, "active_ids", context.get("active_ids"))
            interactions = self.env["contact.interaction"].browse(ids).exists()
            segment = interactions.segment_id
            if len(segment) != 1 or not all(interactions.mapped("segment_id")):
                raise UserError(
                    self.env._(
                        "The interactions selected are not of one segment; select "
                        "interactions of the same logged segment."
                    )
                )
            segment._check_takes_responses()
            values["segment_id"] = segment.id
            values["partner_ids"] = [Command.set(interactions.partner_id.ids)]
        return values

    @api.depends("segment_id")
    def _compute_template_id(self):
        """Propose a template that was made for responses."""
        for wizard in self:
            wizard.template_id = self.env["contact.interaction.template"].search(
                [
                    ("campaign_response", "=", True),
                    ("direction", "=", "inbound"),
                    ("company_id", "in", (False, wizard.company_id.id)),
                ],
                limit=1,
            )

    @api.depends("segment_id", "partner_ids")
    def _compute_answered_count(self):
        for wizard in self:
            wizard.answered_count = len(
                wizard.segment_id._get_answered_ids(wizard.partner_ids._origin.ids)
                if wizard.segment_id
                else ()
            )

    @api.onchange("segment_id")
    def _onchange_segment_id(self):
        """Forget contacts that are not on the other segment."""
        addressed = self.env["contact.interaction"].search_fetch(
            [
                *self.segment_id._get_addressed_domain(),
                ("partner_id", "in", self.partner_ids._origin.ids),
            ],
            ["partner_id"],
        )
        self.partner_ids = addressed.partner_id

    def action_apply(self):
        """Register the responses and tell how many there are.

        :return: a note, after which the dialog closes
        :rtype: dict
        """
        arguments.check_one(self)
        count = self.segment_id.register_responses(
            self.partner_ids.ids,
            self.evaluation or "",
            self.note or "",
            self.template_id.id or 0,
            self.date,
            self.allow_repeat,
        )
        message = self.env._(
            "Responses registered: %(count)s.", count=show_count(self.env, count)
        )
        left_out = len(self.partner_ids) - count
        if left_out:
            more = self.env._(
                "Contacts who had responded already: %(count)s.",
                count=show_count(self.env, left_out),
            )
            message = f"{message} {more}"
        return notify(
            message,
            title=self.segment_id.display_name,
            type="success" if count else "warning",
        )
