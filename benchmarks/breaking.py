# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Deliveries that are broken on purpose: nothing lost, twice, stuck or left over.

All of it is done by scripts/chaos, in databases and processes of its own.
"""

import os
import subprocess
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from xml.etree import ElementTree

from measure import Result

CHAOS = Path(__file__).parents[1] / "scripts" / "chaos"
SEED = 2026
# CHAOS_ROUNDS in the environment changes it.
ROUNDS = 200
# With the real LibreOffice a letter takes a second, and not a hundredth.
REAL_MODES = ("kill", "kill-later", "terminate", "sigterm")
REAL_ROUNDS = 20


class BreakingBenchmark:
    """Every mode of failure, many times."""

    name = "chaos"

    def __init__(self, bench):
        self.bench = bench

    def run(self):
        from odoo.addons.contact_segment.tools.libreoffice import find_libreoffice

        rounds = int(os.environ.get("CHAOS_ROUNDS", ROUNDS))
        tried = [("", rounds, ["--retry-hours", "24"])]
        program = find_libreoffice()
        if program:
            modes = [word for mode in REAL_MODES for word in ("--mode", mode)]
            options = [*modes, "--kind", "letter", "--libreoffice", program]
            tried.append((" with LibreOffice itself", REAL_ROUNDS, options))
        for title, count, options in tried:
            for mode, (found, number) in self._break(count, options).items():
                kinds = ", ".join(sorted(found)) or "none"
                yield Result(
                    f"{mode}{title}: {number:,} rounds, seed {SEED}",
                    f"{number - found.total():,} in order",
                    kinds,
                    found.total(),
                    0,
                    unit="rounds with faults",
                )

    def _break(self, rounds, options):
        """Run rounds; return their faults and their number by mode."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "results.xml"
            subprocess.run(  # noqa: S603
                [CHAOS, "--rounds", str(rounds), "--seed", str(SEED)]
                + ["--junit-xml", path, *options],
                check=False,
            )
            found = defaultdict(Counter)
            numbers = Counter()
            for case in ElementTree.parse(path).iter("testcase"):
                mode = case.get("classname")
                numbers[mode] += 1
                for failure in case.iter("failure"):
                    found[mode][failure.text.partition(":")[0]] += 1
        return {mode: (found[mode], number) for mode, number in numbers.items()}
