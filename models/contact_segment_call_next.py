# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import arguments
from .contact_segment_call_claim import CLAIM_TIME


class ContactSegment(models.Model):
    """The call list: who is called next.

    In this order: the contact the user has already, those whose time has come, those
    nobody looked at yet, and those that were skipped. The long part, what nobody looked
    at, is read from where the list stands; so it does not matter how many lines were
    called before.
    """

    _inherit = "contact.segment"

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
        line_id = SQL.identifier(query.table, "id")
        query.add_join(
            "JOIN", "call", "contact_segment_call", SQL("call.line_id = %s", line_id)
        )
        query.add_where(
            SQL("call.segment_id = %s AND call.is_open IS TRUE", self.id),
        )
        condition, order = self._get_known_condition(what)
        query.add_where(condition)
        query.order = SQL("%s, %s", order, line_id)
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
                query.select(line_id),
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
        line_id = SQL.identifier(query.table, "id")
        query.add_where(
            SQL(
                """%s > %s AND NOT EXISTS(
                    SELECT FROM contact_segment_call call WHERE call.line_id = %s
                )""",
                line_id,
                after,
                line_id,
            )
        )
        query.order = line_id
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
                query.select(SQL.identifier(query.table, "id")),
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
