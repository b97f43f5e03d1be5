# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Memory: adding and logging many contacts takes no more of it than a few.

Every size runs in a process of its own, because the peak of a process never falls.
"""

from pathlib import Path

from apart import run_apart
from measure import Result

AIM = 5
SMALL = 10_000


class MemoryBenchmark:
    """The peak of the process that runs Odoo; PostgreSQL's is not counted."""

    name = "memory"
    suffix = ""

    def __init__(self, bench):
        self.bench = bench

    def run(self):
        sizes = [self.bench.size, min(SMALL, self.bench.size)]
        large, small = (self._measure_apart(size) for size in sizes)
        yield Result(
            f"Memory to add and log {sizes[0]:,} contacts (reference: {sizes[1]:,})",
            f"{large:.1f} MB",
            f"{small:.1f} MB",
            large - small,
            AIM,
            unit="MB more",
        )

    def measure(self, size):
        """Return by how many MB this process grows at most."""
        self._add_and_log(10)
        # forget the peak of loading Odoo, below which much could hide
        Path("/proc/self/clear_refs").write_text("5")
        before = get_peak()
        self._add_and_log(size)
        return get_peak() - before

    def _add_and_log(self, size):
        with self.bench.database.transaction() as env:
            segment = self.bench.segments.create(env, "Benchmark: memory")
            segment.add_contacts(self.bench.contacts.get_domain(size))
            segment.log(send=False)
            env.cr.flush()

    def _measure_apart(self, size):
        peak = run_apart(self.name, self.bench.size, self.bench.pairs, measured=size)
        self.bench.database.vacuum()
        return peak


def get_peak():
    """Return the peak in MB of this process, its parent's not included."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("the peak of the memory is only known on Linux")
