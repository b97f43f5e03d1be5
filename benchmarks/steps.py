# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Add, reduce, refine and go back, beside the statement that writes the same rows."""

from measure import Pairs, stopwatch

AIM = 1.25
# Rows that must be equal on both sides, whatever the ids of the steps.
FINGERPRINT = """
    SELECT COUNT(*), SUM(hashtext(CONCAT_WS(
        '|', partner_id, active, is_repeat, step_id IS NULL, removed_step_id IS NULL
    ))) FROM contact_segment_line WHERE segment_id = %s
"""
INSERT = """
    INSERT INTO contact_segment_line (
        segment_id, partner_id, step_id, active, is_repeat
    ) SELECT %(segment)s, id, %(step)s, TRUE, FALSE
    FROM res_partner WHERE active AND {contacts}
"""
REMOVE = """
    UPDATE contact_segment_line SET active = FALSE, removed_step_id = %(step)s
    WHERE segment_id = %(segment)s AND active
      AND partner_id IN (SELECT id FROM res_partner WHERE {dropped})
"""
UNDO = """
    UPDATE contact_segment_line
    SET active = {active}
    WHERE segment_id = %(segment)s AND {column} = %(last)s
"""


class StepsBenchmark:
    """What users do to fill a segment."""

    name = "steps"

    def __init__(self, bench):
        self.bench = bench
        self.contacts = bench.contacts

    def run(self):
        added = self.bench.segments.get_added()
        reduced = self.bench.segments.get_reduced()
        domain, half = self.contacts.domain, self.contacts.half
        dropped = self.contacts.half_where
        count = f"{self.contacts.count:,}"
        yield self.measure(
            f"Add {count} contacts",
            None,
            lambda segment: segment.add_contacts(domain),
            INSERT.format(contacts=self.contacts.where),
        )
        yield self.measure(
            f"Reduce {count} contacts by half",
            added,
            lambda segment: segment.reduce_contacts(half),
            REMOVE.format(dropped=dropped),
        )
        yield self.measure(
            f"Refine {count} contacts to half",
            added,
            lambda segment: segment.refine_contacts(half),
            REMOVE.format(dropped=f"NOT ({dropped})"),
        )
        yield self.measure(
            f"Go back: take {count} contacts out again",
            added,
            lambda segment: segment.go_back(),
            UNDO.format(active="FALSE", column="step_id"),
        )
        yield self.measure(
            f"Go back: bring half of {count} contacts back",
            reduced,
            lambda segment: segment.go_back(),
            UNDO.format(active="TRUE", column="removed_step_id"),
        )
        yield self.measure(
            f"Add {count} contacts and reduce by half at once",
            None,
            lambda segment: (
                segment.add_contacts(domain),
                segment.reduce_contacts(half),
            ),
            INSERT.format(contacts=self.contacts.where),
            REMOVE.format(dropped=dropped),
        )

    def measure(self, work, segment_id, method, *statements, aim=AIM):
        """Measure a method beside statements, on the same segment."""
        found = {}

        def ours():
            with self.bench.database.transaction() as env:
                segment = self._open(env, segment_id)
                env.cr.flush()
                env.invalidate_all()
                seconds = stopwatch(lambda: (method(segment), env.cr.flush()))
                found["ours"] = self._fingerprint(env, segment)
            self.bench.database.vacuum("contact_segment_line")
            return seconds

        def reference():
            with self.bench.database.transaction() as env:
                segment = self._open(env, segment_id)
                values = self._get_values(segment)
                env.cr.flush()
                seconds = stopwatch(
                    lambda: [env.cr.execute(sql, values) for sql in statements]
                )
                found["reference"] = self._fingerprint(env, segment)
            self.bench.database.vacuum("contact_segment_line")
            return seconds

        pairs = Pairs(self.bench.pairs).time(ours, reference)
        if found["ours"] != found["reference"]:
            raise SystemExit(f"{work}: the two sides write different rows: {found}")
        return pairs.as_result(work, aim)

    def _get_values(self, segment):
        """Return the parameters of the statements, a step that writes them included."""
        last = segment.step_ids.sorted("id")[-1:]
        step = segment.step_ids.sudo().create({"segment_id": segment.id})
        return {
            "segment": segment.id,
            "last": last.id,
            "step": step.id,
        }

    def _open(self, env, segment_id):
        if segment_id is None:
            return self.bench.segments.create(env, "Benchmark: empty")
        return env["contact.segment"].browse(segment_id)

    def _fingerprint(self, env, segment):
        env.cr.execute(FINGERPRINT, [segment.id])
        return env.cr.fetchone()
