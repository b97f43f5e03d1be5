# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A change of the header of a large segment, beside that of a small one."""

from measure import Pairs, stopwatch

AIM = 1.25
FEW = 3
# One change takes milliseconds, so that a run makes several.
CHANGES = 10


class HeaderBenchmark:
    """What is said about all contacts, said differently."""

    name = "header"

    def __init__(self, bench):
        self.bench = bench

    def run(self):
        segments, contacts = self.bench.segments, self.bench.contacts
        large = segments.get_added()
        small = segments.get(
            "added",
            FEW,
            lambda segment: segment.add_contacts(contacts.get_domain(FEW)),
        )
        pairs = Pairs(self.bench.pairs * 3)
        pairs.time(lambda: self._change(large), lambda: self._change(small))
        yield pairs.as_result(
            f"Change the header of {contacts.count:,} contacts (reference: {FEW})", AIM
        )

    def _change(self, segment_id):
        """Change the segment a few times; return the seconds of one change."""
        with self.bench.database.transaction() as env:
            segment = env["contact.segment"].browse(segment_id)
            users = [env.user.id, False]
            # like a user who looks at the contacts while changing the header
            segment.env["contact.segment.line"].search_fetch(
                [("segment_id", "=", segment_id)], ["cost", "user_id"], limit=80
            )

            def change():
                for number in range(CHANGES):
                    segment.write(
                        {"unit_cost": number + 2, "user_id": users[number % 2]}
                    )
                    env.cr.flush()

            return stopwatch(change) / CHANGES
