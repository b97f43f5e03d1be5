# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What segments have in common, and what sets one apart: CPU seconds and memory."""

import os
import time
from pathlib import Path

from contacts import REF
from interactions_data import InteractionLog
from measure import Result
from memory import get_peak

from odoo.api import SUPERUSER_ID

# A worker is stopped after 60 seconds of its own, and at 2.5 GB; what PostgreSQL takes
# for it is counted as well.
AIM_SECONDS = 60
AIM_MEMORY = 600
OVERLAP_AIM = 10
TAGS = 12
SIMILAR = 10_000
POSITIVE = [("interaction_ids", "any", [("evaluation", "=", "very_positive")])]
# Every contact has some of the tags, and every second one a salesperson.
TAGGED = """
    INSERT INTO res_partner_res_partner_category_rel (partner_id, category_id)
    SELECT contact.id, tags.ids[1 + number]
    FROM res_partner contact, generate_series(0, %(most)s) AS tag (number),
        (SELECT %(tags)s::int[] AS ids) tags
    WHERE contact.ref = %(ref)s
      AND (hashint4(contact.id * 31 + number) & 1023) < 90 + 40 * number
    ON CONFLICT DO NOTHING
"""


class InsightsBenchmark:
    """Insights about a third of all contacts, with a log of one interaction each."""

    name = "insights"

    def __init__(self, bench):
        self.bench = bench

    def run(self):
        self._tag()
        size = self.bench.contacts.count
        log = InteractionLog(self.bench, self.name, size, size)
        try:
            yield from self._measure(log, size)
        finally:
            log.drop()

    def _measure(self, log, size):
        with log.transaction() as env:
            segments = self._make_segments(env)
            env.cr.flush()
            few, many = segments[:3].ids, segments.ids
            for count, ids in ((3, few), (len(many), many)):
                yield self._time(
                    env,
                    f"Overlap of {count} segments of {size:,} contacts",
                    lambda ids=ids: segments.browse().get_overlap(ids),
                    OVERLAP_AIM,
                )
            segment = segments[0]
            most = 0
            for work, call in (
                ("What sets a segment apart", segment.get_differences),
                (
                    f"Find {SIMILAR:,} similar contacts",
                    lambda: segment.find_similar(SIMILAR),
                ),
                ("Propose conditions", lambda: segment.suggest(POSITIVE)),
            ):
                Path("/proc/self/clear_refs").write_text("5")
                before = get_peak()
                work = f"{work}, among {size:,} contacts"
                yield self._time(env, work, call, AIM_SECONDS)
                most = max(most, get_peak() - before)
            yield Result(
                f"Memory of any of these three, {size:,} contacts",
                f"{most:.0f} MB",
                "0 MB",
                most,
                AIM_MEMORY,
                unit="MB more",
            )

    def _time(self, env, work, call, aim):
        before = get_cpu(env)
        call()
        seconds = get_cpu(env) - before
        return Result(
            f"{work} (reference: limit)",
            f"{seconds:.1f} s",
            f"{aim} s",
            seconds,
            aim,
            unit="CPU s",
        )

    def _make_segments(self, env):
        """Return segments that overlap: one of each tag."""
        segments = env["contact.segment"]
        for tag in self.tags:
            segment = self.bench.segments.create(env, f"Benchmark: {tag}")
            segment.add_contacts([("ref", "=", REF), ("category_id", "in", [tag])])
            segments |= segment
        return segments

    def _tag(self):
        with self.bench.database.transaction(SUPERUSER_ID, commit=True) as env:
            tags = env["res.partner.category"]
            names = [f"Benchmark {number}" for number in range(TAGS)]
            there = tags.search([("name", "in", names)])
            missing = set(names) - set(there.mapped("name"))
            there |= tags.create([{"name": name} for name in sorted(missing)])
            env.flush_all()
            self.tags = there.ids
            values = {"tags": self.tags, "most": TAGS - 1, "ref": REF}
            env.cr.execute(TAGGED, values)
        self.bench.database.vacuum("res_partner_res_partner_category_rel")


def get_cpu(env):
    """Return the CPU seconds of this process and of its connection to PostgreSQL."""
    env.cr.execute("SELECT pg_backend_pid()")
    stat = Path(f"/proc/{env.cr.fetchone()[0]}/stat").read_text()
    ticks = map(int, stat.rpartition(")")[2].split()[11:13])
    return time.process_time() + sum(ticks) / os.sysconf("SC_CLK_TCK")
