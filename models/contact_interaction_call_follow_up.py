# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

FOLLOW_UP_FIELDS = {"date_deadline", "activity_type_id", "summary", "user_id"}


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
        unknown = sorted(set(follow_up) - FOLLOW_UP_FIELDS)
        try:
            date = fields.Date.to_date(follow_up.get("date_deadline"))
        except (TypeError, ValueError):
            date = None
        if unknown or not date:
            raise UserError(
                self.env._(
                    "A follow-up activity needs date_deadline as YYYY-MM-DD, and "
                    "knows %(known)s; it has %(values)s.",
                    known=sorted(FOLLOW_UP_FIELDS),
                    values=follow_up,
                )
            )
        segments = self.env["contact.segment"]
        kind = self.env.ref("mail.mail_activity_data_call", raise_if_not_found=False)
        if follow_up.get("activity_type_id"):
            kind = segments._get_record(
                "mail.activity.type", follow_up["activity_type_id"]
            )
        user = self.env.user
        if follow_up.get("user_id"):
            user = segments._get_record("res.users", follow_up["user_id"])
        return {
            "date_deadline": date,
            "activity_type_id": kind.id if kind else False,
            "summary": follow_up.get("summary") or False,
            "user_id": user.id,
        }
