# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from ..tools import arguments

FOLLOW_UP_FIELDS = ("date_deadline", "activity_type_id", "summary", "user_id")


class ContactInteraction(models.Model):
    """The activity that is scheduled when a call is over."""

    _inherit = "contact.interaction"

    def _schedule_follow_up(self, follow_up):
        """Schedule what the caller has promised, on the opportunity or the contact.

        :param dict follow_up: date_deadline (required), activity_type_id (a call if
            missing), summary and user_id (the user if missing); empty for nothing
        :return: the activity, or nothing
        :rtype: mail.activity
        :raise UserError: a value is unknown or the date is missing
        """
        activities = self.env["mail.activity"]
        follow_up = arguments.read_options(self.env, "follow_up", follow_up)
        if not follow_up:
            return activities
        values = self._check_follow_up(follow_up)
        document = self.lead_id or self.partner_id
        return activities.create(
            {
                **values,
                "res_model_id": self.env["ir.model"]._get_id(document._name),
                "res_id": document.id,
                "segment_id": self.segment_id.id,
            }
        )

    @api.model
    def _check_follow_up(self, follow_up):
        """Return the values of an activity from what a caller says."""
        env = self.env
        for name in follow_up:
            arguments.read_choice(env, "follow_up", name, FOLLOW_UP_FIELDS)
        given = {
            name: value
            for name, value in follow_up.items()
            if not arguments.is_missing(value)
        }
        date = arguments.read_date(env, "date_deadline", given.get("date_deadline"))
        if not date:
            raise UserError(
                env._(
                    "A follow-up activity needs date_deadline as YYYY-MM-DD; it has "
                    "%(values)s.",
                    values=arguments.show(follow_up),
                )
            )
        kind = env.ref("mail.mail_activity_data_call", raise_if_not_found=False)
        if "activity_type_id" in given:
            kind = arguments.read_record(
                env, "activity_type_id", given["activity_type_id"], "mail.activity.type"
            )
        user = env.user
        if "user_id" in given:
            user = arguments.read_record(env, "user_id", given["user_id"], "res.users")
        summary = arguments.read_text(env, "summary", given.get("summary"))
        return {
            "date_deadline": date,
            "activity_type_id": kind.id if kind else False,
            "summary": summary or False,
            "user_id": user.id,
        }
