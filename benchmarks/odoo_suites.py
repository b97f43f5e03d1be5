# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo's own tests: none fails because the addon is installed.

All of it is done by scripts/test_odoo, in databases of its own.
"""

import json
import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from measure import Result

TEST_ODOO = Path(__file__).parents[1] / "scripts" / "test_odoo"


class OdooSuitesBenchmark:
    """Every suite of a module whose models the addon extends."""

    name = "odoo"

    def __init__(self, bench):
        self.bench = bench

    def run(self):
        # such as "--resume --no-tours"
        options = shlex.split(os.environ.get("TEST_ODOO", ""))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "figures.json"
            subprocess.run(  # noqa: S603
                [TEST_ODOO, *options, "--json", path], check=False
            )
            rows = json.loads(path.read_text(encoding="utf-8"))
        for row in rows:
            yield Result(
                f"{row['module']}: {row['tests']:,} tests, {row['skipped']:,} skipped",
                f"{row['in both'] + row['only with']:,} fail",
                f"{row['in both'] + row['only without']:,} fail",
                row["only with"],
                0,
                unit="only with it",
            )
