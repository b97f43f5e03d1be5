# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tell why a contact is on a segment or not, and find who nearly is."""

from statistics import median

from measure import Result, format_seconds, stopwatch
from measures import MeasuresBenchmark

CONTACTS = 20


class ExplainBenchmark(MeasuresBenchmark):
    """What users wait for who ask about one contact of many."""

    name = "explain"

    def run(self):
        self._fill()
        count = f"{self.contacts.count:,}"
        with self.bench.database.transaction() as env:
            segment = self._make_segment(env)
            ids = self._pick(env)
            work = f"Explain a contact, of {count}: four steps, a measure in one"
            yield self._time(work, 0.2, [lambda i=i: segment.explain(i) for i in ids])
            work = f"Near misses, of {count} contacts: the first 80"
            yield self._time(work, 20, [segment.find_near_misses] * 3)

    def _make_segment(self, env):
        """Return a segment with steps such as users take."""
        segment = env["contact.segment"].create({"name": "Benchmark"})
        terms = [("measure_id", "=", self.measures[0]), ("value", ">=", 1000)]
        segment.add_contacts([*self.contacts.domain, *self.contacts.half])
        segment.add_contacts(
            [("city", "=", "City 7"), ("phone", "!=", False)], expand_companies=True
        )
        segment.reduce_contacts([("parent_id.city", "=", "City 3")])
        segment.refine_contacts(
            [
                *("|", ("measure_value_ids", "any", terms)),
                ("opportunity_ids", "any", [("expected_revenue", ">", 900)]),
            ]
        )
        env.flush_all()
        return segment

    def _pick(self, env):
        """Return the ids of contacts from all over."""
        partners = env["res.partner"]
        step = max(self.contacts.count // CONTACTS, 1)
        return [
            partners.search(self.contacts.domain, offset=place, limit=1, order="id").id
            for place in range(0, step * CONTACTS, step)
        ]

    def _time(self, work, aim, calls):
        """Return how long calls take, the middle one; the first one warms up."""
        calls[0]()
        seconds = median(stopwatch(call) for call in calls)
        return Result(work, format_seconds(seconds), "–", seconds, aim, unit="s")
