# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A live segment: its refresh, and who was on it when, beside bare statements."""

from datetime import date, timedelta

from measure import Pairs, stopwatch
from touched import CITY, FINGERPRINT, TouchedBenchmark

AIM = 1.25
PAST_AIM = 2
CHANGED = 5000
LINES = """
    SELECT id, partner_id FROM contact_segment_line
    WHERE segment_id = %(segment)s AND active
"""
DIFFERENCE = """
    SELECT contact.id AS came, line.id AS line, line.partner_id AS gone FROM (
        SELECT id FROM res_partner WHERE active AND {contacts}
    ) contact FULL JOIN ({lines}) line ON line.partner_id = contact.id
    WHERE contact.id IS NULL OR line.id IS NULL
"""
COUNT = "SELECT COUNT(came), COUNT(gone) FROM ({difference}) difference"
# one statement: who differs is found once, as ours does
CHANGE = """
    WITH difference AS MATERIALIZED ({difference}), added AS (
        INSERT INTO contact_segment_line (
            segment_id, partner_id, step_id, active, is_repeat
        ) SELECT %(segment)s, came, %(step)s, TRUE, FALSE FROM difference
        WHERE came IS NOT NULL
    ), joined AS (
        INSERT INTO contact_segment_membership (
            segment_id, partner_id, joined_on, join_reason, step_id
        ) SELECT %(segment)s, came, now() AT TIME ZONE 'UTC', 'match', %(step)s
        FROM difference WHERE came IS NOT NULL
    ), dropped AS (
        UPDATE contact_segment_line SET active = FALSE, step_id = NULL
        FROM difference WHERE contact_segment_line.id = difference.line
    )
    UPDATE contact_segment_membership
    SET left_on = now() AT TIME ZONE 'UTC', leave_reason = 'no_match',
        leave_number = nextval('contact_segment_membership_id_seq')
    FROM difference WHERE segment_id = %(segment)s AND left_on IS NULL
      AND contact_segment_membership.partner_id = difference.gone
"""
WRITTEN = """
    SELECT COUNT(*) FROM contact_segment_line
    WHERE segment_id = %(segment)s AND xmin::text = pg_current_xact_id()::text
"""
# Everybody was there once before, and then for longer.
HISTORY = """
    UPDATE contact_segment_membership SET joined_on = joined_on - INTERVAL '100 days'
    WHERE segment_id = %(segment)s;
    INSERT INTO contact_segment_membership (
        segment_id, partner_id, joined_on, join_reason, left_on, leave_reason,
        leave_number
    ) SELECT segment_id, partner_id, joined_on - INTERVAL '200 days', 'match',
        joined_on - INTERVAL '100 days', 'no_match',
        nextval('contact_segment_membership_id_seq')
    FROM contact_segment_membership WHERE segment_id = %(segment)s;
    UPDATE contact_segment SET live_since = live_since - INTERVAL '400 days'
    WHERE id = %(segment)s;
    ANALYZE contact_segment_membership
"""
TODAY = LINES.replace("id, partner_id", "partner_id") + " ORDER BY partner_id"


class LiveBenchmark:
    """A segment with one condition, of which everybody or nobody has changed."""

    name = "live"

    def __init__(self, bench):
        self.bench = bench
        self.contacts = bench.contacts
        self.where = f"{self.contacts.where} AND (city != '{CITY}' OR city IS NULL)"
        self.segment_id = 0

    def run(self):
        self.segment_id = self._make_segment()
        count = f"{self.contacts.count:,}"
        yield self.measure(f"Refresh {count} contacts, nothing changed", 0)
        yield self.measure(
            f"Refresh {count} contacts, {CHANGED:,} changed", CHANGED // 2
        )
        yield from TouchedBenchmark(self.bench).run(self.segment_id)

        with self.bench.database.transaction() as env:
            env.cr.execute(HISTORY, {"segment": self.segment_id})
            yield self.measure_past(env, f"Members half a year ago, of {count}")

    def measure_past(self, env, work):
        """Return how long it takes who was there, beside who is there today."""
        segment = env["contact.segment"].browse(self.segment_id)
        day = str(date.today() - timedelta(days=250))
        found = {}

        def ours():
            env.invalidate_all()
            return stopwatch(lambda: found.update(ours=segment.get_members(day)))

        def reference():
            def read():
                env.cr.execute(TODAY, {"segment": self.segment_id})
                found["reference"] = [id_ for (id_,) in env.cr.fetchall()]

            return stopwatch(read)

        pairs = Pairs(self.bench.pairs).time(ours, reference)
        if not found["ours"] or found["ours"] != found["reference"]:
            raise SystemExit(f"{work}: the two sides find others")
        return pairs.as_result(work, PAST_AIM)

    def _make_segment(self):
        def fill(segment):
            segment.add_contacts([*self.contacts.domain, ("city", "!=", CITY)])
            segment.write({"is_live": True, "hold_percent": 1000})

        count = self.contacts.count
        segment_id = self.bench.segments.get("live", count, fill)
        self.bench.database.vacuum(
            "contact_segment_line", "contact_segment_membership", "res_partner"
        )
        return segment_id

    def _change(self, env, count):
        """Let so many go, and as many come that were never there."""
        values = {"segment": self.segment_id, "count": count, "city": CITY}
        env.cr.execute(
            """UPDATE res_partner SET city = %(city)s WHERE id IN (
                SELECT partner_id FROM contact_segment_line
                WHERE segment_id = %(segment)s AND active
                ORDER BY partner_id LIMIT %(count)s
            )""",
            values,
        )
        env.cr.execute(
            """WITH gone AS (
                DELETE FROM contact_segment_line WHERE id IN (
                    SELECT id FROM contact_segment_line
                    WHERE segment_id = %(segment)s AND active
                    ORDER BY partner_id DESC LIMIT %(count)s
                ) RETURNING partner_id
            )
            DELETE FROM contact_segment_membership
            WHERE segment_id = %(segment)s
              AND partner_id IN (SELECT partner_id FROM gone)""",
            values,
        )
        env.cr.execute("ANALYZE contact_segment_line")

    def measure(self, work, count):
        found = {}
        difference = DIFFERENCE.format(contacts=self.where, lines=LINES)
        statement = (CHANGE if count else COUNT).format(difference=difference)

        def ours():
            return self._run(
                count, "ours", found, lambda segment, _values: segment.refresh()
            )

        def reference():
            return self._run(
                count,
                "reference",
                found,
                lambda segment, values: segment.env.cr.execute(statement, values),
            )

        pairs = Pairs(self.bench.pairs).time(ours, reference)
        if found["ours"] != found["reference"]:
            raise SystemExit(f"{work}: the two sides write different rows: {found}")
        if not count and found["written"]:
            raise SystemExit(f"{work}: {found['written']} lines were written")
        return pairs.as_result(work, AIM)

    def _run(self, count, side, found, work):
        """Run one side in a transaction that is rolled back; return its seconds."""
        with self.bench.database.transaction() as env:
            if count:
                self._change(env, count)
            segment = env["contact.segment"].browse(self.segment_id)
            values = {"segment": segment.id, "step": segment.step_ids.id}
            env.cr.flush()
            env.invalidate_all()
            seconds = stopwatch(lambda: (work(segment, values), env.cr.flush()))
            env.cr.execute(FINGERPRINT, values)
            found[side] = env.cr.fetchone()
            if side == "ours":
                env.cr.execute(WRITTEN, values)
                [found["written"]] = env.cr.fetchone()
        self.bench.database.vacuum(
            "contact_segment_line", "contact_segment_membership", "res_partner"
        )
        return seconds
