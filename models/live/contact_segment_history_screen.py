# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import arguments
from .contact_segment_membership import LEAVE_REASONS

# So many days back a row of the list shows sizes.
TREND_DAYS = 90
# So many of the latest joins, and as many leaves, are looked at for that: then a list
# opens as fast whatever happened to its segments since they are live.
LATEST = 20_000
# So many contacts are shown of those who came, and of those who went, at a time.
SHOWN = 80
# How far back one looks first.
USUAL_DAYS = 30


class ContactSegment(models.Model):
    """What screens show of the history of a live segment.

    Programs have ``get_sizes`` and ``compare``, which leave out nothing.
    """

    _inherit = "contact.segment"

    size_trend = fields.Json(
        string="Size, Last 90 Days",
        compute="_compute_size_trend",
        compute_sudo=False,
        exportable=False,
        help="How many contacts were on it at the end of the days on which that "
        "changed.",
    )

    # --------------------------------------------------------------------------------
    # Sizes in the list of live segments.
    # --------------------------------------------------------------------------------

    @api.depends("line_count")
    @api.depends_context("tz")
    def _compute_size_trend(self):
        """Go back from the size of now, for all rows of a list by one statement."""
        tracked = self.filtered("live_since")
        (self - tracked).size_trend = False
        if not tracked:
            return
        today = fields.Date.context_today(self)
        latest = tracked._read_latest_days()
        for segment in tracked:
            first = max(segment._get_first_day(), today - timedelta(days=TREND_DAYS))
            size, points = segment.line_count, []
            rows = latest.get(segment._origin.id, {})
            # the numbers of a day that was not read to its beginning are not whole
            first = max(
                [first, *(day for day, (_sum, whole) in rows.items() if not whole)]
            )
            for day in sorted((day for day in rows if day > first), reverse=True):
                points.append((day, size))
                size -= rows[day][0]
            points.append((first, size))
            segment.size_trend = [
                {"date": fields.Date.to_string(day), "size": count}
                for day, count in reversed(points)
            ]

    def _get_first_day(self):
        """Return the first day at whose end it is known who was on the segment.

        :rtype: date
        """
        known = [moment for moment in (self.live_since, self.history_from) if moment]
        return fields.Datetime.context_timestamp(self, max(known)).date()

    def _read_latest_days(self):
        """Return how much the latest joins and leaves changed the size, day by day.

        :return: by id of the segment and day the change, and whether all of that day
            was read
        :rtype: dict[int, dict]
        """
        self.env["contact.segment.membership"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT segment_id,
                    (moment AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day,
                    SUM(change)::int,
                    BOOL_AND(number < %(latest)s)
                FROM (
                    SELECT one.id AS segment_id, joins.moment, 1 AS change, joins.number
                    FROM UNNEST(%(segments)s::int[]) one (id), LATERAL (
                        SELECT joined_on AS moment,
                            ROW_NUMBER() OVER (ORDER BY id DESC) AS number
                        FROM contact_segment_membership WHERE segment_id = one.id
                        ORDER BY id DESC LIMIT %(latest)s
                    ) joins
                    UNION ALL
                    SELECT one.id, leaves.moment, -1, leaves.number
                    FROM UNNEST(%(segments)s::int[]) one (id), LATERAL (
                        SELECT left_on AS moment,
                            ROW_NUMBER() OVER (ORDER BY leave_number DESC) AS number
                        FROM contact_segment_membership
                        WHERE segment_id = one.id AND left_on IS NOT NULL
                        ORDER BY leave_number DESC LIMIT %(latest)s
                    ) leaves
                ) changes GROUP BY 1, 2""",
                zone=str(self.env.tz),
                segments=self._origin.ids,
                latest=LATEST,
            )
        )
        days = defaultdict(dict)
        for segment_id, day, change, is_whole in rows:
            days[segment_id][day] = (change, is_whole)
        return days

    # --------------------------------------------------------------------------------
    # The difference of two days, for people.
    # --------------------------------------------------------------------------------

    def action_compare(self):
        """Open who came and who went between two days, and why.

        :return: a client action
        :rtype: dict
        :raise UserError: the segment was never live
        """
        arguments.check_one(self)
        self.check_access("read")
        # refuses what was never live
        self._read_moment("date_to", "")
        first, today = self._get_first_day(), fields.Date.context_today(self)
        begin = max(first, today - timedelta(days=USUAL_DAYS))
        return {
            "type": "ir.actions.client",
            "tag": "contact_segment.changes",
            "name": self.env._("Who Came and Who Went: %s", self.name),
            "target": "new",
            "context": {"dialog_size": "extra-large"},
            "params": {
                "segment_id": self.id,
                "first": fields.Date.to_string(first),
                "date_from": fields.Date.to_string(begin),
                "date_to": fields.Date.to_string(today),
            },
        }

    def get_changes(self, date_from, date_to="", reason="", offset=0):
        """Tell who came and who went between the ends of two days, as people read it.

        :param str date_from: the first day, as 2026-03-31
        :param str date_to: the last day; empty: until now
        :param str reason: only who left for this reason
        :param int offset: so many who came, and so many who went, are passed over
        :return: size_from and size_to; ``came`` and ``went``, each with the count, how
            many of these are hidden (deleted, or the user may not see them) and the
            latest 80 contacts (partner_id, name, on, reason in words); and ``reasons``
            of who left (code, label, count)
        :rtype: dict
        :raise UserError: as ``compare``
        """
        begin, end = self._read_span(date_from, date_to)
        codes = [code for code, _label in LEAVE_REASONS]
        reason = arguments.read_choice(self.env, "reason", reason, codes, optional=True)
        offset = arguments.read_integer(self.env, "offset", offset)
        changed = self._select_changed(begin, end)
        was, is_, stayed = self._count_between(begin, end)
        counts = self.env.execute_query(
            SQL(
                """SELECT was_in, leave_reason, COUNT(*) FROM (%s) changed
                GROUP BY 1, 2 ORDER BY 3 DESC, 2""",
                changed,
            )
        )
        seen = {
            side: sum(count for was_in, _code, count in counts if was_in == side)
            for side in (False, True)
        }
        contacts = self._read_changed(changed, reason, offset)
        labels = self._get_reason_labels("leave_reason")
        return {
            "size_from": was,
            "size_to": is_,
            "came": {
                "count": is_ - stayed,
                "hidden": is_ - stayed - seen[False],
                "contacts": contacts[False],
            },
            "went": {
                "count": was - stayed,
                "hidden": was - stayed - seen[True],
                "contacts": contacts[True],
            },
            "reasons": [
                {"code": code, "label": labels[code], "count": count}
                for was_in, code, count in counts
                if was_in and code
            ],
        }

    def _read_changed(self, changed, reason, offset):
        """Return the contacts of one page of those who came, and of those who went.

        :param SQL changed: from ``_select_changed``
        :return: those who came under False, those who went under True
        :rtype: dict[bool, list[dict]]
        """
        wanted = SQL("WHERE NOT was_in OR leave_reason = %s", reason)
        rows = self.env.execute_query(
            SQL(
                """SELECT was_in, partner_id, moment, reason FROM (
                    SELECT was_in, partner_id,
                        CASE WHEN was_in THEN left_on ELSE joined_on END AS moment,
                        CASE WHEN was_in THEN leave_reason ELSE join_reason END
                            AS reason,
                        ROW_NUMBER() OVER (
                            PARTITION BY was_in
                            ORDER BY left_on DESC, joined_on DESC, partner_id
                        ) AS number
                    FROM (%(changed)s) changed %(wanted)s
                ) numbered
                WHERE number > %(offset)s AND number <= %(offset)s + %(shown)s
                ORDER BY number""",
                changed=changed,
                wanted=wanted if reason else SQL(),
                offset=offset,
                shown=SHOWN,
            )
        )
        partners = self.env["res.partner"].browse([row[1] for row in rows])
        labels = {
            False: self._get_reason_labels("join_reason"),
            True: self._get_reason_labels("leave_reason"),
        }
        contacts = {False: [], True: []}
        for (was_in, _id, moment, code), partner in zip(rows, partners, strict=True):
            contacts[was_in].append(
                {
                    "partner_id": partner.id,
                    "name": partner.display_name,
                    "on": fields.Datetime.to_string(moment) or "",
                    "reason": labels[was_in].get(code, ""),
                }
            )
        return contacts

    @api.model
    def _get_reason_labels(self, name):
        """Return the reasons of a field of ranges in the language of the reader.

        :rtype: dict[str, str]
        """
        field = self.env["contact.segment.membership"]._fields[name]
        return dict(field._description_selection(self.env))
