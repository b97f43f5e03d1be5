# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fill a segment by a measure, beside the statement with the same aggregate."""

from steps import StepsBenchmark

from odoo.api import SUPERUSER_ID

OPPORTUNITIES = 3
NAME = "Benchmark"
INSERT = """
    INSERT INTO crm_lead (
        name, type, active, partner_id, company_id, expected_revenue, priority,
        create_uid, create_date, write_uid, write_date
    ) SELECT %(name)s, 'opportunity', TRUE, person.id, %(company)s,
        (number * 7919) %% 1000, '0', 1,
        now() - (number * 104729 %% 700) * INTERVAL '1 day', 1, now()
    FROM (
        SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place
        FROM res_partner WHERE {contacts}
    ) AS person, generate_series(1, %(count)s) AS turn,
        LATERAL (SELECT person.place * 31 + turn * 17 AS number) AS made
    WHERE person.place %% 5 > 0
"""
# What the measure adds up, and for whom; the rest is the statement of any step.
GROUPED = """
    SELECT partner_id FROM crm_lead
    WHERE active AND (company_id = {company} OR company_id IS NULL)
      AND partner_id IS NOT NULL {period}
    GROUP BY partner_id HAVING {having}
"""
ON_SEGMENT = """
    SELECT FROM contact_segment_line
    WHERE segment_id = {segment} AND active AND partner_id = res_partner.id
"""
# three figures and two segments; one figure has the aim of a step
MANY_AIM = 1.5
# PostgreSQL expects a few contacts to meet all of it, and goes through lists in lists.
FAIR = "SET LOCAL enable_nestloop TO off; SET LOCAL jit TO off"
PERIOD = "AND create_date >= (CURRENT_DATE - 365)"


class MeasuresBenchmark(StepsBenchmark):
    """What users do to fill a segment with a figure in its condition."""

    name = "measures"

    def run(self):
        self._fill()
        count = f"{self.contacts.count:,}"
        for work, period, operator in (
            ("the value of all opportunities ≥ 1,000", "", ">="),
            ("the value of all opportunities < 1,000, none included", "", "<"),
            ("the value of the last 365 days ≥ 500", PERIOD, ">="),
        ):
            limit = 500 if period else 1000
            bare = f"COALESCE(SUM(expected_revenue), 0) >= {limit}"
            grouped = GROUPED.format(company=self.company, period=period, having=bare)
            exists = "" if operator == ">=" else "NOT "
            where = (
                f"{self.contacts.where} AND {exists}EXISTS (SELECT FROM ({grouped}) "
                "AS found WHERE found.partner_id = res_partner.id)"
            )
            domain = [
                *self.contacts.domain,
                (
                    "measure_value_ids",
                    "any",
                    [
                        ("measure_id", "=", self.measures[bool(period)]),
                        ("value", operator, limit),
                    ],
                ),
            ]
            yield self.measure(
                f"Add by a measure, of {count} contacts: {work}",
                None,
                lambda segment, domain=domain: segment.add_contacts(domain),
                self._get_insert(where),
            )
        yield self.measure_many(
            f"Add by three measures and two memberships, of {count} contacts"
        )

    def measure_many(self, work):
        """Compare conditions on three figures and two segments with the bare ones."""
        segments = self.bench.segments
        on_all, on_half = segments.get_added(), segments.get_reduced()
        limits = (
            ("", "SUM(expected_revenue)", 1000),
            (PERIOD, "SUM(expected_revenue)", 500),
            ("", "COUNT(*)", 3),
        )
        domain, where = [*self.contacts.domain], self.contacts.where
        for id_, (period, value, limit) in zip(self.measures, limits, strict=True):
            terms = [("measure_id", "=", id_), ("value", ">=", limit)]
            domain.append(("measure_value_ids", "any", terms))
            grouped = GROUPED.format(
                company=self.company, period=period, having=f"{value} >= {limit}"
            )
            where += f" AND id IN ({grouped})"
        domain += [
            ("segment_ids", "in", [on_all]),
            ("segment_ids", "not in", [on_half]),
        ]
        # not "NOT IN", which PostgreSQL works out for each contact
        where += (
            f" AND EXISTS ({ON_SEGMENT.format(segment=on_all)})"
            f" AND NOT EXISTS ({ON_SEGMENT.format(segment=on_half)})"
        )
        return self.measure(
            work,
            None,
            lambda segment: segment.add_contacts(domain),
            FAIR,
            self._get_insert(where),
            aim=MANY_AIM,
        )

    def _get_insert(self, where):
        return (
            "INSERT INTO contact_segment_line (segment_id, partner_id, step_id, active,"
            " is_repeat) SELECT %(segment)s, id, %(step)s, TRUE, FALSE "
            f"FROM res_partner WHERE active AND {where}"
        )

    def _fill(self):
        """Make opportunities, three for four of five contacts, and three measures."""
        database = self.bench.database
        with database.transaction(SUPERUSER_ID, commit=True) as env:
            user = env["res.users"].browse(database.uid)
            user.group_ids |= env.ref("sales_team.group_sale_salesman_all_leads")
            self.company = env.company.id
            leads = env["crm.lead"]
            present = leads.search_count([("name", "=", NAME)])
            if present != self._get_wanted():
                env.cr.execute("DELETE FROM crm_lead WHERE name = %s", [NAME])
                env.cr.execute(
                    INSERT.format(contacts=self.contacts.where),
                    {"name": NAME, "company": self.company, "count": OPPORTUNITIES},
                )
            measures = env["contact.measure"].create(
                [
                    {
                        "name": NAME,
                        "model": "crm.lead",
                        "partner_path": "partner_id",
                        "aggregate": "sum",
                        "field_name": "expected_revenue",
                        "date_field": "create_date",
                        "date_from": date_from,
                    }
                    for date_from in (False, "today -365d")
                ]
                + [
                    {
                        "name": NAME,
                        "model": "crm.lead",
                        "partner_path": "partner_id",
                        "aggregate": "count",
                    }
                ]
            )
            self.measures = measures.ids
        database.vacuum("crm_lead")

    def _get_wanted(self):
        count = self.contacts.count
        return (count - count // 5) * OPPORTUNITIES
