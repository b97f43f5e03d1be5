# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The SQL by which ranges of memberships follow lines that others have changed."""

from odoo.tools import SQL

# joins and leaves are counted together
NEXT_NUMBER = SQL("nextval('contact_segment_membership_id_seq')")


def build_closing(segment_ids, now):
    """Return the statement that ends the ranges of those who are on no line any more.

    Why they left, their line tells.

    :rtype: SQL
    """
    return SQL(
        """UPDATE contact_segment_membership one
        SET left_on = GREATEST(one.joined_on, %(now)s),
            leave_reason = left_line.reason,
            leave_step_id = left_line.removed_step_id, leave_number = %(number)s
        FROM contact_segment_membership still
        CROSS JOIN LATERAL (%(reason)s) left_line
        WHERE one.id = still.id AND still.segment_id = ANY(%(segments)s)
          AND still.left_on IS NULL AND NOT EXISTS(
            SELECT FROM contact_segment_line line
            WHERE line.segment_id = still.segment_id
              AND line.partner_id = still.partner_id AND line.active IS TRUE
        )""",
        now=now,
        number=NEXT_NUMBER,
        reason=_select_reason(),
        segments=segment_ids,
    )


def build_opening(segment_ids, now, reason=""):
    """Return the statement that begins the ranges of those who are on a line now.

    :param str reason: why they joined; without one, their step tells
    :rtype: SQL
    """
    told = SQL("CASE WHEN step.source = 'manual' THEN 'by_hand' ELSE 'match' END")
    return SQL(
        """INSERT INTO contact_segment_membership (
            segment_id, partner_id, joined_on, join_reason, step_id
        )
        SELECT DISTINCT ON (line.partner_id, line.segment_id)
            line.segment_id, line.partner_id, %(now)s, %(reason)s, step.id
        FROM contact_segment_line line
        LEFT JOIN contact_segment_step step ON step.id = line.step_id
        WHERE line.segment_id = ANY(%(segments)s) AND line.active IS TRUE
          AND NOT EXISTS(
            SELECT FROM contact_segment_membership one
            WHERE one.segment_id = line.segment_id
              AND one.partner_id = line.partner_id AND one.left_on IS NULL
        )
        ORDER BY line.partner_id, line.segment_id, line.id""",
        now=now,
        reason=reason or told,
        segments=segment_ids,
    )


def _select_reason():
    """Select why the contact of a range is on the segment no more, and by which step.

    Without any line it was deleted; merging tells for itself.
    """
    return SQL(
        """SELECT CASE
            WHEN line.id IS NULL THEN 'deleted'
            WHEN removing.source = 'manual' THEN 'by_hand'
            WHEN removing.action = 'reduce' THEN 'reduced'
            WHEN removing.action = 'refine' THEN 'not_kept'
            WHEN adding.id IS NOT NULL AND adding.active IS NOT TRUE THEN 'undone'
            ELSE 'no_match'
        END AS reason, removing.id AS removed_step_id
        FROM (VALUES (1)) once (more)
        LEFT JOIN contact_segment_line line
            ON line.segment_id = still.segment_id
            AND line.partner_id = still.partner_id
        LEFT JOIN contact_segment_step removing
            ON removing.id = line.removed_step_id AND removing.active IS TRUE
        LEFT JOIN contact_segment_step adding ON adding.id = line.step_id
        ORDER BY line.id DESC NULLS LAST LIMIT 1"""
    )
