# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What everybody else pays: Odoo with this addon installed, beside Odoo without it.

Two processes, one with a database that has the addon and one with a database that has
what it depends on, do the same in turns.
"""

import json
import subprocess
import sys
from pathlib import Path

from measure import Pairs, Result

AIM = 1.1
# Odoo asks, once after a start, about every model in the form and every action of a
# menu; and, in each merge, about every table that names contacts.
AIMS = {"first_view": 1.5, "merge": 1.5}
# Counters, recent interactions, predictions and lines: each asked once.
FORM_AIM = 5
FORMS = 20
ROLE = "contact_segment.group_user"
WORKS = {
    "first_view": "First view of the contacts of a server",
    "forms": "Open 20 contacts",
    "list": "Open the list of contacts 10 times",
    "create": "Create 50 contacts one by one",
    "write": "Change 50 contacts one by one",
    "delete": "Delete 50 contacts one by one",
    "merge": "Merge 10 pairs of contacts",
    "messages": "Write 50 notes",
    "activities": "Schedule and finish 50 activities",
    "meetings": "Plan 50 meetings",
    "mails": "Hand 50 e-mails to the queue",
}


class GuestBenchmark:
    """The same work of users in a database with the addon and in one without."""

    name = "guest"

    def __init__(self, bench):
        self.bench = bench

    def run(self):
        name = self.bench.database.name
        with Process(f"{name}_guest") as ours, Process(f"{name}_host") as reference:
            for work, title in WORKS.items():
                yield self._compare(title, ours, reference, work)
            yield self._count_form(ours, reference)

    def _compare(self, title, ours, reference, work):
        """Return how much longer a user without a role waits."""
        pairs = Pairs(self.bench.pairs * 3)
        pairs.time(lambda: ours.time(work), lambda: reference.time(work))
        result = pairs.as_result(title, AIMS.get(work, AIM))
        result.ours += f", {ours.queries} queries"
        result.reference += f", {reference.queries} queries"
        return result

    def _count_form(self, ours, reference):
        """Return what a form costs a user with a role in segments, in queries."""
        for process in (ours, reference):
            # what is asked once for all
            process.time("forms", ROLE)
            process.time("forms", ROLE)
        more = (ours.queries - reference.queries) / FORMS
        return Result(
            "Open a contact, as a user of segments",
            f"{ours.queries / FORMS:.1f} queries",
            f"{reference.queries / FORMS:.1f} queries",
            more,
            FORM_AIM,
            unit="more queries",
        )


class Process:
    """A process that works in one of the two databases."""

    def __init__(self, database):
        self.database = database
        self.queries = 0

    def __enter__(self):
        program = Path(__file__).with_name("guest_process.py")
        self.process = subprocess.Popen(
            [sys.executable, program, self.database],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_exception):
        self.process.communicate()

    def time(self, work, *role):
        """Have something done; return its seconds, and remember its queries."""
        print(work, *role, file=self.process.stdin, flush=True)
        self.queries, seconds = json.loads(self.process.stdout.readline())
        return seconds
