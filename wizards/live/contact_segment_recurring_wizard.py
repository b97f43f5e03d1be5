# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models

from ...tools import arguments
from ...tools.numbers import show_count


class ContactSegmentRecurringWizard(models.TransientModel):
    """What the recurring log of a live segment would do now, before it is switched on.

    It is one test run: what changes meanwhile is seen by opening it again.
    """

    _name = "contact.segment.recurring.wizard"
    _inherit = ["contact.rights.mixin"]
    _description = "Test Run of a Recurring Log"

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, ondelete="cascade"
    )
    is_starting = fields.Boolean(help="It asks whether to switch it on.")
    plan = fields.Text(string="What Will Happen", readonly=True)
    state = fields.Char(readonly=True)
    message = fields.Text(string="Why Nothing Is Logged", readonly=True)
    refresh = fields.Char(string="First a Refresh", readonly=True)
    count = fields.Integer(string="Contacts Logged", readonly=True)
    names = fields.Text(string="Among Them", readonly=True)
    outcome_ids = fields.One2many(
        comodel_name="contact.segment.recurring.outcome", inverse_name="wizard_id"
    )

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard._run()
        return wizards

    def _run(self):
        """Write a test run into the dialog."""
        segment = self.segment_id
        preview = segment.preview_recurring_log()
        moment = fields.Datetime.to_datetime(preview["next_run"])
        names = [one["name"] for one in preview["contacts"] if one["name"]]
        self.write(
            {
                "plan": segment._tell_recurring_log(moment),
                "state": preview["state"],
                "message": preview["message"],
                "refresh": self.env._(
                    "%(added)s would come, %(removed)s would go.",
                    added=show_count(self.env, preview["added"]),
                    removed=show_count(self.env, preview["removed"]),
                ),
                "count": preview["count"],
                "names": "\n".join(names),
                "outcome_ids": [
                    Command.create(
                        {name: one[name] for name in ("level", "count", "message")}
                    )
                    for one in preview["outcomes"]
                ],
            }
        )

    def action_start(self):
        """Switch the recurring log on.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        self.segment_id.start_recurring_log()
        return {"type": "ir.actions.act_window_close"}


class ContactSegmentRecurringOutcome(models.TransientModel):
    """What a run of the recurring log would do to some contacts."""

    _name = "contact.segment.recurring.outcome"
    _inherit = ["contact.rights.mixin"]
    _description = "What a Recurring Log Does"
    _order = "id"

    wizard_id = fields.Many2one(
        comodel_name="contact.segment.recurring.wizard",
        required=True,
        ondelete="cascade",
    )
    level = fields.Char()
    count = fields.Integer(string="Contacts")
    message = fields.Text(string="What Happens")
