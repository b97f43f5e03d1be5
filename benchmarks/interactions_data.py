# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Logs of any length in the database of the benchmarks, each in a schema of its own.

A schema in front of the search path hides the addon's table: the same queries of the
same program find a short log or a long one.
"""

from contextlib import contextmanager

from contacts import REF

YEARS = 10
TABLE = "contact_interaction"
OWNERS = f"""
    CREATE TEMPORARY TABLE owner AS
    SELECT ROW_NUMBER() OVER (ORDER BY id) - 1 AS place, id, commercial_partner_id
    FROM (
        SELECT id, commercial_partner_id FROM res_partner
        WHERE ref = '{REF}' AND is_company IS NOT TRUE ORDER BY id LIMIT %(owners)s
    ) AS person
"""
# In the order of their dates, as a log grows; one contact after the other by turns.
INSERT = """
    INSERT INTO {table} (
        id, name, partner_id, commercial_partner_id, date, company_id, user_id,
        logged_by_id, channel, direction, initiated_by, cost, duration, evaluation,
        state, note, campaign_target, campaign_response, attempt_failed,
        template_id, create_uid, create_date, write_uid, write_date
    ) SELECT number, 'Interaction ' || number, owner.id, owner.commercial_partner_id,
        now() - ({size} - number) * INTERVAL '{years} years' / {size},
        {company}, {user}, {user},
        (ARRAY['letter', 'email', 'phone'])[1 + number % 3],
        CASE WHEN number % 5 = 0 THEN 'inbound' ELSE 'outbound' END, 'us',
        number % 20, number % 60,
        (ARRAY['very_positive', 'positive', 'neutral', 'negative', 'very_negative'])
            [1 + number % 11],
        CASE number % 50 WHEN 0 THEN 'cancelled' WHEN 1 THEN 'draft' ELSE 'done' END,
        CASE WHEN number % 7 = 0 THEN 'They want to be called again.' END,
        FALSE, FALSE, number % 13 = 0, {template},
        {user}, now(), {user}, now()
    FROM generate_series(1, {size}) AS entry (number)
    JOIN owner ON owner.place = entry.number * 7919::bigint % {owners}
    ORDER BY entry.number
"""


class InteractionLog:
    """A log of so many interactions with so many contacts."""

    def __init__(self, bench, name, size, owners):
        self.database = bench.database
        self.size, self.owners = size, owners
        self.schema = f"log_{name}"
        self.table = f"{self.schema}.{TABLE}"
        with self.database.transaction() as env:
            company_id = env.company.id
        insert = INSERT.format(
            table=self.table,
            size=size,
            owners=owners,
            years=YEARS,
            company=company_id,
            user=self.database.uid,
            template=bench.segments.template_id,
        )
        self.drop()
        self.database.execute(
            f"CREATE SCHEMA {self.schema}",
            f"CREATE TABLE {self.table} (LIKE {TABLE} INCLUDING DEFAULTS)",
            OWNERS % {"owners": owners},
            insert,
            *self._get_indexes(),
            f"VACUUM ANALYZE {self.table}",
        )
        self.partner_id = self._get_partner_id()

    def drop(self):
        """Remove the log."""
        self.database.execute(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE")

    @contextmanager
    def transaction(self):
        """Open a transaction that finds this log instead of the addon's."""
        with self.database.transaction() as env:
            env.cr.execute(f"SET LOCAL search_path TO {self.schema}, public")
            yield env

    def _get_indexes(self):
        """Return the statements that make the indexes of the addon's table."""
        rows = self.database.execute(
            "SELECT indexdef FROM pg_indexes "
            f"WHERE schemaname = 'public' AND tablename = '{TABLE}'"
        )
        return [row[0].replace(f"public.{TABLE}", self.table) for row in rows]

    def _get_partner_id(self):
        """Return the company with most interactions."""
        ((partner_id,),) = self.database.execute(
            f"SELECT commercial_partner_id FROM {self.table} "
            "WHERE commercial_partner_id != partner_id "
            "GROUP BY 1 ORDER BY COUNT(*) DESC, 1 LIMIT 1"
        )
        return partner_id
