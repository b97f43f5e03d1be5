# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Prediction models: lifetime value beside lifetimes, recommendation in a worker.

All is measured in processes without Odoo, each with the limits of its own.
"""

import subprocess
import sys
from pathlib import Path

from apart import run_program
from measure import Pairs, Result, format_seconds, median

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".odoo" / "peers_forecasting"
PACKAGES = ("lifetimes==0.11.3", "pandas>=2.2,<4", "autograd>=1.7,<2", "dill>=0.3,<1")
PRODUCTS, LINES_PER_CUSTOMER = 20_000, 50 / 3
# Odoo's limits of a worker
CPU_SECONDS, ADDRESS_MB = 60, 2560


class ForecastingBenchmark:
    """BG/NBD beside lifetimes, and recommendations within the limits of a worker."""

    name = "forecasting"

    def __init__(self, bench):
        self.bench = bench

    def run(self):
        self._install()
        size = self.bench.size
        yield self._get_faster(
            f"Fit BG/NBD on {size:,} customers (reference: lifetimes)"
        )
        yield from self._get_within_limits(size)

    def _get_faster(self, work):
        pairs = Pairs(self.bench.pairs)
        pairs.ours, pairs.reference = self._run_apart(
            "bg_nbd", self.bench.size, pairs.count
        )
        return Result(
            work,
            format_seconds(median(pairs.ours)),
            format_seconds(median(pairs.reference)),
            1 / pairs.ratio,
            4,
            at_most=False,
        )

    def _get_within_limits(self, size):
        products = max(10, PRODUCTS * size // self.bench.full_size)
        lines = int(LINES_PER_CUSTOMER * size)
        found = self._run_apart("recommendation", size, products, lines, ADDRESS_MB)
        what = f"{size:,} customers, {products:,} products, {lines:,} lines"
        for part, seconds in found["seconds"].items():
            yield Result(
                f"{part}: {what} (reference: limit)",
                format_seconds(seconds),
                format_seconds(CPU_SECONDS),
                seconds,
                CPU_SECONDS,
                unit="CPU s",
            )
        yield Result(
            f"Address space of both: {what} (reference: limit)",
            f"{found['megabytes']:.0f} MB",
            f"{ADDRESS_MB} MB",
            found["megabytes"],
            ADDRESS_MB,
            unit="MB",
        )

    def _run_apart(self, *arguments):
        """Return what a part of the benchmark finds in a process of its own."""
        return run_program("forecasting_process.py", *arguments, folders=[ROOT, PEERS])

    def _install(self):
        """Get the other library; it is no dependency of the addon."""
        if not (PEERS / "dill").is_dir():
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
            subprocess.run([*pip, "--target", PEERS, *PACKAGES], check=True)
