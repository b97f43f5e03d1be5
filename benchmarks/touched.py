# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Look at the contacts of a live segment that were touched, beside looking at all."""

from datetime import timedelta

from measure import Pairs, Result, stopwatch
from measures import MeasuresBenchmark

# So many times faster it is, if 5,000 of a million were touched; of fewer, so much
# less, because most of what a thousand take is the same for one.
AIM = 15
OF = 1_000_000
SHARE = 200
CITY = "Benchmark: elsewhere"
FINGERPRINT = """
    SELECT COUNT(*), SUM(hashtext(CONCAT_WS('|', partner_id, active, step_id))), (
        SELECT SUM(hashtext(CONCAT_WS(
            '|', partner_id, left_on IS NULL, join_reason, leave_reason
        ))) FROM contact_segment_membership WHERE segment_id = %(segment)s
    ) FROM contact_segment_line WHERE segment_id = %(segment)s
"""
# The members that are touched, from all over; a fiftieth of them leaves.
PICKED = """
    SELECT partner_id FROM contact_segment_line
    WHERE segment_id = %(segment)s AND active
    ORDER BY hashint4(partner_id) LIMIT %(count)s
"""
# what a condition on fields of the contact looks at, and one on a figure
TOUCH_CONTACTS = f"""
    UPDATE res_partner SET write_date = %(mark)s,
        city = CASE WHEN id %% 50 = 0 THEN %(city)s ELSE city END
    WHERE id IN ({PICKED})
"""
TOUCH_OPPORTUNITIES = f"""
    UPDATE crm_lead SET write_date = %(mark)s, expected_revenue =
        CASE WHEN partner_id %% 50 = 0 THEN 0 ELSE expected_revenue END
    WHERE partner_id IN ({PICKED})
"""
TABLES = (
    "contact_segment_line",
    "contact_segment_membership",
    "res_partner",
    "crm_lead",
)


class TouchedBenchmark(MeasuresBenchmark):
    """A segment with a condition on the city, and one with a figure."""

    name = "touched"

    def run(self, segment_id):
        """Measure both.

        :param int segment_id: the one with a condition on the city
        """
        touched, count = self.contacts.count // SHARE, f"{self.contacts.count:,}"
        work = f"Refresh {touched:,} touched contacts of {count}, beside all of them"
        yield self.measure(work, segment_id, TOUCH_CONTACTS)
        self._fill()
        yield self.measure(
            f"{work}: the value of all opportunities ≥ 1,000",
            self._make_by_measure(),
            TOUCH_OPPORTUNITIES,
        )

    def _make_by_measure(self):
        terms = [("measure_id", "=", self.measures[0]), ("value", ">=", 1000)]
        domain = [*self.contacts.domain, ("measure_value_ids", "any", terms)]

        def fill(segment):
            segment.add_contacts(domain)
            segment.write({"is_live": True, "hold_percent": 1000})

        with self.bench.database.transaction() as env:
            count = env["res.partner"].search_count(domain)
        return self.bench.segments.get("live by a measure", count, fill)

    def measure(self, work, segment_id, touch):
        """Compare looking at touched contacts with looking at everybody."""
        found = {}

        def run(side, refresh):
            return self._run(segment_id, touch, found, side, refresh)

        def touched():
            return run("touched", lambda one, mark: one._refresh_touched(mark, {}))

        def everybody():
            return run("everybody", lambda one, _mark: one.refresh())

        self.bench.database.vacuum(*TABLES)
        pairs = Pairs(self.bench.pairs).time(touched, everybody)
        if found["touched"] != found["everybody"]:
            raise SystemExit(f"{work}: the two sides find others: {found}")
        aim = AIM * min(self.contacts.count / OF, 1)
        result = pairs.as_result(work, aim)
        return Result(
            work, result.ours, result.reference, 1 / result.value, aim, at_most=False
        )

    def _run(self, segment_id, touch, found, side, refresh):
        """Run one side after members were touched; return its seconds."""
        with self.bench.database.transaction() as env:
            segment = env["contact.segment"].sudo().browse(segment_id)
            values = {
                "segment": segment.id,
                "mark": env.cr.now() + timedelta(hours=1),
                "city": CITY,
                "count": self.contacts.count // SHARE,
            }
            env.cr.execute(touch, values)
            segment._write_touched(values["mark"])
            env.cr.execute("ANALYZE res_partner; ANALYZE crm_lead")
            env.cr.flush()
            env.invalidate_all()
            seconds = stopwatch(
                lambda: (refresh(segment, values["mark"]), env.cr.flush())
            )
            env.cr.execute(FINGERPRINT, values)
            found[side] = env.cr.fetchone()
        self.bench.database.vacuum(*TABLES)
        return seconds
