# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ...tools import arguments
from ...tools.numbers import show_count

# More at once take memory and are no faster.
BATCH_SIZE = 1000


class ContactSegment(models.Model):
    """Activities for the contacts of a segment, in one go."""

    _inherit = "contact.segment"

    def schedule_activities(
        self,
        activity_type_id,
        summary="",
        date_deadline=False,
        user_id=False,
        line_ids=(),
        note="",
    ):
        """Schedule an activity for the contacts of the segment, logged or not.

        Contacts that have an open activity of this type from this segment get no second
        one; archived contacts and those excluded from segments get none.

        :param int activity_type_id: the type of the activities
        :param str summary: what to do; empty for the summary of the type
        :param date_deadline: until when, as YYYY-MM-DD; False for what the type says
        :param int user_id: who shall do it; False for the salesperson of each contact
        :param list[int] line_ids: the lines of the contacts; empty for all
        :param str note: more about it, as HTML; empty for the note of the type
        :return: the number of activities scheduled
        :rtype: int
        :raise UserError: something is not there, the user may not change a contact, or
            somebody else is working on the segment; nothing is scheduled then
        """
        env = self.env
        activity_type = arguments.read_record(
            env, "activity_type_id", activity_type_id, "mail.activity.type"
        )
        self._check_activity_type(activity_type)
        summary = arguments.read_text(env, "summary", summary)
        note = arguments.read_text(env, "note", note)
        deadline = arguments.read_date(env, "date_deadline", date_deadline)
        deadline = deadline or activity_type._get_date_deadline()
        lines = self._start_work(line_ids)
        values = {
            "activity_type_id": activity_type.id,
            "summary": summary,
            "note": note,
            "date_deadline": deadline,
        }
        return self._schedule(
            [(values, self._get_assignees(lines, self._get_assignee(user_id)))]
        )

    def schedule_plan(self, plan_id, plan_date=False, user_id=False, line_ids=()):
        """Start an activity plan with the contacts of the segment, logged or not.

        Contacts that have an open activity of the type of a step from this segment get
        no second one; archived contacts and those excluded from segments get none.

        :param int plan_id: the activity plan, one for contacts
        :param plan_date: the day the plan counts from, as YYYY-MM-DD; False for today
        :param int user_id: who does the steps whose user is asked for at launch; False
            for the salesperson of each contact
        :param list[int] line_ids: the lines of the contacts; empty for all
        :return: the number of activities scheduled
        :rtype: int
        :raise UserError: something is not there, the user may not change a contact, or
            somebody else is working on the segment; nothing is scheduled then
        """
        plan = arguments.read_record(self.env, "plan_id", plan_id, "mail.activity.plan")
        self._check_activity_plan(plan)
        start = arguments.read_date(self.env, "plan_date", plan_date)
        start = start or fields.Date.context_today(self)
        lines = self._start_work(line_ids)
        assignees = self._get_assignees(lines, self._get_assignee(user_id))
        return self._schedule(
            [
                (
                    self._prepare_plan_values(template, start),
                    self._get_responsibles(template, assignees),
                )
                for template in plan.template_ids
            ]
        )

    @api.model
    def _prepare_plan_values(self, template, start):
        """Return what a step of a plan gives to its activities."""
        return {
            "activity_type_id": template.activity_type_id.id,
            "summary": template.summary,
            "note": template.note,
            "date_deadline": template._get_date_deadline(start),
        }

    @api.model
    def _get_responsibles(self, template, assignees):
        """Return who does a step of a plan, by contact; Odoo's own rule decides."""
        users, partners = self.env["res.users"], self.env["res.partner"]
        responsibles = {}
        for partner_id, user_id in assignees.items():
            found = template._determine_responsible(
                users.browse(user_id or []), partners.browse(partner_id)
            )
            if found["error"]:
                raise UserError(found["error"])
            responsibles[partner_id] = found["responsible"].id
        return responsibles

    def _schedule(self, wanted):
        """Create activities of several kinds, each contact's at most once.

        :param list[tuple] wanted: the values of a kind, and its user by contact
        :return: the number of activities
        :rtype: int
        """
        counts = Counter()
        for values, user_id, partner_ids in self._split_by_user(wanted):
            self._schedule_for_user(values, user_id, partner_ids)
            counts[user_id] += len(partner_ids)
        self._tell_salespersons(
            counts,
            lambda segment, count: segment.env._(
                "Activities from segment %(segment)s assigned to you: %(count)s",
                count=show_count(segment.env, count),
                segment=segment.display_name,
            ),
        )
        self.invalidate_recordset(["activity_total"])
        return counts.total()

    def _split_by_user(self, wanted):
        """Return what is still to be scheduled: values, user and contacts."""
        partner_ids = {partner_id for _values, users in wanted for partner_id in users}
        partner_ids -= self._get_not_addressable(partner_ids)
        self._check_may_schedule(partner_ids)
        types = {values["activity_type_id"] for values, _users in wanted}
        known = self._get_open_activities(types)
        todo = []
        for values, users in wanted:
            by_user = defaultdict(list)
            for partner_id, user_id in users.items():
                is_known = (values["activity_type_id"], partner_id) in known
                if partner_id in partner_ids and not is_known:
                    by_user[user_id].append(partner_id)
            todo += [(values, user_id, ids) for user_id, ids in by_user.items()]
        return todo

    def _schedule_for_user(self, values, user_id, partner_ids):
        """Schedule the same activity with many contacts for one user."""
        # one message tells about all of them, instead of one for each
        partners = self.env["res.partner"].with_context(mail_activity_quick_update=True)
        for ids in split_every(BATCH_SIZE, partner_ids, list):
            # Odoo asks for the name of each of them, one by one
            partners.browse(ids).sudo().mapped("display_name")
            partners.browse(ids).activity_schedule(
                **values, automated=False, user_id=user_id, segment_id=self.id
            )

    def _get_not_addressable(self, partner_ids):
        """Return the ids of the contacts that the gate keeps out, whatever the way."""
        codes = self.env["res.partner"].browse(partner_ids)._get_gate_codes("")
        return {partner_id for partner_id, reasons in codes.items() if reasons}

    def _get_open_activities(self, type_ids):
        """Return which contacts have what open activity from this segment.

        :rtype: set[tuple[int, int]]
        """
        # as sudo, so that nobody does twice what a colleague has started
        groups = (
            self.env["mail.activity"]
            .sudo()
            ._read_group(
                [
                    ("segment_id", "=", self.id),
                    ("res_model", "=", "res.partner"),
                    ("activity_type_id", "in", list(type_ids)),
                ],
                ["activity_type_id", "res_id"],
            )
        )
        return {(activity_type.id, res_id) for activity_type, res_id in groups}

    def _get_assignees(self, lines, user):
        """Return the id of who shall act, by contact: one user, or the salespersons.

        Without a salesperson it is the one who asks.
        """
        if user:
            lines.fetch(["partner_id"])
            return {line.partner_id.id: user.id for line in lines}
        return {
            partner_id: user_id or self.env.uid
            for partner_id, user_id in self._get_salespersons(lines).items()
        }

    @api.model
    def _get_assignee(self, user_id):
        """Return the user a caller means; nobody for False."""
        user = arguments.read_record(
            self.env, "user_id", user_id, "res.users", optional=True
        )
        if user and (user.share or not user.active):
            raise UserError(
                self.env._(
                    "%(user)s is no active internal user, so nothing can be assigned; "
                    "choose somebody else.",
                    user=user.name,
                )
            )
        return user

    def _check_may_schedule(self, partner_ids):
        """Refuse contacts the user may not change: Odoo lets nobody schedule there."""
        partners = self.env["res.partner"].browse(partner_ids)
        forbidden = partners - partners._filtered_access("write")
        if forbidden:
            raise UserError(
                self.env._(
                    "You may not change %(contact)s, so you cannot schedule activities "
                    "there; leave out such contacts (%(count)s of segment "
                    "%(segment)s), or ask for the right to change contacts.",
                    contact=self._tell_name(forbidden[0]),
                    count=show_count(self.env, len(forbidden)),
                    segment=self.display_name,
                )
            )

    @api.model
    def _check_activity_type(self, activity_type):
        if activity_type.res_model not in (False, "res.partner"):
            raise UserError(
                self.env._(
                    "Activities of type %(type)s are not for contacts; choose another "
                    "type.",
                    type=activity_type.name,
                )
            )

    def _check_activity_plan(self, plan):
        if plan not in plan.search(self._get_plan_domain()):
            raise UserError(
                self.env._(
                    "Plan %(plan)s has no activities for contacts of %(company)s; "
                    "choose another plan.",
                    plan=plan.name,
                    company=self.company_id.name,
                )
            )

    def _get_plan_domain(self):
        """Return which activity plans there are for contacts of the segment."""
        return [
            ("company_id", "in", [False, self.company_id.id]),
            ("res_model", "=", "res.partner"),
            ("template_ids", "!=", False),
        ]
