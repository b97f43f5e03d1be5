# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Random calls of public methods, as programs may make them: no exception of ours.

They run in one process and one transaction, in a database of their own with few
contacts: the methods are called, not measured.
"""

import subprocess
from pathlib import Path

from apart import run_apart
from measure import Result

from odoo.api import SUPERUSER_ID

SEED = 9
CALLS = 30_000
CONTACTS = 10
MAKE_DB = Path(__file__).parents[1] / "scripts" / "make_db"


class FuzzBenchmark:
    """What comes out of random arguments: results and refusals, and nothing else."""

    name = "fuzz"
    suffix = "_fuzz"

    def __init__(self, bench):
        self.bench = bench

    def run(self):
        subprocess.run([MAKE_DB, self.bench.database.name + self.suffix], check=True)
        figures = run_apart(self.name, CONTACTS, self.bench.pairs, measured=CALLS)
        for found in figures["found"]:
            print(found, end="\n\n")
        yield Result(
            f"Call public methods with random arguments: {CALLS:,} calls, seed {SEED}",
            f"{figures['answered']:,} results",
            f"{figures['refused']:,} refusals",
            len(figures["found"]),
            0,
            unit="exceptions",
        )

    def measure(self, calls):
        """Return how many calls were answered and refused, and what was found."""
        # with the tests, because that is where a few of these calls are made
        from odoo.addons.contact_segment.tests.fuzz_calls import FuzzCalls

        with self.bench.database.transaction(SUPERUSER_ID) as env:
            fuzz = FuzzCalls(env, SEED)
            found = fuzz.run(calls)
        return {
            "answered": fuzz.answered,
            "refused": fuzz.refused,
            "found": list(map(str, found)),
        }
