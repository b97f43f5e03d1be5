# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Conditions while they are written: how soon an estimate is there, who is found."""

import os
import re
import subprocess
from pathlib import Path
from statistics import median

from measure import Result, format_seconds, stopwatch
from measures import MeasuresBenchmark

# They take half an hour; TREES= takes another number, and none for 0.
TREES = int(os.environ.get("TREES", 50_000))
TESTS = 5
AIM = 0.3
SORT_AIM = 1
PYTEST = Path(__file__).parents[1] / "scripts" / "pytest"
RANDOM = "contact_segment/tests/measure/test_measure_random.py"


class ConditionsBenchmark(MeasuresBenchmark):
    """Estimates beside exact counts, and random conditions beside plain Python."""

    name = "conditions"

    def run(self):
        self._fill()
        count = f"{self.contacts.count:,}"
        value, recent = (
            (
                "measure_value_ids",
                "any",
                [("measure_id", "=", id_), ("value", ">=", 500)],
            )
            for id_ in self.measures[:2]
        )
        half = self.contacts.half
        for work, domain in (
            ("everybody", []),
            ("a country", half),
            ("a part of the name", [("name", "ilike", "99")]),
            ("one contact", [("email", "=", "person77@example.com")]),
            ("a measure", [value]),
            ("a measure of 365 days", [recent]),
            (
                "a measure or a country, not another measure",
                ["|", value, *half, "!", recent],
            ),
            (
                "an opportunity of more than 900",
                [("opportunity_ids.expected_revenue", ">", 900)],
            ),
        ):
            yield self._estimate(f"Estimate, of {count} contacts: {work}", domain)
        for work, domain in (
            (f"{count} contacts", []),
            ("those with 999 in their name", [("name", "ilike", "999")]),
        ):
            yield self._sort(f"First 80 by a measure, of {work}", domain)
        if TREES:
            yield self._grow_trees()

    def _estimate(self, work, domain):
        """Time an estimate as the user makes it, beside the count."""
        found = {}

        def ours():
            with self.bench.database.transaction() as env:
                segments = env["contact.segment"]
                return stopwatch(
                    lambda: found.update(ours=segments.estimate_count(domain))
                )

        def reference():
            with self.bench.database.transaction() as env:
                partners = env["res.partner"]
                return stopwatch(
                    lambda: found.update(count=partners.search_count(domain))
                )

        ours()
        seconds = [ours() for _number in range(self.bench.pairs)]
        exact = reference()
        told = found["ours"]["text"]
        return Result(
            work,
            f"{told} in {format_seconds(median(seconds))}",
            f"{found['count']:,} in {format_seconds(exact)}",
            max(seconds),
            AIM,
            unit="s",
        )

    def _sort(self, work, domain):
        """Time the first page of a list of contacts that is sorted by a measure."""

        def page(order):
            with self.bench.database.transaction() as env:
                measures = env["contact.measure"].sudo()
                measures.search([("list_column", "=", "3")]).list_column = False
                measures.browse(self.measures[0]).list_column = "3"
                env.flush_all()
                partners = env["res.partner"]
                specification = {"name": {}, "measure_3": {}}
                return stopwatch(
                    lambda: partners.web_search_read(
                        domain, specification, limit=80, order=order
                    )
                )

        found = []
        for order in ("measure_3 DESC, id", "name, id"):
            page(order)
            found.append(median(page(order) for _number in range(self.bench.pairs)))
        ours, reference = found
        return Result(
            f"{work} (reference: by name)",
            format_seconds(ours),
            format_seconds(reference),
            ours,
            SORT_AIM,
            unit="s",
        )

    def _grow_trees(self):
        """Compare random trees of conditions with the evaluator of the tests."""
        run = subprocess.run(
            [PYTEST, "-q", RANDOM],
            env={**os.environ, "MEASURE_TREES": str(TREES // TESTS)},
            capture_output=True,
            text=True,
            check=False,
        )
        passed = re.search(rf"(?<!\d){TESTS - 1} passed", run.stdout)
        if not passed:
            print(run.stdout[-3000:])
        return Result(
            f"{TREES:,} random conditions on measures beside an evaluator in Python",
            "the same contacts" if passed else "other contacts",
            "plain Python",
            0 if passed else 1,
            0,
            unit="differences",
        )
