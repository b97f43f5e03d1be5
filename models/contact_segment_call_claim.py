# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import arguments

# A contact that somebody took is his for so long, and longer as long as he works.
CLAIM_TIME = timedelta(minutes=30)
# A call that only somebody took, with nothing else to remember about it.
UNTOUCHED = SQL(
    "snoozed_until IS NULL AND skipped_on IS NULL AND interaction_id IS NULL "
    "AND attempts = 0"
)


class ContactSegment(models.Model):
    """Who calls whom: two callers never have the same contact.

    Transactions are REPEATABLE READ, so none sees what was committed after it began.
    Every claim is one statement that locks what it takes and skips what is locked; if
    somebody else took it after this transaction began, the database refuses it as a
    serialization failure, and Odoo repeats the whole call.
    """

    _inherit = "contact.segment"

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
