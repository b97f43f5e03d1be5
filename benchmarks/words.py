# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Word documents made to do harm: damaged ones, and ones that are ever larger.

All is tried in processes without Odoo, by programs among the tests of ``word_merge``.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from measure import Result, format_seconds

ROOT = Path(__file__).parents[1]
# Of CPU time; FUZZ_MINUTES in the environment changes it.
MINUTES = 10
SEED = 2026
MEGABYTE = 1024 * 1024
# Of one doubling: linear is 2, what grows with the square 4.
AIM = 2.8


def run_program(name, *arguments):
    """Return the lines that a program of the tests prints, each an object of JSON."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    output = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", f"word_merge.tests.{name}", *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    return [json.loads(line) for line in output.stdout.splitlines()]


class FuzzWordBenchmark:
    """Damaged documents and odd values, as many as fit into the time."""

    name = "fuzz_word"

    def __init__(self, bench):
        self.bench = bench

    def run(self):
        minutes = float(os.environ.get("FUZZ_MINUTES", MINUTES))
        (counts,) = run_program(
            "fuzzing", "--minutes", str(minutes), "--seed", str(SEED)
        )
        found = counts.pop("found", 0)
        said = ", ".join(f"{count:,} {what}" for what, count in sorted(counts.items()))
        yield Result(
            f"Damaged documents in {minutes:g} minutes ({said})",
            f"{sum(counts.values()) + found:,}",
            "none",
            found,
            0,
            unit="other than a sentence",
        )


class GrowthWordBenchmark:
    """Documents that double and double again."""

    name = "growth_word"

    def __init__(self, bench):
        self.bench = bench

    def run(self):
        everything = run_program("growing")
        for found in everything:
            yield self._make_result("Time", found, "seconds", format_seconds)
        most = max(everything, key=lambda found: self._get_growth(found["bytes"]))
        yield self._make_result("Most memory", most, "bytes", self._format_bytes)

    def _make_result(self, work, found, figure, show):
        most, least = (f"{found['sizes'][place]:,}" for place in (-1, 0))
        name = found["name"] + ", refused" * bool(found["refusals"][-1])
        figures = found[figure]
        return Result(
            f"{work}: {most} × {name} (reference: {least})",
            show(figures[-1]),
            show(figures[0]),
            self._get_growth(figures),
            AIM,
            unit="× a doubling",
        )

    @staticmethod
    def _format_bytes(count):
        return f"{count / MEGABYTE:.1f} MB"

    @staticmethod
    def _get_growth(figures):
        """Return by how much a figure grows when the size doubles."""
        return (figures[-1] / figures[0]) ** (1 / (len(figures) - 1))
