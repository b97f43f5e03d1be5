# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Refreshes of live segments that are killed, and twenty at work on one of them.

The tests do it a few times; here they do it two hundred times, in a database of theirs.
"""

import os
import subprocess
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from measure import Result

PYTEST = Path(__file__).parents[1] / "scripts" / "pytest"
TESTS = "contact_segment/tests/live/test_refresh_broken.py"
# LIVE_ROUNDS in the environment changes it.
ROUNDS = 200


class LiveBrokenBenchmark:
    """Members as before or as after, however a refresh ends; nothing twice."""

    name = "live-broken"

    def __init__(self, bench):
        self.bench = bench

    def run(self):
        rounds = os.environ.get("LIVE_ROUNDS", str(ROUNDS))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "results.xml"
            subprocess.run(  # noqa: S603
                [PYTEST, "-q", TESTS, f"--junit-xml={path}"],
                env={**os.environ, "LIVE_ROUNDS": rounds},
                check=False,
            )
            cases = list(ElementTree.parse(path).iter("testcase"))
        broken = [one for one in cases if one.find("failure") is not None]
        broken += [one for one in cases if one.find("error") is not None]
        yield Result(
            f"Refreshes of a live segment, {rounds} times killed at a random moment",
            f"{len(cases)} tests",
            "every 20 with 20 connections at work",
            len(broken),
            0,
            unit="faults",
        )
