# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The list that OCA's mass_mailing_list_dynamic fills, beside a segment of the same.

Both run in one database of their own, in which both addons are installed.
"""

import os
import subprocess
import sys
from pathlib import Path

from apart import run_apart
from measure import Result, format_seconds, median, stopwatch

from odoo.api import SUPERUSER_ID
from odoo.exceptions import ValidationError

AIM = 100
SIZE, FULL_SIZE, WARM_UP = 16_000, 300_000, 100
PEERS = Path(__file__).parents[1] / ".odoo" / "peers"
MODULE = "mass_mailing_list_dynamic"
PACKAGES = (
    "odoo-addon-mass-mailing-list-dynamic==19.0.1.0.0.4",
    "odoo-addon-mass-mailing-partner==19.0.1.1.0.4",
)
# Found by Odoo because they lie in a folder odoo/addons of Python's path.
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([os.environ.get("PYTHONPATH", ""), str(PEERS)]),
}


class DynamicListBenchmark:
    """A list of contacts kept by a condition, by the ORM and by one statement."""

    name = "dynamic_list"
    suffix = "_peers"

    def __init__(self, bench):
        self.bench = bench

    def run(self):
        self.install()
        size = min(SIZE, SIZE * self.bench.size // self.bench.full_size)
        seconds = run_apart(
            self.name, size, self.bench.pairs, measured=size, env=ENVIRONMENT
        )
        ratios = [theirs / ours for ours, theirs in seconds]
        yield Result(
            f"Fill a list of {size:,} contacts (reference: {MODULE})",
            format_seconds(median(ours for ours, _theirs in seconds)),
            format_seconds(median(theirs for _ours, theirs in seconds)),
            median(ratios),
            AIM,
            at_most=False,
        )

    def measure(self, size):
        """Return pairs of seconds: ours and theirs."""
        self._let_use_lists()
        self._fill_segment(WARM_UP)
        self._fill_list(WARM_UP)
        return [
            (self._fill_segment(size), self._fill_list(size))
            for _number in range(self.bench.pairs)
        ]

    def _fill_segment(self, size):
        with self.bench.database.transaction() as env:
            segment = self.bench.segments.create(env, "Benchmark: list")
            domain = self.bench.contacts.get_domain(size)
            seconds = stopwatch(lambda: (segment.add_contacts(domain), env.cr.flush()))
            self._check_count(segment.line_count, size)
        self.bench.database.vacuum("contact_segment_line")
        return seconds

    def _fill_list(self, size):
        with self.bench.database.transaction() as env:
            mailing_list = env["mailing.list"].create(
                {
                    "name": "Benchmark",
                    "dynamic": True,
                    "sync_method": "add",
                    "sync_domain": repr(self.bench.contacts.get_domain(size)),
                }
            )
            env.cr.flush()
            seconds = stopwatch(lambda: (mailing_list.action_sync(), env.cr.flush()))
            self._check_count(len(mailing_list.contact_ids), size)
        self.bench.database.vacuum("mailing_contact", "mailing_subscription")
        return seconds

    def _let_use_lists(self):
        """Give the user of the benchmarks the rights on lists too."""
        with self.bench.database.transaction(SUPERUSER_ID, commit=True) as env:
            group = env.ref("mass_mailing.group_mass_mailing_user")
            group.user_ids |= env["res.users"].browse(self.bench.database.uid)

    def _check_count(self, found, expected):
        if found != expected:
            raise ValidationError(f"{found} contacts instead of {expected}")

    def install(self):
        """Get the addon and install it beside ours; later runs only update ours."""
        if not (PEERS / "odoo" / "addons" / MODULE).is_dir():
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
            subprocess.run([*pip, "--target", PEERS, *PACKAGES], check=True)
        odoo = [sys.executable, "-m", "odoo", "--no-http", "--stop-after-init"]
        odoo += ["-d", self.bench.database.name + self.suffix, "--log-level=error"]
        odoo += ["-i", f"contact_segment,{MODULE}", "-u", "contact_segment"]
        subprocess.run(odoo, check=True, env=ENVIRONMENT)
