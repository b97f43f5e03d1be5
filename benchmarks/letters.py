# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Letters by Word merge, beside the libraries that others use, and their PDFs.

All is measured in processes without Odoo, whose many objects would slow down the
libraries that make many objects themselves.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from measure import Pairs, Result, format_seconds, median

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".odoo" / "peers_letters"
PACKAGES = ("docx-mailmerge2==1.0.3", "docxtpl==0.20.2")
LETTERS, STREAMED = 1000, 100_000
# A process each takes so long that a few tell enough.
PROCESSES = 40
PDF_PAIRS = 3
MAILMERGE, DOCXTPL = "docx-mailmerge2", "docxtpl"


class LettersBenchmark:
    """A letter of one page, with twelve fields, header, footer and logo."""

    name = "letters"

    def __init__(self, bench):
        self.bench = bench

    def run(self):
        self._install()
        letters = LETTERS
        streamed, processes = (
            max(2, count * self.bench.size // self.bench.full_size)
            for count in (STREAMED, PROCESSES)
        )
        for peer, aim in ((MAILMERGE, 40), (DOCXTPL, 80)):
            yield self._get_faster(
                f"Merge {letters:,} letters (reference: {peer})",
                self._time("separate", peer, letters),
                aim,
            )
        yield self._time("combined", MAILMERGE, letters).as_result(
            f"Merge {letters:,} letters into one document (reference: {MAILMERGE})",
            0.25,
        )
        yield self._get_memory(streamed)
        pairs = min(PDF_PAIRS, self.bench.pairs)
        yield self._get_faster(
            f"PDF of a letter, of {letters:,} (reference: a process for each)",
            self._time("pdf", processes, letters, pairs=pairs),
            35,
        )
        yield from self._get_page_counts(letters, pairs)

    def _time(self, part, *arguments, pairs=None):
        """Return how long both sides take."""
        result = Pairs(pairs or self.bench.pairs)
        seconds = self._run_apart(part, *arguments, result.count)
        result.ours, result.reference = seconds
        return result

    def _get_faster(self, work, pairs, aim):
        """Return the result for an aim that says how much faster we are."""
        return Result(
            work,
            format_seconds(median(pairs.ours)),
            format_seconds(median(pairs.reference)),
            1 / pairs.ratio,
            aim,
            at_most=False,
        )

    def _get_page_counts(self, count, pairs):
        """Return how much a letter costs more that shows its number of pages."""
        work = f"PDF of a letter with page x of y, of {count:,} (reference: without)"
        times = self._time("page_counts", count, pairs=pairs)
        beside = times.as_result(work, 2)
        speed = 1 / median(times.ours)
        yield beside
        yield Result(
            work,
            beside.ours,
            beside.reference,
            speed,
            40,
            at_most=False,
            unit="letters/s",
        )

    def _get_memory(self, count):
        megabytes = self._run_apart("memory", count)
        return Result(
            f"Memory to write {count:,} letters into a zip (reference: none written)",
            f"{megabytes:.1f} MB",
            "0.0 MB",
            megabytes,
            50,
            unit="MB more",
        )

    def _run_apart(self, *arguments):
        """Return what a part of the benchmark finds in a process of its own."""
        program = Path(__file__).with_name("letters_process.py")
        paths = [str(PEERS), str(ROOT), os.environ.get("PYTHONPATH", "")]
        output = subprocess.run(
            [sys.executable, program, *map(str, arguments)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        return json.loads(output.stdout)

    def _install(self):
        """Get the other libraries; they are no dependency of the addon."""
        if not (PEERS / "docxtpl").is_dir():
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
            subprocess.run([*pip, "--target", PEERS, *PACKAGES], check=True)
