# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import arguments
from ...tools.actions import notify
from ...tools.numbers import show_count
from ...tools.selections import DELIVERED_CHANNELS


class ContactInteractionResendWizard(models.TransientModel):
    """Asks how to send letters and e-mails again."""

    _name = "contact.interaction.resend.wizard"
    _inherit = ["contact.rights.mixin", "contact.interaction.dialog.mixin"]
    _description = "Resend"

    # A choice of its own, because an empty radio button cannot be chosen again.
    channel = fields.Selection(
        selection="_selection_channel",
        string="Send By",
        required=True,
        default="same",
    )
    sent_count = fields.Integer(compute="_compute_counts")
    queued_count = fields.Integer(compute="_compute_counts")

    @api.model
    def _selection_channel(self):
        field = self.env["contact.interaction"]._fields["channel"]
        offered = field._description_selection(self.env)
        sent = [choice for choice in offered if choice[0] in DELIVERED_CHANNELS]
        return [("same", self.env._("As before")), *sent]

    @api.depends("interaction_ids")
    def _compute_counts(self):
        for wizard in self:
            states = wizard.interaction_ids.mapped("delivery_state")
            wizard.sent_count = states.count("sent")
            wizard.queued_count = states.count("queued")

    def action_resend(self):
        """Send the interactions again; those that are waiting already stay as they are.

        :return: an action
        :rtype: dict
        :raise UserError: nothing can be sent
        """
        arguments.check_one(self)
        interactions = self.interaction_ids.filtered(
            lambda interaction: interaction.delivery_state != "queued"
        )
        if not interactions:
            raise UserError(
                self.env._(
                    "All of these interactions are waiting to be sent already "
                    "(%(count)s); wait for the delivery.",
                    count=show_count(self.env, self.interaction_count),
                )
            )
        interactions.resend("" if self.channel == "same" else self.channel)
        return notify(
            self.env._(
                "%(count)s will be sent.", count=show_count(self.env, len(interactions))
            )
        )
