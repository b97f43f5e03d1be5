# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments
from ..segment.line_query import LineQuery

# A contact that somebody took is his for so long, and longer as long as he works.
CLAIM_TIME = timedelta(minutes=30)
# A call that only somebody took, with nothing else to remember about it.
UNTOUCHED = SQL(
    "snoozed_until IS NULL AND skipped_on IS NULL AND interaction_id IS NULL "
    "AND attempts = 0"
)
# The button of the call list looks at so many lines and no more, so that a segment
# opens as fast with a million contacts as with ten.
LINES_LOOKED_AT = 1000
# Why a line of the phone is left out; the most important reason counts.
LEFT_OUT = ("archived", "opted_out", "no_phone")
# What the figures of the progress count.
FIGURES = {
    "total": "TRUE",
    "called": "closed",
    "reached": "closed AND handled",
    "logged": "handled AND closed IS NOT TRUE",
    "left": "NOT done AND gate IS NULL",
    "snoozed": "NOT done AND gate IS NULL AND snoozed",
    "skipped": "NOT done AND gate IS NULL AND skipped",
    "mine": "closed AND mine",
    **{code: f"NOT done AND gate = '{code}'" for code in LEFT_OUT},
}


class ContactSegment(models.Model):
    """The call list: who is called next.

    In this order: the contact the user has already, those whose time has come, those
    nobody looked at yet, and those that were skipped. The long part, what nobody looked
    at, is read from where the list stands; so it does not matter how many lines were
    called before.
    """

    _inherit = "contact.segment"

    has_calls = fields.Boolean(
        compute="_compute_has_calls",
        help="Contacts of the segment are to be called: it is a phone segment, or one "
        "of its first contacts is addressed by phone.",
    )

    def get_next_call(self):
        """Take the next contact of the call list.

        The contact is the caller's for half an hour, or until an outcome is given;
        asking again gives the same contact. Everybody else gets others.

        :return: the contact with everything a caller wants to see: line_id,
            partner_id, name, numbers, history, script, … (see ``_prepare_call_card``);
            line_id is 0 when nobody can be called now, and next_on says then when the
            first snoozed contact comes back (empty if there is none)
        :rtype: dict
        :raise UserError: the segment is cancelled
        """
        arguments.check_one(self)
        self.check_access("write")
        self._check_callable()
        line_id = self._take_next_line()
        if not line_id:
            return {"line_id": 0, "next_on": self._get_next_call_date()}
        line = self.env["contact.segment.line"].browse(line_id)
        call = self.env["contact.segment.call"].search([("line_id", "=", line_id)])
        return {**line._prepare_call_card(), **call._prepare_claim()}

    def _check_callable(self):
        if self.state == "cancelled":
            raise UserError(
                self.env._(
                    "Segment %(segment)s is cancelled; bring it back before you call "
                    "its contacts.",
                    segment=self.display_name,
                )
            )

    def _take_next_line(self):
        """Claim the next line; return its id, 0 if there is none."""
        # one row is wanted: compiling the statement would take longer than running it
        self.env.cr.execute("SET LOCAL jit TO off")
        position = self._get_call_position()
        line_id = (
            self._take_known_line("mine")
            or self._take_known_line("due")
            or self._take_new_line(after=position)
            or self._take_known_line("skipped")
        )
        if not line_id and position:
            # what came in before the place where the list stands: lines that Go Back
            # restored, contacts that have a number now
            line_id = self._take_new_line(in_turn=False)
        self.env.cr.execute("SET LOCAL jit TO DEFAULT")
        self.env["contact.segment.call"].invalidate_model()
        self._release_claims(keep=line_id)
        return line_id

    def _get_call_position(self):
        """Return the line at which the list stands."""
        [(line_id,)] = self.env.execute_query(
            SQL(
                "SELECT MAX(line_id) FROM contact_segment_call "
                "WHERE segment_id = %s AND is_in_turn IS TRUE",
                self.id,
            )
        )
        return line_id or 0

    def _take_known_line(self, what):
        """Claim a line that somebody had before; return its id, 0 if there is none."""
        query = self._get_callable_query()
        query.add_join(
            "JOIN", "call", "contact_segment_call", SQL("call.line_id = %s", query.id)
        )
        query.add_where(
            SQL("call.segment_id = %s AND call.is_open IS TRUE", self.id),
        )
        condition, order = self._get_known_condition(what)
        query.add_where(condition)
        query.order = SQL("%s, %s", order, query.id)
        query.limit = 1
        # waits for what the user is doing in another window, and for nobody else
        skip = SQL() if what == "mine" else SQL("SKIP LOCKED")
        rows = self.env.execute_query(
            SQL(
                """WITH picked AS MATERIALIZED (%s FOR NO KEY UPDATE OF call %s)
                UPDATE contact_segment_call call
                SET user_id = %s, claimed_until = %s
                FROM picked WHERE call.line_id = picked.id
                RETURNING call.line_id""",
                query.select(query.id),
                skip,
                self.env.uid,
                self.env.cr.now() + CLAIM_TIME,
            )
        )
        return rows[0][0] if rows else 0

    def _get_known_condition(self, what):
        """Return which known lines are meant, and in which order they come."""
        now = self.env.cr.now()
        if what == "mine":
            return SQL(
                "call.user_id = %s AND (call.claimed_until > %s "
                "OR call.snoozed_until IS NULL OR call.snoozed_until <= %s)",
                self.env.uid,
                now,
                now,
            ), SQL("call.claimed_until")
        free = SQL("(call.user_id IS NULL OR call.claimed_until <= %s)", now)
        if what == "skipped":
            return SQL("%s AND call.skipped_on IS NOT NULL", free), SQL(
                "call.skipped_on"
            )
        # a contact rather goes to the one who promised to call again
        return SQL(
            "%s AND call.skipped_on IS NULL "
            "AND (call.snoozed_until IS NULL OR call.snoozed_until <= %s)",
            free,
            now,
        ), SQL(
            "call.outcome_user_id IS DISTINCT FROM %s, call.snoozed_until", self.env.uid
        )

    def _get_new_line_query(self, after):
        """Return the query of the first line after another that nobody had yet."""
        query = self._get_callable_query()
        query.add_where(
            SQL(
                """%s > %s AND NOT EXISTS(
                    SELECT FROM contact_segment_call call WHERE call.line_id = %s
                )""",
                query.id,
                after,
                query.id,
            )
        )
        query.order = query.id
        query.limit = 1
        return query

    def _take_new_line(self, after=0, in_turn=True):
        """Claim a line nobody had yet; return its id, 0 if there is none."""
        query = self._get_new_line_query(after)
        # What is not locked may have been taken since this transaction began. Then the
        # row in the way cannot be seen from here: a serialization failure.
        rows = self.env.execute_query(
            SQL(
                """WITH picked AS MATERIALIZED (
                    %s FOR NO KEY UPDATE OF contact_segment_line SKIP LOCKED
                )
                INSERT INTO contact_segment_call (
                    segment_id, line_id, is_open, is_in_turn, user_id, claimed_until,
                    attempts
                )
                SELECT %s, picked.id, TRUE, %s, %s, %s, 0 FROM picked
                ON CONFLICT (line_id) DO NOTHING RETURNING line_id""",
                query.select(query.id),
                self.id,
                in_turn,
                self.env.uid,
                self.env.cr.now() + CLAIM_TIME,
            )
        )
        return rows[0][0] if rows else 0

    def _get_next_call_date(self):
        """Return when the first snoozed contact comes back, in UTC; else empty."""
        [(date,)] = self.env.execute_query(
            SQL(
                """SELECT MIN(snoozed_until) FROM contact_segment_call
                WHERE segment_id = %s AND is_open IS TRUE AND snoozed_until > %s""",
                self.id,
                self.env.cr.now(),
            )
        )
        return str(date.replace(microsecond=0)) if date else ""

    # --------------------------------------------------------------------------------
    # Who calls whom: two callers never have the same contact. Transactions are
    # REPEATABLE READ, so none sees what was committed after it began. Every claim is
    # one statement that locks what it takes and skips what is locked; if somebody else
    # took it after this transaction began, the database refuses it as a serialization
    # failure, and Odoo repeats the whole call.
    # --------------------------------------------------------------------------------

    def keep_call(self, line_id):
        """Keep a contact that was taken from the call list for longer.

        :param int line_id: the line, as given by ``get_next_call``
        :return: until when the contact is the caller's, in UTC
        :rtype: str
        :raise UserError: somebody else has the contact now, or it was called already
        """
        line = self._get_call_line(line_id)
        self._check_not_called(line)
        call = self._claim_line(line)
        return str(call.claimed_until.replace(microsecond=0))

    def release_calls(self):
        """Give the contacts back that the user took and did nothing about.

        :return: True
        :rtype: bool
        """
        self.check_access("write")
        for segment in self:
            segment._release_claims()
        return True

    def _release_claims(self, keep=0):
        """Give back what the user has taken, except one line."""
        Call = self.env["contact.segment.call"]
        Call.flush_model()
        mine = SQL(
            "segment_id = %s AND user_id = %s AND line_id <> %s AND is_open IS TRUE",
            self.id,
            self.env.uid,
            keep,
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM contact_segment_call WHERE %s AND %s AND previous IS NULL",
                mine,
                UNTOUCHED,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE contact_segment_call SET user_id = NULL, claimed_until = NULL "
                "WHERE %s",
                mine,
            )
        )
        Call.invalidate_model()

    def _get_call_line(self, line_id):
        """Return what a caller means by the id of a line of this segment."""
        arguments.check_one(self)
        self.check_access("write")
        line = arguments.read_record(
            self.env, "line_id", line_id, "contact.segment.line"
        )
        if line.segment_id != self:
            raise UserError(
                self.env._(
                    "Line %(id)s, %(contact)s, is not on segment %(segment)s; use a "
                    "line of this segment.",
                    id=line_id,
                    contact=line.partner_id.display_name,
                    segment=self.display_name,
                )
            )
        return line

    def _claim_line(self, line):
        """Take one line for the user, or tell who has it.

        :rtype: contact.segment.call
        :raise UserError: somebody else has the contact
        """
        Call = self.env["contact.segment.call"]
        Call.flush_model()
        until = self.env.cr.now() + CLAIM_TIME
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO contact_segment_call AS call (
                    segment_id, line_id, is_open, user_id, claimed_until, attempts
                ) VALUES (%s, %s, TRUE, %s, %s, 0)
                ON CONFLICT (line_id) DO UPDATE
                SET user_id = EXCLUDED.user_id, claimed_until = EXCLUDED.claimed_until
                WHERE call.user_id IS NULL OR call.user_id = EXCLUDED.user_id
                   OR call.claimed_until <= %s
                RETURNING call.id""",
                self.id,
                line.id,
                self.env.uid,
                until,
                self.env.cr.now(),
            )
        )
        Call.invalidate_model()
        if not rows:
            self._raise_claimed(line)
        return Call.browse(rows[0][0])

    def _wait_for_segment(self):
        """Wait until nobody else is writing interactions of this segment.

        Whoever logs the segment meanwhile wins: this call is repeated then, and finds
        what was logged.
        """
        self.env.cr.execute(
            SQL("SELECT FROM contact_segment WHERE id = %s FOR NO KEY UPDATE", self.id)
        )

    def _raise_claimed(self, line):
        call = self.env["contact.segment.call"].sudo()
        call = call.search([("line_id", "=", line.id)])
        raise UserError(
            self.env._(
                "%(user)s is calling %(contact)s of segment %(segment)s right now; "
                "take the next contact.",
                user=call.user_id.name,
                contact=line.partner_id.display_name,
                segment=self.display_name,
            )
        )

    # --------------------------------------------------------------------------------
    # Which lines are on the call list, and how far it is.
    # --------------------------------------------------------------------------------

    @api.depends("state", "channel", "template_id", "line_count")
    def _compute_has_calls(self):
        for segment in self:
            channel = segment.channel or segment.template_id.channel
            segment.has_calls = (
                segment.state != "cancelled"
                and segment.line_count
                and (channel == "phone" or segment._origin._has_phone_lines())
            )

    def _has_phone_lines(self):
        """Whether one of the first lines is addressed by phone."""
        if not self:
            return False
        first = self.sudo()._query_lines()
        first.order, first.limit = first.id, LINES_LOOKED_AT
        query = LineQuery(first.lines, Domain("id", "in", first))
        query.add_where(SQL("%s = 'phone'", query.column("channel")))
        query.limit = 1
        return bool(query.fetch(SQL("1")))

    def get_call_progress(self):
        """Count how far the calls of the segment are.

        :return: total (contacts by phone), called (reached or given up), reached,
            logged (without a call), left (to call, now or later; among them snoozed
            and skipped), mine (called by the user), left_out (by reason: archived,
            opted_out, no_phone) and next_on (when the first snoozed contact comes back,
            in UTC; empty if there is none)
        :rtype: dict
        """
        arguments.check_one(self)
        self.check_access("read")
        query = self._get_phone_query()
        self._join_calls(query)
        columns = self._prepare_progress_columns(query)
        statement = SQL(
            # materialized, because every condition counts in several figures
            "WITH line AS MATERIALIZED (%s) SELECT %s FROM line",
            query.select(
                *(SQL("%s AS %s", columns[n], SQL.identifier(n)) for n in columns)
            ),
            SQL(", ").join(
                SQL("COUNT(*) FILTER (WHERE %s)", SQL(condition))
                for condition in FIGURES.values()
            ),
        )
        with self._planned_for_many():
            [row] = self.env.execute_query(statement)
        progress = dict(zip(FIGURES, row, strict=True))
        progress["left_out"] = {code: progress.pop(code) for code in LEFT_OUT}
        return {**progress, "next_on": self._get_next_call_date()}

    def _join_calls(self, query):
        """Join what is known of the lines: their call and their interaction."""
        query.add_join(
            "LEFT JOIN",
            "call",
            "contact_segment_call",
            SQL("call.line_id = %s AND call.segment_id = %s", query.id, self.id),
        )
        query.add_join(
            "LEFT JOIN",
            "logged",
            "contact_interaction",
            SQL(
                "logged.segment_line_id = %s AND logged.segment_id = %s",
                query.id,
                self.id,
            ),
        )

    def _prepare_progress_columns(self, query):
        """Return what the figures count of every line."""
        gate = self._get_call_gate(query)
        cases = [SQL("WHEN %s THEN %s", gate[code], code) for code in LEFT_OUT]
        handled = SQL("logged.id IS NOT NULL AND logged.attempt_failed IS NOT TRUE")
        closed = SQL("call.is_open IS FALSE")
        return {
            "handled": handled,
            "closed": closed,
            "done": SQL("(%s OR COALESCE(%s, FALSE))", handled, closed),
            "snoozed": SQL("call.snoozed_until > %s", self.env.cr.now()),
            "skipped": SQL("call.skipped_on IS NOT NULL"),
            "mine": SQL("call.outcome_user_id = %s", self.env.uid),
            "gate": SQL("CASE %s END", SQL(" ").join(cases)),
        }

    def _get_phone_query(self):
        """Return the query of the lines by phone whose contact the user may see."""
        visible = self.env["contact.segment.line"]._get_visible_domain()
        self.env["contact.interaction"].flush_model()
        self.env["contact.segment.call"].flush_model()
        query = self.sudo()._query_lines(visible)
        query.add_where(SQL("%s = 'phone'", query.column("channel")))
        return query

    def _get_callable_query(self):
        """Return the query of the lines that may be called and are not handled."""
        query = self._get_phone_query()
        for condition in self._get_call_gate(query).values():
            query.add_where(SQL("%s IS NOT TRUE", condition))
        query.add_where(
            SQL(
                """NOT EXISTS(
                    SELECT FROM contact_interaction logged
                    WHERE logged.segment_line_id = %s
                      AND logged.attempt_failed IS NOT TRUE
                )""",
                query.id,
            )
        )
        return query

    def _get_call_gate(self, query):
        """Return why the contact of a line cannot be called: a condition by reason.

        The one gate decides.
        """
        contact = query.join_contact()
        partners = self.env["res.partner"]
        conditions = partners._get_gate_conditions(contact, SQL("'phone'"))
        return {code: SQL("(%s)", conditions[code]) for code in LEFT_OUT}

    # --------------------------------------------------------------------------------
    # What opens the call list.
    # --------------------------------------------------------------------------------

    def action_call_list(self):
        """Open the call list of this segment.

        :return: a client action
        :rtype: dict
        :raise UserError: the segment is cancelled
        """
        arguments.check_one(self)
        self._check_callable()
        action = self.env["ir.actions.client"]._for_xml_id(
            "contact_segment.contact_segment_call_list_action"
        )
        # active_id keeps the segment in the address, so the page can be loaded again
        return {
            **action,
            "name": self.env._("Calls: %(segment)s", segment=self.name),
            "context": {"active_id": self.id, "active_model": self._name},
            "params": {"segment_id": self.id},
        }

    def action_view_calls(self):
        """Open the contacts of this segment that were snoozed, skipped or called.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_segment_call_action"
        )
        return {
            **action,
            "domain": [("segment_id", "=", self.id)],
            "context": {"search_default_open": True},
        }
