# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import arguments
from ...tools.told import ToldText


class ContactSegment(models.Model):
    """A segment that keeps up with the data, and what was logged of it."""

    _inherit = "contact.segment"

    is_live = fields.Boolean(
        string="Live",
        copy=False,
        help="The steps are taken again and again, with the data of the day.",
    )
    live_since = fields.Datetime(
        readonly=True, copy=False, help="Since then it is known who was on it when."
    )
    history_from = fields.Datetime(
        string="Joins and Leaves Since",
        readonly=True,
        copy=False,
        help="Those of before are not kept any more, as the company says.",
    )
    live_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Made Live By",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Without a salesperson, the conditions see what this user sees.",
    )
    refresh_unit = fields.Selection(
        selection=[
            ("manual", "By hand"),
            ("hour", "Every hour"),
            ("day", "Every day"),
            ("week", "Every week"),
        ],
        string="Refresh",
        required=True,
        default="day",
        help="How often a live segment is refreshed by itself.",
    )
    hold_percent = fields.Integer(
        string="Hold Above (%)",
        help="A refresh that would change more than this share of the members waits "
        "until somebody has looked at it; 0: as the company says.",
    )
    refreshed_on = fields.Datetime(string="Refreshed", readonly=True, copy=False)
    next_refresh = fields.Datetime(readonly=True, copy=False, index="btree_not_null")
    refresh_started_on = fields.Datetime(readonly=True, copy=False)
    refresh_state = fields.Selection(
        selection=[("ok", "Up to date"), ("held", "Held"), ("failed", "Failed")],
        string="State of the Refresh",
        readonly=True,
        copy=False,
    )
    refresh_message = ToldText(string="About the Refresh", readonly=True, copy=False)
    used_on = fields.Datetime(
        string="Used", readonly=True, copy=False, help="When it was opened or used."
    )
    is_resting = fields.Boolean(
        string="Resting",
        readonly=True,
        copy=False,
        help="Nobody used it for long, so it is not refreshed by itself.",
    )
    live_id = fields.Many2one(
        comodel_name="contact.segment",
        string="Live Segment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The live segment that this one was logged from.",
    )
    snapshot_ids = fields.One2many(
        comodel_name="contact.segment", inverse_name="live_id", string="Logged From It"
    )
    membership_ids = fields.One2many(
        comodel_name="contact.segment.membership",
        inverse_name="segment_id",
        string="Memberships",
    )

    @api.model_create_multi
    def create(self, vals_list):
        segments = super().create(vals_list)
        segments.filtered("is_live")._start_live()
        return segments

    def write(self, vals):
        """Let a draft become live, or an ordinary one again; its members stay."""
        vals = arguments.read_vals(self, vals)
        self._check_recurring_settings(vals)
        was_live = self.filtered("is_live")
        changed = self.filtered("is_recurring") if "user_id" in vals else ()
        owners = {segment: segment._get_live_owner() for segment in changed}
        result = super().write(vals)
        if "is_live" in vals:
            is_live = self.filtered("is_live")
            (is_live - was_live)._start_live()
            (was_live - is_live)._end_live()
        if vals.keys() & {"refresh_unit", "user_id"}:
            # sudo: who hands it over may not write it any more
            for segment in self.sudo().filtered(
                lambda one: one.is_live and not one.is_resting
            ):
                segment._write_header({"next_refresh": segment._get_next_refresh()})
        self._stop_for_owners(owners)
        if "active" in vals and not vals["active"]:
            self._end_recurring_log()
        return result

    @api.constrains("hold_percent")
    def _check_hold_percent(self):
        for segment in self:
            if segment.hold_percent < 0:
                raise ValidationError(
                    self.env._(
                        "Segment %(segment)s: the share of changes at which it is held "
                        "cannot be negative; enter a percentage, or 0.",
                        segment=segment.display_name,
                    )
                )
