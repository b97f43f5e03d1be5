# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ...tools import arguments
from ...tools.automation import watched
from ...tools.locks import wait_for_rows
from ...tools.selections import (
    NEGATIVE_EVALUATIONS,
    POSITIVE_EVALUATIONS,
)

OUTCOME_DOMAINS = {
    "all": [],
    "positive": [("evaluation", "in", POSITIVE_EVALUATIONS)],
    "negative": [("evaluation", "in", NEGATIVE_EVALUATIONS)],
    "failed": ["|", ("attempt_failed", "=", True), ("delivery_state", "=", "failed")],
    "no_response": [
        ("direction", "=", "outbound"),
        ("evaluation", "=", False),
        ("is_answered", "=", False),
    ],
}


class ContactSegment(models.Model):
    """Logging: all lines become interactions with one statement, or none does."""

    _inherit = "contact.segment"

    def log(self, send=True, create_follow_up=False, skip_blocked=False):
        """Write an interaction for every contact and freeze the segment.

        :param bool send: send the letters and e-mails, after checking that they can be;
            that goes on in the background
        :param bool create_follow_up: create a follow-up segment with all contacts
        :param bool skip_blocked: leave lines with blocking problems without an
            interaction instead of refusing
        :return: interaction_count (new ones), skipped, follow_up_id (0 if none) and
            logged_segment_id (its own id)
        :rtype: dict
        :raise UserError: lines are blocked (all of them are named), the segment is
            empty or logged already, or somebody else is changing it; nothing is
            written then
        """
        arguments.check_one(self)
        env = self.env
        send = arguments.read_boolean(env, "send", send)
        create_follow_up = arguments.read_boolean(
            env, "create_follow_up", create_follow_up
        )
        skip_blocked = arguments.read_boolean(env, "skip_blocked", skip_blocked)
        return self._log(send, create_follow_up, skip_blocked)

    def _log(self, send, create_follow_up, skip_blocked, pause=timedelta()):
        """Log the segment, see ``log``.

        :param timedelta pause: nothing is delivered before
        """
        self._check_not_logged()
        self._lock()
        self._check_not_logged()
        if not self.line_count:
            raise UserError(
                self.env._(
                    "Segment %(segment)s is empty; add contacts first.",
                    segment=self.display_name,
                )
            )
        blocked = self._count_blocked(send)
        if blocked and not skip_blocked:
            raise UserError(self._get_blocked_message(send, blocked))
        with self._watched_interactions():
            count = self._write_interactions(send, pause)
        if not count and blocked:
            raise UserError(
                self.env._(
                    "All contacts of segment %(segment)s are blocked, so there is "
                    "nothing to log; solve some of the problems first.",
                    segment=self.display_name,
                )
            )
        self._write_header(
            {
                "state": "logged",
                "logged_on": fields.Datetime.now(),
                "logged_by_id": self.env.uid,
            }
        )
        if send:
            self.env["contact.interaction"]._start_delivery(count, pause)
        follow_up_id = self.create_follow_up() if create_follow_up else 0
        return {
            "interaction_count": count,
            "skipped": blocked,
            "follow_up_id": follow_up_id,
            "logged_segment_id": self.id,
        }

    def cancel_logged(self):
        """Cancel logged segments with their interactions.

        Interactions cancelled one by one before are not brought back by
        ``uncancel_logged``.

        :return: True
        :rtype: bool
        :raise UserError: a segment is not logged
        :raise AccessError: the user is no administrator of segments
        """
        self._toggle_cancelled("logged", "cancelled")
        return True

    def uncancel_logged(self):
        """Bring cancelled segments back, with the interactions that went with them.

        :return: True
        :rtype: bool
        :raise UserError: a segment is not cancelled
        :raise AccessError: the user is no administrator of segments
        """
        self._toggle_cancelled("cancelled", "logged")
        return True

    def _toggle_cancelled(self, expected, state):
        for segment in self:
            segment._lock()
            segment._check_administrator()
            if segment.state != expected:
                labels = dict(segment._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "Segment %(segment)s is %(state)s; only a segment that is "
                        "%(expected)s can be changed this way.",
                        segment=segment.display_name,
                        state=labels[segment.state],
                        expected=labels[expected],
                    )
                )
        with self._watched_interactions():
            self._toggle_interactions(cancel=state == "cancelled")
        for segment in self:
            segment._write_header({"state": state})

    def _toggle_interactions(self, cancel):
        """Cancel all interactions, or bring back those cancelled with the segment."""
        self.env["contact.interaction"].flush_model()
        theirs = SQL(
            "segment_id IN %s AND %s",
            self._ids or (0,),
            SQL("state = 'done'") if cancel else SQL("cancelled_with_segment"),
        )
        # whoever cancels a segment may delete it next, with its print files; and those
        # that make print files have these before they take the interactions
        files = SQL("segment_id IN %s", self._ids or (0,))
        wait_for_rows(
            self.env, {"contact_print_file": files, "contact_interaction": theirs}
        )
        self.env.cr.execute(
            SQL(
                """UPDATE contact_interaction
                SET state = %s, cancelled_with_segment = %s,
                    write_uid = %s, write_date = %s
                WHERE %s""",
                "cancelled" if cancel else "done",
                cancel,
                self.env.uid,
                self.env.cr.now(),
                theirs,
            )
        )
        self.env.invalidate_all()
        self._recount_interactions()

    def _check_not_logged(self):
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "Segment %(segment)s is logged already: on %(date)s by %(user)s.",
                    segment=self.display_name,
                    date=format_date(self.env, self.logged_on),
                    user=self.logged_by_id.name or "?",
                )
            )

    def _write_interactions(self, send, pause):
        """Insert the interactions of all lines that are not blocked; count them.

        The unique key on the line makes it impossible to log a line twice.
        """
        self.env["contact.interaction"].flush_model()
        self.env["contact.segment.line"].flush_model()
        query = self._get_check_query()
        query.add_where(SQL("NOT %s", self._get_blocking_condition(query, send)))
        columns = self._prepare_interaction_columns(query)
        if send:
            columns.update(self._prepare_delivery_columns(query, pause))
        with self._planned_for_many():
            self.env.cr.execute(
                SQL(
                    "INSERT INTO contact_interaction (%s) %s",
                    SQL(", ").join(SQL.identifier(name) for name in columns),
                    query.select(*columns.values()),
                )
            )
            count = self.env.cr.rowcount
        self.env.invalidate_all()
        self._recount_interactions()
        return count

    def _prepare_interaction_columns(self, query):
        """Return the SQL of every column of the new interactions.

        Extend it to carry a field of your own from the line to the interaction.

        :param LineQuery query: the query of the lines; joins are added to it
        :rtype: dict[str, SQL]
        """
        copied = ["name", "template_id", "user_id", "campaign_id", "channel", "lang"]
        copied += ["subject", "direction", "initiated_by", "cost", "duration"]
        copied += ["campaign_target", "campaign_response", "note", "evaluation"]
        copied += ["attempt_failed", "contact_via", "segment_id", "partner_id"]
        contact, template = query.join_contact(), query.join_template()
        user, now = SQL("%s", self.env.uid), SQL("%s", self.env.cr.now())
        return {
            **{name: query.column(name) for name in copied},
            "segment_line_id": query.id,
            "commercial_partner_id": SQL.identifier(contact, "commercial_partner_id"),
            "group_id": SQL.identifier(template, "group_id"),
            "company_id": SQL("%s", self.company_id.id),
            "date": self._get_interaction_date(query.column("date")),
            "state": SQL("'done'"),
            "cancelled_with_segment": SQL("FALSE"),
            "logged_with_segment": SQL("TRUE"),
            "logged_by_id": user,
            "create_uid": user,
            "create_date": now,
            "write_uid": user,
            "write_date": now,
        }

    def _get_interaction_date(self, date):
        """Return the date of a line at the time of logging, in UTC."""
        local = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        zone = str(self.env.tz)
        return SQL(
            "(%s + %s::time) AT TIME ZONE %s AT TIME ZONE 'UTC'",
            date,
            local.strftime("%H:%M:%S"),
            zone,
        )

    # --------------------------------------------------------------------------------
    # Segments that follow a logged one, with the contacts of some outcome.
    # --------------------------------------------------------------------------------

    def create_follow_up(self, include="all", copy_header=False):
        """Create a draft segment with the contacts of this logged one.

        :param str include: all, positive, negative, failed or no_response
        :param bool copy_header: copy the whole header; the campaign is always kept
        :return: id of the new segment
        :rtype: int
        :raise UserError: the segment is not logged, or there is no such outcome
        """
        arguments.check_one(self)
        self.check_access("read")
        arguments.read_choice(self.env, "include", include, OUTCOME_DOMAINS)
        copy_header = arguments.read_boolean(self.env, "copy_header", copy_header)
        if self.state == "draft":
            raise UserError(
                self.env._(
                    "Segment %(segment)s is not logged yet; log it first, then follow "
                    "up.",
                    segment=self.display_name,
                )
            )
        vals = self._prepare_follow_up_vals(copy_header)
        follow_up = self._as_checked().create(vals)
        domain = self._get_outcome_domain(include)
        follow_up._take_step("add", domain, {}, source="logged_segment")
        return follow_up.id

    def _get_outcome_domain(self, include):
        """Return which contacts had an outcome; a list, as steps keep it.

        :param str include: a key of ``OUTCOME_DOMAINS``
        """
        interactions = [("segment_id", "=", self.id), ("state", "=", "done")]
        return [
            ("interaction_ids", "any", interactions + list(OUTCOME_DOMAINS[include]))
        ]

    def _count_follow_ups(self):
        """Return how many contacts a follow-up of each outcome would have.

        :return: nothing where counting takes too long
        :rtype: dict[str, int]
        """
        self._flush_for_step()
        contacts = self.env["res.partner"]
        counts = {}
        try:
            with self._within_time(flush=False):
                for include in OUTCOME_DOMAINS:
                    domain = self._get_outcome_domain(include)
                    _text, parsed = contacts._parse_segment_domain(domain)
                    # as if it had no lines: a follow-up is a new segment
                    _matched, counts[include], _removed = self._run_step(
                        "add", parsed, {"allow_existing": True}
                    )
        except UserError:
            return {}
        return counts

    def _prepare_follow_up_vals(self, copy_header):
        """Return the header of a follow-up."""
        vals = self.copy_data()[0] if copy_header else {}
        return {
            **vals,
            "name": self.env._("Follow-up on %(name)s", name=self.name),
            "company_id": self.company_id.id,
            "campaign_id": self.campaign_id.id,
            "date": fields.Date.context_today(self),
            "user_id": self.env.uid,
            "origin_id": self.id,
        }

    # --------------------------------------------------------------------------------
    # What automation rules see of the statements by which segments work.
    # --------------------------------------------------------------------------------

    def _watched_lines(self):
        """Return a context in which lines come, go and come back."""
        lines = self.env["contact.segment.line"]
        return watched(lines, [("segment_id", "in", self.ids)], ["active"])

    def _watched_interactions(self):
        """Return a context in which interactions are logged, cancelled or restored."""
        interactions = self.env["contact.interaction"]
        return watched(interactions, [("segment_id", "in", self.ids)], ["state"])
