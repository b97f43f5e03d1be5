# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ...tools import arguments


class ContactSegment(models.Model):
    """Who was on a live segment when, read from the ranges."""

    _inherit = "contact.segment"

    def get_members(self, on=""):
        """Return who was on the segment at the end of a day.

        :param str on: the day, as 2026-03-31, in the time zone of the user; empty: who
            is on it now
        :return: ids of contacts, as far as the user may see them
        :rtype: list[int]
        :raise UserError: it is not known, or not any more, who was on it that day
        """
        arguments.check_one(self)
        self.check_access("read")
        moment = self._read_moment("on", on)
        query = self._query_ranges()
        query.add_where(self._is_within(query, moment))
        column = SQL.identifier(query.table, "partner_id")
        query.order = column
        return [id_ for (id_,) in self.env.execute_query(query.select(column))]

    def compare(self, date_from, date_to=""):
        """Tell who joined and who left the segment between the ends of two days.

        :param str date_from: the first day, as 2026-03-31
        :param str date_to: the last day; empty: until now
        :return: entered (partner_id, on), left (partner_id, on, reason) and stayed, a
            number; contacts that were deleted since are counted only
        :rtype: dict
        :raise UserError: it is not known, or not any more, who was on the segment at
            the first day, or it comes after the last one
        """
        begin, end = self._read_span(date_from, date_to)
        changed = self._select_changed(begin, end)
        rows = self.env.execute_query(
            SQL("SELECT * FROM (%s) changed ORDER BY partner_id", changed)
        )
        *_sizes, stayed = self._count_between(begin, end)
        return {
            "entered": [
                {"partner_id": id_, "on": fields.Datetime.to_string(joined)}
                for id_, was_in, joined, _why, _left, _reason in rows
                if not was_in
            ],
            "left": [
                {
                    "partner_id": id_,
                    "on": fields.Datetime.to_string(left),
                    "reason": reason,
                }
                for id_, was_in, _joined, _why, left, reason in rows
                if was_in
            ],
            "stayed": stayed,
        }

    def get_sizes(self):
        """Return how many contacts were on the segment at the end of each day.

        :return: date and size, of the days on which it changed; deleted contacts count.
            Where old leaves were forgotten, it begins on the day they are known from
        :rtype: list[dict]
        """
        arguments.check_one(self)
        self.check_access("read")
        return [{"date": one["date"], "size": one["size"]} for one in self._read_days()]

    def get_size_history(self):
        """Return how the segment grew and shrank: what the chart of its form shows.

        :return: date, and joined, left and size of that day, of the days on which it
            changed; deleted contacts count, and who was on it when it became live has
            not joined. Where old leaves were forgotten, it begins on the day they are
            known from
        :rtype: list[dict]
        """
        arguments.check_one(self)
        self.check_access("read")
        return self._read_days()

    def _read_days(self):
        """Count who joined and left on each day, and who was there at its end."""
        begin = self.history_from or None
        # of the rest, some may not be forgotten yet
        is_kept = SQL("(left_on IS NULL OR left_on > %s)", begin)
        self.env["contact.segment.membership"].flush_model()
        # the number of contacts counts hidden ones too
        return self.env.execute_query_dict(
            SQL(
                """SELECT day::text AS date, joined, "left",
                    SUM(change) OVER (ORDER BY day)::int AS size
                FROM (
                    SELECT (moment AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                        AS day, SUM(change) AS change,
                        COUNT(*) FILTER (WHERE change = 1 AND is_told)::int AS joined,
                        COUNT(*) FILTER (WHERE change = -1 AND is_told)::int AS "left"
                    FROM (
                        SELECT GREATEST(joined_on, %(begin)s) AS moment, 1 AS change,
                            join_reason != 'start' AND %(was_there)s AND %(is_after)s
                                AS is_told
                        FROM contact_segment_membership
                        WHERE segment_id = %(segment)s AND %(is_kept)s
                        UNION ALL
                        SELECT left_on, -1, %(was_there)s
                        FROM contact_segment_membership
                        WHERE segment_id = %(segment)s AND left_on IS NOT NULL
                          AND %(is_kept)s
                    ) changes GROUP BY 1
                ) days ORDER BY day""",
                zone=str(self.env.tz),
                segment=self.id,
                begin=begin,
                is_kept=is_kept if begin else SQL("TRUE"),
                # what merging leaves of the others counts for nothing
                was_there=SQL("(left_on IS NULL OR left_on > joined_on)"),
                is_after=SQL("joined_on >= %s", begin) if begin else SQL("TRUE"),
            )
        )

    def _read_span(self, date_from, date_to):
        """Return the ends of two days.

        :rtype: tuple[datetime, datetime]
        :raise UserError: as ``compare``
        """
        arguments.check_one(self)
        self.check_access("read")
        begin = self._read_moment("date_from", date_from)
        end = self._read_moment("date_to", date_to)
        if begin > end:
            raise UserError(
                self.env._(
                    "The first day comes after the last one; exchange the two days."
                )
            )
        return begin, end

    def _select_changed(self, begin, end):
        """Select the contacts that are on the segment at one of two moments only.

        :return: the query of partner_id, was_in (at the first one), when and why it
            joined, and when and why it left last
        :rtype: SQL
        """
        was, is_ = self._query_ranges(), self._query_ranges()
        was.add_where(self._is_within(was, begin))
        is_.add_where(self._is_within(is_, end))
        columns = ("partner_id", "joined_on", "join_reason")
        return SQL(
            """SELECT COALESCE(was.partner_id, is_.partner_id) AS partner_id,
                was.partner_id IS NOT NULL AS was_in, is_.joined_on, is_.join_reason,
                gone.left_on, gone.leave_reason
            FROM (%(was)s) was FULL JOIN (%(is_)s) is_
                ON is_.partner_id = was.partner_id
            LEFT JOIN LATERAL (
                SELECT left_on, leave_reason FROM contact_segment_membership
                WHERE segment_id = %(segment)s AND partner_id = was.partner_id
                  AND left_on <= %(end)s
                ORDER BY left_on DESC, id DESC LIMIT 1
            ) gone ON is_.partner_id IS NULL
            WHERE was.partner_id IS NULL OR is_.partner_id IS NULL""",
            was=was.select(*(SQL.identifier(was.table, name) for name in columns)),
            is_=is_.select(*(SQL.identifier(is_.table, name) for name in columns)),
            segment=self.id,
            end=end,
        )

    def _read_moment(self, argument, value):
        """Return the end of a day, or now, in UTC.

        :raise UserError: it is before the segment became live, or what is kept of it
        """
        now = self._get_range_time()
        moment = now
        if value:
            day = arguments.read_date(self.env, argument, value)
            zone = ZoneInfo(str(self.env.tz))
            ends = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
            moment = min(ends.astimezone(ZoneInfo("UTC")).replace(tzinfo=None), now)
        if not self.live_since or moment < self.live_since.replace(microsecond=0):
            raise UserError(
                self.env._(
                    "It is not known who was on segment %(segment)s then; it is noted "
                    "from the day on which a segment becomes live.",
                    segment=self.display_name,
                )
            )
        if self.history_from and moment < self.history_from:
            local = fields.Datetime.context_timestamp(self, self.history_from)
            raise UserError(
                self.env._(
                    "It is not known any more who was on segment %(segment)s then; who "
                    "left it before %(date)s was forgotten.",
                    segment=self.display_name,
                    date=format_date(self.env, local.date()),
                )
            )
        return moment

    def _query_ranges(self):
        """Return the query of the ranges of contacts that the user may see."""
        ranges = self.env["contact.segment.membership"]
        return ranges._search(
            [("segment_id", "=", self.id), ("partner_id", "!=", False)]
        )

    def _is_within(self, query, moment):
        """Return the SQL of whether a moment is in a range."""
        return SQL(
            "%(joined)s <= %(moment)s AND (%(left)s IS NULL OR %(left)s > %(moment)s)",
            joined=SQL.identifier(query.table, "joined_on"),
            left=SQL.identifier(query.table, "left_on"),
            moment=moment,
        )

    def _count_between(self, begin, end):
        """Count who was on the segment at each of two moments, hidden contacts too.

        :return: at the first, at the second, and at both
        :rtype: tuple[int, int, int]
        """
        ranges = self.env["contact.segment.membership"].sudo()
        both = []
        for moment in (begin, end):
            query = ranges._search([("segment_id", "=", self.id)])
            query.add_where(self._is_within(query, moment))
            key = SQL(
                "COALESCE(%s, -%s) AS key",
                SQL.identifier(query.table, "partner_id"),
                SQL.identifier(query.table, "id"),
            )
            both.append(query.select(key))
        [counts] = self.env.execute_query(
            SQL(
                """WITH was AS MATERIALIZED (%s), is_ AS MATERIALIZED (%s)
                SELECT (SELECT COUNT(*) FROM was), (SELECT COUNT(*) FROM is_),
                    (SELECT COUNT(*) FROM was JOIN is_ USING (key))""",
                *both,
            )
        )
        return counts

    def _forget_leaves(self, before, most):
        """Forget the oldest leaves of a segment; whoever works on it goes first.

        :param datetime before: later ones are kept
        :param int most: as many as that
        :return: how many were forgotten
        :rtype: int
        """
        if not self.try_lock_for_update(allow_referencing=True):
            return 0
        self.env.cr.execute(
            SQL(
                """DELETE FROM contact_segment_membership WHERE id IN (
                    SELECT id FROM contact_segment_membership
                    WHERE segment_id = %s AND left_on <= %s
                      AND leave_number IS NOT NULL
                    ORDER BY leave_number LIMIT %s
                )""",
                self.id,
                before,
                most,
            )
        )
        count = self.env.cr.rowcount
        if count and (not self.history_from or self.history_from < before):
            self._write_header({"history_from": before})
        self.env["contact.segment.membership"].invalidate_model()
        return count
