# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from ...tools import arguments

# What makes an interaction an outgoing call, whatever its template says.
OUTGOING_CALL = {
    "channel": "phone",
    "direction": "outbound",
    "initiated_by": "us",
    "state": "done",
}
FOLLOW_UP_FIELDS = ("date_deadline", "activity_type_id", "summary", "user_id")


class ContactInteraction(models.Model):
    """Calls: the one place where they are written.

    A line of a segment has at most one interaction, its latest call, and a line with an
    interaction is handled: logging the segment leaves it alone. So when a contact is
    tried again, the new call takes over the line from the failed attempt in the same
    transaction; the attempt stays in the log with its segment. That way ``log`` never
    writes a second interaction for a contact that was called, however often.
    """

    _inherit = "contact.interaction"

    @api.model
    def _log_call(self, vals, activity=None):
        """Write the interaction of one outgoing call.

        :param dict vals: the fields of the interaction; ``segment_line_id`` makes it
            the call of a line, which then gives what it resolves; what is missing comes
            from the company's template for outgoing calls
        :param mail.activity activity: is done with this call
        :return: the interaction
        :rtype: contact.interaction
        :raise UserError: something is missing, the number opted out, or the line was
            called already
        """
        line = self.env["contact.segment.line"].browse(vals.get("segment_line_id"))
        partner = line.partner_id or self.env["res.partner"].browse(
            vals.get("partner_id")
        )
        if partner:
            partner._check_call_number(vals.get("contact_via"))
        values = {
            **(line._prepare_call_vals() if line else self._prepare_call_vals(partner)),
            **vals,
            **OUTGOING_CALL,
        }
        self._check_complete_values(values)
        lead = self.env["crm.lead"].browse(values.get("lead_id"))
        self._check_opportunity(partner, lead)
        if activity:
            known = activity._find_interaction(partner)
            activity._refuse_second_interaction(known)
        if line:
            self._take_over_line(line)
        interaction = self._as_checked().create(values)
        if activity:
            interaction._finish_activity(activity)
        return interaction

    @api.model
    def _prepare_call_vals(self, partner):
        """Return what a call that belongs to no segment starts with."""
        company = partner.company_id or self.env.company
        template = company._get_outgoing_call_template()
        return {
            **self._prepare_template_vals(template),
            "template_id": template.id,
            "company_id": company.id,
            "date": self.env.cr.now().replace(microsecond=0),
            "user_id": self.env.uid,
        }

    @api.model
    def _take_over_line(self, line):
        """Free the line from an attempt that failed, or refuse a line that is handled.

        :return: the attempt, or nothing
        :rtype: contact.interaction
        """
        # sudo: the attempt may be a colleague's
        former = self.sudo().search([("segment_line_id", "=", line.id)])
        if former and not (former.attempt_failed or former.state == "cancelled"):
            raise UserError(
                self.env._(
                    "%(contact)s of segment %(segment)s is handled already by "
                    "interaction %(name)s of %(user)s; call the contact without the "
                    "segment.",
                    contact=line.partner_id.display_name,
                    segment=line.segment_id.display_name,
                    name=self._tell_name(former),
                    user=former.logged_by_id.name or former.user_id.name or "?",
                )
            )
        former.write({"segment_line_id": False})
        # the unique key of the line is free only when that is written down
        former.flush_recordset()
        return former

    def _finish_activity(self, activity):
        """Mark the activity done that asked for this call, as the user.

        The key keeps the call from being logged once more for the activity.
        """
        self.sudo().external_key = activity._get_interaction_key(self.partner_id)
        logged = activity.with_context(contact_event_logged=True)
        logged.action_feedback(feedback=self.note or self.name)

    def _undo_call(self, former_id):
        """Cancel a call of a line, and give the line back to the attempt before.

        :param int former_id: the attempt that had the line before, if any
        """
        if self:
            self.cancel()
            line = self.segment_line_id
            # sudo: the attempt may be a colleague's
            self.sudo().segment_line_id = False
            self.flush_recordset()
            former = self.sudo().browse(former_id).exists()
            former.write({"segment_line_id": line.id})

    def action_make_call(self):
        """Open the dialog to call the contact of this interaction.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        return self.partner_id.action_make_call()

    # --------------------------------------------------------------------------------
    # The activity that is scheduled when a call is over.
    # --------------------------------------------------------------------------------

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
