# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Logging without sending, beside the bare INSERT … SELECT of the same rows."""

from decimal import Decimal

from measure import Pairs, stopwatch

AIM = 1.5
COLUMNS = """
    name, template_id, user_id, campaign_id, channel, lang, subject, direction,
    initiated_by, cost, duration, campaign_target, campaign_response, note, evaluation,
    attempt_failed, contact_via, segment_id, partner_id, segment_line_id,
    commercial_partner_id, group_id, company_id, state, cancelled_with_segment,
    logged_by_id, create_uid, write_uid
"""
# What the header says is a constant here, and nothing is looked up or checked.
INSERT = f"""
    INSERT INTO contact_interaction (date, create_date, write_date, {COLUMNS})
    SELECT %(now)s, %(now)s, %(now)s, %(name)s, %(template)s, %(user)s, NULL,
        %(channel)s, partner.lang, %(subject)s, %(direction)s, %(initiated_by)s,
        %(cost)s, %(duration)s, FALSE, FALSE, line.note, line.evaluation,
        line.attempt_failed, line.contact_via, line.segment_id, line.partner_id,
        line.id, partner.commercial_partner_id, NULL, %(company)s, 'done', FALSE,
        %(user)s, %(user)s, %(user)s
    FROM contact_segment_line line JOIN res_partner partner
        ON partner.id = line.partner_id
    WHERE line.segment_id = %(segment)s AND line.active
"""
FINGERPRINT = f"""
    SELECT COUNT(*), SUM(hashtext(ROW({COLUMNS})::text))
    FROM contact_interaction WHERE segment_id = %s
"""


class LogBenchmark:
    """What happens when a filled segment is logged."""

    name = "log"

    def __init__(self, bench):
        self.bench = bench

    def run(self):
        segment_id = self.bench.segments.get_added()
        found = {}

        def ours():
            with self.bench.database.transaction() as env:
                segment = env["contact.segment"].browse(segment_id)
                seconds = stopwatch(lambda: (segment.log(send=False), env.cr.flush()))
                found["ours"] = self._fingerprint(env, segment)
            self.bench.database.vacuum("contact_interaction")
            return seconds

        def reference():
            with self.bench.database.transaction() as env:
                segment = env["contact.segment"].browse(segment_id)
                values = self._get_values(segment)
                seconds = stopwatch(lambda: env.cr.execute(INSERT, values))
                found["reference"] = self._fingerprint(env, segment)
            self.bench.database.vacuum("contact_interaction")
            return seconds

        pairs = Pairs(self.bench.pairs).time(ours, reference)
        if found["ours"] != found["reference"]:
            raise SystemExit(f"log: the two sides write different rows: {found}")
        count = self.bench.contacts.count
        yield pairs.as_result(f"Log {count:,} contacts without sending", AIM)

    def _get_values(self, segment):
        return {
            "now": segment.env.cr.now(),
            "name": segment.name,
            "template": segment.template_id.id,
            "user": segment.env.uid,
            "channel": segment.channel,
            "subject": segment.template_id.document_ids.subject,
            "direction": segment.direction,
            "initiated_by": segment.initiated_by,
            "cost": Decimal(f"{segment.unit_cost:.2f}"),
            "duration": segment.unit_duration,
            "company": segment.company_id.id,
            "segment": segment.id,
        }

    def _fingerprint(self, env, segment):
        env.cr.execute(FINGERPRINT, [segment.id])
        return env.cr.fetchone()
