# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...tools import arguments
from ...tools.actions import notify
from ...tools.numbers import show_count


class ContactSegmentActivityWizard(models.TransientModel):
    """Asks which activities to schedule for contacts of a segment."""

    _name = "contact.segment.activity.wizard"
    _inherit = ["contact.rights.mixin", "contact.segment.work.mixin"]
    _description = "Schedule Activities"

    kind = fields.Selection(
        selection=[("activity", "One activity each"), ("plan", "An activity plan")],
        required=True,
        default="activity",
    )
    activity_type_id = fields.Many2one(
        comodel_name="mail.activity.type",
        domain=[("res_model", "in", (False, "res.partner"))],
        default=lambda self: self.env["mail.activity"]._default_activity_type_for_model(
            "res.partner"
        ),
    )
    summary = fields.Char(
        compute="_compute_from_type",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    note = fields.Html(
        compute="_compute_from_type",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        sanitize_style=True,
    )
    date_deadline = fields.Date(
        string="Due Date",
        compute="_compute_from_type",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    plan_available_ids = fields.Many2many(
        comodel_name="mail.activity.plan", compute="_compute_plan_available_ids"
    )
    plan_id = fields.Many2one(
        comodel_name="mail.activity.plan",
        domain="[('id', 'in', plan_available_ids)]",
    )
    plan_date = fields.Date(
        default=fields.Date.context_today,
        help="The steps of the plan are due so many days before or after it.",
    )
    assign_to = fields.Selection(
        selection=[
            ("salesperson", "The salesperson of each contact"),
            ("user", "One user"),
        ],
        string="Assigned To",
        required=True,
        default="salesperson",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
    )
    open_count = fields.Integer(compute="_compute_skipped")
    blocked_count = fields.Integer(compute="_compute_skipped")

    @api.depends("activity_type_id")
    def _compute_from_type(self):
        for wizard in self:
            activity_type = wizard.activity_type_id
            wizard.summary = activity_type.summary
            wizard.note = activity_type.default_note
            wizard.date_deadline = activity_type and activity_type._get_date_deadline()

    @api.depends("segment_id")
    def _compute_plan_available_ids(self):
        plans = self.env["mail.activity.plan"]
        for wizard in self:
            wizard.plan_available_ids = plans.search(
                wizard.segment_id._get_plan_domain()
            )

    @api.depends(
        "line_ids", "include", "channel", "kind", "activity_type_id", "plan_id"
    )
    def _compute_skipped(self):
        for wizard in self:
            ids = set(wizard._get_lines().partner_id.ids)
            blocked = wizard.segment_id._get_not_addressable(ids)
            types = wizard._get_activity_types()
            known = wizard.segment_id._get_open_activities(types.ids)
            wizard.blocked_count = len(blocked)
            wizard.open_count = len(
                {id_ for _type, id_ in known if id_ in ids - blocked}
            )

    def _get_activity_types(self):
        """Return the types of what would be scheduled."""
        if self.kind == "plan":
            return self.plan_id.template_ids.activity_type_id
        return self.activity_type_id

    def action_schedule(self):
        """Schedule the activities and tell how many.

        :return: a note
        :rtype: dict
        """
        arguments.check_one(self)
        user_id = self.assign_to == "user" and self.user_id.id
        line_ids = self._get_line_ids()
        if self.kind == "plan":
            count = self.segment_id.schedule_plan(
                self.plan_id.id, self.plan_date, user_id, line_ids
            )
        else:
            count = self.segment_id.schedule_activities(
                self.activity_type_id.id,
                self.summary or "",
                self.date_deadline,
                user_id,
                line_ids,
                self.note or "",
            )
        return notify(
            self.env._(
                "Activities scheduled: %(count)s.",
                count=show_count(self.env, count),
            )
        )
